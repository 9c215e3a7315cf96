//! What a reader understood of something from outside, line by line, so that a person can look it over and take parts out
//! before it counts.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::evidence::{Device, Entry, Evidence, Observed, Source};
use crate::knowledge_base::{KnowledgeBase, ObservationIndex, OutcomeIndex};

/// Characters of a value that are kept; a longer one is cut.
pub const LONGEST_VALUE: usize = 60;
/// Lines that are kept of one reading: more than all rules together have to say, and as many as a person may still look over
/// (judgement). Only lines without a finding can be more, such as looks of the collector that failed.
pub const MOST_LINES: usize = 500;

/// Which line counts when several speak of the same observation: the one of the highest rank, and of equal ones the first.
///
/// The order follows the notes of the observations, such as "one about the key counts most".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Nothing wrong was seen.
    #[default]
    Healthy,
    /// Something that can be seen without a fault as well.
    Weak,
    /// A fault.
    Fault,
    /// A fault that explains the others.
    Root,
}

impl Rank {
    /// All of them, the lowest first.
    const ALL: [Self; 4] = [Self::Healthy, Self::Weak, Self::Fault, Self::Root];

    /// As it stands in forms: 0 is the lowest.
    pub fn number(self) -> usize {
        self as usize
    }

    /// The rank of a number.
    pub fn of(number: usize) -> Option<Self> {
        Self::ALL.get(number).copied()
    }
}

/// One thing that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it stands: the path of a field such as `certs[0].notAfter`, or a place such as `line 12`. No sentence.
    pub what: String,
    /// The value in short. Never a name or an address of a person or machine; those are
    /// [`MASK`](super::dialog::MASK).
    pub value: String,
    /// Name of the rule that read it, lower case with hyphens: one word for one rule in code, words and documents.
    pub rule: &'static str,
    /// What follows from it; none for what was only read.
    pub derived: Option<(ObservationIndex, OutcomeIndex)>,
    /// How it stands against other lines about the same observation.
    pub rank: Rank,
}

/// Everything that was understood, in the order in which it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Understood {
    /// The lines.
    pub lines: Vec<Line>,
    /// How many further lines there were, beyond [`MOST_LINES`].
    pub left_out: usize,
}

impl Understood {
    /// Adds a line without a finding.
    pub fn note(&mut self, what: impl Into<String>, value: &str, rule: &'static str) {
        let line = Line { what: what.into(), value: short(value), rule, derived: None, rank: Rank::Healthy };
        self.push(line);
    }

    /// Adds a line with a finding, named by ids. An id that this knowledge base does not have leaves a line without one:
    /// other content may have fewer observations.
    pub fn derive(
        &mut self,
        base: &KnowledgeBase,
        (what, value): (impl Into<String>, &str),
        rule: &'static str,
        rank: Rank,
        (observation, outcome): (&str, &str),
    ) {
        let derived = base
            .observation_by_id(observation)
            .and_then(|observation| Some((observation, base.outcome_by_id(observation, outcome)?)));
        self.push(Line { what: what.into(), value: short(value), rule, derived, rank });
    }

    /// Keeps a line. If there are enough, a finding takes the place of the last line that has none.
    fn push(&mut self, line: Line) {
        if self.lines.len() >= MOST_LINES {
            self.left_out += 1;
            let place = self.lines.iter().rposition(|kept| kept.derived.is_none());
            let Some(place) = place.filter(|_| line.derived.is_some()) else { return };
            self.lines.remove(place);
        }
        self.lines.push(line);
    }

    /// Places of the lines that count.
    pub fn counting(&self) -> Vec<usize> {
        counting(&self.lines)
    }

    /// The evidence of the lines that count. `source` tells how it came: collected from a report, pasted from elsewhere.
    pub fn evidence(&self, source: Source) -> Evidence {
        let mut evidence = Evidence::default();
        for (observation, outcome) in self.counting().into_iter().filter_map(|i| self.lines.get(i)?.derived) {
            evidence.give(Entry::Observed(Observed {
                observation,
                outcome: Some(outcome),
                source,
                device: Device::ThisComputer,
                soft: None,
                carried: false,
            }));
        }
        evidence
    }

    /// The same without some of the lines: a person took them out. What they outranked counts then.
    #[must_use]
    pub fn without(&self, taken_out: &[usize]) -> Self {
        let kept = |(i, line): (usize, &Line)| (!taken_out.contains(&i)).then(|| line.clone());
        Self { lines: self.lines.iter().enumerate().filter_map(kept).collect(), left_out: self.left_out }
    }
}

/// Places of the lines that count: for each observation the one of the highest rank, in the order of the lines.
pub fn counting<'l>(lines: impl IntoIterator<Item = &'l Line>) -> Vec<usize> {
    chosen(lines, |rank, other| rank > other)
}

/// The same, with the comparison of two ranks handed in: each line is compared once at most.
fn chosen<'l>(lines: impl IntoIterator<Item = &'l Line>, mut outranks: impl FnMut(Rank, Rank) -> bool) -> Vec<usize> {
    let mut best: BTreeMap<usize, (usize, Rank)> = BTreeMap::new();
    for (place, line) in lines.into_iter().enumerate() {
        let Some((observation, _)) = line.derived else { continue };
        let first = (place, line.rank);
        let kept = best.entry(observation.position()).or_insert(first);
        if kept.0 != place && outranks(line.rank, kept.1) {
            *kept = first;
        }
    }
    let mut places: Vec<usize> = best.into_values().map(|(place, _)| place).collect();
    places.sort_unstable();
    places
}

/// A value in short: one line, no control characters, cut to [`LONGEST_VALUE`].
pub fn short(value: &str) -> String {
    let mut cut: String = value.chars().filter(|c| !c.is_control()).take(LONGEST_VALUE + 1).collect();
    if cut.chars().count() > LONGEST_VALUE {
        cut = cut.chars().take(LONGEST_VALUE - 1).chain(['…']).collect();
    }
    cut
}

#[cfg(test)]
mod tests;
