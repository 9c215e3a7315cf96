//! `cargo xtask simulate`: how well simulated visitors are helped.

use std::ffi::OsString;

use anyhow::Result;

use crate::cargo::{self, Workspace};

/// Simulates visitors and prints the tables. The options are those of the yardstick.
///
/// # Errors
/// When the engine cannot be built, or an option is wrong.
pub(crate) fn simulate(workspace: &Workspace, options: &[OsString]) -> Result<()> {
    let mut command = workspace.cargo("run");
    command.args(["--locked", "--quiet", "--package", "yardstick", "--", "simulate"]).args(options);
    cargo::run(&mut command)
}
