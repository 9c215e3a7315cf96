//! Why: for and against a cause, why this question, and what would change our mind. Every number here can be worked out
//! again from the model and the evidence.

use alloc::vec::Vec;

use crate::evidence::{Evidence, Observed, StepResult};
use crate::knowledge_base::{CauseIndex, KnowledgeBase, ObservationIndex, OutcomeIndex, RemedyIndex, Role};
use crate::lookahead::predictive;
use crate::math::{ln, sort_by};
use crate::plan::{Next, Plan};
use crate::posterior::{Item, Posterior, Subject};

/// Below this many nats an item is not worth naming.
const WORTH_NAMING: f64 = 0.2;
/// A change of a probability below this is not worth a sentence.
const LEAST_CHANGE: f64 = 0.01;
/// Items named for or against a cause.
const NAMED: usize = 3;

/// Causes listed as ruled out.
const SHOWN_RULED_OUT: usize = 8;
/// A cause is ruled out below a tenth of its prior and below one in two hundred.
const RULED_OUT: (f64, f64) = (0.1, 0.005);

/// An item of evidence with its weight for or against a cause, in nats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    /// The item.
    pub subject: Subject,
    /// Positive speaks for the cause.
    pub nats: f64,
}

/// How strongly an item speaks, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Below 0.7 nats: less than doubles the odds.
    Weak,
    /// Up to 2 nats.
    Clear,
    /// Above 2 nats: multiplies the odds by more than seven.
    Strong,
}

impl Weight {
    /// The strength in words.
    pub fn strength(&self) -> Strength {
        let size = libm::fabs(self.nats);
        if size < 0.7 {
            Strength::Weak
        } else if size < 2.0 {
            Strength::Clear
        } else {
            Strength::Strong
        }
    }
}

/// What speaks for and against a cause, the strongest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reasons {
    /// For.
    pub pro: Vec<Weight>,
    /// Against.
    pub contra: Vec<Weight>,
}

/// What an answer would do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// The answer.
    pub outcome: OutcomeIndex,
    /// The cause it lifts most.
    pub lifts: CauseIndex,
    /// Probability of that cause before.
    pub before: f64,
    /// And after.
    pub after: f64,
}

/// What would change our mind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// What would have to be learned.
    pub observation: ObservationIndex,
    /// With which outcome.
    pub outcome: OutcomeIndex,
    /// Probability of the leading cause then.
    pub left: f64,
    /// The cause that would lead then.
    pub leads: CauseIndex,
}

/// Weights of all items for one hypothesis: the logarithm of how much better it explains the item than all others
/// together, given the rest of the evidence. Together with the prior odds they give the log odds, up to the interplay of
/// the others.
pub fn weights(posterior: &Posterior, hypothesis: usize) -> Vec<Weight> {
    posterior
        .items
        .iter()
        .map(|item| {
            // Weights of the others without this item, not normalised: the item's own term is taken out again.
            let (mut mass, mut explained) = (0.0, 0.0);
            for (h, p) in posterior.probabilities.iter().enumerate().filter(|(h, _)| *h != hypothesis) {
                let rest = p * crate::math::exp(-item.term(h));
                mass += rest;
                explained += p;
            }
            Weight { subject: item.subject, nats: item.term(hypothesis) - (ln(explained) - ln(mass)) }
        })
        .collect()
}

/// For and against a cause.
pub fn reasons(posterior: &Posterior, hypothesis: usize) -> Reasons {
    let mut all = weights(posterior, hypothesis);
    sort_by(&mut all, |a, b| libm::fabs(b.nats).total_cmp(&libm::fabs(a.nats)));
    let pick = |wanted: fn(f64) -> bool| all.iter().copied().filter(|w| wanted(w.nats)).take(NAMED).collect();
    Reasons { pro: pick(|n| n >= WORTH_NAMING), contra: pick(|n| n <= -WORTH_NAMING) }
}

/// What each answer to a question would do; answers that lift nothing by a tenth of itself are left out.
pub fn effects(base: &KnowledgeBase, posterior: &Posterior, question: ObservationIndex) -> Vec<Effect> {
    let Some(observation) = base.observation(question) else { return Vec::new() };
    if matches!(observation.role, Role::Gate | Role::Code) {
        return Vec::new();
    }
    let mut effects = Vec::new();
    for k in 0..observation.outcomes.len() {
        let outcome = OutcomeIndex::at(k);
        let after = posterior.with(base, &Observed::asked(question, Some(outcome)));
        let gain = |h: usize| after[h] - posterior.probabilities[h];
        let lifted = (0..base.causes.len()).max_by(|a, b| gain(*a).total_cmp(&gain(*b)).then(b.cmp(a)));
        if let Some(h) = lifted.filter(|h| gain(*h) > 0.1 * posterior.probabilities[*h]) {
            let (before, after) = (posterior.probabilities[h], after[h]);
            effects.push(Effect { outcome, lifts: CauseIndex::at(h), before, after });
        }
    }
    effects
}

