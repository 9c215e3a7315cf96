//! Reference content: events, updates, myths, terms, synonyms, protocol codes.

use alloc::string::String;
use alloc::vec::Vec;

use schemars::JsonSchema;
use serde::Deserialize;

use super::tables::review_required;
use super::{agents, machine, with_agent_mark};
use crate::knowledge_base::Machine;

/// What may be said of advice.
pub(in crate::authoring) const VERDICTS: [&str; 3] = ["harmful", "useless", "wrong"];

/// Entries of event logs: what each proves and does not, and values inside them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = review_required)]
pub(in crate::authoring) struct Events {
    /// Date on which the table was last read against its sources, as 2026-11-22.
    #[serde(default)]
    pub(in crate::authoring) last_reviewed: String,
    /// Days until the next review.
    #[serde(default)]
    pub(in crate::authoring) review_in_days: u32,
    /// What changed at that review, in one sentence; the feed of changes shows it.
    #[serde(default)]
    pub(in crate::authoring) changed: String,
    /// Entries.
    #[serde(default)]
    pub(in crate::authoring) event: Vec<Event>,
    /// Values inside entries.
    #[serde(default)]
    pub(in crate::authoring) detail: Vec<Detail>,
}

/// An entry of an event log.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct Event {
    /// Lower case, digits and hyphens. It never changes.
    pub(in crate::authoring) id: String,
    /// Its event IDs, one at least.
    pub(in crate::authoring) numbers: Vec<u32>,
    /// The log in which it stands.
    pub(in crate::authoring) channel: String,
    /// Who writes it.
    pub(in crate::authoring) provider: String,
    /// On which machine it is found.
    #[serde(deserialize_with = "machine::deserialize")]
    #[schemars(schema_with = "machine::schema")]
    pub(in crate::authoring) machine: Machine,
    /// A plain statement.
    pub(in crate::authoring) title: String,
    /// What it proves, and what it does not.
    pub(in crate::authoring) tells: String,
    /// Causes it points to.
    pub(in crate::authoring) causes: Vec<String>,
    /// Whether the meaning was read in a source; else it is background.
    pub(in crate::authoring) sure: bool,
    /// Ids of sources.toml.
    pub(in crate::authoring) sources: Vec<String>,
    /// For whom it is: anyone, or agents of a help desk only.
    #[serde(default, rename = "audience", deserialize_with = "agents::deserialize")]
    #[schemars(schema_with = "agents::schema")]
    pub(in crate::authoring) agents: bool,
}

/// The meaning of a value inside an event.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct Detail {
    /// Id of the event.
    pub(in crate::authoring) event: String,
    /// The value as it is written there.
    pub(in crate::authoring) value: String,
    /// What it means.
    pub(in crate::authoring) means: String,
    /// Causes it points to.
    pub(in crate::authoring) causes: Vec<String>,
    /// Whether the meaning was read in a source; else it is background.
    pub(in crate::authoring) sure: bool,
}

/// Windows updates that people meet in the same search.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct Updates {
    /// Updates, the newest first.
    #[serde(default)]
    pub(in crate::authoring) update: Vec<Update>,
}

/// A Windows update.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct Update {
    /// Lower case, digits and hyphens. It never changes.
    pub(in crate::authoring) id: String,
    /// A plain statement.
    pub(in crate::authoring) title: String,
    /// Day or month of its release, as 2026-01-13 or 2026-09.
    pub(in crate::authoring) released: String,
    /// KB numbers.
    pub(in crate::authoring) numbers: Vec<String>,
    /// What it affects.
    pub(in crate::authoring) affects: String,
    /// What it does there.
    pub(in crate::authoring) effect: String,
    /// The way out.
    pub(in crate::authoring) way_out: String,
    /// What we read ourselves, and what we could not.
    pub(in crate::authoring) confirmed: String,
    /// Causes it belongs to.
    pub(in crate::authoring) causes: Vec<String>,
    /// Ids of sources.toml.
    pub(in crate::authoring) sources: Vec<String>,
    /// Date of the last review, as 2026-11-22.
    pub(in crate::authoring) last_reviewed: String,
    /// Days until the next review.
    pub(in crate::authoring) review_in_days: u32,
    /// What changed at the last review, in one sentence; the feed of changes shows it.
    #[serde(default)]
    pub(in crate::authoring) changed: String,
    /// For whom it is: anyone, or agents of a help desk only.
    #[serde(default, rename = "audience", deserialize_with = "agents::deserialize")]
    #[schemars(schema_with = "agents::schema")]
    pub(in crate::authoring) agents: bool,
}

