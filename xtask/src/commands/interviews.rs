//! `cargo xtask interviews`: long runs of random interviews, too long for every change. The result is committed.

use std::fs;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};

use crate::cargo::Workspace;

/// Interviews from each start.
const INTERVIEWS: &str = "20000";
const RESULT: &str = "tests/cases/interviews-20000.txt";

/// Runs the interview test of `knowledge` in release, 20,000 times from each start, and keeps its figures.
///
/// # Errors
/// When an interview ends without a useful plan; the test prints its address.
pub(crate) fn interviews(workspace: &Workspace) -> Result<()> {
    let output = workspace
        .cargo("test")
        .args(["--locked", "--release", "--package", "knowledge", "--test", "it"])
        .args(["interviews::random", "--", "--nocapture"])
        .env("FIX904_INTERVIEWS", INTERVIEWS)
        .stderr(Stdio::inherit())
        .output()
        .context("cargo test did not start")?;
    let text = String::from_utf8_lossy(&output.stdout);
    print!("{text}");
    ensure!(output.status.success(), "an interview ended badly");
    // The model's fingerprint comes first: a test of `knowledge` holds it against the model of the day.
    let kept = ["model:", "interviews:", "questions:"];
    let figures: Vec<&str> = text.lines().filter(|line| kept.iter().any(|start| line.starts_with(start))).collect();
    let file = workspace.root().join(RESULT);
    fs::write(&file, figures.join("\n") + "\n").with_context(|| format!("cannot write {}", file.display()))
}
