//! How likely each cause is, given the evidence.
//!
//! One hidden cause out of the named ones and "something else"; observations independent given the cause, except inside a
//! group, where the sum of the logarithms is tempered by `1 / (1 + (n - 1) rho)`. No source is trusted fully: a likelihood
//! is mixed with even odds by the source's noise floor. Sums run in the order of the knowledge base, never in the order in
//! which the evidence came, so that any order gives the same bits.

use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

use crate::evidence::{Evidence, Observed, Source, StepResult};
use crate::knowledge_base::{KnowledgeBase, ObservationIndex, OutcomeIndex, RemedyIndex, Role};
use crate::math::{exp, ln, sort_by};

/// What an item of evidence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A finding.
    Finding(ObservationIndex, OutcomeIndex),
    /// "I do not know", where the content says that not knowing is a sign.
    Unknown(ObservationIndex),
    /// A remedy that changed nothing, helped partly, or cured.
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
    raw: Arc<[f64]>,
    /// Weight of its group, 1 without one.
    weight: f64,
    /// Whether it is context, which multiplies priors and never counts as a sign.
    pub context: bool,
    /// How far its source is trusted: the noise floor that is mixed into its likelihoods.
    pub(crate) noise: f64,
}

impl Item {
    /// An item for a finding that belongs to several outcomes at once, with relative weights, from a source that never errs.
    pub fn soft(base: &KnowledgeBase, observation: ObservationIndex, weights: &[f64]) -> Option<Self> {
        let known = base.observation(observation)?;
        let mut raw = vec![0.0; base.hypotheses()];
        for (k, weight) in weights.iter().enumerate().take(known.outcomes.len()) {
            let row = base.likelihood(observation, OutcomeIndex::at(k));
            raw.iter_mut().zip(row).for_each(|(sum, l)| *sum += weight * l);
        }
        let raw = raw.into_iter().map(ln).collect();
        let subject = Subject::Finding(observation, OutcomeIndex(0));
        Some(Self { subject, group: known.group, raw, weight: 1.0, context: false, noise: 0.0 })
    }

    /// The item of a finding; none where it says nothing about causes.
    pub fn finding(base: &KnowledgeBase, observed: &Observed) -> Option<Self> {
        item_of_finding(base, observed)
    }

    /// The item of a remedy that was tried; none where it could not be.
    pub fn result(base: &KnowledgeBase, remedy: RemedyIndex, result: StepResult) -> Option<Self> {
        item_of_result(base, remedy, result)
    }

    /// The group that shares its errors, if it belongs to one.
    pub(crate) fn group(&self) -> Option<u8> {
        self.group
    }

    /// Weight of its group, 1 without one.
    pub(crate) fn weight(&self) -> f64 {
        self.weight
    }

    /// What this item adds to the logarithm of a hypothesis.
    pub fn term(&self, hypothesis: usize) -> f64 {
        self.weight * self.raw[hypothesis]
    }
}

/// Whether the model can explain the evidence at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// At least one hypothesis allows everything that was found.
    Possible,
    /// Every hypothesis rules something out that was found. The probabilities then name what is contradicted least.
    Impossible,
}

/// Probabilities by hypothesis, with what each item of evidence contributed.
#[derive(Clone, Debug)]
pub struct Posterior {
    /// Logarithm of prior and evidence, not normalised.
    logs: Vec<f64>,
    /// Logarithm of the probability of the evidence, in nats.
    pub evidence_log: f64,
    /// Whether the evidence is possible.
    pub standing: Standing,
    /// Probability by hypothesis: the causes, then "something else". Sums to 1.
    pub probabilities: Vec<f64>,
    /// The items, in the order of the knowledge base.
    pub items: Vec<Item>,
}

impl Posterior {
    /// The posterior of some evidence.
    pub fn of(base: &KnowledgeBase, evidence: &Evidence) -> Self {
        let mut items = Vec::with_capacity(evidence.entries().len());
        for finding in evidence.findings(base).into_iter().flatten() {
            // A former answer whose condition has gone, such as one about a VPN that is not used, says nothing.
            if evidence.applies(base, finding.observation) {
                items.extend(item_of_finding(base, finding));
            }
        }
        let mut tried: Vec<_> = evidence.tried().collect();
        sort_by(&mut tried, Ord::cmp);
        items.extend(tried.into_iter().filter_map(|(remedy, result)| item_of_result(base, remedy, result)));
        Self::of_items(base, items)
    }

    /// The posterior of items.
    pub fn of_items(base: &KnowledgeBase, mut items: Vec<Item>) -> Self {
        temper(base, &mut items);
        let mut logs = base.prior_logs().to_vec();
        for item in &items {
            logs.iter_mut().zip(&*item.raw).for_each(|(log, raw)| *log += item.weight * raw);
        }
        let (probabilities, evidence_log) = normalise(&logs);
        let zero = ln(0.0);
        let ruled_out = |h: usize| base.priors()[h] <= 0.0 || items.iter().any(|i| i.raw[h] <= zero);
        let standing = if (0..base.hypotheses()).all(ruled_out) { Standing::Impossible } else { Standing::Possible };
        Self { logs, evidence_log, standing, probabilities, items }
    }

    /// The posterior with one more finding.
    #[must_use]
    pub fn given(&self, base: &KnowledgeBase, observed: &Observed) -> Self {
        let mut items = self.items.clone();
        items.extend(item_of_finding(base, observed));
        Self::of_items(base, items)
    }

