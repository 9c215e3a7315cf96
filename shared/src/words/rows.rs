//! Small pieces that several pages share.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Places, Words, whole_percent};
use crate::consultation::{Consultation, Ranked, Station};
use crate::evidence::{Device, Observed, Source, StepResult};
use crate::explanation::Weight;
use crate::knowledge_base::{Kind, KnowledgeBase, OutcomeIndex, Role, Stage};
use crate::posterior::Subject;

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Text.
    pub text: String,
    /// Address.
    pub href: String,
}

/// A mark that stands before a row; never without a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Good.
    Ok,
    /// Borderline.
    Warn,
    /// Problem.
    Bad,
    /// No clear result.
    Unclear,
    /// Not available, not counted, or speaking against something.
    Absent,
    /// Running.
    Running,
    /// Waiting, said by a person, or speaking for something.
    Quiet,
}

impl Mark {
    /// Class of the mark in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Unclear => "unclear",
            Self::Absent => "absent",
            Self::Running => "run",
            Self::Quiet => "wait",
        }
    }
}

/// A former answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailRow {
    /// Label of the question.
    pub label: String,
    /// The answer.
    pub answer: String,
    /// Link to change it, with its accessible name.
    pub change: Option<(Link, String)>,
}

/// A thing we know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownRow {
    /// Mark.
    pub mark: Mark,
    /// Statement.
    pub text: String,
    /// Where it comes from.
    pub source: String,
}

/// A row of the ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankRow {
    /// Name of the cause.
    pub title: String,
    /// Address of its article; none for "something else".
    pub href: Option<String>,
    /// Whole percent for the bar.
    pub percent: u32,
    /// The same in words.
    pub percent_text: String,
    /// For and against, one line.
    pub reasons: String,
}

/// A stage of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationView {
    /// Class of the state: `done`, `broke`, `maybe` or empty.
    pub class: &'static str,
    /// Name of the stage.
    pub name: String,
    /// Its state in words.
    pub state: String,
}

/// Former answers and tried steps, in the order in which they were given.
pub fn trail(
    base: &KnowledgeBase,
    words: &Words,
    places: &Places,
    transcript: &str,
    consultation: &Consultation,
) -> Vec<TrailRow> {
    // A trial that is a step at the same time stands there as a finding already.
    let found = |remedy| {
        let trial = |o: &Observed| base.observation(o.observation).and_then(|o| o.trial_of);
        consultation.findings.iter().any(|(o, _)| trial(o) == Some(remedy))
    };
    consultation
        .findings
        .iter()
        .filter_map(|(observed, counts)| {
            let observation = base.observation(observed.observation)?;
            let texts = words.observation(observed.observation)?;
            let answer = match observed.outcome {
                Some(outcome) => outcome_text(base, words, observed, outcome),
                None => words.say("answer.unknown"),
            };
            let answer = if *counts { answer } else { words.fill("trail.not-counted", &[("answer", &answer)]) };
            let change = (observation.askable && observation.kind != Kind::Code && observed.source <= Source::Pasted)
                .then(|| {
                    let link =
                        Link { text: words.say("trail.change"), href: places.change(transcript, &observation.key) };
                    (link, words.fill("trail.change-name", &[("question", &texts.short)]))
                });
            let label = match observed.source {
                Source::Asked => texts.short.clone(),
                Source::StatedByLink | Source::Pasted | Source::Measured | Source::Probed | Source::Collected => {
                    words.fill("trail.source", &[("label", &texts.short), ("source", &source(words, observed))])
                }
            };
            Some(TrailRow { label, answer, change })
        })
        .chain(consultation.tried.iter().filter(|(remedy, _)| !found(*remedy)).map(|(remedy, result)| TrailRow {
            label: words.remedy(*remedy).to_string(),
            answer: words.say(result_key(*result)),
            change: None,
        }))
        .collect()
}

fn outcome_text(base: &KnowledgeBase, words: &Words, observed: &Observed, outcome: OutcomeIndex) -> String {
    let written = words.outcome(observed.observation, outcome).map(|o| o.text.clone()).filter(|t| !t.is_empty());
    written
        .or_else(|| Some(base.observation(observed.observation)?.outcomes.get(outcome.position())?.id.clone()))
        .unwrap_or_default()
}

pub(super) fn result_key(result: StepResult) -> &'static str {
    match result {
        StepResult::Worked => "result.worked",
        StepResult::HelpedPartly => "result.helped-partly",
        StepResult::NoChange => "result.no-change",
        StepResult::CouldNot => "result.could-not",
    }
}

/// Where a finding comes from, in words.
pub(super) fn source(words: &Words, observed: &Observed) -> String {
    let key = match (observed.source, observed.carried, observed.device) {
        (Source::Asked, ..) => "source.asked",
        (Source::StatedByLink, ..) => "source.link",
        (Source::Pasted, ..) => "source.pasted",
        (Source::Measured, _, Device::SameNetwork) => "source.measured-nearby",
        (Source::Measured, true, _) => "source.measured-earlier",
        (Source::Measured, false, _) => "source.measured",
        (Source::Probed, ..) => "source.probed",
        (Source::Collected, ..) => "source.collected",
    };
    words.say(key)
}

