//! Reports of the collector as part of a case: read, shown line by line, and counted.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use diagnosis::evidence::{Evidence, Source};
use diagnosis::reading::report::{LARGEST, Report, read, understand};
use diagnosis::reading::understood::{Line, Understood};
use serde::Serialize;

use super::sheet::Sheet;
use super::{Case, DiagnoseError};
use crate::portal::{Knowledge, PageWords};

/// Reads the files and understands them together, without the lines of the rules that are left out.
pub(super) fn understood(
    knowledge: &Knowledge,
    paths: &[PathBuf],
    left_out: &[String],
) -> Result<Understood, DiagnoseError> {
    let mut reports: Vec<Report> = Vec::new();
    for path in paths {
        let report = read_file(path)?;
        if reports.iter().any(|other| other.is_host() == report.is_host()) {
            return Err(DiagnoseError::SameSide(path.display().to_string()));
        }
        reports.push(report);
    }
    let understood = understand(&knowledge.base, &reports);
    let is_left_out = |line: &Line| left_out.iter().any(|rule| rule == line.rule);
    if let Some(rule) = left_out.iter().find(|rule| !understood.lines.iter().any(|line| line.rule == **rule)) {
        return Err(DiagnoseError::NoSuchRule(rule.clone()));
    }
    let places: Vec<usize> =
        understood.lines.iter().enumerate().filter(|(_, line)| is_left_out(line)).map(|(i, _)| i).collect();
    Ok(understood.without(&places))
}

fn read_file(path: &Path) -> Result<Report, DiagnoseError> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    // One byte more than is allowed shows that there are more.
    let most = LARGEST as u64 + 1;
    File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(|error| DiagnoseError::Unreadable(name.clone(), error))?;
    read(&bytes).map_err(|error| DiagnoseError::Report(name, error))
}

/// Adds what counts to the facts that are known otherwise.
pub(super) fn join(evidence: &mut Evidence, understood: &Understood) {
    understood.evidence(Source::Collected).entries().iter().for_each(|entry| evidence.give(*entry));
}

/// A line for programs.
#[derive(Serialize)]
pub(super) struct Row<'a> {
    /// The field of the report.
    what: &'a str,
    /// Its value in short.
    value: &'a str,
    /// The rule that read it; it can be left out by this name.
    rule: &'a str,
    /// Id of the observation; null where nothing follows.
    observation: Option<&'a str>,
    /// Id of its outcome.
    outcome: Option<&'a str>,
    /// Whether it counts; otherwise another line says more about the same observation.
    counts: bool,
}

/// The lines for programs.
pub(super) fn rows<'a>(case: &'a Case<'_>) -> Vec<Row<'a>> {
    let base = &case.knowledge.base;
    let counting = case.understood.counting();
    let row = |(i, line): (usize, &'a Line)| {
        let observation = line.derived.and_then(|(observation, _)| base.observation(observation));
        let outcome = line.derived.and_then(|(_, outcome)| observation?.outcomes.get(outcome.position()));
        Row {
            what: &line.what,
            value: &line.value,
            rule: line.rule,
            observation: observation.map(|o| o.id.as_str()),
            outcome: outcome.map(|o| o.id.as_str()),
            counts: counting.contains(&i),
        }
    };
    case.understood.lines.iter().enumerate().map(row).collect()
}

/// The lines for people: the field and its value, the rule, and what follows in the words of the pages.
pub(super) fn write(case: &Case<'_>) -> String {
    let mut sheet = Sheet::default();
    if case.understood.lines.is_empty() {
        return String::new();
    }
    let w = PageWords::of(case.language());
    let words = &case.language().words;
    let counting = case.understood.counting();
    sheet.heading(&w.say("terminal.understood"), '-');
    for (i, line) in case.understood.lines.iter().enumerate() {
        sheet.hanging("  - ", "    ", &format!("{} = {} [{}]", line.what, line.value, line.rule));
        let says = line.derived.and_then(|(observation, outcome)| Some(&words.outcome(observation, outcome)?.says));
        if let Some(says) = says {
            sheet.hanging("    -> ", "       ", says);
            if !counting.contains(&i) {
                sheet.paragraph("       ", &w.say("terminal.outranked"));
            }
        }
    }
    if case.understood.left_out > 0 {
        let count = case.understood.left_out.to_string();
        sheet.paragraph("  ", &w.fill("terminal.left-out", &[("count", &count)]));
    }
    sheet.gap();
    sheet.paragraph("", &w.fill("terminal.leave-out", &[("option", "--leave-out RULE")]));
    sheet.gap();
    sheet.into_text()
}
