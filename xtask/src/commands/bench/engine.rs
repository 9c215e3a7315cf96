//! How fast the engine is, natively and in the browser, beside general libraries that do the same.

use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::{growth, in_browser, peers};
use crate::browser;
use crate::cargo::{self, Workspace};
use crate::progress::table;
use crate::webdriver::Session;

/// The command that repeats everything in the report.
const COMMAND: &str = "cargo xtask bench --engine";
/// What is timed on each size: the key in the figures, and its name.
const WORK: [(&str, &str); 2] = [("posterior", "posterior"), ("ranking", "question ranking")];

/// What a browser took, by size as the yardstick lists them, and for the shipped content.
pub(super) struct InBrowser {
    /// Its name and version.
    pub(super) browser: String,
    /// Microseconds: posterior and ranking of each size.
    pub(super) sizes: Vec<[f64; 2]>,
    /// Microseconds of a whole consultation: median and slowest step.
    pub(super) consultation: [f64; 2],
}

/// Times the engine and its peers, prints the table, and writes it to `docs/` when the peers were there to compare.
///
/// # Errors
/// When the engine cannot be timed, or disagrees with another one. A missing browser or Python is said, not an error.
pub(super) fn measure(workspace: &Workspace) -> Result<()> {
    let models = workspace.target().join("peers").join("models");
    println!("\nTiming the engine");
    let ours = natively(workspace, &models)?;
    let browser = match in_chromium(workspace, &ours) {
        Ok(measured) => Some(measured),
        Err(missing) => {
            println!("The engine is not timed in a browser: {missing:#}");
            None
        }
    };
    let peers = match peers::measure(workspace, &model_files(&ours, &models)) {
        Ok(measured) => measured,
        Err(missing) => {
            println!("Other engines are not timed: {missing:#}");
            Value::Null
        }
    };
    peers::agree(&peers)?;
    let rows = rows(&ours, browser.as_ref(), &peers);
    println!();
    table(&rows);
    if !peers.is_null() {
        let docs = workspace.root().join("docs");
        let report = report(&rows, &ours, browser.as_ref(), &peers);
        for (name, text) in [("engine-speed.md", report), ("engine-growth.svg", growth::picture(&ours["growth"]))] {
            let path = docs.join(name);
            fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
            println!("written: docs/{name}");
        }
    }
    Ok(())
}

fn natively(workspace: &Workspace, models: &Path) -> Result<Value> {
    let mut cargo = workspace.cargo("run");
    cargo.args(["--locked", "--release", "--package", "yardstick", "--", "speed", "--models"]).arg(models);
    let output = cargo.stderr(std::process::Stdio::inherit()).output().context("cargo did not start")?;
    ensure!(output.status.success(), "failed, see above; to repeat it alone: {}", cargo::line(&cargo));
    serde_json::from_slice(&output.stdout).context("the yardstick printed no JSON")
}

fn in_chromium(workspace: &Workspace, ours: &Value) -> Result<InBrowser> {
    let browser = browser::find()?;
    let module = in_browser::compile(workspace)?;
    in_browser::measure(&Session::start(&browser)?, &module, ours)
}

fn model_files(ours: &Value, models: &Path) -> Vec<std::path::PathBuf> {
    let name = |size: &Value| models.join(format!("{}x{}.json", size["causes"], size["observations"]));
    list(&ours["sizes"]).iter().map(name).collect()
}

/// The elements of a JSON list; none of anything else.
pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// One row for each work and size: our time, the browser's, and each peer's with how many times ours it is.
fn rows(ours: &Value, browser: Option<&InBrowser>, peers: &Value) -> Vec<Vec<String>> {
    let mut head = vec!["work".to_owned(), "fix904".to_owned()];
    head.extend(browser.map(|b| format!("fix904 in {}", b.browser)));
    let named = |peer: &Value| format!("{} {}", word(&peer["label"]), word(&peer["version"]));
    head.extend(list(&peers["peers"]).iter().map(named));
    let mut rows = vec![head];
    for (place, size) in list(&ours["sizes"]).iter().enumerate() {
        for (column, (key, name)) in WORK.iter().enumerate() {
            let our = size[key].as_f64().unwrap_or(f64::NAN);
            let of = if *key == "ranking" { format!(", {} open", size["open"]) } else { String::new() };
            let mut row = vec![format!("{name}, {} x {}{of}", size["causes"], size["observations"]), time(our)];
            row.extend(browser.map(|b| b.sizes.get(place).map_or_else(String::new, |times| time(times[column]))));
            row.extend(list(&peers["peers"]).iter().map(|peer| beside(&peer["sizes"][place][key], our)));
            rows.push(row);
        }
    }
    let whole = &ours["consultation"];
    for (column, key) in ["median", "slowest"].into_iter().enumerate() {
        let mut row = vec![
            format!("whole consultation, shipped content ({key} of {} steps)", whole["steps"]),
            time(whole[key].as_f64().unwrap_or(f64::NAN)),
        ];
        row.extend(browser.map(|b| time(b.consultation[column])));
        row.extend(list(&peers["peers"]).iter().map(|_| "-".to_owned()));
        rows.push(row);
    }
    rows
}

