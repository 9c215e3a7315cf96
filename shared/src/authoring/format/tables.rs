//! Tables of the model: families, sources, codes, permanent numbers, phrases.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use schemars::{JsonSchema, Schema};
use serde::Deserialize;

/// What kind of source it is.
pub(in crate::authoring) const SOURCE_KINDS: [&str; 4] = ["vendor", "project", "field", "guide"];
/// How a source was read.
pub(in crate::authoring) const SEEN: [&str; 3] = ["original", "stored copy", "dossier only"];

/// A set of causes that share one first look.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct Family {
    /// Its name.
    pub(in crate::authoring) title: String,
    /// Goes on after "Most likely, ...".
    pub(in crate::authoring) headline: String,
    /// The look that splits the family.
    pub(in crate::authoring) first_look: String,
}

/// Where something was read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct Source {
    /// Its title.
    pub(in crate::authoring) title: String,
    /// Who publishes it.
    pub(in crate::authoring) publisher: String,
    /// Its address with https; empty if it has no public one.
    pub(in crate::authoring) address: String,
    /// Further addresses of the same text.
    #[serde(default)]
    pub(in crate::authoring) also: Vec<String>,
    /// What kind of source it is.
    #[schemars(extend("enum" = SOURCE_KINDS))]
    pub(in crate::authoring) kind: String,
    /// How it was read.
    #[schemars(extend("enum" = SEEN))]
    pub(in crate::authoring) seen: String,
    /// Date of that reading, as 2026-11-22.
    pub(in crate::authoring) read: String,
}

/// Disconnect codes, and where a person with another code goes on.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = review_required)]
pub(in crate::authoring) struct Codes {
    /// Date on which the table was last read against its sources, as 2026-11-22.
    #[serde(default)]
    pub(in crate::authoring) last_reviewed: String,
    /// Days until the next review.
    #[serde(default)]
    pub(in crate::authoring) review_in_days: u32,
    /// What changed at that review, in one sentence; the feed of changes shows it.
    #[serde(default)]
    pub(in crate::authoring) changed: String,
    /// Disconnect codes.
    #[serde(default)]
    pub(in crate::authoring) code: Vec<Code>,
    /// Extended codes.
    #[serde(default)]
    pub(in crate::authoring) extended: Vec<Extended>,
}

/// A disconnect code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct Code {
    /// Its value, as 0x904.
    pub(in crate::authoring) hex: String,
    /// Its name in the vendor's lists.
    pub(in crate::authoring) name: String,
    /// A plain statement.
    pub(in crate::authoring) title: String,
    /// What it means.
    pub(in crate::authoring) means: String,
    /// Where a person with this code goes on.
    pub(in crate::authoring) go: String,
    /// What it belongs with in the list of codes.
    pub(in crate::authoring) family: String,
    /// Id of sources.toml.
    pub(in crate::authoring) source: String,
    /// Whether the number is documented; else the meaning is a reading of it.
    pub(in crate::authoring) sure: bool,
}

/// An extended code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct Extended {
    /// Its value, as 0x7.
    pub(in crate::authoring) hex: String,
    /// Its name in the vendor's lists.
    pub(in crate::authoring) name: String,
    /// What it means.
    pub(in crate::authoring) means: String,
    /// Id of sources.toml.
    pub(in crate::authoring) source: String,
    /// The outcome of the observation extended-code that it stands for.
    pub(in crate::authoring) outcome: String,
}

/// Permanent small numbers of all ids: append only. An overlay holds only its own, which begin at 10000.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = nothing_required)]
pub(in crate::authoring) struct Numbers {
    /// Numbers of causes.
    pub(in crate::authoring) causes: BTreeMap<String, u16>,
    /// Numbers of remedies.
    pub(in crate::authoring) remedies: BTreeMap<String, u16>,
    /// Numbers of observations and their outcomes.
    pub(in crate::authoring) observations: BTreeMap<String, ObservationNumbers>,
    /// Pages that moved, as `causes/old` to `causes/new`: old links lead on.
    #[serde(default)]
    pub(in crate::authoring) renamed: BTreeMap<String, String>,
    /// What was published and has gone for good, with the reason: pages as `causes/old`, answers as
    /// `observations/error-phase/at-once`.
    #[serde(default)]
    pub(in crate::authoring) retired: BTreeMap<String, String>,
}

