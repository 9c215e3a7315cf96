//! Which step lowers the expected minutes most: a question, a remedy, or handing over.
//!
//! A question is worth the minutes it saves: expected cost of repair now, minus its own cost, minus the expected cost after
//! each answer. Where the best steps are nearly equal, each is looked at one step further: what would follow it if one went
//! on by the same rule. That is done a fixed number of times, so that the same case takes the same way everywhere.

use alloc::vec::Vec;

use crate::economy::{Economy, Price, Scratch};
use crate::evidence::{Entry, Evidence, Observed, StepResult};
use crate::knowledge_base::{Audiences, Kind, KnowledgeBase, ObservationIndex, OutcomeIndex, RemedyIndex, Role};
use crate::math::{ln, sort_by};
use crate::posterior::Posterior;
use crate::selection::learned;

/// The value of learning an observation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// The observation.
    pub observation: ObservationIndex,
    /// Minutes saved on average, its own cost taken off; negative if it does not pay.
    pub saves: f64,
}

/// The next step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Move {
    /// Ask a question.
    Ask(Worth),
    /// Try a remedy.
    Try(RemedyIndex),
    /// Hand the case over: going on costs more.
    HandOver,
}

/// A case as the search sees it.
#[derive(Clone, Debug)]
pub struct Outlook<'b> {
    base: &'b KnowledgeBase,
    evidence: Evidence,
    posterior: Posterior,
    economy: Economy<'b>,
}

/// Working space of a search.
#[derive(Debug, Default)]
struct Desk {
    chances: Vec<f64>,
    weights: Vec<f64>,
    price: Scratch,
}

/// Questions whose answers nobody reads aloud are not put: a question needs words and somebody who can answer it.
fn askable(base: &KnowledgeBase, economy: &Economy<'_>, question: ObservationIndex) -> bool {
    base.observation(question).is_some_and(|o| o.askable && economy.granted().contains(o.audience))
}

impl<'b> Outlook<'b> {
    /// The outlook of a case.
    pub fn new(base: &'b KnowledgeBase, evidence: &Evidence, posterior: &Posterior, economy: &Economy<'b>) -> Self {
        Self { base, evidence: evidence.clone(), posterior: posterior.clone(), economy: economy.clone() }
    }

    /// The probabilities it rests on.
    pub fn posterior(&self) -> &Posterior {
        &self.posterior
    }

    /// The best order of remedies and its price.
    pub fn price(&self) -> Price {
        self.economy.price(&self.posterior.probabilities)
    }

    /// Chances of the outcomes of a question, then of "I do not know".
    pub fn chances(&self, question: ObservationIndex) -> (Vec<f64>, f64) {
        let unknown = self.base.observation(question).map_or(0.0, |o| o.unknown_rate.value());
        let mut chances = Vec::new();
        predict(self.base, &self.posterior, question, &mut chances);
        (chances, unknown)
    }

    /// Minutes that a question costs by itself.
    pub fn cost(&self, question: ObservationIndex) -> f64 {
        let Some(observation) = self.base.observation(question) else { return 0.0 };
        let minutes = observation.how.as_ref().map_or(observation.minutes, |how| how.minutes).value();
        minutes + self.economy.handover(observation.audience)
    }

    /// The case after an answer; `None` is "I do not know".
    #[must_use]
    pub fn answered(&self, question: ObservationIndex, outcome: Option<OutcomeIndex>) -> Self {
        let mut after = self.clone();
        after.evidence.answer(question, outcome);
        after.posterior = self.posterior.given(self.base, &Observed::asked(question, outcome));
        if let Some(observation) = self.base.observation(question) {
            let grants = outcome.and_then(|k| observation.outcomes.get(k.position())).map(|o| o.grants);
            let opened = Audiences::default().with(observation.audience).union(grants.unwrap_or_default());
            after.economy = self.economy.with_granted(opened);
        }
        after
    }