fn beside(theirs: &Value, ours: f64) -> String {
    match (theirs["median"].as_f64(), theirs["limit"].as_f64()) {
        (Some(median), _) => format!("{} ({} times)", time(median), significant(median / ours)),
        (None, Some(limit)) => format!("more than {limit} s, stopped"),
        (None, None) => "-".to_owned(),
    }
}

pub(super) fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A time with three digits, from microseconds.
pub(super) fn time(microseconds: f64) -> String {
    match microseconds {
        t if t < 1e3 => format!("{} µs", significant(t)),
        t if t < 1e6 => format!("{} ms", significant(t / 1e3)),
        t => format!("{} s", significant(t / 1e6)),
    }
}

/// Three digits; more would only show the noise of the machine.
pub(super) fn significant(value: f64) -> String {
    match value {
        v if v < 10.0 => format!("{v:.2}"),
        v if v < 100.0 => format!("{v:.1}"),
        v if v < 1000.0 => format!("{v:.0}"),
        v => {
            let digits = format!("{:.0}", (v / 10_f64.powf(v.log10().floor() - 2.0)).round());
            let zeros = (v.log10().floor() - 2.0) as usize;
            let whole = format!("{digits}{}", "0".repeat(zeros));
            let grouped: Vec<&str> = whole.as_bytes().rchunks(3).rev().filter_map(|g| str::from_utf8(g).ok()).collect();
            grouped.join(",")
        }
    }
}

/// The page in `docs/`.
fn report(rows: &[Vec<String>], ours: &Value, browser: Option<&InBrowser>, peers: &Value) -> String {
    let line = |row: &Vec<String>| format!("| {} |\n", row.join(" | "));
    let mut lines = rows.iter().map(line);
    let head = lines.next().unwrap_or_default();
    let rule = format!("|{}\n", "---|".repeat(rows.first().map_or(0, Vec::len)));
    let body: String = lines.collect();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let whole = &ours["consultation"];
    let python = word(&peers["python"]);
    let ways: String = list(&peers["peers"]).iter().map(way).collect();
    let apart = peers::apart(peers);
    let slopes = growth::slopes(&ours["growth"]);
    let with_browser = if browser.is_some() { ";\n  in the browser compiled as the client is shipped" } else { "" };
    format!(
        "# How fast the engine is\n\n\
         Written by `{COMMAND}` on {date}, on {cores} processors ({arch}), Python {python}. Absolute times on shared\n\
         machines mean little: they vary by a factor of two to three between runs. Compare the ratios, and measure again before\n\
         you quote one.\n\n\
         {head}{rule}{body}\n\
         In parentheses: how many times our native time it is; below 1 the other one is faster.\n\n\
         ## What is compared\n\n\
         - Models are drawn from a fixed seed: one hidden cause (\"something else\" comes on top), binary observations that are\n  \
         independent given the cause, every table dense. Probabilities have five decimals. 20 observations are known, the rest\n  \
         are open questions; seven sets of evidence rotate, so that nothing answers from a cache.\n\
         - *Posterior*: the probability of every cause, from the evidence on. *Question ranking*: posterior, then the expected\n  \
         fall of the entropy of the cause for every open question. One thread each; medians of many runs{with_browser}.\n\
         - *Whole consultation*: posterior, plan, choice of the question by the minutes it saves, reasons, what would change our\n  \
         mind, with {causes} causes and {observations} observations, over the steps of interviews in which nobody knows anything. The\n  \
         libraries have no such step.\n\
         - The libraries solve general networks; ours solves this one kind. That, not the language alone, is where the ratio comes\n  \
         from: see the column that anybody could write with NumPy.\n\
         - All posteriors and rankings agree to {apart:.0e}; the command fails above {limit:.0e}. Of several ways to the same figure the\n  \
         faster one counts; for the first size these are:\n{ways}\n\
         ## How it grows\n\n\
         ![Time of posterior and question ranking against the number of causes and of observations, both axes \
         logarithmic](engine-growth.svg)\n\n\
         A quarter of the observations is known. Time grows as the power {by_causes:.2} of the causes (80 observations) and\n\
         {by_observations:.2} of the observations (60 causes); 1 is linear.\n",
        date = today(),
        arch = std::env::consts::ARCH,
        causes = whole["causes"],
        observations = whole["observations"],
        limit = peers::TOLERANCE,
        by_causes = slopes[0],
        by_observations = slopes[1],
    )
}

/// The way that was faster on the first size, as an item of a list.
fn way(peer: &Value) -> String {
    let first = &peer["sizes"][0];
    let (posterior, ranking) = (word(&first["posterior"]["way"]), word(&first["ranking"]["way"]));
    format!("  - {}: {posterior}; {ranking}\n", word(&peer["label"]))
}

/// Today's date in UTC, by the calendar's rule of 400 years.
fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    date(seconds / 86_400)
}

/// The date of a day counted from 1970-01-01.
fn date(days: u64) -> String {
    // The year begins in March here, so that the leap day is its last.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{}-{month:02}-{day:02}", era * 400 + year + next)
}

#[cfg(test)]
mod tests;
