//! What it costs to get somebody back in, in minutes.
//!
//! The expected cost of repair: do the remedies in the order of success over cost, each once; when going on costs more than
//! handing the case over, hand it over. The order is greedy with updating, and an audience is opened at the price of one
//! hand-over for all its remedies together. A remedy that needs others first competes with them as one block. Remedies that
//! end with the same restart are done together where one restart saves more than knowing which of them helped.
//!
//! Costs are linear in the weights: weights that sum to a chance give that chance times the expected minutes.

use alloc::vec;
use alloc::vec::Vec;

use crate::knowledge_base::{Audience, Audiences, KnowledgeBase, Remedy, RemedyIndex};
use crate::settings::Settings;

/// How many remedies of an audience are looked at together to judge whether opening it pays.
const CLUSTER: usize = 3;

/// Weight below which nothing is left; an impossible hypothesis keeps the smallest number that there is.
const NOTHING: f64 = 1e-300;

/// A remedy in the order of a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    /// The remedy.
    pub remedy: RemedyIndex,
    /// Whether it shares the restart of the one before.
    pub joined: bool,
}

/// The expected cost of a plan and its order.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// Expected minutes until the person is back in, or somebody else has taken over.
    pub minutes: f64,
    /// The remedies in order.
    pub taken: Vec<Taken>,
    /// How many of them come before handing over.
    pub prefix: usize,
}

impl Price {
    /// The remedies up to where handing over is cheaper.
    pub fn order(&self) -> impl Iterator<Item = RemedyIndex> {
        self.taken.iter().take(self.prefix).map(|t| t.remedy)
    }

    /// What is done first.
    pub fn first(&self) -> Option<RemedyIndex> {
        self.order().next()
    }
}

/// Working space of [`Economy::minutes`], kept so that looking ahead allocates nothing.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    weights: Vec<f64>,
    success: Vec<f64>,
    taken: Vec<bool>,
    order: Vec<Taken>,
}

/// What can be done in a case, and at which price.
#[derive(Clone, Debug)]
pub struct Economy<'b> {
    base: &'b KnowledgeBase,
    settings: Settings,
    granted: Audiences,
    /// Tried already, by remedy.
    tried: Vec<bool>,
}

/// The best thing to do next in a price.
struct Best {
    ratio: f64,
    remedy: usize,
}

impl<'b> Economy<'b> {
    /// The economy of a case: who can act, and what was tried already.
    pub fn new(base: &'b KnowledgeBase, settings: Settings, granted: Audiences, tried: &[RemedyIndex]) -> Self {
        let mut done = vec![false; base.remedies.len()];
        for remedy in tried {
            if let Some(slot) = done.get_mut(remedy.position()) {
                *slot = true;
            }
        }
        Self { base, settings, granted, tried: done }
    }

    /// The limits it works under.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The same with more audiences within reach at no further price.
    #[must_use]
    pub fn with_granted(&self, more: Audiences) -> Self {
        Self { granted: self.granted.union(more), ..self.clone() }
    }

    /// The same after a remedy was tried.
    #[must_use]
    pub fn with_tried(&self, remedy: RemedyIndex) -> Self {
        let mut after = self.clone();
        if let Some(slot) = after.tried.get_mut(remedy.position()) {
            *slot = true;
        }
        after
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
        self.tried.iter().enumerate().filter(|(_, tried)| !**tried).map(|(r, _)| RemedyIndex::at(r))
    }

    /// Whether everything a remedy needs before it was done already.
    pub fn prepared(&self, remedy: RemedyIndex) -> bool {
        self.base.remedy(remedy).is_some_and(|r| r.requires.iter().all(|needed| self.tried[needed.position()]))
    }

    /// Probability that a remedy ends the fault.
    pub fn success(&self, weights: &[f64], remedy: RemedyIndex) -> f64 {
        success(self.base, weights, remedy.position())
    }

    /// The best order and its expected cost.
    pub fn price(&self, weights: &[f64]) -> Price {
        let mut scratch = Scratch::default();
        let (minutes, prefix) = self.run(weights, self.granted, &mut scratch);
        Price { minutes, taken: scratch.order, prefix }
    }

