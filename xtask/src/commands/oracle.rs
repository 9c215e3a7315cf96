//! `cargo xtask oracle`: the engine beside an exact solver.

use std::path::Path;

use anyhow::Result;

use crate::cargo::{self, Workspace};

/// Answers a file of vectors; the answers go to standard output, everything else to standard error.
///
/// # Errors
/// When the engine cannot be built, or the file is none.
pub(crate) fn oracle(workspace: &Workspace, file: &Path, ratios: bool) -> Result<()> {
    let mut command = workspace.cargo("run");
    command.args(["--locked", "--quiet", "--package", "yardstick", "--", "oracle"]).arg(file);
    if ratios {
        command.arg("--ratios");
    }
    cargo::run(&mut command)
}
