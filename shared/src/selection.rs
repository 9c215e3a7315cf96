//! What to ask next, and when to stop.
//!
//! A question is worth the minutes it saves: expected cost of repair now, minus its own cost, minus the expected cost
//! after each answer. Information gain only filters the candidates. "I do not know" saves nothing, so a question few can
//! answer is worth less.

use alloc::vec::Vec;

use crate::economy::Economy;
use crate::evidence::{Evidence, Observed, Source};
use crate::knowledge_base::{Audiences, Kind, KnowledgeBase, Observation, ObservationIndex, OutcomeIndex, Role};
use crate::math::{ln, sort_by};
use crate::posterior::Posterior;

/// Candidates that pass the filter by information gain.
const FILTERED: usize = 12;
/// A question must save at least this share of the expected cost; below it the noise of the estimates decides.
pub const HYSTERESIS: f64 = 0.02;
/// Questions that a visitor is asked without wanting more.
pub const QUESTION_LIMIT: usize = 8;
/// Further questions each time the visitor asks for more.
pub const QUESTIONS_MORE: usize = 4;

/// Why no further question is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// No question saves enough: the plan would hardly change.
    Decided,
    /// The limit is reached; the visitor may ask for more.
    Limit,
    /// Nothing is left to ask.
    Exhausted,
}

/// What is asked next, with the minutes it saves on average, or why to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Selection {
    /// Ask this.
    Ask {
        /// The question.
        question: ObservationIndex,
        /// Minutes it saves on average.
        saves: f64,
    },
    /// Stop asking.
    Stop(Stop),
}

/// The value of learning an observation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// The observation.
    pub observation: ObservationIndex,
    /// Minutes saved on average, its own cost taken off; negative if it does not pay.
    pub saves: f64,
}

/// Questions answered so far, those that come before all others not counted.
pub fn asked(base: &KnowledgeBase, evidence: &Evidence) -> usize {
    evidence
        .observed()
        .filter(|o| o.source == Source::Asked)
        .filter(|o| base.observation(o.observation).is_some_and(|o| o.askable && o.kind != Kind::Code && !o.first))
        .count()
}

/// Questions that may be put in all.
pub fn limit(evidence: &Evidence) -> usize {
    QUESTION_LIMIT + QUESTIONS_MORE * usize::from(evidence.more)
}

/// Chooses the next question.
pub fn select(base: &KnowledgeBase, evidence: &Evidence, posterior: &Posterior, economy: &Economy<'_>) -> Selection {
    let open = open_questions(base, evidence, economy);
    if let Some(first) = open.iter().find(|o| base.observation(**o).is_some_and(|o| o.first)) {
        return Selection::Ask { question: *first, saves: 0.0 };
    }
    if open.is_empty() {
        return Selection::Stop(Stop::Exhausted);
    }
    let now = economy.price(&posterior.probabilities).minutes;
    let mut best: Option<Worth> = None;
    for question in filter(base, posterior, open) {
        let worth = Worth { observation: question, saves: worth(base, posterior, economy, now, question) };
        if best.is_none_or(|b| worth.saves > b.saves) {
            best = Some(worth);
        }
    }
    // Who asks for more questions wants the cause named, not only minutes saved.
    let threshold = if evidence.more > 0 { f64::NEG_INFINITY } else { HYSTERESIS * now };
    match best {
        Some(best) if best.saves > threshold => {
            if asked(base, evidence) >= limit(evidence) {
                Selection::Stop(Stop::Limit)
            } else {
                Selection::Ask { question: best.observation, saves: best.saves }
            }
        }
        _ => Selection::Stop(Stop::Decided),
    }
}

/// Whether an observation was learned already, or the visitor said "I do not know".
pub fn learned(base: &KnowledgeBase, evidence: &Evidence, observation: ObservationIndex) -> bool {
    evidence.finding(base, observation).is_some()
}

fn open_questions(base: &KnowledgeBase, evidence: &Evidence, economy: &Economy<'_>) -> Vec<ObservationIndex> {
    (0..base.observations.len())
        .map(ObservationIndex::at)
        .filter(|o| base.observation(*o).is_some_and(|o| askable(o, economy)))
        .filter(|o| !learned(base, evidence, *o) && evidence.applies(base, *o))
        .collect()
}