    /// The case after a remedy changed nothing.
    #[must_use]
    pub fn failed(&self, remedy: RemedyIndex) -> Self {
        let mut after = self.clone();
        after.evidence.give(Entry::Tried(remedy, StepResult::NoChange));
        after.posterior = self.posterior.failed(self.base, remedy);
        let audience = self.base.remedy(remedy).map(|r| r.audience);
        let opened = audience.map_or_else(Audiences::default, |a| Audiences::default().with(a));
        after.economy = self.economy.with_tried(remedy).with_granted(opened);
        after
    }

    /// Questions that may be put, in the order of the knowledge base.
    pub fn open(&self) -> Vec<ObservationIndex> {
        (0..self.base.observations.len())
            .map(ObservationIndex::at)
            .filter(|o| askable(self.base, &self.economy, *o))
            .filter(|o| !learned(self.base, &self.evidence, *o) && self.evidence.applies(self.base, *o))
            .collect()
    }

    /// What the most telling open questions are worth, the best first; equal ones in the order of the knowledge base.
    pub fn worths(&self, now: f64, filtered: usize) -> Vec<Worth> {
        let mut desk = Desk::default();
        let of = |observation| Worth { observation, saves: self.saves(now, observation, &mut desk) };
        let mut worths: Vec<Worth> =
            filter(self.base, &self.posterior, self.open(), filtered).into_iter().map(of).collect();
        sort_by(&mut worths, |a, b| b.saves.total_cmp(&a.saves).then(a.observation.cmp(&b.observation)));
        worths
    }

    /// Minutes that learning an observation saves on average.
    pub fn worth(&self, now: f64, question: ObservationIndex) -> f64 {
        self.saves(now, question, &mut Desk::default())
    }

    /// The look that the portal can make by itself and that saves most; none if one was made, or if none applies. Nobody is
    /// called for it, so it costs its own minutes only.
    pub fn own_look(&self, now: f64) -> Option<Worth> {
        let looks = self.base.observations.iter().enumerate().filter(|(_, o)| o.kind == Kind::Probe);
        let looks: Vec<ObservationIndex> = looks.map(|(position, _)| ObservationIndex::at(position)).collect();
        if looks.iter().any(|look| learned(self.base, &self.evidence, *look)) {
            return None;
        }
        let mut desk = Desk::default();
        let mut best: Option<Worth> = None;
        for observation in looks.into_iter().filter(|look| self.evidence.applies(self.base, *look)) {
            let minutes = self.base.observation(observation).map_or(0.0, |o| o.minutes.value());
            let saves = self.saved(now, observation, (minutes, Audiences::default()), &mut desk);
            if best.is_none_or(|best| saves > best.saves) {
                best = Some(Worth { observation, saves });
            }
        }
        best
    }

    fn saves(&self, now: f64, question: ObservationIndex, desk: &mut Desk) -> f64 {
        // Somebody who looks at a machine is there for the repair as well: the hand-over is paid once.
        let audience = self.base.observation(question).map(|o| o.audience);
        let paid = audience.map_or_else(Audiences::default, |audience| Audiences::default().with(audience));
        self.saved(now, question, (self.cost(question), paid), desk)
    }

    /// Minutes saved by learning something at this cost, with these audiences within reach after it.
    fn saved(&self, now: f64, question: ObservationIndex, (cost, paid): (f64, Audiences), desk: &mut Desk) -> f64 {
        let Some(observation) = self.base.observation(question) else { return 0.0 };
        let unknown = observation.unknown_rate.value();
        predict(self.base, &self.posterior, question, &mut desk.chances);
        let mut after = 0.0;
        for (k, outcome) in observation.outcomes.iter().enumerate() {
            let chance = desk.chances[k];
            self.posterior.answered(self.base, (question, OutcomeIndex::at(k)), chance, &mut desk.weights);
            let more = if observation.role == Role::Gate { paid.union(outcome.grants) } else { paid };
            after += self.economy.minutes(&desk.weights, more, &mut desk.price);
        }
        now - cost - (unknown * now + (1.0 - unknown) * after)
    }

