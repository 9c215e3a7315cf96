//! A diagnosis for programs, as JSON of the format `fix904-diagnosis-1`.
//!
//! Names and meanings stay as they are while the format has this name; fields may be added. Ids are those of the content.
//! Probabilities are numbers from 0 to 1, times are minutes, and every number is printed so that reading it gives the same
//! bits.

use std::io;

use diagnosis::consultation::{Ending, Headline, Question};
use diagnosis::evidence::Evidence;
use diagnosis::knowledge_base::{Audience, KnowledgeBase, ObservationIndex, RemedyIndex};
use diagnosis::lookahead::predictive;
use diagnosis::plan::{Gate, Next, Plan, Step};
use diagnosis::posterior::Posterior;
use diagnosis::selection::{Selection, Stop};
use diagnosis::words::Words;
use serde::Serialize;

use super::reports::{Row, rows};
use super::{Case, text};
use crate::pages::interview::next;

/// Name of the format.
pub(super) const FORMAT: &str = "fix904-diagnosis-1";

/// A diagnosis.
#[derive(Serialize)]
struct Diagnosis<'a> {
    /// Always [`FORMAT`].
    format: &'static str,
    /// Fingerprint of the model: equal fingerprints and equal facts give equal numbers.
    fingerprint: &'a str,
    /// All causes, the most likely first. Together with `something_else` they make 1.
    ranking: Vec<Likely<'a>>,
    /// Probability of a cause outside the list.
    something_else: f64,
    /// What the heading says.
    headline: Head<'a>,
    /// The next question; null when there is none.
    question: Option<Asked<'a>>,
    /// Why there is no question: `decided`, `limit`, `exhausted`, or `ended`; null when there is one.
    stop: Option<&'static str>,
    /// What to do.
    plan: Planned<'a>,
    /// How the case ends; null when it goes on.
    ending: Option<End<'a>>,
    /// What was understood of reports, line by line; missing without one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    understood: Vec<Row<'a>>,
    /// Further lines of reports that were read and are not listed; missing if there are none.
    #[serde(skip_serializing_if = "is_none")]
    understood_left_out: usize,
    /// The case for the address of a portal: append it to `/diagnose?` or `/plan?`.
    query: &'a str,
}

#[derive(Serialize)]
struct Likely<'a> {
    id: &'a str,
    probability: f64,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Head<'a> {
    /// One cause leads.
    Cause { id: &'a str, probability: f64 },
    /// A family leads, but none of its causes.
    Family { id: &'a str, probability: f64 },
    /// Several causes are possible.
    Open,
}

#[derive(Serialize)]
struct Asked<'a> {
    id: &'a str,
    text: &'a str,
    /// Minutes that the answer saves on average, its own cost taken off; 0 for questions that come before all others.
    saves_minutes: f64,
    /// What can be answered, without `unknown`, which is always possible.
    outcomes: Vec<Answer<'a>>,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a str,
    text: &'a str,
    /// How likely this answer is from somebody who knows.
    probability: f64,
}

#[derive(Serialize)]
struct Planned<'a> {
    next: Move<'a>,
    /// Own steps after the next one, best first.
    steps: Vec<Own<'a>>,
    /// Whom to ask for the rest, most promising first.
    asks: Vec<Other<'a>>,
    /// Expected minutes until the person is back in.
    minutes: f64,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Move<'a> {
    /// Learn an observation by doing something.
    Confirm { id: &'a str },
    /// Try a remedy.
    Try(Own<'a>),
    /// Somebody else acts first.
    Ask { audience: &'static str },
    /// Hand the case over.
    HandOver,
}

#[derive(Serialize)]
struct Own<'a> {
    /// Id of the remedy.
    id: &'a str,
    /// Probability that it ends the fault.
    success: f64,
    /// `open`, or `closed` until a second way in is confirmed on the page of the plan.
    gate: &'static str,
}

#[derive(Serialize)]
struct Other<'a> {
    audience: &'static str,
    /// Id of the observation to look at before anything is changed; null without one.
    look: Option<&'a str>,
    /// Ids of the remedies, the most promising first.
    remedies: Vec<&'a str>,
    /// Probability that one of them ends the fault.
    success: f64,
    /// What to tell them; empty when nobody needs to act any more.
    message: String,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum End<'a> {
    /// Remote Desktop works again.
    Worked {
        /// Id of the remedy that helped.
        remedy: &'a str,
        /// Whether the cause is still there.
        relief: bool,
        /// Whether it was not done as a step: the visitor answered that it works now.
        by_itself: bool,
        /// Changes to take back.
        temporary: Vec<&'a str>,
        /// Other changes that did not help and are still in place.
        in_place: Vec<&'a str>,
    },
    /// The error code belongs to another fault.
    OtherCode {
        /// The code.
        code: &'a str,
    },
    /// Everything worth trying was tried.
    EverythingTried,
    /// Only somebody else can go on.
    OnlyOthers,
    /// Nothing was known, so the plan is a general one.
    AllUnknown,
}

