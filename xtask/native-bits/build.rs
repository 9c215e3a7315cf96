//! Works out every float natively while the tests are built, for whatever machine: build scripts run where the compiler does.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use yardstick::bits::{self, Inputs};
use yardstick::vignettes;

const CASES: &str = "../../tests/cases";

fn main() -> Result<()> {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").context("cargo names no folder")?);
    let [vectors, cases] = ["vectors", "vignettes"].map(|folder| Path::new(CASES).join(folder));
    for path in [&vectors, &cases, &PathBuf::from("build.rs")] {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    let base = knowledge::base();
    let line = |v: &vignettes::Vignette| format!("vignette {}\t{}\n", v.name, v.query);
    let cases: String = vignettes::read(&base, &cases)?.iter().map(line).collect();
    let vectors: Vec<String> = vignettes::files(&vectors)?.iter().map(fs::read_to_string).collect::<Result<_, _>>()?;
    let vectors: Vec<&str> = vectors.iter().map(String::as_str).collect();
    let (names, floats) = bits::write(&bits::of(Inputs { vectors: &vectors, cases: &cases })?);
    fs::write(out.join("vectors.rs"), format!("{vectors:?}"))?;
    fs::write(out.join("cases.txt"), cases)?;
    fs::write(out.join("names.txt"), names)?;
    fs::write(out.join("floats.bin"), floats)?;
    Ok(())
}
