//! What it costs to get somebody back in, in minutes.
//!
//! The expected cost of repair: do the remedies in the order of success over cost, each once; when going on costs more than
//! handing the case over, hand it over. The order is greedy with updating, and an audience is opened at the price of one
//! hand-over for all its remedies together.

use alloc::vec::Vec;

use crate::knowledge_base::{Audience, Audiences, KnowledgeBase, RemedyIndex};

/// How many remedies of an audience are looked at together to judge whether opening it pays.
const CLUSTER: usize = 3;
/// Going on pays while success over cost times the service minutes is above what is left of the fault. A little below it
/// the search goes on, because a later remedy can still make the longer prefix the better one.
const STOP: f64 = 0.9;
/// A plan is never longer than this; nobody follows more steps.
const LONGEST: usize = 24;

/// The expected cost of a plan and its order.
#[derive(Clone, Debug)]
pub struct Price {
    /// Expected minutes until the person is back in, or somebody else has taken over.
    pub minutes: f64,
    /// The remedies in order; ends where handing over is cheaper.
    pub order: Vec<RemedyIndex>,
}

/// What can be done in a case, and at which price.
#[derive(Clone, Debug)]
pub struct Economy<'b> {
    base: &'b KnowledgeBase,
    candidates: Vec<Candidate<'b>>,
    granted: Audiences,
    done: Vec<RemedyIndex>,
}

#[derive(Clone, Copy, Debug)]
struct Candidate<'b> {
    remedy: RemedyIndex,
    cures: &'b [(usize, f64)],
    needs: &'b [RemedyIndex],
    minutes: f64,
    audience: Audience,
}

impl<'b> Economy<'b> {
    /// The economy of a case: who can act, and what was tried already.
    pub fn new(base: &'b KnowledgeBase, granted: Audiences, tried: &[RemedyIndex]) -> Self {
        let candidates = base
            .remedies
            .iter()
            .enumerate()
            .map(|(position, remedy)| Candidate {
                remedy: RemedyIndex::at(position),
                cures: base.cures(RemedyIndex::at(position)),
                needs: &remedy.requires,
                minutes: effort(base, RemedyIndex::at(position)),
                audience: remedy.audience,
            })
            .filter(|c| !tried.contains(&c.remedy))
            .collect();
        Self { base, candidates, granted, done: tried.to_vec() }
    }

    /// The same with more audiences within reach at no further price.
    #[must_use]
    pub fn with_granted(&self, more: Audiences) -> Self {
        Self { granted: self.granted.union(more), ..self.clone() }
    }

    /// Whose steps can be done without a hand-over.
    pub fn granted(&self) -> Audiences {
        self.granted
    }

    /// Minutes to hand over to an audience; 0 for those within reach.
    pub fn handover(&self, audience: Audience) -> f64 {
        if self.granted.contains(audience) { 0.0 } else { self.base.handover[audience.position()].value() }
    }

    /// Remedies that were not tried yet.
    pub fn candidates(&self) -> impl Iterator<Item = RemedyIndex> {
        self.candidates.iter().map(|c| c.remedy)
    }

    /// Whether everything a remedy needs before it was done already.
    pub fn prepared_now(&self, remedy: RemedyIndex) -> bool {
        self.prepared(remedy, &self.done)
    }

    /// Probability that a remedy ends the fault.
    pub fn success(&self, weights: &[f64], remedy: RemedyIndex) -> f64 {
        self.base.cures(remedy).iter().map(|(h, s)| weights[*h] * s).sum()
    }

    /// The best order and its expected cost.
    pub fn price(&self, weights: &[f64]) -> Price {
        let service = self.base.service_minutes.value();
        let mut weights = weights.to_vec();
        let mut mass: f64 = weights.iter().sum();
        let mut open = self.granted;
        let mut left = self.candidates.clone();
        let mut done = self.done.clone();
        let mut order = Vec::new();
        let mut spent = 0.0;
        let (mut best, mut best_length) = (service * mass, 0);
        while order.len() < LONGEST {
            let Some((position, success)) = self.next(&left, &done, open, &weights, mass, service) else { break };
            let taken = left.remove(position);
            let opening = if open.contains(taken.audience) { 0.0 } else { self.handover(taken.audience) };
            open = open.with(taken.audience);
            spent += (taken.minutes + opening) * mass;
            for (h, s) in taken.cures {
                weights[*h] *= 1.0 - s;
            }
            mass -= success;
            order.push(taken.remedy);
            done.push(taken.remedy);
            if spent + service * mass < best {
                best = spent + service * mass;
                best_length = order.len();
            }
        }
        order.truncate(best_length);
        Price { minutes: best, order }
    }

    /// The remedy with the best success over cost, with its success. An audience that is not open competes with its best
    /// few remedies together, because one hand-over pays for them all.
    fn next(
        &self,
        left: &[Candidate<'_>],
        done: &[RemedyIndex],
        open: Audiences,
        weights: &[f64],
        mass: f64,
        service: f64,
    ) -> Option<(usize, f64)> {
        let mut clusters = [[(0.0_f64, 0.0_f64); CLUSTER]; Audience::ALL.len()];
        let mut first: [Option<(usize, f64)>; Audience::ALL.len()] = [None; Audience::ALL.len()];
        for (position, candidate) in left.iter().enumerate() {
            let success: f64 = candidate.cures.iter().map(|(h, s)| weights[*h] * s).sum();
            if success <= 1e-6 || !candidate.needs.iter().all(|needed| done.contains(needed)) {
                continue;
            }
            let cluster = &mut clusters[candidate.audience.position()];
            let mut entry = (success, candidate.minutes);
            for (place, kept) in cluster.iter_mut().enumerate() {
                // Compares success over minutes without dividing; an empty place has 0 minutes and loses.
                if kept.1 <= 0.0 || entry.0 * kept.1 > kept.0 * entry.1 {
                    core::mem::swap(&mut entry, kept);
                    if place == 0 {
                        first[candidate.audience.position()] = Some((position, success));
                    }
                }
            }
        }
        let mut best: Option<(f64, usize, f64)> = None;
        for audience in Audience::ALL {
            let Some((position, success)) = first[audience.position()] else { continue };
            let opening = if open.contains(audience) { 0.0 } else { self.handover(audience) };
            let ratio = cluster_ratio(&clusters[audience.position()], opening);
            if best.is_none_or(|(other, ..)| ratio > other) {
                best = Some((ratio, position, success));
            }
        }
        best.filter(|(ratio, ..)| ratio * service > mass * STOP).map(|(_, position, success)| (position, success))
    }

    fn prepared(&self, remedy: RemedyIndex, done: &[RemedyIndex]) -> bool {
        self.base.remedy(remedy).is_some_and(|r| r.requires.iter().all(|needed| done.contains(needed)))
    }
}

/// Minutes of a remedy with the share of waiting, risk and patience, without any hand-over.
pub fn effort(base: &KnowledgeBase, remedy: RemedyIndex) -> f64 {
    base.remedy(remedy).map_or(0.0, |r| {
        r.minutes.value() + r.wait.value() + base.step_minutes.value() + base.risk_minutes[r.risk as usize].value()
    })
}

fn cluster_ratio(cluster: &[(f64, f64); CLUSTER], opening: f64) -> f64 {
    let (mut success, mut minutes, mut best) = (0.0, opening, 0.0);
    for (s, m) in cluster.iter().filter(|(_, m)| *m > 0.0) {
        success += s;
        minutes += m;
        if success / minutes > best {
            best = success / minutes;
        }
    }
    best
}