/// The finding that would topple the leading cause: of the confirmation the plan begins with, or of the look asked of
/// somebody else.
pub fn turn(base: &KnowledgeBase, evidence: &Evidence, posterior: &Posterior, plan: &Plan) -> Option<Turn> {
    let leader = *posterior.ranking().first()?;
    let planned = match plan.next {
        Next::Confirm(observation) => Some(observation),
        Next::Try(_) | Next::Ask(_) | Next::HandOver => plan.asks.iter().find_map(|a| a.look),
    };
    let named = base.causes[leader]
        .confirm
        .iter()
        .copied()
        .find(|o| evidence.finding(base, *o).is_none() && base.observation(*o).is_some_and(|o| o.how.is_some()));
    let observation = planned.or(named)?;
    let mut turn: Option<Turn> = None;
    for (outcome, chance) in predictive(base, posterior, observation) {
        let after = posterior.with(base, &Observed::asked(observation, Some(outcome)));
        let leads = (0..base.causes.len()).max_by(|a, b| after[*a].total_cmp(&after[*b]).then(b.cmp(a)))?;
        // An outcome that hardly ever comes is no honest example.
        if leads == leader || chance < 0.02 {
            continue;
        }
        if turn.is_none_or(|t| after[leader] < t.left) {
            turn = Some(Turn { observation, outcome, left: after[leader], leads: CauseIndex::at(leads) });
        }
    }
    turn
}

/// A cause that is as good as ruled out, and what speaks against it most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuledOut {
    /// The cause.
    pub cause: CauseIndex,
    /// The finding, or the step that changed nothing.
    pub by: Option<Subject>,
}

/// Causes that the evidence has as good as ruled out, those first that were likeliest before.
pub fn ruled_out(base: &KnowledgeBase, posterior: &Posterior) -> Vec<RuledOut> {
    let mut out: Vec<usize> = (0..base.causes.len())
        .filter(|h| {
            let p = posterior.probabilities[*h];
            p < RULED_OUT.0 * base.priors()[*h] && p < RULED_OUT.1
        })
        .collect();
    sort_by(&mut out, |a, b| base.priors()[*b].total_cmp(&base.priors()[*a]).then(a.cmp(b)));
    out.truncate(SHOWN_RULED_OUT);
    let by = |h: usize| {
        let against = weights(posterior, h).into_iter().min_by(|a, b| a.nats.total_cmp(&b.nats));
        against.filter(|w| w.nats < -WORTH_NAMING).map(|w| w.subject)
    };
    out.into_iter().map(|h| RuledOut { cause: CauseIndex::at(h), by: by(h) }).collect()
}

/// What would have to be true for the second step to go first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overtake {
    /// The step that goes first.
    pub first: RemedyIndex,
    /// The one after it.
    pub second: RemedyIndex,
    /// Chance of the second now.
    pub chance: f64,
    /// Chance from which on it would go first: success over minutes of both are equal there.
    pub needed: f64,
}

/// The break-even between the next step and the one after it; none where no chance would be enough.
pub fn overtake(base: &KnowledgeBase, plan: &Plan) -> Option<Overtake> {
    let Next::Try(first) = plan.next else { return None };
    let second = plan.steps.first()?;
    let needed = first.success / base.effort(first.remedy) * base.effort(second.remedy);
    let told = needed < 1.0 && needed > second.success && base.effort(first.remedy) > 0.0;
    told.then_some(Overtake { first: first.remedy, second: second.remedy, chance: second.success, needed })
}

/// How a step moved the cause it speaks of most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The cause.
    pub cause: CauseIndex,
    /// Its probability without the result of the step.
    pub before: f64,
    /// And with it.
    pub after: f64,
}

/// What the step that was tried last taught.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Learned {
    /// The step.
    pub remedy: RemedyIndex,
    /// How it went.
    pub result: StepResult,
    /// What that changed most, if anything worth saying.
    pub change: Option<Change>,
}

/// What the step that was tried last taught; nothing if it cured.
pub fn learned(base: &KnowledgeBase, evidence: &Evidence, posterior: &Posterior) -> Option<Learned> {
    let (remedy, result) = evidence.tried().last().filter(|(_, result)| *result != StepResult::Worked)?;
    let is_last = |i: &&Item| i.subject != Subject::Remedy(remedy, result);
    let without = Posterior::of_items(base, posterior.items.iter().filter(is_last).cloned().collect());
    let fall = |h: usize| without.probabilities[h] - posterior.probabilities[h];
    let most = (0..base.causes.len()).max_by(|a, b| fall(*a).total_cmp(&fall(*b)).then(b.cmp(a)))?;
    let change = Change {
        cause: CauseIndex::at(most),
        before: without.probabilities[most],
        after: posterior.probabilities[most],
    };
    Some(Learned { remedy, result, change: (fall(most) >= LEAST_CHANGE).then_some(change) })
}