/// What was published, written by `fix904 knowledge publish`. It only grows.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct Published {
    /// Numbers of causes.
    #[serde(default)]
    pub(in crate::authoring) causes: BTreeMap<String, u16>,
    /// Numbers of remedies.
    #[serde(default)]
    pub(in crate::authoring) remedies: BTreeMap<String, u16>,
    /// Observations with their words in addresses.
    #[serde(default)]
    pub(in crate::authoring) observations: BTreeMap<String, PublishedObservation>,
    /// Myths, with the day on which they were put on this list.
    #[serde(default)]
    pub(in crate::authoring) myths: BTreeMap<String, String>,
    /// Updates, with the day on which they were put on this list.
    #[serde(default)]
    pub(in crate::authoring) updates: BTreeMap<String, String>,
}

/// A published observation.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct PublishedObservation {
    /// Its own number.
    pub(in crate::authoring) number: u16,
    /// Its word in addresses.
    pub(in crate::authoring) key: String,
    /// Numbers of its outcomes.
    #[serde(default)]
    pub(in crate::authoring) outcomes: BTreeMap<String, u16>,
}

/// The file of an overlay is added to the shipped one before it is read, so it may leave tables out.
fn nothing_required(schema: &mut Schema) {
    schema.remove("required");
}

/// The date of the review and the days until the next one must be there. The check says so, and not the format, so that
/// one forgotten date hides nothing else in a table.
pub(super) fn review_required(schema: &mut Schema) {
    schema.insert("required".into(), alloc::vec!["last_reviewed", "review_in_days"].into());
}

/// Numbers of an observation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct ObservationNumbers {
    /// Its own number.
    pub(in crate::authoring) number: u16,
    /// Numbers of its outcomes.
    #[serde(default)]
    pub(in crate::authoring) outcomes: BTreeMap<String, u16>,
}

/// Numbers of the whole model.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct ModelNumbers {
    /// Probability of a cause outside the list.
    pub(in crate::authoring) something_else: f64,
    /// Minutes that a case costs which is handed over for good.
    pub(in crate::authoring) service_minutes: f64,
    /// Minutes that every step costs besides its own time.
    pub(in crate::authoring) step_minutes: f64,
    /// Minutes that a restart takes; contained in the minutes of every remedy that ends with one.
    pub(in crate::authoring) restart_minutes: f64,
    /// Share of cases in which two causes act together.
    pub(in crate::authoring) pairs: f64,
    /// Nats of conflict from which answers are said not to fit together.
    pub(in crate::authoring) conflict: f64,
    /// How often each source names a wrong outcome.
    pub(in crate::authoring) noise: Noise,
    /// Minutes that a risk counts for.
    pub(in crate::authoring) risk_minutes: RiskMinutes,
    /// Audience to the minutes that a hand-over to it costs.
    pub(in crate::authoring) handover: BTreeMap<String, f64>,
    /// Groups of observations that share their errors.
    pub(in crate::authoring) groups: BTreeMap<String, Group>,
}

/// How often each source names a wrong outcome.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct Noise {
    /// Came with a link.
    pub(in crate::authoring) stated_by_link: f64,
    /// Said by a person.
    pub(in crate::authoring) asked: f64,
    /// Read from a pasted text.
    pub(in crate::authoring) pasted: f64,
    /// Measured by the browser.
    pub(in crate::authoring) measured: f64,
    /// Seen by the probe.
    pub(in crate::authoring) probed: f64,
    /// Taken from the collector's report.
    pub(in crate::authoring) collected: f64,
}

/// Minutes that a risk counts for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct RiskMinutes {
    /// Changes nothing.
    pub(in crate::authoring) none: f64,
    /// Low risk.
    pub(in crate::authoring) low: f64,
    /// Medium risk.
    pub(in crate::authoring) medium: f64,
    /// High risk.
    pub(in crate::authoring) high: f64,
}

/// Observations that share their errors.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::authoring) struct Group {
    /// How much they share, from 0 to 1.
    pub(in crate::authoring) rho: f64,
    /// Why, in one sentence.
    pub(in crate::authoring) reason: String,
}

/// A sentence; `{name}` is a parameter.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(in crate::authoring) enum Phrase {
    /// The same for all numbers.
    Plain(String),
    /// Depends on a number, which is also its parameter `{n}`.
    Counted {
        /// For exactly one.
        one: String,
        /// For all other numbers.
        other: String,
    },
}