    /// The next step.
    pub fn decide(&self) -> Move {
        let settings = *self.economy.settings();
        let price = self.price();
        let now = price.minutes;
        let mut worths = self.worths(now, settings.filtered);
        let (mut plan, mut remedy) = (now, price.first());
        let best = worths.first().map_or(0.0, |w| w.saves.max(0.0));
        let near = settings.near * now;
        worths.retain(|w| w.saves > best - near && w.saves > -near);
        worths.truncate(settings.rolled_questions.max(1));
        let plan_is_near = best < near;
        if settings.rolled_questions > 0 && worths.len() + usize::from(plan_is_near) > 1 {
            for worth in &mut worths {
                worth.saves = now - self.minutes_asking(worth.observation, now);
            }
            sort_by(&mut worths, |a, b| b.saves.total_cmp(&a.saves).then(a.observation.cmp(&b.observation)));
        }
        if settings.rolled_remedies > 0 && plan_is_near {
            (plan, remedy) = self.best_remedy(&price);
        }
        match worths.first() {
            Some(worth) if now - worth.saves < plan - settings.hysteresis * now => Move::Ask(*worth),
            _ => remedy.map_or(Move::HandOver, Move::Try),
        }
    }

    /// The remedy to begin with, looked at one step further, and its expected minutes; none if handing over is cheaper.
    pub fn best_remedy(&self, price: &Price) -> (f64, Option<RemedyIndex>) {
        let settings = self.economy.settings();
        let mut best = (self.base.service_minutes.value(), None);
        for taken in price.taken.iter().take(settings.rolled_remedies) {
            let minutes = self.minutes_trying(taken.remedy);
            // What is not better by more than rounding keeps the simple order.
            if minutes < best.0 - 1e-12 {
                best = (minutes, Some(taken.remedy));
            }
        }
        if best.1.is_none() && price.prefix > 0 {
            best = (price.minutes, price.first());
        }
        best
    }

    /// Expected minutes if this question is asked and the one-step policy followed from there.
    fn minutes_asking(&self, question: ObservationIndex, now: f64) -> f64 {
        let depth = self.economy.settings().depth;
        let (chances, unknown) = self.chances(question);
        let mut after = 0.0;
        for (k, chance) in chances.iter().enumerate().filter(|(_, chance)| **chance > 0.0) {
            after += chance * self.answered(question, Some(OutcomeIndex::at(k))).following(depth);
        }
        let unanswered = if unknown > 0.0 { self.answered(question, None).following(depth) } else { now };
        self.cost(question) + unknown * unanswered + (1.0 - unknown) * after
    }

    /// Expected minutes if this remedy is tried and the one-step policy followed from there.
    fn minutes_trying(&self, remedy: RemedyIndex) -> f64 {
        let depth = self.economy.settings().depth;
        let success = self.economy.success(&self.posterior.probabilities, remedy);
        let audience = self.base.remedy(remedy).map_or(crate::knowledge_base::Audience::Anyone, |r| r.audience);
        let left = if success < 1.0 { (1.0 - success) * self.failed(remedy).following(depth) } else { 0.0 };
        self.base.effort(remedy) + self.economy.handover(audience) + left
    }

    /// Expected minutes of following the one-step policy for `depth` steps, and the plan alone after that.
    fn following(&self, depth: usize) -> f64 {
        let settings = self.economy.settings();
        let price = self.price();
        let now = price.minutes;
        if depth == 0 {
            return now;
        }
        let best = self.worths(now, settings.filtered_ahead).first().copied();
        match best.filter(|best| best.saves > settings.hysteresis * now) {
            // One step deep, that is what the question was found to be worth.
            Some(best) if depth == 1 => now - best.saves,
            Some(best) => {
                let (chances, unknown) = self.chances(best.observation);
                let answers = chances.iter().enumerate().filter(|(_, chance)| **chance > 0.0);
                let after: f64 = answers
                    .map(|(k, c)| c * self.answered(best.observation, Some(OutcomeIndex::at(k))).following(depth - 1))
                    .sum();
                let unanswered =
                    if unknown > 0.0 { self.answered(best.observation, None).following(depth - 1) } else { now };
                self.cost(best.observation) + unknown * unanswered + (1.0 - unknown) * after
            }
            None if depth == 1 => now,
            None => match price.first() {
                Some(remedy) => {
                    let success = self.economy.success(&self.posterior.probabilities, remedy);
                    let audience =
                        self.base.remedy(remedy).map_or(crate::knowledge_base::Audience::Anyone, |r| r.audience);
                    let rest = (1.0 - success) * self.failed(remedy).following(depth - 1);
                    self.base.effort(remedy) + self.economy.handover(audience) + rest
                }
                None => now,
            },
        }
    }
}

