//! What stands around the causes: event log entries, updates, popular advice that harms, terms, and the codes of the
//! protocol. Only the server's pages show it.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::knowledge_base::{CauseIndex, Machine, RemedyIndex};

/// All of it, in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Reasons that the other computer gives in the protocol, by number.
    pub protocol: Vec<ReasonWords>,
    /// When those were reviewed, as one table.
    pub protocol_review: Review,
    /// When the entries of event logs were reviewed, as one table.
    pub event_review: Review,
    /// Entries of event logs, in the order of the file.
    pub events: Vec<EventWords>,
    /// Windows updates that people meet in the same search, the newest first.
    pub updates: Vec<UpdateWords>,
    /// Popular advice, in the order of its ids.
    pub myths: Vec<MythWords>,
    /// Terms, in the order of the alphabet.
    pub terms: Vec<TermWords>,
    /// Pages that moved, as `causes/old`, and where they are now.
    pub renamed: Vec<(String, String)>,
}

/// A reason that the other computer gives in the protocol.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonWords {
    /// Its value.
    pub value: u32,
    /// As it is written in the protocol's list.
    pub hex: String,
    /// Symbolic name.
    pub name: String,
    /// Short statement.
    pub title: String,
    /// What it means.
    pub means: String,
    /// Where to go on.
    pub go: String,
    /// Family of codes.
    pub family: String,
    /// Causes that can lead to it, the likeliest first.
    pub causes: Vec<CauseIndex>,
    /// Id of its source.
    pub source: String,
    /// Whether the meaning was found in a source.
    pub sure: bool,
    /// Whether it is an answer to the first request, whose numbers count for themselves.
    pub negotiation: bool,
}

/// An entry of an event log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventWords {
    /// Id.
    pub id: String,
    /// Event numbers that mean this.
    pub numbers: Vec<u32>,
    /// Full name of the log.
    pub channel: String,
    /// Provider, as the log names it.
    pub provider: String,
    /// On which machine the log lies.
    pub machine: Machine,
    /// Short statement.
    pub title: String,
    /// What it proves, and what it does not.
    pub tells: String,
    /// Causes it speaks for, the likeliest first.
    pub causes: Vec<CauseIndex>,
    /// Whether number and meaning were found in a source.
    pub sure: bool,
    /// Ids of its sources.
    pub sources: Vec<String>,
    /// Values inside the entry that tell more.
    pub details: Vec<DetailWords>,
}

/// A value inside an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailWords {
    /// The value as it is written.
    pub value: String,
    /// What it means.
    pub means: String,
    /// Causes it speaks for.
    pub causes: Vec<CauseIndex>,
    /// Whether the meaning was found in a source.
    pub sure: bool,
}

/// A Windows update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateWords {
    /// Id.
    pub id: String,
    /// Short statement.
    pub title: String,
    /// Date or month of its release.
    pub released: String,
    /// Numbers of its packages, `KB5065426`.
    pub numbers: Vec<String>,
    /// Versions of Windows it is for.
    pub affects: String,
    /// What people see.
    pub effect: String,
    /// What cures it.
    pub way_out: String,
    /// What was confirmed, and what not.
    pub confirmed: String,
    /// Causes it belongs to.
    pub causes: Vec<CauseIndex>,
    /// Ids of its sources.
    pub sources: Vec<String>,
    /// When and for how long it was reviewed.
    pub review: Review,
}

/// Advice that people give, and why we do not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MythWords {
    /// Id.
    pub id: String,
    /// The tip.
    pub title: String,
    /// `harmful`, `useless` or `wrong`.
    pub verdict: String,
    /// Why not, in short.
    pub reason: String,
    /// The safe alternative, in short.
    pub instead: String,
    /// All of it, Markdown.
    pub body: String,
    /// Where the real fault usually is.
    pub causes: Vec<CauseIndex>,
    /// Safe alternatives.
    pub remedies: Vec<RemedyIndex>,
    /// Ids of its sources.
    pub sources: Vec<String>,
    /// When and for how long it was reviewed.
    pub review: Review,
}

/// A term in plain words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermWords {
    /// Id.
    pub id: String,
    /// The term.
    pub term: String,
    /// Other spellings.
    pub also: Vec<String>,
    /// What it means.
    pub means: String,
    /// Where to read on.
    pub causes: Vec<CauseIndex>,
}

/// When a page was reviewed, and when it is due again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Date of the last review, `2026-11-22`.
    pub last: String,
    /// Days until the next one.
    pub days: u32,
    /// What changed at the last one, or empty.
    pub changed: String,
}

impl EventWords {
    /// The address of its number page ends with this: its first number.
    pub fn number(&self) -> u32 {
        self.numbers.first().copied().unwrap_or_default()
    }
}
