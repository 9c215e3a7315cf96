//! How fast the probe is, beside other programs that look at the same servers in the same run, and what each of them says of
//! servers that fail.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::engine::{list, significant, time, word};
use super::{Figure, python, report};
use crate::cargo::{self, Workspace};
use crate::packages::{self, install_line, of_missing};
use crate::portal::{BINARY, CLIENT_FOLDER};
use crate::progress::table;
use crate::remote_desktops;

/// The test that measures, and what it is told: where the figures go, and which programs are ours and sslyze.
const TEST: &str = "probe_peers::speed::speed";
const FILE: &str = "FIX904_PROBE_SPEED";
const PROGRAM: &str = "FIX904_PROGRAM";
const SSLYZE: &str = "FIX904_SSLYZE";
/// From PyPI, to the last digit; and from Debian.
const SSLYZE_PACKAGE: &str = "sslyze==6.3.1";
const NMAP: [(&str, &str); 1] = [("nmap", "nmap")];

/// Budgets of a quick look in milliseconds: one xrdp, one FreeRDP with NLA, and many xrdp at once.
const BUDGETS: [(&str, &str, f64); 3] = [
    ("one xrdp, median", "xrdp", 25.0),
    ("one FreeRDP with NLA, median", "freerdp", 80.0),
    ("many xrdp at once, all together", "many", 3000.0),
];
/// How many times faster than others ours is to be, at one xrdp: the place in the list of tools, and the aim.
const AIMS: [(usize, f64); 2] = [(1, 100.0), (2, 20.0)];
/// Letters of what a program says that fit into the table.
const LONGEST_WORDS: usize = 60;

/// Builds the program, starts the servers that the tests look at, times ours and others there, and prints the tables.
///
/// # Errors
/// When something does not compile, xrdp is missing, or ours is not there to be compared. Other programs may be missing.
pub(super) fn measure(workspace: &Workspace, install: bool) -> Result<()> {
    let missing = [remote_desktops::missing_packages(), of_missing(&NMAP)].concat();
    if install {
        packages::install(&missing)?;
    } else if !missing.is_empty() {
        println!("Not everything is there to compare with; install the rest: {}", install_line(&missing));
        ensure!(!missing.contains(&"xrdp"), "xrdp is missing: {}", install_line(&["xrdp"]));
    }
    let sslyze = python::environment(&workspace.target().join("sslyze"), &[SSLYZE_PACKAGE]);
    let mut build = workspace.cargo("build");
    build.args(["--locked", "--release", "--package", "server", "--bin", BINARY]).env_remove(CLIENT_FOLDER);
    let program = cargo::pick(cargo::build(build)?, BINARY)?;
    let file = workspace.target().join("probe-speed.json");
    // What an earlier run has left must not be taken for this one's.
    if file.exists() {
        fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
    }
    // Without optimisation: it only starts programs and waits for them.
    let mut test = workspace.cargo("test");
    test.args(["--locked", "--package", "end-to-end", "--test", "it", "--", "--exact", TEST]);
    test.env(FILE, &file).env(PROGRAM, &program);
    match &sslyze {
        Ok(python) => drop(test.env(SSLYZE, python.with_file_name("sslyze"))),
        Err(missing) => println!("sslyze is not compared: {missing:#}"),
    }
    cargo::run(&mut test)?;
    let text = fs::read_to_string(&file).context("the test wrote no figures: was it renamed?")?;
    let measured: Value = serde_json::from_str(&text).context("the figures are no JSON")?;
    report(budgets(&measured)?);
    println!("Load before and after: {}", list(&measured["load"]).iter().map(word).collect::<Vec<_>>().join("; "));
    println!();
    table(&rows(&measured)?);
    println!(
        "\nIn parentheses: how many times ours it is; below 1 the other one is faster. One server: median and worst of the looks\n\
         one after the other, start of the program included. Together: {} servers, {} looks at once by ours, as many as they like by the\n\
         others. Nmap and sslyze look at more versions and ciphers than ours, and ours at more of Remote Desktop: the ratios\n\
         compare the wait, not the work. Not seen whole is a look that did not show the certificate.\n",
        measured["hosts"], measured["in_flight"]
    );
    table(&faults(&measured));
    println!("\nEverything that was said: {}", file.display());
    Ok(())
}