/// The diagnosis as JSON, with an end of line.
///
/// # Errors
/// Never, as far as the format is one that JSON can hold.
pub(super) fn json(case: &Case<'_>) -> io::Result<String> {
    let knowledge = case.knowledge;
    let base = &knowledge.base;
    let consultation = &case.consultation;
    let posterior = Posterior::of(base, case.evidence);
    let question = next(consultation);
    let messages: Vec<String> = text::view(case).asks.into_iter().map(|ask| ask.message).collect();
    let diagnosis = Diagnosis {
        format: FORMAT,
        fingerprint: &knowledge.model_pack,
        ranking: ranking(base, &posterior),
        something_else: posterior.something_else(),
        headline: headline(base, consultation.headline),
        stop: question.is_none().then(|| stop(consultation.selection)),
        question: question.map(|question| asked(base, &case.language().words, &posterior, &question)),
        plan: planned(base, &consultation.plan, &messages),
        ending: consultation.ending.as_ref().map(|ending| end(base, ending, case.evidence)),
        understood: rows(case),
        understood_left_out: case.understood.left_out,
        query: &case.transcript,
    };
    Ok(serde_json::to_string_pretty(&diagnosis)? + "\n")
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

fn ranking<'a>(base: &'a KnowledgeBase, posterior: &Posterior) -> Vec<Likely<'a>> {
    let likely = |h: usize| Some(Likely { id: &base.causes.get(h)?.id, probability: *posterior.probabilities.get(h)? });
    posterior.ranking().into_iter().filter_map(likely).collect()
}

fn headline(base: &KnowledgeBase, headline: Headline) -> Head<'_> {
    match headline {
        Headline::Cause(cause, probability) => {
            Head::Cause { id: base.causes.get(cause.position()).map_or("", |c| &c.id), probability }
        }
        Headline::Family(family, probability) => {
            Head::Family { id: base.families.get(family.position()).map_or("", String::as_str), probability }
        }
        Headline::Open => Head::Open,
    }
}

fn asked<'a>(base: &'a KnowledgeBase, words: &'a Words, posterior: &Posterior, question: &Question) -> Asked<'a> {
    let index = question.observation;
    let observation = base.observation(index);
    let answer = |(outcome, probability): (diagnosis::knowledge_base::OutcomeIndex, f64)| {
        Some(Answer {
            id: &observation?.outcomes.get(outcome.position())?.id,
            text: words.outcome(index, outcome).map_or("", |o| &o.text),
            probability,
        })
    };
    Asked {
        id: observation.map_or("", |o| &o.id),
        text: words.observation(index).map_or("", |o| &o.question),
        saves_minutes: question.saves,
        outcomes: predictive(base, posterior, index).into_iter().filter_map(answer).collect(),
    }
}

fn stop(selection: Selection) -> &'static str {
    match selection {
        Selection::Ask { .. } => "ended",
        Selection::Stop(Stop::Decided) => "decided",
        Selection::Stop(Stop::Limit) => "limit",
        Selection::Stop(Stop::Exhausted) => "exhausted",
    }
}

fn planned<'a>(base: &'a KnowledgeBase, plan: &Plan, messages: &[String]) -> Planned<'a> {
    let other = |(i, ask): (usize, &diagnosis::plan::Ask)| Other {
        audience: audience_word(ask.audience),
        look: ask.look.map(|look| observation_id(base, look)),
        remedies: ask.remedies.iter().map(|remedy| remedy_id(base, *remedy)).collect(),
        success: ask.success,
        message: messages.get(i).cloned().unwrap_or_default(),
    };
    Planned {
        next: match plan.next {
            Next::Confirm(observation) => Move::Confirm { id: observation_id(base, observation) },
            Next::Try(step) => Move::Try(own(base, &step)),
            Next::Ask(audience) => Move::Ask { audience: audience_word(audience) },
            Next::HandOver => Move::HandOver,
        },
        steps: plan.steps.iter().map(|step| own(base, step)).collect(),
        asks: plan.asks.iter().enumerate().map(other).collect(),
        minutes: plan.minutes,
    }
}

fn own<'a>(base: &'a KnowledgeBase, step: &Step) -> Own<'a> {
    let gate = match step.gate {
        Gate::Open => "open",
        Gate::Closed => "closed",
    };
    Own { id: remedy_id(base, step.remedy), success: step.success, gate }
}

fn end<'a>(base: &'a KnowledgeBase, ending: &Ending, evidence: &Evidence) -> End<'a> {
    let ids = |list: &[(RemedyIndex, Gate)]| list.iter().map(|(remedy, _)| remedy_id(base, *remedy)).collect();
    match ending {
        Ending::Worked { remedy, relief, by_itself, temporary, in_place } => End::Worked {
            remedy: remedy_id(base, *remedy),
            relief: *relief,
            by_itself: *by_itself,
            temporary: ids(temporary),
            in_place: ids(in_place),
        },
        Ending::OtherCode(_) => {
            let id = base.code_observation().and_then(|code| base.observation(code)).map_or("", |o| o.id.as_str());
            End::OtherCode { code: evidence.outcome_id(base, id).unwrap_or("") }
        }
        Ending::EverythingTried => End::EverythingTried,
        Ending::OnlyOthers => End::OnlyOthers,
        Ending::AllUnknown => End::AllUnknown,
    }
}

fn remedy_id(base: &KnowledgeBase, remedy: RemedyIndex) -> &str {
    base.remedy(remedy).map_or("", |remedy| &remedy.id)
}

fn observation_id(base: &KnowledgeBase, observation: ObservationIndex) -> &str {
    base.observation(observation).map_or("", |observation| &observation.id)
}

/// The word of an audience in the content.
fn audience_word(audience: Audience) -> &'static str {
    match audience {
        Audience::Anyone => "anyone",
        Audience::ClientAdmin => "client-admin",
        Audience::AtHost => "at-host",
        Audience::Helpdesk => "helpdesk",
        Audience::HostAdmin => "host-admin",
        Audience::Network => "network",
        Audience::Domain => "domain",
        Audience::Gateway => "gateway",
        Audience::Cloud => "cloud",
    }
}
