//! Whether the answers fit together, and which one does not.
//!
//! Jensen's measure: the sum of the logarithms of what each finding was expected with, minus that of all of them together.
//! Positive means that they are seen together less often than each by itself would suggest. Context multiplies priors and
//! is never in conflict; a group of observations that share their errors counts as one finding.

use alloc::vec;
use alloc::vec::Vec;

use crate::knowledge_base::KnowledgeBase;
use crate::math::{exp, ln, sort_by};
use crate::posterior::{Posterior, Subject};

/// Answers that are named as not fitting.
const NAMED: usize = 2;
/// From this probability of "something else" on, the list is said not to hold the cause.
pub const UNEXPLAINED: f64 = 0.3;

/// Answers that do not fit together.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// How badly, in nats.
    pub nats: f64,
    /// Which ones, the most suspicious first: without it the conflict falls most.
    pub culprits: Vec<Subject>,
}

/// Conflict of the evidence, in nats; 0 for none or one finding.
pub fn measure(base: &KnowledgeBase, posterior: &Posterior) -> f64 {
    let prior = prior(base, posterior);
    let alone: f64 = units(posterior).iter().map(|unit| expected(posterior, &prior, unit)).sum();
    let together = posterior.evidence_log - context_log(base, posterior);
    alone - together
}

/// The conflict, if it is large enough to be named and no rare cause explains it.
pub fn find(base: &KnowledgeBase, posterior: &Posterior) -> Option<Conflict> {
    let nats = measure(base, posterior);
    if nats <= base.conflict.value() || explained(base, posterior, nats) {
        return None;
    }
    let mut culprits: Vec<(f64, Subject)> = units(posterior)
        .iter()
        .filter_map(|unit| Some((without(base, posterior, unit), posterior.items[*unit.first()?].subject)))
        .filter(|(left, _)| *left < nats)
        .collect();
    sort_by(&mut culprits, |a, b| a.0.total_cmp(&b.0));
    let culprits: Vec<Subject> = culprits.into_iter().take(NAMED).map(|(_, subject)| subject).collect();
    (culprits.len() == NAMED).then_some(Conflict { nats, culprits })
}

/// Whether a cause that the findings raised enough makes their meeting plausible: a rare cause looks like a conflict.
fn explained(base: &KnowledgeBase, posterior: &Posterior, nats: f64) -> bool {
    let prior = prior(base, posterior);
    (0..base.causes.len())
        .any(|h| posterior.probabilities[h] > 0.5 && ln(posterior.probabilities[h]) - ln(prior[h]) > nats)
}

/// Findings that count as one: the members of a group together, every other by itself. Context is left out.
fn units(posterior: &Posterior) -> Vec<Vec<usize>> {
    let mut units: Vec<(Option<u8>, Vec<usize>)> = Vec::new();
    for (position, item) in posterior.items.iter().enumerate().filter(|(_, item)| !item.context) {
        let group = item.group();
        match units.iter_mut().find(|(known, _)| group.is_some() && *known == group) {
            Some((_, members)) => members.push(position),
            None => units.push((group, vec![position])),
        }
    }
    units.into_iter().map(|(_, members)| members).collect()
}

/// Probabilities before any finding but the context.
fn prior(base: &KnowledgeBase, posterior: &Posterior) -> Vec<f64> {
    let mut logs: Vec<f64> = base.priors().iter().map(|p| ln(*p)).collect();
    for item in posterior.items.iter().filter(|item| item.context) {
        logs.iter_mut().enumerate().for_each(|(h, log)| *log += item.term(h));
    }
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut raised: Vec<f64> = logs.iter().map(|l| exp(l - top)).collect();
    let total: f64 = raised.iter().sum();
    raised.iter_mut().for_each(|r| *r /= total);
    raised
}

/// Logarithm of the probability that the context gives to the priors.
fn context_log(base: &KnowledgeBase, posterior: &Posterior) -> f64 {
    let sum: f64 = base
        .priors()
        .iter()
        .enumerate()
        .map(|(h, p)| p * exp(posterior.items.iter().filter(|i| i.context).map(|i| i.term(h)).sum()))
        .sum();
    ln(sum)
}

/// Logarithm of the probability of a unit at the prior.
fn expected(posterior: &Posterior, prior: &[f64], unit: &[usize]) -> f64 {
    let term = |h: usize| unit.iter().map(|i| posterior.items[*i].term(h)).sum::<f64>();
    ln(prior.iter().enumerate().map(|(h, p)| p * exp(term(h))).sum())
}

/// The conflict that is left without a unit.
fn without(base: &KnowledgeBase, posterior: &Posterior, unit: &[usize]) -> f64 {
    let items = posterior.items.iter().enumerate();
    let kept = items.filter(|(i, _)| !unit.contains(i)).map(|(_, item)| item.clone()).collect();
    measure(base, &Posterior::of_items(base, kept))
}