/// Front matter of a myth: popular advice that we do not give. TOML between two lines +++, before the Markdown.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = with_agent_mark)]
pub(in crate::authoring) struct Myth {
    /// Name of the file without its ending: lower case, digits and hyphens. It never changes.
    pub(in crate::authoring) id: String,
    /// The advice as an order, because that is what people search for.
    pub(in crate::authoring) title: String,
    /// What it is.
    #[schemars(extend("enum" = VERDICTS))]
    pub(in crate::authoring) verdict: String,
    /// Why not.
    pub(in crate::authoring) reason: String,
    /// What to do instead.
    pub(in crate::authoring) instead: String,
    /// Causes for which it is given.
    pub(in crate::authoring) causes: Vec<String>,
    /// The safe ways.
    pub(in crate::authoring) remedies: Vec<String>,
    /// Ids of sources.toml.
    pub(in crate::authoring) sources: Vec<String>,
    /// Date of the last review, as 2026-11-22.
    pub(in crate::authoring) last_reviewed: String,
    /// Days until the next review.
    pub(in crate::authoring) review_in_days: u32,
    /// What changed at the last review, in one sentence; the feed of changes shows it.
    #[serde(default)]
    pub(in crate::authoring) changed: String,
}

/// Words that a person may not know.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct Glossary {
    /// Terms.
    #[serde(default)]
    pub(in crate::authoring) term: Vec<Term>,
}

/// A word that a person may not know.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct Term {
    /// Lower case, digits and hyphens. It never changes.
    pub(in crate::authoring) id: String,
    /// The word.
    pub(in crate::authoring) term: String,
    /// Other names; the search knows them too.
    #[serde(default)]
    pub(in crate::authoring) also: Vec<String>,
    /// What it means, in one or two sentences.
    pub(in crate::authoring) means: String,
    /// Causes it belongs to.
    #[serde(default)]
    pub(in crate::authoring) causes: Vec<String>,
    /// For whom it is: anyone, or agents of a help desk only.
    #[serde(default, rename = "audience", deserialize_with = "agents::deserialize")]
    #[schemars(schema_with = "agents::schema")]
    pub(in crate::authoring) agents: bool,
}

/// Words of searches, in lower case.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct Synonyms {
    /// Words that find nothing by themselves.
    #[serde(default)]
    pub(in crate::authoring) quiet: Vec<String>,
    /// Words that stand for each other.
    #[serde(default)]
    pub(in crate::authoring) groups: Vec<Vec<String>>,
}

/// Reasons and negotiation failures as they stand in logs and captures.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = review_required)]
pub(in crate::authoring) struct Protocol {
    /// Date on which the table was last read against its sources, as 2026-11-22.
    #[serde(default)]
    pub(in crate::authoring) last_reviewed: String,
    /// Days until the next review.
    #[serde(default)]
    pub(in crate::authoring) review_in_days: u32,
    /// What changed at that review, in one sentence; the feed of changes shows it.
    #[serde(default)]
    pub(in crate::authoring) changed: String,
    /// Reasons.
    #[serde(default)]
    pub(in crate::authoring) protocol: Vec<Reason>,
}

/// A reason of the protocol.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct Reason {
    /// Its value, as 0x7.
    pub(in crate::authoring) hex: String,
    /// Its name in the source.
    pub(in crate::authoring) name: String,
    /// A plain statement.
    pub(in crate::authoring) title: String,
    /// What it means.
    pub(in crate::authoring) means: String,
    /// Where to go on.
    pub(in crate::authoring) go: String,
    /// What it belongs with in the list.
    pub(in crate::authoring) family: String,
    /// Causes it points to.
    pub(in crate::authoring) causes: Vec<String>,
    /// Id of sources.toml.
    pub(in crate::authoring) source: String,
    /// Whether the meaning was read in the source.
    pub(in crate::authoring) sure: bool,
    /// Whether it answers the first request; these numbers count for themselves.
    #[serde(default)]
    pub(in crate::authoring) negotiation: bool,
}
