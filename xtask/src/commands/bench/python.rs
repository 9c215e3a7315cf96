//! Programs and libraries from PyPI, in environments that are thrown away with cargo's target folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::cargo;

/// The Python of an environment, which is made and filled if need be.
///
/// # Errors
/// When there is no Python 3, or the packages cannot be installed.
pub(super) fn environment(home: &Path, packages: &[&str]) -> Result<PathBuf> {
    let python = home.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if !python.exists() {
        let answer = Command::new("python3").args(["-m", "venv"]).arg(home).status();
        let made = answer.context("there is no Python 3 (`python3`)")?.success();
        ensure!(made, "`python3 -m venv` failed, see above; on Debian and Ubuntu it takes the package python3-venv");
    }
    println!("Installing {} into {}", packages.join(" and "), home.display());
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(packages);
    cargo::run(&mut pip)?;
    Ok(python)
}
