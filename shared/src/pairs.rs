//! Two causes at once, for the case that one does not explain the evidence.
//!
//! Where one outcome of an observation is the normal one, each of two causes can spoil it by itself (noisy-OR against the
//! baseline). Where none is, one sees the picture of the one cause or of the other. Only causes are paired that explain
//! something well; the rest would change nothing but the time.

use alloc::vec::Vec;

use crate::evidence::StepResult;
use crate::knowledge_base::{CauseIndex, KnowledgeBase, ObservationIndex, OutcomeIndex};
use crate::math::{exp, ln, sort_by};
use crate::posterior::{Item, Posterior, Subject};

/// Causes that are paired with each other.
const PAIRED: usize = 24;
/// From this baseline on, an outcome is the normal one.
const NORMAL: f64 = 0.5;
/// A pair never makes an outcome certain.
const SURE: f64 = 0.999;
/// From this share of pairs on, the page says that two causes seem to act together.
const SAID: f64 = 0.25;
/// Share of cases with two causes once a remedy has helped partly: something was cured and something is left, or the fault
/// got better by itself (judgement).
const AFTER_PART: f64 = 0.2;

/// Two causes that act together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Together {
    /// The likelier of the two, taken by itself.
    pub first: CauseIndex,
    /// The other.
    pub second: CauseIndex,
    /// Probability that two causes act at once, whichever they are.
    pub share: f64,
}

/// The layer of pairs beside the single causes.
#[derive(Clone, Debug)]
pub struct Pairs {
    /// Probability that two causes act at once.
    pub share: f64,
    /// Probability by hypothesis that it is present, alone or with another; "something else" is the last.
    pub present: Vec<f64>,
    /// The likeliest pair.
    pub first: Option<(CauseIndex, CauseIndex)>,
}

/// The pair to name, if two causes explain the evidence clearly better than one.
pub fn together(base: &KnowledgeBase, posterior: &Posterior) -> Option<Together> {
    let partly = posterior.items.iter().any(|i| matches!(i.subject, Subject::Remedy(_, StepResult::HelpedPartly)));
    let share = if partly { AFTER_PART } else { base.pairs.value() };
    let pairs = of(base, posterior, share);
    let (one, other) = pairs.first.filter(|_| pairs.share > SAID)?;
    let alone = |c: CauseIndex| pairs.present[c.position()];
    let (first, second) = if alone(one) >= alone(other) { (one, other) } else { (other, one) };
    Some(Together { first, second, share: pairs.share })
}

/// Works out the layer, with a given share of cases in which two causes act.
pub fn of(base: &KnowledgeBase, posterior: &Posterior, share: f64) -> Pairs {
    let candidates = candidates(base, posterior);
    let (context, signs): (Vec<&Item>, Vec<&Item>) = posterior.items.iter().partition(|i| i.context);
    let prior = |h: usize| exp(ln(base.priors()[h]) + context.iter().map(|i| i.term(h)).sum::<f64>());
    let priors: Vec<f64> = candidates.iter().map(|h| prior(*h)).collect();
    let alone: f64 = (0..base.hypotheses()).map(prior).sum();
    let pairs = || (0..candidates.len()).flat_map(|a| (a + 1..candidates.len()).map(move |b| (a, b)));
    let both: f64 = pairs().map(|(a, b)| priors[a] * priors[b]).sum();
    if both <= 0.0 || share <= 0.0 {
        return Pairs { share: 0.0, present: posterior.probabilities.clone(), first: None };
    }
    // Logarithms on the scale of the singles, whose weights are prior times evidence.
    let scale = ln(share / (1.0 - share)) + ln(alone) - ln(both);
    let top = posterior.evidence_log;
    let mut present = posterior.probabilities.clone();
    let (mut mass, mut best) = (0.0, (0.0, None));
    for (a, b) in pairs() {
        let (one, other) = (candidates[a], candidates[b]);
        let evidence: f64 = signs.iter().map(|i| joint(base, i, one, other)).sum();
        let weight = exp(scale + ln(priors[a]) + ln(priors[b]) + evidence - top);
        mass += weight;
        present[one] += weight;
        present[other] += weight;
        if weight > best.0 {
            best = (weight, Some((CauseIndex::at(one), CauseIndex::at(other))));
        }
    }
    let total = 1.0 + mass;
    present.iter_mut().for_each(|p| *p /= total);
    Pairs { share: mass / total, present, first: best.1 }
}

