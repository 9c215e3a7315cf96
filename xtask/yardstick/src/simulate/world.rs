//! Where simulated visitors come from: the content itself, or a world that differs from it.

use diagnosis::KnowledgeBase;
use diagnosis::knowledge_base::{ObservationIndex, OutcomeIndex, Role};
use diagnosis::pairs;

/// Drawn numbers (splitmix64); the same seed gives the same visitors on every machine.
#[derive(Clone)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Even between 0 and 1.
    pub(crate) fn even(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.even() * n as f64) as usize
    }

    /// Normal with mean 0 and deviation 1 (Box and Muller).
    fn normal(&mut self) -> f64 {
        let (u, v) = (1.0 - self.even(), self.even());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }
}

/// The position in a row of relative chances at which a number between 0 and 1 falls.
pub(crate) fn fall(row: &[f64], at: f64) -> usize {
    let total: f64 = row.iter().sum();
    let mut left = at * total;
    for (k, p) in row.iter().enumerate() {
        left -= p;
        if left < 0.0 {
            return k;
        }
    }
    row.len().saturating_sub(1)
}

/// How far a world differs from the content.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Difference {
    /// Deviation of the noise on every log odds.
    pub(crate) noise: f64,
    /// Priors are off by up to this factor.
    pub(crate) priors: f64,
    /// Whether observations of one group depend on each other as much as the content says.
    pub(crate) dependent: bool,
}

impl Difference {
    /// No difference.
    pub(crate) const NONE: Self = Self { noise: 0.0, priors: 1.0, dependent: false };
}

/// A world of visitors.
pub(crate) struct World<'b> {
    base: &'b KnowledgeBase,
    /// Prior by hypothesis.
    pub(crate) priors: Vec<f64>,
    /// Chances by observation, hypothesis, outcome.
    rows: Vec<Vec<Vec<f64>>>,
    difference: Difference,
}

impl<'b> World<'b> {
    pub(crate) fn new(base: &'b KnowledgeBase, difference: Difference, dice: &mut Dice) -> Self {
        let span = difference.priors.ln();
        let priors = base.priors().iter().map(|p| p * ((2.0 * dice.even() - 1.0) * span).exp()).collect();
        let mut rows = Vec::new();
        for (o, observation) in base.observations.iter().enumerate() {
            let index = ObservationIndex::at(o);
            let chance = |k: usize, h: usize| match observation.role {
                Role::Symptom => base.likelihood(index, OutcomeIndex::at(k))[h],
                Role::Context => base.factor(index, OutcomeIndex::at(k))[h] * observation.outcomes[k].baseline.value(),
                Role::Gate | Role::Code => observation.outcomes[k].baseline.value(),
            };
            let mut by_cause = Vec::new();
            for h in 0..base.hypotheses() {
                let disturb = |k: usize| chance(k, h) * (difference.noise * dice.normal()).exp();
                by_cause.push((0..observation.outcomes.len()).map(disturb).collect());
            }
            rows.push(by_cause);
        }
        Self { base, priors, rows, difference }
    }

    /// Chances of the outcomes of an observation for what a visitor has: one cause, or two.
    fn row(&self, observation: usize, causes: &[usize]) -> Vec<f64> {
        let symptom = self.base.observations[observation].role == Role::Symptom;
        match causes {
            [one, other] if symptom => {
                let index = ObservationIndex::at(observation);
                let joint = |k| pairs::likelihood(self.base, index, OutcomeIndex::at(k), *one, *other);
                (0..self.base.observations[observation].outcomes.len()).map(joint).collect()
            }
            _ => self.rows[observation][causes[0]].clone(),
        }
    }

    /// What is true of a visitor: one outcome for each observation.
    pub(crate) fn truth(&self, causes: &[usize], dice: &mut Dice) -> Vec<usize> {
        let mut shared: Vec<f64> = self.base.groups.iter().map(|_| dice.even()).collect();
        shared.push(0.0);
        let mut truth = Vec::new();
        for (o, observation) in self.base.observations.iter().enumerate() {
            let own = dice.even();
            let group = observation.group.map(usize::from).filter(|_| self.difference.dependent);
            let at = match group {
                Some(g) if dice.even() < self.base.groups[g].rho.value() => shared[g],
                _ => own,
            };
            truth.push(fall(&self.row(o, causes), at));
        }
        truth
    }
}