/// Ours, the first of the tools.
fn ours(measured: &Value) -> Result<&Value> {
    list(&measured["tools"]).first().context("nothing was measured")
}

/// Our figures beside the budgets, and beside what they are to be of the others.
fn budgets(measured: &Value) -> Result<Vec<Figure>> {
    let ours = ours(measured)?;
    let mut figures = Vec::new();
    for (what, part, budget) in BUDGETS {
        if let Some(median) = ours[part]["median_ms"].as_f64() {
            let kept = median < budget && ours[part]["failed"] == 0;
            let budget = Some((format!("below {}", time(budget * 1000.0)), kept));
            figures.push(Figure { what: what.to_owned(), measured: time(median * 1000.0), budget });
        }
    }
    for (place, aim) in AIMS {
        let Some(tool) = list(&measured["tools"]).get(place) else { continue };
        let medians = [tool, ours].map(|tool| tool["xrdp"]["median_ms"].as_f64());
        if let [Some(theirs), Some(median)] = medians {
            let times = theirs / median;
            figures.push(Figure {
                what: format!("one xrdp, times faster than {}", word(&tool["tool"])),
                measured: significant(times),
                budget: Some((format!("aim {}", significant(aim)), times >= aim)),
            });
        }
    }
    Ok(figures)
}

/// One row for each program; the first one is ours.
fn rows(measured: &Value) -> Result<Vec<Vec<String>>> {
    let ours = ours(measured)?;
    let head = ["program", "one xrdp, median", "worst", "FreeRDP, median", "worst", "many xrdp", "not seen whole"];
    let mut rows = vec![head.map(String::from).to_vec()];
    for tool in list(&measured["tools"]) {
        let name = [word(&tool["tool"]), word(&tool["version"])].join(" ").trim().to_owned();
        if tool["version"].is_null() {
            rows.push(vec![name, "not installed".to_owned()]);
            continue;
        }
        let beside = |part: &str, key: &str| beside(&tool[part][key], &ours[part][key]);
        let failed = ["xrdp", "freerdp", "many"].into_iter().filter(|part| !tool[*part].is_null());
        let failed: Vec<String> = failed.map(|p| format!("{} of {}", tool[p]["failed"], tool[p]["looks"])).collect();
        rows.push(vec![
            name,
            beside("xrdp", "median_ms"),
            beside("xrdp", "worst_ms"),
            beside("freerdp", "median_ms"),
            beside("freerdp", "worst_ms"),
            beside("many", "worst_ms"),
            failed.join(", "),
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

/// One row for each server that fails, with what each program says of it and after what time.
fn faults(measured: &Value) -> Vec<Vec<String>> {
    let faults = list(&measured["faults"]);
    let tools = faults.first().map(|fault| list(&fault["said"])).unwrap_or_default();
    let head = std::iter::once("server").chain(tools.iter().map(|said| word(&said["tool"])));
    let mut rows = vec![head.map(str::to_owned).collect::<Vec<_>>()];
    for fault in faults {
        let said = list(&fault["said"]).iter().map(|said| {
            let words = word(&said["words"]);
            let cut: String = words.chars().take(LONGEST_WORDS).collect();
            let rest = if cut.len() < words.len() { "…" } else { "" };
            format!("{cut}{rest} ({})", time(said["ms"].as_f64().unwrap_or(f64::NAN) * 1000.0))
        });
        rows.push(std::iter::once(word(&fault["peer"]).to_owned()).chain(said).collect());
    }
    rows
}

#[cfg(test)]
mod tests;