/// The causes that would explain most, if another one explained whatever they cannot.
fn candidates(base: &KnowledgeBase, posterior: &Posterior) -> Vec<usize> {
    let items = &posterior.items;
    let elsewhere: Vec<f64> =
        items.iter().map(|i| if i.context { f64::NEG_INFINITY } else { unrelated(base, i) }).collect();
    let mut scored: Vec<(f64, usize)> = (0..base.causes.len())
        .map(|h| {
            let explained = items.iter().zip(&elsewhere).map(|(i, e)| if i.term(h) > *e { i.term(h) } else { *e });
            (ln(base.priors()[h]) + explained.sum::<f64>(), h)
        })
        .collect();
    sort_by(&mut scored, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.truncate(PAIRED);
    let mut kept: Vec<usize> = scored.into_iter().map(|(_, h)| h).collect();
    sort_by(&mut kept, Ord::cmp);
    kept
}

/// What an item adds for a cause that has nothing to do with it.
fn unrelated(base: &KnowledgeBase, item: &Item) -> f64 {
    match item.subject {
        Subject::Finding(observation, outcome) => {
            let baseline = base.observation(observation).and_then(|o| o.outcomes.get(outcome.position()));
            item.weight() * ln(baseline.map_or(1.0, |o| o.baseline.value()))
        }
        Subject::Unknown(observation) => {
            item.weight() * ln(base.observation(observation).map_or(1.0, |o| o.unknown_rate.value()))
        }
        Subject::Remedy(..) => 0.0,
    }
}

/// Logarithm of the likelihood of an item if both causes act.
fn joint(base: &KnowledgeBase, item: &Item, one: usize, other: usize) -> f64 {
    match item.subject {
        Subject::Finding(observation, outcome) => {
            let clear = likelihood(base, observation, outcome, one, other);
            let outcomes = base.observation(observation).map_or(1, |o| o.outcomes.len());
            item.weight() * ln((1.0 - item.noise) * clear + item.noise / outcomes as f64)
        }
        // Not knowing is a matter of the person: the likelier of the two pictures.
        Subject::Unknown(_) => item.term(one).max(item.term(other)),
        Subject::Remedy(remedy, result) => {
            let success = |h: usize| base.cures(remedy).iter().find(|(x, _)| *x == h).map_or(0.0, |(_, s)| *s);
            let (a, b) = (success(one), success(other));
            let exactly_one = a * (1.0 - b) + b * (1.0 - a);
            ln(match result {
                StepResult::Worked => (a * b).max(0.05),
                StepResult::NoChange => 1.0 - a * b,
                // Twice what it is worth for a single cause: something was cured, and the rest still fails.
                StepResult::HelpedPartly => 1.0 - 0.5 * a * b + exactly_one,
                StepResult::CouldNot => 1.0,
            })
        }
    }
}

/// Probability of an outcome if both causes act.
pub fn likelihood(
    base: &KnowledgeBase,
    observation: ObservationIndex,
    outcome: OutcomeIndex,
    one: usize,
    other: usize,
) -> f64 {
    let Some(known) = base.observation(observation) else { return 1.0 };
    let row = |k: usize, h: usize| base.likelihood(observation, OutcomeIndex::at(k)).get(h).copied().unwrap_or(1.0);
    let baseline = |k: usize| known.outcomes[k].baseline.value();
    let k = outcome.position();
    let normal = (0..known.outcomes.len()).find(|k| baseline(*k) >= NORMAL);
    let Some(normal) = normal else { return 0.5 * (row(k, one) + row(k, other)) };
    let spoiled = spoiled(row(normal, one), row(normal, other), baseline(normal));
    if k == normal {
        return 1.0 - spoiled;
    }
    // What each cause adds to an outcome beyond what would be seen anyway.
    let beyond = |k: usize, h: usize| {
        let excess = row(k, h) - baseline(k) * row(normal, h) / baseline(normal);
        if excess > 0.0 { excess } else { 0.0 }
    };
    let share = |of: &dyn Fn(usize) -> f64| {
        let all: f64 = (0..known.outcomes.len()).filter(|k| *k != normal).map(of).sum();
        (all > 0.0).then(|| of(k) / all)
    };
    let part = share(&|k| beyond(k, one) + beyond(k, other)).or_else(|| share(&|k| row(k, one) + row(k, other)));
    spoiled * part.unwrap_or(0.0)
}

/// Probability that two causes spoil a normal outcome: noisy-OR against the baseline. A cause that makes spoiling rarer
/// than usual keeps it from being seen.
fn spoiled(normal_one: f64, normal_other: f64, normal_baseline: f64) -> f64 {
    let (one, other, usual) = (1.0 - normal_one, 1.0 - normal_other, 1.0 - normal_baseline);
    let (low, high) = if one < other { (one, other) } else { (other, one) };
    if low < usual - 1e-12 {
        return low;
    }
    let both = 1.0 - normal_one * normal_other / normal_baseline;
    // Not `clamp`: its panic message would bring the formatting of floating-point numbers into the client, 14 kB.
    both.max(high).min(SURE)
}
