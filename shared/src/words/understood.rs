//! What was understood of texts of machines, as a page shows it: every line with its place and what follows, so that a
//! person can take it out.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Mark, ObservationWords, OutcomeWords, Phrase, Words};
use crate::knowledge_base::KnowledgeBase;
use crate::reading::together::{Part, Reading, Wrong};
use crate::reading::understood::Line;

/// What one tool said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Name of the tool.
    pub heading: String,
    /// Lines that speak for or against causes.
    pub findings: Vec<Finding>,
    /// All others.
    pub notes: Vec<Note>,
    /// That more lines were read than are shown; empty if not.
    pub left_out: String,
}

/// A line that speaks for or against causes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What follows from it.
    pub text: String,
    /// Where it stands and what stands there, as it was written.
    pub place: String,
    /// Whether another line goes before it; empty if not.
    pub remark: String,
    /// Value of the tick box: observation, outcome and rank.
    pub value: String,
}

/// A line that was read and says nothing by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Mark.
    pub mark: Mark,
    /// What it tells.
    pub text: String,
    /// Where it stands and what stands there.
    pub place: String,
}

/// All of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnderstoodView {
    /// By tool.
    pub sections: Vec<Section>,
    /// What is wrong with another part of what was given; empty if all of it was read.
    pub left: String,
    /// Whether more would follow if the machine were known.
    pub asks_machine: bool,
    /// Whether anything can go on.
    pub findings: bool,
}

/// Puts it into words, which may be those of [`words`] alone.
pub fn view(base: &KnowledgeBase, words: &Words, (parts, wrong): &Reading) -> UnderstoodView {
    let sections: Vec<Section> = parts.iter().map(|part| section(base, words, part)).collect();
    UnderstoodView {
        left: wrong.as_ref().map_or_else(String::new, |wrong| said(words, wrong)),
        findings: sections.iter().any(|section| !section.findings.is_empty()),
        asks_machine: parts.iter().any(|part| part.asks_machine),
        sections,
    }
}

/// Why something could not be read.
pub fn said(words: &Words, wrong: &Wrong) -> String {
    let parameters: Vec<(&str, &str)> = wrong.parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
    words.fill(&wrong.key, &parameters)
}

fn section(base: &KnowledgeBase, words: &Words, part: &Part) -> Section {
    let left_out = match part.understood.left_out {
        0 => String::new(),
        count => words.fill("understood.left-out", &[("count", &count.to_string())]),
    };
    let heading = words.say(&format!("evidence.tool.{}", part.word));
    let mut section = Section { heading, findings: Vec::new(), notes: Vec::new(), left_out };
    for (line, counts) in part.understood.lines.iter().zip(&part.counts) {
        match finding(base, words, line, *counts) {
            Some(finding) => section.findings.push(finding),
            None => section.notes.push(note(words, line)),
        }
    }
    section
}

fn finding(base: &KnowledgeBase, words: &Words, line: &Line, counts: bool) -> Option<Finding> {
    let (observation, outcome) = line.derived?;
    let known = base.observation(observation)?;
    let value = format!("{}:{}:{}", known.id, known.outcomes.get(outcome.position())?.id, line.rank.number());
    let says = words.says(observation, outcome);
    let text = if says.is_empty() { words.fill("known.code", &[("code", &line.value)]) } else { says.to_string() };
    let remark = if counts { String::new() } else { words.say("understood.outranked") };
    Some(Finding { text, place: place(line), remark, value })
}

fn note(words: &Words, line: &Line) -> Note {
    let key = format!("understood.rule.{}", line.rule);
    let text = words.say(if words.has(&key) { &key } else { "understood.rule.read" });
    Note { mark: Mark::Quiet, text, place: place(line) }
}

fn place(line: &Line) -> String {
    let joint = if line.what.is_empty() || line.value.is_empty() { "" } else { ": " };
    format!("{}{joint}{}", line.what, line.value)
}

/// What keys of phrases begin with that are said where such texts are read.
const SAID: [&str; 3] = ["evidence.tool.", "evidence.wrong.", "understood."];
/// Single phrases that are said there.
const ALSO_SAID: [&str; 11] = [
    "evidence.dropped",
    "evidence.eyebrow",
    "failed.upload-large-text",
    "failed.upload-many-text",
    "interview.error-heading",
    "interview.error-title",
    "interview.submit",
    "known.code",
    "link.method",
    "product",
    "site.more",
];

/// The words of a reader: those of the interview and the plan, with the phrases of pages, without what is never said where such
/// texts are read.
pub fn words(all: &Words, pages: &[Phrase]) -> Words {
    let wanted = |phrase: &&Phrase| {
        let key = phrase.key.as_str();
        SAID.iter().any(|start| key.starts_with(start)) || ALSO_SAID.contains(&key)
    };
    let mut phrases: Vec<Phrase> = all.phrases.iter().chain(pages).filter(wanted).cloned().collect();
    phrases.sort_by(|a, b| a.key.cmp(&b.key));
    let statement = |outcome: &OutcomeWords| OutcomeWords { says: outcome.says.clone(), ..OutcomeWords::default() };
    let statements = |observation: &ObservationWords| ObservationWords {
        outcomes: observation.outcomes.iter().map(statement).collect(),
        ..ObservationWords::default()
    };
    Words {
        language: all.language.clone(),
        direction: all.direction.clone(),
        model: all.model.clone(),
        phrases,
        observations: all.observations.iter().map(statements).collect(),
        ..Words::default()
    }
}