/// Keeps the candidates with the highest information gain. Gates tell nothing about causes but decide who can act, so they
/// pass unfiltered.
fn filter(
    base: &KnowledgeBase,
    posterior: &Posterior,
    open: Vec<ObservationIndex>,
    filtered: usize,
) -> Vec<ObservationIndex> {
    if open.len() <= filtered {
        return open;
    }
    let gate = |o: &ObservationIndex| base.observation(*o).is_some_and(|o| o.role == Role::Gate);
    let (mut kept, rest): (Vec<_>, Vec<_>) = open.into_iter().partition(gate);
    let mut gains: Vec<(f64, ObservationIndex)> =
        rest.into_iter().map(|o| (information_gain(base, posterior, o), o)).collect();
    sort_by(&mut gains, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    kept.extend(gains.into_iter().take(filtered).map(|(_, o)| o));
    kept
}

/// Expected information about the cause, in nats, times the share of people who know: the entropy of the answer minus its
/// entropy once the cause is known, which is worked out once. Tempering inside groups is left out, for this only filters.
pub fn information_gain(base: &KnowledgeBase, posterior: &Posterior, question: ObservationIndex) -> f64 {
    let Some(observation) = base.observation(question) else { return 0.0 };
    let mut chances = Vec::new();
    predict(base, posterior, question, &mut chances);
    let marginal: f64 = chances.iter().map(|p| -p * ln(*p)).sum();
    let given: f64 = base.answer_entropy(question).iter().zip(&posterior.probabilities).map(|(h, p)| h * p).sum();
    let gain = if marginal > given { marginal - given } else { 0.0 };
    gain * (1.0 - observation.unknown_rate.value())
}

/// Outcomes of an observation with their probabilities.
pub fn predictive(base: &KnowledgeBase, posterior: &Posterior, question: ObservationIndex) -> Vec<(OutcomeIndex, f64)> {
    let mut chances = Vec::new();
    predict(base, posterior, question, &mut chances);
    chances.into_iter().enumerate().map(|(k, chance)| (OutcomeIndex::at(k), chance)).collect()
}

fn predict(base: &KnowledgeBase, posterior: &Posterior, question: ObservationIndex, chances: &mut Vec<f64>) {
    chances.clear();
    let Some(observation) = base.observation(question) else { return };
    for (k, outcome) in observation.outcomes.iter().enumerate() {
        let row = base.asked_likelihood(question, OutcomeIndex::at(k));
        chances.push(if row.is_empty() {
            outcome.baseline.value()
        } else {
            row.iter().zip(&posterior.probabilities).map(|(l, p)| l * p).sum()
        });
    }
    let total: f64 = chances.iter().sum();
    if total > 0.0 {
        chances.iter_mut().for_each(|c| *c /= total);
    }
}

/// The confirmation of these people that saves most, if it saves enough to be worth doing.
pub fn best_confirmation(
    outlook: &Outlook<'_>,
    now: f64,
    weighed: usize,
    who: impl Fn(crate::knowledge_base::Audience) -> bool,
) -> Option<Worth> {
    let base = outlook.base;
    let possible = |index: &ObservationIndex| {
        base.observation(*index)
            .is_some_and(|o| o.how.is_some() && matches!(o.kind, Kind::Test | Kind::Report) && who(o.audience))
            && !learned(base, &outlook.evidence, *index)
            && outlook.evidence.applies(base, *index)
    };
    let open: Vec<ObservationIndex> = (0..base.observations.len()).map(ObservationIndex::at).filter(possible).collect();
    let mut desk = Desk::default();
    let mut best: Option<Worth> = None;
    for observation in filter(base, &outlook.posterior, open, weighed) {
        let saves = outlook.saves(now, observation, &mut desk);
        let enough = saves > outlook.economy.settings().worth_doing * now;
        if enough && best.is_none_or(|other| saves > other.saves) {
            best = Some(Worth { observation, saves });
        }
    }
    best
}