    /// Expected minutes of the best order, if `more` audiences were within reach as well.
    pub fn minutes(&self, weights: &[f64], more: Audiences, scratch: &mut Scratch) -> f64 {
        self.run(weights, self.granted.union(more), scratch).0
    }

    /// Expected minutes of doing one remedy first and then the best order.
    pub fn minutes_after(&self, weights: &[f64], remedy: RemedyIndex) -> f64 {
        let mass: f64 = weights.iter().sum();
        let mut left = weights.to_vec();
        for (h, s) in self.base.cures(remedy) {
            left[*h] *= 1.0 - s;
        }
        let audience = self.base.remedy(remedy).map_or(Audience::Anyone, |r| r.audience);
        let opened = self.with_granted(Audiences::default().with(audience)).with_tried(remedy);
        (self.base.effort(remedy) + self.handover(audience)) * mass
            + opened.minutes(&left, Audiences::default(), &mut Scratch::default())
    }

    fn run(&self, weights: &[f64], granted: Audiences, scratch: &mut Scratch) -> (f64, usize) {
        let base = self.base;
        let service = base.service_minutes.value();
        self.lay_out(weights, scratch);
        let mut mass: f64 = weights.iter().sum();
        let mut open = granted;
        let (mut spent, mut best, mut prefix) = (0.0, service * mass, 0);
        // Weight at the beginning of the present batch, and the remedy that began it.
        let mut batch: Option<(f64, usize)> = None;
        while scratch.order.len() < self.settings.longest && mass > NOTHING {
            let Some(next) = self.next(open, scratch) else { break };
            if next.ratio * service < mass * self.settings.stop {
                break;
            }
            let remedy = &base.remedies[next.remedy];
            let minutes = base.effort(RemedyIndex::at(next.remedy));
            let joined = batch.filter(|(whole, first)| self.joins(remedy, minutes, *first, *whole, mass));
            let opening = if open.contains(remedy.audience) { 0.0 } else { self.handover(remedy.audience) };
            open = open.with(remedy.audience);
            spent += match joined {
                Some((whole, _)) => (minutes - base.restart_minutes.value() + opening) * whole,
                None => (minutes + opening) * mass,
            };
            batch = joined.or(remedy.reboot.then_some((mass, next.remedy)));
            mass = self.take(next.remedy, mass, scratch);
            scratch.order.push(Taken { remedy: RemedyIndex::at(next.remedy), joined: joined.is_some() });
            // A difference in the last digits is none.
            if spent + service * mass < best - 1e-15 {
                best = spent + service * mass;
                prefix = scratch.order.len();
            }
        }
        (best, prefix)
    }

    fn lay_out(&self, weights: &[f64], scratch: &mut Scratch) {
        scratch.order.clear();
        scratch.weights.clear();
        scratch.weights.extend_from_slice(weights);
        scratch.taken.clear();
        scratch.taken.extend_from_slice(&self.tried);
        scratch.success.clear();
        scratch.success.extend((0..self.tried.len()).map(|r| success(self.base, weights, r)));
    }

    /// Whether a remedy shares the restart of the batch before it: the restart saved, paid by everybody in the batch, is
    /// worth more than the work that is spared to those whom the earlier remedies already cured.
    fn joins(&self, remedy: &Remedy, minutes: f64, first: usize, whole: f64, mass: f64) -> bool {
        let other = &self.base.remedies[first];
        remedy.reboot
            && other.reboot
            && remedy.machine == other.machine
            && remedy.audience == other.audience
            && !remedy.gated()
            && !other.gated()
            && self.base.restart_minutes.value() * whole > minutes * (whole - mass)
    }

