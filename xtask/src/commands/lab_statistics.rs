//! `cargo xtask lab-statistics`: what is true on each path of the emulated network, and what is measured there.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::cargo::{self, Workspace};
use crate::emulated_network;

/// The test that measures; it writes the table to the file that the variable names.
const TEST: &str = "lab_runs::statistics";
const FILE: &str = "FIX904_LAB_STATISTICS";
const RESULT: &str = "docs/lab-figures.md";
/// What stands above the table.
const HEAD: &str = "# The emulated network, measured\n\n\
    Written by `cargo xtask lab-statistics`; what the columns mean: [lab.md](lab.md). Times are the best and the median, in ms.\n\n";

/// Measures every path with plain sockets and both browsers, one after the other, and keeps the table.
///
/// # Errors
/// When the system refuses the network, a program is missing, or a measurement fails.
pub(crate) fn lab_statistics(workspace: &Workspace) -> Result<()> {
    if let Some(why) = emulated_network::refusal() {
        bail!("the emulated network is refused here: {why}; it needs root on Linux with namespaces and /dev/net/tun");
    }
    emulated_network::find()?;
    let table = workspace.target().join("lab-statistics.md");
    let mut cargo = workspace.cargo("test");
    cargo.args(["--locked", "--workspace", "--test", "it", "--", "--nocapture", TEST]).env(FILE, &table);
    cargo::run(&mut cargo)?;
    let written = fs::read_to_string(&table).context("the test wrote no table: was it renamed?")?;
    let file = workspace.root().join(RESULT);
    fs::write(&file, HEAD.to_owned() + &written).with_context(|| format!("cannot write {}", file.display()))
}
