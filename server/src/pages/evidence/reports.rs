//! Reports of the collector among what was sent: one of each computer makes more than each alone.

use diagnosis::KnowledgeBase;
use diagnosis::reading::encoding::begins_with;
use diagnosis::reading::report::{self, Report, ReportError};

use super::{Read, Wrong};

/// Whether bytes are a report, or look like one that was cut off or changed: everything else that is read here is no JSON.
pub(super) fn looks_like_one(bytes: &[u8]) -> bool {
    begins_with(bytes, '{')
}

/// Reads one.
pub(super) fn read(bytes: &[u8]) -> Result<Report, Wrong> {
    report::read(bytes).map_err(|error| wrong(&error))
}

/// What all of them say together.
pub(super) fn understand(base: &KnowledgeBase, reports: &[Report]) -> Option<Read> {
    (!reports.is_empty()).then(|| Read {
        word: "report",
        understood: report::understand(base, reports),
        counts: Vec::new(),
        asks_machine: false,
    })
}

/// What to say. What stands in the report itself is repeated only where it cannot name anybody: places and fields.
fn wrong(error: &ReportError) -> Wrong {
    let key = |word: &str| format!("evidence.wrong.report-{word}");
    let number = |name: &'static str, number: usize| (name, number.to_string());
    match error {
        ReportError::Empty => Wrong::of("evidence.wrong.empty"),
        ReportError::TooLarge { .. } => Wrong::of("evidence.wrong.report-large"),
        ReportError::NotText { .. } => Wrong::of("evidence.wrong.binary"),
        ReportError::NotAReport => Wrong::of("evidence.wrong.report-other"),
        ReportError::Version { .. } => Wrong::of("evidence.wrong.report-version"),
        ReportError::Role { .. } => Wrong::of("evidence.wrong.report-role"),
        ReportError::Truncated { line, column, .. } => {
            Wrong { key: key("truncated"), parameters: vec![number("line", *line), number("column", *column)] }
        }
        ReportError::Syntax { line, column, .. } => {
            Wrong { key: key("syntax"), parameters: vec![number("line", *line), number("column", *column)] }
        }
        ReportError::Field { path, line, column, .. } => {
            let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "[]._-".contains(c)) && path.len() <= 60;
            let path = if plain { path.clone() } else { String::new() };
            let places = vec![number("line", *line), number("column", *column), ("path", path)];
            Wrong { key: key("field"), parameters: places }
        }
    }
}
