//! The content as it is written: one type for each kind of file.
//!
//! The same types say what a file may hold and become its JSON Schema, so the sentences above the fields are read by authors:
//! an editor shows them.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::knowledge_base::{Audience, Frequency, Grade, Kind, Machine, Risk, Role, Scope, Stage};

mod entries;
mod tables;

pub(super) use entries::{
    Detail, Event, Events, Glossary, Myth, Protocol, Reason, Synonyms, Term, Update, Updates, VERDICTS,
};
pub(super) use tables::{
    Code, Codes, Extended, Family, ModelNumbers, Numbers, Phrase, Published, PublishedObservation, SEEN, SOURCE_KINDS,
    Source,
};

/// Shells that a command may be written for.
pub(super) const SHELLS: [&str; 3] = ["cmd", "powershell", "bash"];
/// Stages of the line as they are written.
const STAGES: [(&str, Stage); 5] = [
    ("name", Stage::Name),
    ("connect", Stage::Connect),
    ("secure", Stage::Secure),
    ("sign-in", Stage::SignIn),
    ("desktop", Stage::Desktop),
];
/// The audience that keeps a file out of everything public.
const AGENT: &str = "agent";

/// Values as they are written in the files: lower case with hyphens.
macro_rules! written {
    ($module:ident, $type:ty, { $($word:literal => $value:expr),+ $(,)? }) => {
        pub(super) mod $module {
            use super::*;
            use alloc::format;

            pub(in crate::authoring) const WORDS: &[&str] = &[$($word),+];

            pub(in crate::authoring) fn schema(_: &mut SchemaGenerator) -> Schema {
                one_of(WORDS)
            }

            pub(in crate::authoring) fn deserialize<'de, D: serde::Deserializer<'de>>(d: D) -> Result<$type, D::Error> {
                let word = String::deserialize(d)?;
                match word.as_str() {
                    $($word => Ok($value),)+
                    other => Err(serde::de::Error::custom(format!("\"{other}\" is none of {}", WORDS.join(", ")))),
                }
            }
        }
    };
}

written!(audience, Audience, {
    "anyone" => Audience::Anyone, "client-admin" => Audience::ClientAdmin, "at-host" => Audience::AtHost,
    "helpdesk" => Audience::Helpdesk, "host-admin" => Audience::HostAdmin, "network" => Audience::Network,
    "domain" => Audience::Domain, "gateway" => Audience::Gateway, "cloud" => Audience::Cloud,
});
written!(machine, Machine, {
    "client" => Machine::Client, "host" => Machine::Host, "network" => Machine::Network,
    "gateway" => Machine::Gateway, "domain-controller" => Machine::DomainController,
});
written!(risk, Risk, { "none" => Risk::None, "low" => Risk::Low, "medium" => Risk::Medium, "high" => Risk::High });
written!(kind, Kind, {
    "asked" => Kind::Asked, "test" => Kind::Test, "check" => Kind::Check, "probe" => Kind::Probe,
    "report" => Kind::Report, "code" => Kind::Code,
});
written!(role, Role, {
    "symptom" => Role::Symptom, "context" => Role::Context, "gate" => Role::Gate, "code" => Role::Code,
});
written!(frequency, Frequency, {
    "common" => Frequency::Common, "occasional" => Frequency::Occasional, "rare" => Frequency::Rare,
});
written!(grade, Grade, {
    "vendor" => Grade::Vendor, "reproduced" => Grade::Reproduced, "field-report" => Grade::FieldReport,
    "inferred" => Grade::Inferred,
});
written!(scope, Option<Scope>, { "path" => Some(Scope::Path), "device" => Some(Scope::Device) });
written!(agents, bool, { "agent" => true, "anyone" => false });
written!(relief, bool, { "repair" => false, "relief" => true });

