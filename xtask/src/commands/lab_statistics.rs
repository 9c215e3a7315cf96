//! `cargo xtask lab-statistics`: what is true on each path of the emulated network, and what is measured there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::cargo::{self, Workspace};
use crate::emulated_network;
use crate::packages::{install_line, of_missing};
use crate::portal::{self, Make};

/// What is measured: the test that does it, the variable that names the file it writes, where that is kept, what stands above it.
struct Measured {
    test: &'static str,
    variable: &'static str,
    kept: &'static str,
    head: &'static str,
}

const NETWORK: Measured = Measured {
    test: "lab_runs::statistics",
    variable: "FIX904_LAB_STATISTICS",
    kept: "docs/lab-figures.md",
    head: "# The emulated network, measured\n\n\
        Written by `cargo xtask lab-statistics`; what the columns mean: [lab.md](lab.md). Times are the best and the median, in ms.\n\n",
};

const CHECKS: Measured = Measured {
    test: "lab_runs::accuracy",
    variable: "FIX904_CHECK_ACCURACY",
    kept: "docs/self-check-accuracy.md",
    head: "# How right the checks are\n\n\
        Written by `cargo xtask lab-statistics --checks`: each check of the page runs in Chromium, from the real server, on paths of the\n\
        [emulated network](lab.md) whose truth is known. What the checks do: [self-check.md](self-check.md).\n\n",
};
/// The engine of Cloudflare's speed test that is measured beside ours, and the programs it takes with their packages.
const CLOUDFLARE: &str = "@cloudflare/speedtest@1.14.1";
const PROGRAMS: [(&str, &str); 2] = [("npm", "npm"), ("turnserver", "coturn")];
/// The finished server, for the tests that load its pages.
const BINARY: &str = "FIX904_BINARY";

/// Measures every path with plain sockets and both browsers, one after the other, and keeps the table.
///
/// # Errors
/// When the system refuses the network, a program is missing, or a measurement fails.
pub(crate) fn lab_statistics(workspace: &Workspace) -> Result<()> {
    measure(workspace, &NETWORK, &[])
}

/// Runs the checks of the page where the truth is known, for about an hour, and keeps the tables.
///
/// # Errors
/// As [`lab_statistics`], and when the server does not compile.
pub(crate) fn check_accuracy(workspace: &Workspace) -> Result<()> {
    let program = portal::assemble(workspace, Make::Release)?;
    let mut given = vec![(BINARY, program)];
    let missing = of_missing(&PROGRAMS);
    if missing.is_empty() {
        given.push(("FIX904_CLOUDFLARE_ENGINE", cloudflare(&workspace.target().join("cloudflare"))?));
    } else {
        println!("Cloudflare's engine is left out; what it takes: {}", install_line(&missing));
    }
    measure(workspace, &CHECKS, &given)
}

/// Fetches the engine from npm into a folder of its own; it is one file.
fn cloudflare(folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]).arg(folder).arg(CLOUDFLARE);
    cargo::run(&mut npm)?;
    Ok(folder.join("node_modules/@cloudflare/speedtest/dist/speedtest.js"))
}

fn measure(workspace: &Workspace, what: &Measured, given: &[(&str, PathBuf)]) -> Result<()> {
    if let Some(why) = emulated_network::refusal() {
        bail!("the emulated network is refused here: {why}; it needs root on Linux with namespaces and /dev/net/tun");
    }
    emulated_network::find()?;
    let table = workspace.target().join("lab-statistics.md");
    let mut cargo = workspace.cargo("test");
    cargo.args(["--locked", "--workspace", "--test", "it", "--", "--nocapture", what.test]).env(what.variable, &table);
    cargo.envs(given.iter().map(|(name, file)| (name, file)));
    cargo::run(&mut cargo)?;
    let written = fs::read_to_string(&table).context("the test wrote no table: was it renamed?")?;
    let file = workspace.root().join(what.kept);
    fs::write(&file, what.head.to_owned() + &written).with_context(|| format!("cannot write {}", file.display()))
}
