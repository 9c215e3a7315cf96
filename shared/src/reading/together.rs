//! Several texts and files, read together: what the tools of Windows wrote each for itself, the collector's reports of both
//! computers as one. What cannot be read stands beside the rest.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::encoding::begins_with;
use super::pasted::{self, About};
use super::report::{self, Report, ReportError};
use super::understood::{Understood, counting};
use crate::knowledge_base::KnowledgeBase;

/// The most that is read at once, in bytes. A few hours of a log in XML; the page says how to save less (judgement).
pub const LARGEST: usize = 8 * 1024 * 1024;
/// The most files that are read at once: a case has two reports and some logs (judgement).
pub const MOST_FILES: usize = 20;
/// The word for a report in keys of phrases.
const REPORT: &str = "report";

/// What was understood of one tool's text, or of all reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The word for its tool in keys of phrases.
    pub word: &'static str,
    /// Line by line.
    pub understood: Understood,
    /// For each line, whether it counts among the lines of all parts.
    pub counts: Vec<bool>,
    /// Whether more would follow if it were known from which machine it comes.
    pub asks_machine: bool,
}

/// Why something could not be read: a phrase with its parameters, none of which repeats what may name somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Key of the phrase.
    pub key: String,
    /// Its parameters.
    pub parameters: Vec<(&'static str, String)>,
}

impl Wrong {
    /// One without parameters.
    pub fn of(key: impl Into<String>) -> Self {
        Self { key: key.into(), parameters: Vec::new() }
    }

    /// More than [`LARGEST`], with the limit in MB.
    pub fn too_large() -> Self {
        let megabytes = ("size", (LARGEST / (1024 * 1024)).to_string());
        Self { key: "failed.upload-large-text".to_string(), parameters: alloc::vec![megabytes] }
    }

    /// More than [`MOST_FILES`], with the limit.
    pub fn too_many() -> Self {
        let most = ("most", MOST_FILES.to_string());
        Self { key: "failed.upload-many-text".to_string(), parameters: alloc::vec![most] }
    }
}

/// What could be read, and the first thing that could not.
pub type Reading = (Vec<Part>, Option<Wrong>);

/// Reads all of them. Empty ones are passed over.
///
/// # Errors
/// If nothing could be read.
pub fn read<'t>(
    base: &KnowledgeBase,
    texts: impl IntoIterator<Item = &'t [u8]>,
    about: &About,
) -> Result<Reading, Wrong> {
    let (mut parts, mut reports, mut wrong) = (Vec::new(), Vec::new(), None);
    for bytes in texts.into_iter().filter(|bytes| !bytes.is_empty()) {
        // A report, or what looks like one that was cut off or changed: everything else that is read here is no JSON.
        if begins_with(bytes, '{') {
            match report::read(bytes) {
                Ok(report) => reports.push(report),
                Err(error) => wrong = wrong.or(Some(refused(&error))),
            }
            continue;
        }
        match pasted::read(base, bytes, about) {
            Ok(reading) => parts.extend(reading.parts.into_iter().map(|part| Part {
                word: part.tool.word(),
                understood: part.understood,
                counts: Vec::new(),
                asks_machine: part.asks_machine,
            })),
            Err(refusal) => wrong = wrong.or(Some(Wrong::of(format!("evidence.wrong.{}", refusal.word())))),
        }
    }
    parts.extend(all_reports(base, &reports));
    weigh(&mut parts);
    if parts.is_empty() { Err(wrong.unwrap_or_else(|| Wrong::of("evidence.wrong.empty"))) } else { Ok((parts, wrong)) }
}

/// What all reports say together: one of each computer makes more than each alone.
fn all_reports(base: &KnowledgeBase, reports: &[Report]) -> Option<Part> {
    (!reports.is_empty()).then(|| Part {
        word: REPORT,
        understood: report::understand(base, reports),
        counts: Vec::new(),
        asks_machine: false,
    })
}

/// Finds out which lines count, over all parts.
fn weigh(parts: &mut [Part]) {
    let counting = counting(parts.iter().flat_map(|part| &part.understood.lines));
    let mut counting = counting.into_iter().peekable();
    let mut places = 0..;
    for part in parts {
        let of_part = places.by_ref().take(part.understood.lines.len());
        part.counts = of_part.map(|place| counting.next_if_eq(&place).is_some()).collect();
    }
}

/// What to say of a report that cannot be read. What stands in the report itself is repeated only where it cannot name
/// anybody: places and fields.
fn refused(error: &ReportError) -> Wrong {
    let place = |word: &str, line: usize, column: usize| Wrong {
        key: format!("evidence.wrong.report-{word}"),
        parameters: alloc::vec![("line", line.to_string()), ("column", column.to_string())],
    };
    match error {
        ReportError::Empty => Wrong::of("evidence.wrong.empty"),
        ReportError::TooLarge { .. } => Wrong::of("evidence.wrong.report-large"),
        ReportError::NotText { .. } => Wrong::of("evidence.wrong.binary"),
        ReportError::NotAReport => Wrong::of("evidence.wrong.report-other"),
        ReportError::Version { .. } => Wrong::of("evidence.wrong.report-version"),
        ReportError::Role { .. } => Wrong::of("evidence.wrong.report-role"),
        ReportError::Truncated { line, column, .. } => place("truncated", *line, *column),
        ReportError::Syntax { line, column, .. } => place("syntax", *line, *column),
        ReportError::Field { path, line, column, .. } => {
            let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "[]._-".contains(c)) && path.len() <= 60;
            let mut wrong = place("field", *line, *column);
            wrong.parameters.push(("path", if plain { path.clone() } else { String::new() }));
            wrong
        }
    }
}