fn audiences<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Vec<Audience>, D::Error> {
    #[derive(Deserialize)]
    struct One(#[serde(deserialize_with = "audience::deserialize")] Audience);
    Ok(Vec::<One>::deserialize(d)?.into_iter().map(|one| one.0).collect())
}

fn stages<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Vec<Stage>, D::Error> {
    let words = Vec::<String>::deserialize(d)?;
    words
        .iter()
        .map(|word| {
            let known = STAGES.iter().find(|(name, _)| name == word).map(|(_, stage)| *stage);
            known.ok_or_else(|| serde::de::Error::custom(alloc::format!("\"{word}\" is no stage of the line")))
        })
        .collect()
}

fn one_of(words: &[&str]) -> Schema {
    json_schema!({ "type": "string", "enum": words })
}

fn list_of(one: &Schema) -> Schema {
    json_schema!({ "type": "array", "items": one })
}

fn stages_schema(_: &mut SchemaGenerator) -> Schema {
    list_of(&one_of(&STAGES.map(|(word, _)| word)))
}

fn audiences_schema(generator: &mut SchemaGenerator) -> Schema {
    list_of(&audience::schema(generator))
}

/// An audience, or the mark of a file for agents only, which takes its place before the file is read.
fn audience_or_agent(_: &mut SchemaGenerator) -> Schema {
    let words: Vec<&str> = audience::WORDS.iter().copied().chain([AGENT]).collect();
    one_of(&words)
}

/// Adds the mark of a file for agents only to a format that has no audience; it is taken out before the file is read.
fn with_agent_mark(schema: &mut Schema) {
    let mark = json_schema!({
        "type": "string",
        "enum": [AGENT],
        "description": "Keeps the file out of everything public: for the agents of a help desk only.",
    });
    if let Some(properties) = schema.get_mut("properties").and_then(|fields| fields.as_object_mut()) {
        properties.insert("audience".into(), mark.into());
    }
}

/// Outcome to number.
pub(super) type Row = BTreeMap<String, f64>;

/// Front matter of a cause: its article and its numbers. TOML between two lines +++, before the Markdown.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = with_agent_mark)]
pub(super) struct Cause {
    /// Name of the file without its ending: lower case, digits and hyphens. It never changes.
    pub(super) id: String,
    /// A plain statement.
    pub(super) title: String,
    /// Goes on after "Most likely, ...".
    pub(super) headline: String,
    /// One or two sentences: what happens.
    pub(super) summary: String,
    /// A family of families.toml.
    pub(super) family: String,
    /// Where the line breaks.
    #[serde(deserialize_with = "stages")]
    #[schemars(schema_with = "stages_schema")]
    pub(super) stages: Vec<Stage>,
    /// How often it is behind 0x904.
    #[serde(deserialize_with = "frequency::deserialize")]
    #[schemars(schema_with = "frequency::schema")]
    pub(super) frequency: Frequency,
    /// Weight relative to the other causes, above 0; the prior is worked out from it.
    pub(super) weight: f64,
    /// Why this weight, in one sentence.
    pub(super) weight_reason: String,
    /// What the link to 0x904 rests on.
    #[serde(deserialize_with = "grade::deserialize")]
    #[schemars(schema_with = "grade::schema")]
    pub(super) grade: Grade,
    /// What the grade rests on, in one or two sentences.
    pub(super) grade_reason: String,
    /// Ids of sources.toml, at least one.
    pub(super) sources: Vec<String>,
    /// Observations that prove or disprove it, best first.
    pub(super) confirm: Vec<String>,
    /// Date on which it was last read against its sources, as 2026-11-22.
    pub(super) last_reviewed: String,
    /// Days until the next review.
    pub(super) review_in_days: u32,
    /// What changed at the last review, in one sentence; the feed of changes shows it.
    #[serde(default)]
    pub(super) changed: String,
    /// Causes it is often confused with.
    #[serde(default)]
    pub(super) confused_with: Vec<ConfusedWith>,
    /// Factors on the prior: context observation, outcome, factor. Absent is 1, never 0.
    #[serde(default)]
    pub(super) context: BTreeMap<String, Row>,
    /// Likelihoods that deviate from the baseline: observation, outcome, likelihood. A row is whole and sums to 1.
    #[serde(default)]
    pub(super) signs: BTreeMap<String, Row>,
    /// Remedy to the probability that the error is gone, given this cause.
    pub(super) remedies: BTreeMap<String, f64>,
    /// Probability of "I do not know", only where not knowing is a sign itself; absent is the observation's unknown_rate.
    #[serde(default)]
    pub(super) unknown: BTreeMap<String, f64>,
}

/// Another cause that looks alike.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfusedWith {
    /// Id of the other cause.
    pub(super) cause: String,
    /// What tells the two apart, in one sentence.
    pub(super) difference: String,
}

