//! What was understood, as the page shows it.

use diagnosis::reading::understood::Line;
use diagnosis::words::Mark;

use super::{Read, rank_word};
use crate::visit::Visit;

/// What one tool said.
pub(crate) struct Section {
    pub(crate) heading: String,
    pub(crate) findings: Vec<Finding>,
    pub(crate) notes: Vec<Note>,
    /// That more lines were read than are shown; empty if not.
    pub(crate) left_out: String,
}

/// A line that speaks for or against causes.
pub(crate) struct Finding {
    /// What follows from it.
    pub(crate) text: String,
    /// Where it stands and what stands there, as it was written.
    pub(crate) place: String,
    /// Whether another line goes before it; empty if not.
    pub(crate) remark: String,
    /// Value of the tick box.
    pub(crate) value: String,
}

/// A line that was read and says nothing by itself.
pub(crate) struct Note {
    pub(crate) mark: Mark,
    pub(crate) text: String,
    pub(crate) place: String,
}

/// The sections of all parts.
pub(crate) fn sections(visit: &Visit, parts: &[Read]) -> Vec<Section> {
    let w = visit.w();
    let mut sections = Vec::new();
    for part in parts {
        let heading = w.say(&format!("evidence.tool.{}", part.word));
        let left_out = match part.understood.left_out {
            0 => String::new(),
            count => w.fill("understood.left-out", &[("count", &count.to_string())]),
        };
        let mut section = Section { heading, findings: Vec::new(), notes: Vec::new(), left_out };
        for (line, counts) in part.understood.lines.iter().zip(&part.counts) {
            match finding(visit, line, *counts) {
                Some(finding) => section.findings.push(finding),
                None => section.notes.push(note(visit, line)),
            }
        }
        sections.push(section);
    }
    sections
}

fn finding(visit: &Visit, line: &Line, counts: bool) -> Option<Finding> {
    let (base, w) = (visit.base(), visit.w());
    let (observation, outcome) = line.derived?;
    let known = base.observation(observation)?;
    let value = format!("{}:{}:{}", known.id, known.outcomes.get(outcome.position())?.id, rank_word(line.rank));
    let says = visit.words().says(observation, outcome);
    let text = if says.is_empty() { w.fill("known.code", &[("code", &line.value)]) } else { says.to_string() };
    let remark = if counts { String::new() } else { w.say("understood.outranked") };
    Some(Finding { text, place: place(line), remark, value })
}

fn note(visit: &Visit, line: &Line) -> Note {
    let w = visit.w();
    let text = w.find(&format!("understood.rule.{}", line.rule)).unwrap_or_else(|| w.say("understood.rule.read"));
    Note { mark: Mark::Quiet, text, place: place(line) }
}

fn place(line: &Line) -> String {
    let joint = if line.what.is_empty() || line.value.is_empty() { "" } else { ": " };
    format!("{}{joint}{}", line.what, line.value)
}