    /// The posterior after a remedy changed nothing.
    #[must_use]
    pub fn failed(&self, base: &KnowledgeBase, remedy: RemedyIndex) -> Self {
        let mut items = self.items.clone();
        items.extend(item_of_result(base, remedy, StepResult::NoChange));
        Self::of_items(base, items)
    }

    /// Probabilities if one more finding were known. Exact, including the change of weight inside its group.
    pub fn with(&self, base: &KnowledgeBase, observed: &Observed) -> Vec<f64> {
        let Some(new) = item_of_finding(base, observed) else { return self.probabilities.clone() };
        let mut logs = self.logs.clone();
        self.add(base, new.group, &new.raw, &mut logs);
        normalise(&logs).0
    }

    /// Weights if a person gave this answer, which has this chance: they sum to the chance.
    pub(crate) fn answered(
        &self,
        base: &KnowledgeBase,
        (question, outcome): (ObservationIndex, OutcomeIndex),
        chance: f64,
        weights: &mut Vec<f64>,
    ) {
        let row = base.asked_likelihood(question, outcome);
        weights.clear();
        if row.is_empty() {
            weights.extend(self.probabilities.iter().map(|p| p * chance));
            return;
        }
        let symptom = base.observation(question).filter(|o| o.role == Role::Symptom);
        let group = symptom.and_then(|o| o.group);
        if group.is_some() && self.items.iter().any(|i| i.group == group) {
            weights.extend_from_slice(&self.logs);
            self.add(base, group, base.asked_log(question, outcome).map_or(&[], |row| row), weights);
            let top = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            weights.iter_mut().for_each(|w| *w = exp(*w - top));
        } else {
            weights.extend(self.probabilities.iter().zip(row).map(|(p, l)| p * l));
        }
        let total: f64 = weights.iter().sum();
        if total > 0.0 {
            let scale = chance / total;
            weights.iter_mut().for_each(|w| *w *= scale);
        }
    }

    /// Adds the logarithms of one more item, and takes back what its group weighs less with it.
    fn add(&self, base: &KnowledgeBase, group: Option<u8>, raw: &[f64], logs: &mut [f64]) {
        let fellows = || self.items.iter().filter(|i| group.is_some() && i.group == group);
        let weight = group_weight(base, group, fellows().count() + 1);
        for (h, log) in logs.iter_mut().enumerate() {
            for fellow in fellows() {
                *log += (weight - fellow.weight) * fellow.raw[h];
            }
            *log += weight * raw[h];
        }
    }

    /// Entropy of the cause, in nats.
    pub fn entropy(&self) -> f64 {
        self.probabilities.iter().filter(|p| **p > 0.0).map(|p| -p * ln(*p)).sum()
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
    let context = observation.role == Role::Context;
    let noise = Evidence::noise(base, observed);
    let Some(outcome) = observed.outcome else {
        let row = base.unknown_likelihood(observed.observation);
        let told = observed.source <= Source::Asked && row.len() == base.hypotheses();
        return told.then(|| Item {
            subject: Subject::Unknown(observed.observation),
            group: if context { None } else { observation.group },
            raw: row.iter().map(|l| ln((1.0 - noise) * l + noise * observation.unknown_rate.value())).collect(),
            weight: 1.0,
            context,
            noise,
        });
    };
    // The logarithms of a person's answers are worked out once for all.
    let asked = !context && observed.soft.is_none() && noise == base.noise[Source::Asked as usize].value();
    let raw = match base.asked_log(observed.observation, outcome) {
        Some(stored) if asked => Arc::clone(stored),
        _ => likelihood(base, observed).filter(|l| l.len() == base.hypotheses())?.into_iter().map(ln).collect(),
    };
    Some(Item {
        subject: Subject::Finding(observed.observation, outcome),
        group: if context { None } else { observation.group },
        raw,
        weight: 1.0,
        context,
        noise,
    })
}

fn item_of_result(base: &KnowledgeBase, remedy: RemedyIndex, result: StepResult) -> Option<Item> {
    let (elsewhere, of): (f64, fn(f64) -> f64) = match result {
        // A cure can also be a coincidence: the fault went by itself in about one case in twenty (judgement).
        StepResult::Worked => (0.05, |s| if s > 0.05 { s } else { 0.05 }),
        StepResult::NoChange => (1.0, |s| 1.0 - s),
        // Half of a failure: a remedy of the one cause would have cured.
        StepResult::HelpedPartly => (1.0, |s| 1.0 - 0.5 * s),
        StepResult::CouldNot => return None,
    };
    let mut raw = vec![ln(elsewhere); base.hypotheses()];
    for (h, success) in base.cures(remedy) {
        raw[*h] = ln(of(*success));
    }
    let raw = Arc::from(raw);
    Some(Item { subject: Subject::Remedy(remedy, result), group: None, raw, weight: 1.0, context: false, noise: 0.0 })
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

/// Probabilities that sum to 1, and the logarithm of the sum before.
fn normalise(logs: &[f64]) -> (Vec<f64>, f64) {
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut raised: Vec<f64> = logs.iter().map(|l| exp(l - top)).collect();
    let total: f64 = raised.iter().sum();
    raised.iter_mut().for_each(|r| *r /= total);
    (raised, top + ln(total))
}
