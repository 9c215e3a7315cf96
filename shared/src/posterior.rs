//! How likely each cause is, given the evidence.
//!
//! One hidden cause out of the named ones and "something else"; observations independent given the cause, except inside a
//! group, where the sum of the logarithms is tempered by `1 / (1 + (n - 1) rho)`. No source is trusted fully: a likelihood
//! is mixed with even odds by the source's noise floor. Sums run in the order of the knowledge base, never in the order in
//! which the evidence came, so that any order gives the same bits.

use alloc::vec;
use alloc::vec::Vec;

use crate::evidence::{Evidence, Observed, StepResult};
use crate::knowledge_base::{KnowledgeBase, ObservationIndex, OutcomeIndex, RemedyIndex, Role};
use crate::math::{exp, ln, sort_by};

/// What an item of evidence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A finding.
    Finding(ObservationIndex, OutcomeIndex),
    /// A remedy that changed nothing, or that cured.
    Remedy(RemedyIndex, StepResult),
}

/// What one item of evidence adds to the logarithm of each hypothesis, tempering included.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it is about.
    pub subject: Subject,
    /// Group of the observation.
    group: Option<u8>,
    /// Untempered logarithms by hypothesis.
    raw: Vec<f64>,
    /// Weight of its group, 1 without one.
    weight: f64,
    /// Whether it is context, which multiplies priors and never counts as a sign.
    pub context: bool,
}

impl Item {
    /// What this item adds to the logarithm of a hypothesis.
    pub fn term(&self, hypothesis: usize) -> f64 {
        self.weight * self.raw[hypothesis]
    }
}

/// Probabilities by hypothesis, with what each item of evidence contributed.
#[derive(Clone, Debug)]
pub struct Posterior {
    /// Logarithm of prior and evidence, not normalised.
    logs: Vec<f64>,
    /// Probability by hypothesis: the causes, then "something else". Sums to 1.
    pub probabilities: Vec<f64>,
    /// The items, in the order of the knowledge base.
    pub items: Vec<Item>,
}

impl Posterior {
    /// The posterior of some evidence.
    pub fn of(base: &KnowledgeBase, evidence: &Evidence) -> Self {
        let mut items = Vec::new();
        for position in 0..base.observations.len() {
            let observation = ObservationIndex::at(position);
            // A former answer whose condition has gone, such as one about a VPN that is not used, says nothing.
            let finding = evidence.finding(base, observation).filter(|_| evidence.applies(base, observation));
            items.extend(finding.and_then(|f| item_of_finding(base, f)));
        }
        temper(base, &mut items);
        let mut tried: Vec<_> = evidence.tried().collect();
        sort_by(&mut tried, Ord::cmp);
        items.extend(tried.into_iter().filter_map(|(remedy, result)| item_of_result(base, remedy, result)));
        let mut logs: Vec<f64> = base.priors().iter().map(|p| ln(*p)).collect();
        for item in &items {
            for (h, log) in logs.iter_mut().enumerate() {
                *log += item.term(h);
            }
        }
        let probabilities = normalise(&logs);
        Self { logs, probabilities, items }
    }

    /// Probabilities if one more finding were known. Exact, including the change of weight inside its group.
    pub fn with(&self, base: &KnowledgeBase, observed: &Observed) -> Vec<f64> {
        let Some(new) = item_of_finding(base, observed) else { return self.probabilities.clone() };
        let mut logs = self.logs.clone();
        let fellows: Vec<&Item> = self.items.iter().filter(|i| new.group.is_some() && i.group == new.group).collect();
        let weight = group_weight(base, new.group, fellows.len() + 1);
        for (h, log) in logs.iter_mut().enumerate() {
            for fellow in &fellows {
                *log += (weight - fellow.weight) * fellow.raw[h];
            }
            *log += weight * new.raw[h];
        }
        normalise(&logs)
    }

    /// Probability of "something else".
    pub fn something_else(&self) -> f64 {
        self.probabilities.last().copied().unwrap_or(0.0)
    }

    /// Positions of the causes, the most likely first; ties by position.
    pub fn ranking(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.probabilities.len().saturating_sub(1)).collect();
        sort_by(&mut order, |a, b| self.probabilities[*b].total_cmp(&self.probabilities[*a]).then(a.cmp(b)));
        order
    }
}

/// The likelihood of an outcome by hypothesis with the noise floor of its source; for context the factors on the priors.
pub(crate) fn likelihood(base: &KnowledgeBase, observed: &Observed) -> Option<Vec<f64>> {
    let observation = base.observation(observed.observation)?;
    let outcome = observed.outcome?;
    match observation.role {
        Role::Context => Some(base.factor(observed.observation, outcome).to_vec()),
        Role::Symptom => {
            let noise = Evidence::noise(base, observed);
            let even = noise / observation.outcomes.len() as f64;
            let row = |k| base.likelihood(observed.observation, k).iter().map(|l| (1.0 - noise) * l + even);
            Some(match observed.soft {
                None => row(outcome).collect(),
                Some(soft) => {
                    let aside = f64::from(soft.steps) * 0.1;
                    row(outcome).zip(row(soft.toward)).map(|(own, other)| (1.0 - aside) * own + aside * other).collect()
                }
            })
        }
        Role::Gate | Role::Code => None,
    }
}

fn item_of_finding(base: &KnowledgeBase, observed: &Observed) -> Option<Item> {
    let observation = base.observation(observed.observation)?;
    let likelihood = likelihood(base, observed).filter(|l| l.len() == base.hypotheses())?;
    let context = observation.role == Role::Context;
    Some(Item {
        subject: Subject::Finding(observed.observation, observed.outcome?),
        group: if context { None } else { observation.group },
        raw: likelihood.into_iter().map(ln).collect(),
        weight: 1.0,
        context,
    })
}

fn item_of_result(base: &KnowledgeBase, remedy: RemedyIndex, result: StepResult) -> Option<Item> {
    let (elsewhere, of): (f64, fn(f64) -> f64) = match result {
        // A cure can also be a coincidence: the fault went by itself in about one case in twenty (judgement).
        StepResult::Worked => (0.05, |s| if s > 0.05 { s } else { 0.05 }),
        StepResult::NoChange => (1.0, |s| 1.0 - s),
        StepResult::CouldNot => return None,
    };
    let mut raw = vec![ln(elsewhere); base.hypotheses()];
    for (h, success) in base.cures(remedy) {
        raw[*h] = ln(of(*success));
    }
    Some(Item { subject: Subject::Remedy(remedy, result), group: None, raw, weight: 1.0, context: false })
}

fn temper(base: &KnowledgeBase, items: &mut [Item]) {
    for g in 0..base.groups.len() {
        let group = Some(g as u8);
        let members = items.iter().filter(|i| i.group == group).count();
        let weight = group_weight(base, group, members);
        items.iter_mut().filter(|i| i.group == group).for_each(|i| i.weight = weight);
    }
}

fn group_weight(base: &KnowledgeBase, group: Option<u8>, members: usize) -> f64 {
    let rho = group.and_then(|g| base.groups.get(usize::from(g))).map_or(0.0, |g| g.rho.value());
    1.0 / (1.0 + (members.max(1) - 1) as f64 * rho)
}

fn normalise(logs: &[f64]) -> Vec<f64> {
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let raised: Vec<f64> = logs.iter().map(|l| exp(l - top)).collect();
    let total: f64 = raised.iter().sum();
    raised.into_iter().map(|r| r / total).collect()
}