pub(super) fn known(base: &KnowledgeBase, words: &Words, consultation: &Consultation) -> Vec<KnownRow> {
    let findings = consultation.findings.iter().filter_map(|(observed, counts)| {
        let outcome = observed.outcome?;
        let observation = base.observation(observed.observation)?;
        if observation.first {
            return None;
        }
        let text = words.says(observed.observation, outcome);
        let text = match observation.role {
            Role::Code => words.fill("known.code", &[("code", &outcome_text(base, words, observed, outcome))]),
            Role::Symptom | Role::Context | Role::Gate => text.to_string(),
        };
        let measured = observed.source >= Source::Measured;
        let mark = match (measured, *counts, outcome.position()) {
            (_, false, _) => Mark::Absent,
            (true, true, 0) => Mark::Ok,
            (true, true, _) => Mark::Bad,
            (false, true, _) => Mark::Quiet,
        };
        let source = match (*counts, consultation.superseded.contains(observed)) {
            (true, _) => source(words, observed),
            (false, true) => words.fill("source.superseded", &[("source", &source(words, observed))]),
            (false, false) => words.say("source.not-counted"),
        };
        Some(KnownRow { mark, text, source })
    });
    let tried = consultation.tried.iter().map(|(remedy, result)| KnownRow {
        mark: if *result == StepResult::Worked { Mark::Ok } else { Mark::Quiet },
        text: words.fill("known.tried", &[("remedy", words.remedy(*remedy))]),
        source: words.say(result_key(*result)),
    });
    findings.chain(tried).collect()
}

pub(super) fn ranking(base: &KnowledgeBase, words: &Words, places: &Places, ranking: &[Ranked]) -> Vec<RankRow> {
    ranking
        .iter()
        .map(|ranked| RankRow {
            title: ranked.cause.map_or_else(|| words.say("cause.others"), |c| words.cause(c).to_string()),
            href: ranked.cause.and_then(|c| base.causes.get(c.position())).map(|c| places.cause(&c.id)),
            percent: whole_percent(ranked.probability),
            percent_text: words.percent(ranked.probability),
            reasons: ranked.cause.map_or_else(String::new, |_| reasons(words, ranked)),
        })
        .collect()
}

fn reasons(words: &Words, ranked: &Ranked) -> String {
    let side = |key: &str, weights: &[Weight]| {
        let named: Vec<String> = weights.iter().map(|w| subject(words, w.subject)).filter(|t| !t.is_empty()).collect();
        if named.is_empty() { String::new() } else { words.fill(key, &[("reasons", &named.join("; "))]) }
    };
    let pro = side("reasons.for", &ranked.reasons.pro);
    let contra = side("reasons.against", &ranked.reasons.contra);
    [pro, contra].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ")
}

pub(super) fn subject(words: &Words, subject: Subject) -> String {
    match subject {
        Subject::Finding(observation, outcome) => lower_first(words.says(observation, outcome)),
        Subject::Unknown(observation) => {
            let short = words.observations.get(observation.position()).map_or("", |o| o.short.as_str());
            words.fill("reasons.unknown", &[("label", short)])
        }
        Subject::Remedy(remedy, _) => words.fill("reasons.tried", &[("remedy", words.remedy(remedy))]),
    }
}

/// A statement inside a sentence. Only its first letter changes, and only where the second is a small one, so that
/// "VPN" and "RDP" stay. Plain letters only: the tables for all others would be a tenth of the client's constants.
pub(super) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if !second.is_ascii_uppercase() && !proper(text) => {
            [first.to_ascii_lowercase(), second].into_iter().chain(letters).collect()
        }
        _ => text.to_string(),
    }
}

/// Whether a statement begins with a name: "Windows", "I", or a word before another capital, as in "Remote Desktop".
fn proper(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or("");
    first == "I"
        || first.starts_with("Windows")
        || words.next().is_some_and(|w| w.starts_with(|c: char| c.is_ascii_uppercase()) && w != "I")
}

/// The five stages in words.
pub fn line(words: &Words, stations: &[Station; 5]) -> Vec<StationView> {
    Stage::ALL
        .into_iter()
        .zip(stations)
        .map(|(stage, station)| {
            let name = match stage {
                Stage::Name => "stage.name",
                Stage::Connect => "stage.connect",
                Stage::Secure => "stage.secure",
                Stage::SignIn => "stage.sign-in",
                Stage::Desktop => "stage.desktop",
            };
            let (class, state) = match (station, stage) {
                (Station::Done, Stage::Name) => ("done", "station.found"),
                (Station::Done, _) => ("done", "station.works"),
                (Station::Broke, _) => ("broke", "station.broke"),
                (Station::Maybe, _) => ("maybe", "station.maybe"),
                (Station::Open, _) => ("", "station.open"),
            };
            StationView { class, name: words.say(name), state: words.say(state) }
        })
        .collect()
}