    /// Takes a remedy out of the open ones and returns the weight that is left.
    fn take(&self, remedy: usize, mass: f64, scratch: &mut Scratch) -> f64 {
        scratch.taken[remedy] = true;
        let mut left = mass - scratch.success[remedy];
        for (h, s) in self.base.cures(RemedyIndex::at(remedy)) {
            scratch.weights[*h] *= 1.0 - s;
        }
        for (h, _) in self.base.cures(RemedyIndex::at(remedy)) {
            for other in self.base.cured_by(*h) {
                scratch.success[other.position()] = success(self.base, &scratch.weights, other.position());
            }
        }
        // Near nothing the difference is mostly rounding.
        if left < 1e-3 {
            left = scratch.weights.iter().sum();
        }
        left
    }

    /// The remedy with the best success over cost. An audience that is not open competes with its best few remedies
    /// together, because one hand-over pays for them all; a chain of remedies with all its links.
    fn next(&self, open: Audiences, scratch: &Scratch) -> Option<Best> {
        let mut best: Option<Best> = None;
        let mut clusters = [[(0.0_f64, 0.0_f64); CLUSTER]; Audience::ALL.len()];
        let mut firsts = [usize::MAX; Audience::ALL.len()];
        for (r, remedy) in self.base.remedies.iter().enumerate() {
            if scratch.taken[r] || scratch.success[r] <= self.settings.negligible {
                continue;
            }
            if !remedy.requires.iter().all(|needed| scratch.taken[needed.position()]) {
                take_better(&mut best, self.chain(r, open, scratch));
                continue;
            }
            let minutes = self.base.effort(RemedyIndex::at(r));
            if open.contains(remedy.audience) {
                take_better(&mut best, Some(Best { ratio: scratch.success[r] / minutes, remedy: r }));
                continue;
            }
            let mut entry = (scratch.success[r], minutes);
            for (place, kept) in clusters[remedy.audience.position()].iter_mut().enumerate() {
                // Compares success over minutes without dividing; an empty place has 0 minutes and loses.
                if kept.1 <= 0.0 || entry.0 * kept.1 > kept.0 * entry.1 {
                    core::mem::swap(&mut entry, kept);
                    if place == 0 {
                        firsts[remedy.audience.position()] = r;
                    }
                }
            }
        }
        for audience in Audience::ALL {
            let remedy = firsts[audience.position()];
            if remedy != usize::MAX {
                let ratio = cluster_ratio(&clusters[audience.position()], self.handover(audience));
                take_better(&mut best, Some(Best { ratio, remedy }));
            }
        }
        best
    }

    /// A remedy with everything it needs first, as one block: its ratio counts for the first link.
    fn chain(&self, last: usize, open: Audiences, scratch: &Scratch) -> Option<Best> {
        let mut links = vec![last];
        let mut at = 0;
        while at < links.len() {
            for needed in &self.base.remedies[links[at]].requires {
                let needed = needed.position();
                if !scratch.taken[needed] && !links.contains(&needed) {
                    links.push(needed);
                }
            }
            at += 1;
        }
        let (mut minutes, mut opened) = (0.0, open);
        let mut missed = vec![1.0; scratch.weights.len()];
        for link in &links {
            let audience = self.base.remedies[*link].audience;
            minutes += self.base.effort(RemedyIndex::at(*link));
            minutes += if opened.contains(audience) { 0.0 } else { self.handover(audience) };
            opened = opened.with(audience);
            for (h, s) in self.base.cures(RemedyIndex::at(*link)) {
                missed[*h] *= 1.0 - s;
            }
        }
        let cured: f64 = scratch.weights.iter().zip(&missed).map(|(w, m)| w * (1.0 - m)).sum();
        let ready = |link: &&usize| self.base.remedies[**link].requires.iter().all(|n| scratch.taken[n.position()]);
        let first = links.iter().rev().find(ready)?;
        Some(Best { ratio: cured / minutes, remedy: *first })
    }
}

/// Probability that a remedy ends the fault.
fn success(base: &KnowledgeBase, weights: &[f64], remedy: usize) -> f64 {
    base.cures(RemedyIndex::at(remedy)).iter().map(|(h, s)| weights[*h] * s).sum()
}

fn take_better(best: &mut Option<Best>, other: Option<Best>) {
    if let Some(other) = other
        && best.as_ref().is_none_or(|b| other.ratio > b.ratio)
    {
        *best = Some(other);
    }
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
