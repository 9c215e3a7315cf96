//! How fast the probe is, beside other programs that look at the same servers in the same run.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::engine::{list, significant, time, word};
use crate::cargo::{self, Workspace};
use crate::portal::{BINARY, CLIENT_FOLDER};
use crate::progress::table;
use crate::remote_desktops;

/// The test that measures, and what it is told: where the figures go, and which program is ours.
const TEST: &str = "probe_peers::speed::speed";
const FILE: &str = "FIX904_PROBE_SPEED";
const PROGRAM: &str = "FIX904_PROGRAM";

/// Builds the program, starts the servers that the tests look at, times ours and others there, and prints the table.
///
/// # Errors
/// When something does not compile, xrdp is missing, or ours is not there to be compared. Other programs may be missing.
pub(super) fn measure(workspace: &Workspace) -> Result<()> {
    let missing = remote_desktops::missing_packages();
    ensure!(!missing.contains(&"xrdp"), "xrdp is missing: apt-get install --yes --no-install-recommends xrdp");
    let mut build = workspace.cargo("build");
    build.args(["--locked", "--release", "--package", "server", "--bin", BINARY]).env_remove(CLIENT_FOLDER);
    let program = cargo::pick(cargo::build(build)?, BINARY)?;
    let file = workspace.target().join("probe-speed.json");
    // What an earlier run has left must not be taken for this one's.
    if file.exists() {
        fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
    }
    let mut test = workspace.cargo("test");
    test.args(["--locked", "--release", "--package", "end-to-end", "--test", "it", "--", "--exact", TEST]);
    cargo::run(test.env(FILE, &file).env(PROGRAM, &program))?;
    let text = fs::read_to_string(&file).context("the test wrote no figures: was it renamed?")?;
    let figures: Value = serde_json::from_str(&text).context("the figures are no JSON")?;
    println!(
        "\n{} processors, {}",
        std::thread::available_parallelism().map_or(1, usize::from),
        std::env::consts::ARCH
    );
    table(&rows(&figures)?);
    println!(
        "\nIn parentheses: how many times ours it is; below 1 the other one is faster. One server: median and worst of the looks one\n\
         after the other, start of the program included. Together: from the first start to the last end. Nmap and sslyze look at more\n\
         versions and ciphers than ours, and ours at more of Remote Desktop: the ratios compare the wait, not the work. Not seen whole\n\
         is a look that did not show the certificate; its time is that of a failure."
    );
    Ok(())
}

/// One row for each program; the first one is ours.
fn rows(figures: &Value) -> Result<Vec<Vec<String>>> {
    let ours = list(figures).first().context("nothing was measured")?;
    let mut rows =
        vec![["program", "one server, median", "worst", "all together", "not seen whole"].map(String::from).to_vec()];
    for tool in list(figures) {
        let name = [word(&tool["tool"]), word(&tool["version"])].join(" ");
        if tool["version"].is_null() {
            rows.push(vec![name.trim().to_owned(), "not installed".to_owned()]);
            continue;
        }
        let beside = |part: &str, key: &str| beside(&tool[part][key], &ours[part][key]);
        let failed = |part: &str| format!("{} of {}", tool[part]["failed"], tool[part]["looks"]);
        rows.push(vec![
            name.trim().to_owned(),
            beside("one", "median_ms"),
            beside("one", "worst_ms"),
            beside("many", "worst_ms"),
            format!("{}, {}", failed("one"), failed("many")),
        ]);
    }
    Ok(rows)
}

/// A time, with how many times ours it is.
fn beside(theirs: &Value, ours: &Value) -> String {
    match (theirs.as_f64(), ours.as_f64()) {
        (Some(theirs), Some(ours)) if ours > 0.0 => {
            format!("{} ({})", time(theirs * 1000.0), significant(theirs / ours))
        }
        (Some(theirs), _) => time(theirs * 1000.0),
        _ => "-".to_owned(),
    }
}

#[cfg(test)]
mod tests;
