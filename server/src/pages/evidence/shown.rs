//! What was understood, as the page shows it.

use diagnosis::reading::understood::Line;

use super::{Read, rank_word};
use crate::visit::Visit;

/// What one tool said.
pub(crate) struct Section {
    pub(crate) heading: String,
    pub(crate) rows: Vec<Row>,
}

/// One line.
pub(crate) struct Row {
    /// What follows from it, or what it means.
    pub(crate) text: String,
    /// Where it stands and what stands there, as it was written.
    pub(crate) place: String,
    /// A remark, if another line goes before it.
    pub(crate) remark: String,
    /// Value of the tick box; none for a line without a finding.
    pub(crate) value: Option<String>,
    /// Class of the mark of a line without a finding.
    pub(crate) mark: &'static str,
}

/// The sections of all parts. Which lines count is worked out over all of them.
pub(crate) fn sections(visit: &Visit, parts: &[Read]) -> Vec<Section> {
    let all = diagnosis::reading::understood::Understood {
        lines: parts.iter().flat_map(|part| part.understood.lines.iter().cloned()).collect(),
    };
    let counting = all.counting();
    let mut place = 0;
    let mut sections = Vec::new();
    for part in parts {
        let heading = visit.w().say(&format!("evidence.tool.{}", part.word));
        let rows = part.understood.lines.iter().map(|line| {
            let counts = counting.contains(&place);
            place += 1;
            row(visit, line, counts)
        });
        sections.push(Section { heading, rows: rows.collect() });
    }
    sections
}

fn row(visit: &Visit, line: &Line, counts: bool) -> Row {
    let (base, w) = (visit.base(), visit.w());
    let place = match (line.what.is_empty(), line.value.is_empty()) {
        (false, false) => format!("{}: {}", line.what, line.value),
        _ => format!("{}{}", line.what, line.value),
    };
    let found = line.derived.and_then(|(observation, outcome)| {
        let known = base.observation(observation)?;
        let value = format!("{}:{}:{}", known.id, known.outcomes.get(outcome.position())?.id, rank_word(line.rank));
        let says = visit.words().says(observation, outcome);
        let text = if says.is_empty() { w.fill("known.code", &[("code", &line.value)]) } else { says.to_string() };
        Some((text, value))
    });
    match found {
        Some((text, value)) => {
            let remark = if counts { String::new() } else { w.say("understood.outranked") };
            Row { text, place, remark, value: Some(value), mark: "" }
        }
        None => {
            let key = format!("understood.rule.{}", line.rule);
            let text = w.find(&key).unwrap_or_else(|| w.say("understood.rule.read"));
            Row { text, place, remark: String::new(), value: None, mark: "wait" }
        }
    }
}
