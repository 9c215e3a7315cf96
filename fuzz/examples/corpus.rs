//! Writes valid inputs into `corpus/`, where cargo-fuzz begins.

use std::fs;
use std::path::Path;

use fix904_fuzz::{TARGETS, Target};

fn main() -> anyhow::Result<()> {
    for Target { name, seeds, .. } in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
        fs::create_dir_all(&folder)?;
        for (number, seed) in seeds()?.iter().enumerate() {
            fs::write(folder.join(format!("valid-{number:03}")), seed)?;
        }
    }
    Ok(())
}
