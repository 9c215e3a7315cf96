//! The content as it is written: one type for each kind of file.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use crate::knowledge_base::{Audience, Frequency, Grade, Kind, Machine, Risk, Role, Scope, Stage};

/// Values as they are written in the files: lower case with hyphens.
macro_rules! written {
    ($module:ident, $type:ty, { $($word:literal => $value:expr),+ $(,)? }) => {
        pub(super) mod $module {
            use super::*;
            use alloc::format;
            pub(in crate::authoring) fn deserialize<'de, D: serde::Deserializer<'de>>(d: D) -> Result<$type, D::Error> {
                let word = String::deserialize(d)?;
                match word.as_str() {
                    $($word => Ok($value),)+
                    other => Err(serde::de::Error::custom(format!("\"{other}\" is none of {}", [$($word),+].join(", ")))),
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
    let names = [
        ("name", Stage::Name),
        ("connect", Stage::Connect),
        ("secure", Stage::Secure),
        ("sign-in", Stage::SignIn),
        ("desktop", Stage::Desktop),
    ];
    words
        .iter()
        .map(|word| {
            let known = names.iter().find(|(name, _)| name == word).map(|(_, stage)| *stage);
            known.ok_or_else(|| serde::de::Error::custom(alloc::format!("\"{word}\" is no stage of the line")))
        })
        .collect()
}

/// Outcome to number.
pub(super) type Row = BTreeMap<String, f64>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cause {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) headline: String,
    pub(super) summary: String,
    pub(super) family: String,
    #[serde(deserialize_with = "stages")]
    pub(super) stages: Vec<Stage>,
    #[serde(deserialize_with = "frequency::deserialize")]
    pub(super) frequency: Frequency,
    pub(super) weight: f64,
    pub(super) weight_reason: String,
    #[serde(deserialize_with = "grade::deserialize")]
    pub(super) grade: Grade,
    pub(super) grade_reason: String,
    pub(super) sources: Vec<String>,
    pub(super) confirm: Vec<String>,
    pub(super) last_reviewed: String,
    pub(super) review_in_days: u32,
    #[serde(default)]
    pub(super) confused_with: Vec<ConfusedWith>,
    #[serde(default)]
    pub(super) context: BTreeMap<String, Row>,
    #[serde(default)]
    pub(super) signs: BTreeMap<String, Row>,
    #[serde(default)]
    pub(super) unknown: BTreeMap<String, f64>,
    #[serde(default)]
    pub(super) remedies: BTreeMap<String, f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfusedWith {
    pub(super) cause: String,
    pub(super) difference: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Observation {
    pub(super) id: String,
    pub(super) key: Option<String>,
    #[serde(deserialize_with = "kind::deserialize")]
    pub(super) kind: Kind,
    #[serde(deserialize_with = "role::deserialize")]
    pub(super) role: Role,
    #[serde(default, deserialize_with = "scope::deserialize")]
    pub(super) scope: Option<Scope>,
    pub(super) askable: Option<bool>,
    pub(super) short: String,
    pub(super) question: String,
    #[serde(default)]
    pub(super) help: String,
    pub(super) why: String,
    pub(super) group: Option<String>,
    pub(super) minutes: f64,
    pub(super) unknown_rate: f64,
    #[serde(deserialize_with = "audience::deserialize")]
    pub(super) audience: Audience,
    #[serde(default)]
    pub(super) first: bool,
    #[serde(default)]
    pub(super) ask_when: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) sources: Vec<String>,
    pub(super) trial_of: Option<String>,
    #[serde(default)]
    pub(super) outcomes: Vec<Outcome>,
    pub(super) how: Option<How>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Outcome {
    pub(super) id: String,
    pub(super) text: String,
    #[serde(default)]
    pub(super) hint: String,
    pub(super) says: String,
    pub(super) baseline: f64,
    #[serde(default)]
    pub(super) cured: bool,
    #[serde(default)]
    pub(super) seen: String,
    #[serde(default, deserialize_with = "audiences")]
    pub(super) grants: Vec<Audience>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct How {
    pub(super) title: String,
    #[serde(deserialize_with = "machine::deserialize")]
    pub(super) machine: Machine,
    pub(super) text: String,
    #[serde(deserialize_with = "risk::deserialize")]
    pub(super) risk: Risk,
    pub(super) lookup_minutes: Option<f64>,
    pub(super) shell: Option<String>,
    #[serde(default)]
    pub(super) elevated: bool,
    pub(super) command: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Remedy {
    pub(super) id: String,
    pub(super) title: String,
    #[serde(rename = "kind", deserialize_with = "relief::deserialize")]
    pub(super) relief: bool,
    #[serde(deserialize_with = "audience::deserialize")]
    pub(super) audience: Audience,
    #[serde(deserialize_with = "machine::deserialize")]
    pub(super) machine: Machine,
    pub(super) minutes: f64,
    pub(super) wait: f64,
    #[serde(deserialize_with = "risk::deserialize")]
    pub(super) risk: Risk,
    pub(super) reversible: bool,
    pub(super) cuts_access: bool,
    pub(super) temporary: bool,
    pub(super) reboot: bool,
    pub(super) requires: Vec<String>,
    pub(super) sources: Vec<String>,
    pub(super) expect: String,
    pub(super) otherwise: String,
    pub(super) undo: String,
    pub(super) undo_shell: Option<String>,
    #[serde(default)]
    pub(super) undo_elevated: bool,
    pub(super) undo_command: Option<String>,
    pub(super) ask: String,
    pub(super) steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub(super) text: String,
    pub(super) shell: Option<String>,
    #[serde(default)]
    pub(super) elevated: bool,
    pub(super) command: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Family {
    pub(super) title: String,
    pub(super) headline: String,
    pub(super) first_look: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    pub(super) title: String,
    pub(super) publisher: String,
    pub(super) address: String,
    #[serde(default)]
    pub(super) also: Vec<String>,
    pub(super) kind: String,
    pub(super) seen: String,
    pub(super) read: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Codes {
    #[serde(default)]
    pub(super) code: Vec<Code>,
    #[serde(default)]
    pub(super) extended: Vec<Extended>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Code {
    pub(super) hex: String,
    pub(super) name: String,
    pub(super) title: String,
    pub(super) means: String,
    pub(super) go: String,
    pub(super) family: String,
    pub(super) source: String,
    pub(super) sure: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Extended {
    pub(super) hex: String,
    pub(super) name: String,
    pub(super) means: String,
    pub(super) source: String,
    pub(super) outcome: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Numbers {
    pub(super) causes: BTreeMap<String, u16>,
    pub(super) remedies: BTreeMap<String, u16>,
    pub(super) observations: BTreeMap<String, ObservationNumbers>,
    /// Pages that moved, as `causes/old` to `causes/new`: old links lead on.
    #[serde(default)]
    pub(super) renamed: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ObservationNumbers {
    pub(super) number: u16,
    #[serde(default)]
    pub(super) outcomes: BTreeMap<String, u16>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ModelNumbers {
    pub(super) something_else: f64,
    pub(super) service_minutes: f64,
    pub(super) step_minutes: f64,
    pub(super) restart_minutes: f64,
    pub(super) pairs: f64,
    pub(super) conflict: f64,
    pub(super) noise: Noise,
    pub(super) risk_minutes: RiskMinutes,
    pub(super) handover: BTreeMap<String, f64>,
    pub(super) groups: BTreeMap<String, Group>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Noise {
    pub(super) stated_by_link: f64,
    pub(super) asked: f64,
    pub(super) pasted: f64,
    pub(super) measured: f64,
    pub(super) probed: f64,
    pub(super) collected: f64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RiskMinutes {
    pub(super) none: f64,
    pub(super) low: f64,
    pub(super) medium: f64,
    pub(super) high: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub(super) rho: f64,
    pub(super) reason: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Phrase {
    Plain(String),
    Counted { one: String, other: String },
}