/// Front matter of an observation: one thing that can be learned. TOML between two lines +++.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Observation {
    /// Name of the file without its ending: lower case, digits and hyphens. It never changes.
    pub(super) id: String,
    /// The word used in addresses; the id without one. It never changes.
    pub(super) key: Option<String>,
    /// How it is learned.
    #[serde(deserialize_with = "kind::deserialize")]
    #[schemars(schema_with = "kind::schema")]
    pub(super) kind: Kind,
    /// What it does: symptoms are signs, context multiplies priors, gates decide who can act.
    #[serde(deserialize_with = "role::deserialize")]
    #[schemars(schema_with = "role::schema")]
    pub(super) role: Role,
    /// Kind check only: of what it speaks, which decides on which device it counts.
    #[serde(default, deserialize_with = "scope::deserialize")]
    #[schemars(schema_with = "scope::schema")]
    pub(super) scope: Option<Scope>,
    /// Whether a person can be asked; kind asked always.
    pub(super) askable: Option<bool>,
    /// Label in lists.
    pub(super) short: String,
    /// The question.
    pub(super) question: String,
    /// Help under the question.
    #[serde(default)]
    pub(super) help: String,
    /// What the answer tells apart, in one or two sentences.
    pub(super) why: String,
    /// Observations that share their errors; a group of model.toml.
    pub(super) group: Option<String>,
    /// Cost of finding out, in minutes.
    pub(super) minutes: f64,
    /// Share of people who will not know, from 0 to 1.
    pub(super) unknown_rate: f64,
    /// Who can answer; agent keeps the file out of everything public.
    #[serde(deserialize_with = "audience::deserialize")]
    #[schemars(schema_with = "audience_or_agent")]
    pub(super) audience: Audience,
    /// Asked before everything else.
    #[serde(default)]
    pub(super) first: bool,
    /// Asked only when each of these observations has one of its outcomes.
    #[serde(default)]
    pub(super) ask_when: BTreeMap<String, Vec<String>>,
    /// Ids of sources.toml.
    #[serde(default)]
    pub(super) sources: Vec<String>,
    /// Date on which it was last read against its sources, as 2026-11-22.
    pub(super) last_reviewed: String,
    /// Days until the next review.
    pub(super) review_in_days: u32,
    /// What changed at the last review, in one sentence; the feed of changes shows it.
    #[serde(default)]
    pub(super) changed: String,
    /// Kind test only: the remedy that this trial is at the same time.
    pub(super) trial_of: Option<String>,
    /// The answers, two at least; "I do not know" belongs to every observation and is never written down.
    #[serde(default)]
    pub(super) outcomes: Vec<Outcome>,
    /// How it is learned by doing something.
    pub(super) how: Option<How>,
}

/// One possible answer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Outcome {
    /// As it stands in addresses: lower case, digits and hyphens. It never changes.
    pub(super) id: String,
    /// The answer as the person chooses it.
    pub(super) text: String,
    /// A hint under the answer.
    #[serde(default)]
    pub(super) hint: String,
    /// The same as a statement, for lists of what we know.
    pub(super) says: String,
    /// How often it is seen with an unrelated cause; the rows sum to 1.
    pub(super) baseline: f64,
    /// With trial_of only: whether Remote Desktop works then.
    #[serde(default)]
    pub(super) cured: bool,
    /// What one sees, if this is learned by a confirmation.
    #[serde(default)]
    pub(super) seen: String,
    /// Role gate only: whose steps become possible.
    #[serde(default, deserialize_with = "audiences")]
    #[schemars(schema_with = "audiences_schema")]
    pub(super) grants: Vec<Audience>,
}