/// A question is put only to somebody who can answer it. A check can be asked as well: that is what it is for where no
/// script runs.
fn askable(observation: &Observation, economy: &Economy<'_>) -> bool {
    observation.askable && economy.granted().contains(observation.audience)
}

/// Keeps the candidates with the highest information gain for their cost. Gates tell nothing about causes but decide who
/// can act, so they pass unfiltered.
fn filter(base: &KnowledgeBase, posterior: &Posterior, open: Vec<ObservationIndex>) -> Vec<ObservationIndex> {
    let gate = |o: &ObservationIndex| base.observation(*o).is_some_and(|o| o.role == Role::Gate);
    let (mut kept, rest): (Vec<_>, Vec<_>) = open.into_iter().partition(gate);
    let mut gains: Vec<(f64, ObservationIndex)> =
        rest.into_iter().map(|o| (information_gain(base, posterior, o), o)).collect();
    sort_by(&mut gains, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    kept.extend(gains.into_iter().take(FILTERED).map(|(_, o)| o));
    kept
}

/// Expected information about the cause, in nats, times the share of people who know: the entropy of the answer minus its
/// entropy once the cause is known, which is worked out once. Tempering inside groups is left out, for this only filters.
pub fn information_gain(base: &KnowledgeBase, posterior: &Posterior, question: ObservationIndex) -> f64 {
    let Some(observation) = base.observation(question) else { return 0.0 };
    let marginal: f64 = predictive(base, posterior, question).iter().map(|(_, p)| -p * ln(*p)).sum();
    let given: f64 = base.answer_entropy(question).iter().zip(&posterior.probabilities).map(|(h, p)| h * p).sum();
    let gain = if marginal > given { marginal - given } else { 0.0 };
    gain * (1.0 - observation.unknown_rate.value())
}

/// Outcomes of an observation with their probabilities.
pub fn predictive(base: &KnowledgeBase, posterior: &Posterior, question: ObservationIndex) -> Vec<(OutcomeIndex, f64)> {
    let Some(observation) = base.observation(question) else { return Vec::new() };
    let mut chances: Vec<(OutcomeIndex, f64)> = Vec::with_capacity(observation.outcomes.len());
    for (k, outcome) in observation.outcomes.iter().enumerate() {
        let index = OutcomeIndex::at(k);
        let row = base.asked_likelihood(question, index);
        let chance = if row.is_empty() {
            outcome.baseline.value()
        } else {
            row.iter().zip(&posterior.probabilities).map(|(l, p)| l * p).sum()
        };
        chances.push((index, chance));
    }
    let total: f64 = chances.iter().map(|(_, c)| c).sum();
    if total > 0.0 {
        chances.iter_mut().for_each(|(_, c)| *c /= total);
    }
    chances
}

/// Minutes that learning an observation saves on average.
pub fn worth(
    base: &KnowledgeBase,
    posterior: &Posterior,
    economy: &Economy<'_>,
    now: f64,
    question: ObservationIndex,
) -> f64 {
    let Some(observation) = base.observation(question) else { return 0.0 };
    // Somebody who looks at a machine is there for the repair as well: the hand-over is paid once.
    let opening = economy.handover(observation.audience);
    let paid = economy.with_granted(Audiences::default().with(observation.audience));
    let minutes = observation.how.as_ref().map_or(observation.minutes, |how| how.minutes).value();
    let unknown = observation.unknown_rate.value();
    let mut after = 0.0;
    for (outcome, chance) in predictive(base, posterior, question) {
        let price = if observation.role == Role::Gate {
            let grants = observation.outcomes[outcome.position()].grants;
            paid.with_granted(grants).price(&posterior.probabilities)
        } else {
            paid.price(&posterior.with(base, &Observed::asked(question, Some(outcome))))
        };
        after += chance * price.minutes;
    }
    now - minutes - opening - (unknown * now + (1.0 - unknown) * after)
}
