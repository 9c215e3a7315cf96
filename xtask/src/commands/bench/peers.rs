//! General libraries for Bayesian networks, on the same models as our engine, in an environment that is thrown away with
//! cargo's target folder.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::engine::list;
use super::python;
use crate::cargo::{self, Workspace};

/// What is installed from PyPI, to the last digit.
const PACKAGES: [&str; 2] = ["pyagrum==3.3.1", "pgmpy==1.1.2"];
/// How far apart two engines may be that work out the same probability.
pub(super) const TOLERANCE: f64 = 1e-9;
/// Seconds after which one run of another engine is given up.
const PATIENCE: &str = "60";

/// Times the libraries on some models.
///
/// # Errors
/// When there is no Python 3, or the libraries cannot be installed.
pub(super) fn measure(workspace: &Workspace, models: &[PathBuf]) -> Result<Value> {
    let python = python::environment(&workspace.target().join("peers/env"), &PACKAGES)?;
    println!("Timing {}: some minutes", PACKAGES.join(" and "));
    let mut command = Command::new(python);
    command.arg(workspace.root().join("xtask/peers/peers.py")).args(["--limit", PATIENCE]).args(models);
    let output = command.stderr(Stdio::inherit()).output().context("Python did not start")?;
    ensure!(output.status.success(), "failed, see above; to repeat it alone: {}", cargo::line(&command));
    serde_json::from_slice(&output.stdout).context("peers.py printed no JSON")
}

/// Holds the posteriors and rankings of all libraries against ours.
///
/// # Errors
/// When one differs by more than the tolerance, with its name.
pub(super) fn agree(peers: &Value) -> Result<()> {
    for (label, apart) in differences(peers) {
        ensure!(apart <= TOLERANCE, "{label} and our engine differ by {apart:.1e}, more than {TOLERANCE:.0e}");
    }
    Ok(())
}

/// The largest difference from ours.
pub(super) fn apart(peers: &Value) -> f64 {
    differences(peers).into_iter().map(|(_, apart)| apart).fold(0.0, f64::max)
}

/// Differences of each library's posteriors and rankings from ours. Not a number counts as infinite: it agrees with nothing.
fn differences(peers: &Value) -> Vec<(&str, f64)> {
    let mut found = Vec::new();
    for peer in list(&peers["peers"]) {
        let label = peer["label"].as_str().unwrap_or_default();
        for size in list(&peer["sizes"]) {
            let figures = ["posterior", "ranking"].into_iter().filter_map(|key| size.get(key));
            found.extend(figures.map(|figure| (label, figure["apart"].as_f64().unwrap_or(f64::INFINITY))));
        }
    }
    found
}