/// How an observation is learned by doing something. It reads, and never changes a machine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct How {
    /// An order.
    pub(super) title: String,
    /// On which machine.
    #[serde(deserialize_with = "machine::deserialize")]
    #[schemars(schema_with = "machine::schema")]
    pub(super) machine: Machine,
    /// What to do, in at most four short sentences.
    pub(super) text: String,
    /// What can go wrong.
    #[serde(deserialize_with = "risk::deserialize")]
    #[schemars(schema_with = "risk::schema")]
    pub(super) risk: Risk,
    /// Kind report only: minutes of this one look.
    pub(super) lookup_minutes: Option<f64>,
    /// The shell of the command.
    #[schemars(extend("enum" = SHELLS))]
    pub(super) shell: Option<String>,
    /// Whether the command needs administrator rights; needed beside a command.
    pub(super) elevated: Option<bool>,
    /// The command; what the reader replaces is written as `<HOST-NAME>`.
    pub(super) command: Option<String>,
}

/// Front matter of a remedy: one way to cure or to relieve. TOML between two lines +++.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Remedy {
    /// Name of the file without its ending: lower case, digits and hyphens. It never changes.
    pub(super) id: String,
    /// An order.
    pub(super) title: String,
    /// A repair cures, a relief lets the person work today.
    #[serde(rename = "kind", deserialize_with = "relief::deserialize")]
    #[schemars(schema_with = "relief::schema")]
    pub(super) relief: bool,
    /// Who can do it; agent keeps the file out of everything public.
    #[serde(deserialize_with = "audience::deserialize")]
    #[schemars(schema_with = "audience_or_agent")]
    pub(super) audience: Audience,
    /// On which machine.
    #[serde(deserialize_with = "machine::deserialize")]
    #[schemars(schema_with = "machine::schema")]
    pub(super) machine: Machine,
    /// Minutes of work.
    pub(super) minutes: f64,
    /// Minutes of waiting besides.
    pub(super) wait: f64,
    /// What can go wrong.
    #[serde(deserialize_with = "risk::deserialize")]
    #[schemars(schema_with = "risk::schema")]
    pub(super) risk: Risk,
    /// Whether it can be undone.
    pub(super) reversible: bool,
    /// Whether it ends sessions, or leaves the computer unreachable if it goes wrong.
    pub(super) cuts_access: bool,
    /// Whether it leaves a change behind that must be taken back later.
    pub(super) temporary: bool,
    /// The change is right by itself: nobody is told to take it back when it did not help.
    #[serde(default)]
    pub(super) keep: bool,
    /// Whether the machine restarts.
    pub(super) reboot: bool,
    /// Remedies that must have been done before.
    pub(super) requires: Vec<String>,
    /// Ids of sources.toml.
    pub(super) sources: Vec<String>,
    /// Date on which it was last read against its sources, as 2026-11-22.
    pub(super) last_reviewed: String,
    /// Days until the next review.
    pub(super) review_in_days: u32,
    /// What changed at the last review, in one sentence; the feed of changes shows it.
    #[serde(default)]
    pub(super) changed: String,
    /// What one should see.
    pub(super) expect: String,
    /// What one may see instead, and what that means.
    pub(super) otherwise: String,
    /// How to take it back; "Nothing to undo" with the reason, if so.
    pub(super) undo: String,
    /// The shell of the command that takes it back.
    #[schemars(extend("enum" = SHELLS))]
    pub(super) undo_shell: Option<String>,
    /// Whether that command needs administrator rights; needed beside it.
    pub(super) undo_elevated: Option<bool>,
    /// The command that takes it back.
    pub(super) undo_command: Option<String>,
    /// What to tell the person who can do it, if the reader cannot: one or two sentences with the exact order.
    pub(super) ask: String,
    /// What to do, one after the other.
    pub(super) steps: Vec<Step>,
}

/// One step of a remedy.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    /// What to do.
    pub(super) text: String,
    /// The shell of the command.
    #[schemars(extend("enum" = SHELLS))]
    pub(super) shell: Option<String>,
    /// Whether the command needs administrator rights; needed beside a command.
    pub(super) elevated: Option<bool>,
    /// The command; what the reader replaces is written as `<HOST-NAME>`.
    pub(super) command: Option<String>,
}
