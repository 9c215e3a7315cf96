//! Where simulated visitors come from: the content itself, or a world that differs from it.

use diagnosis::KnowledgeBase;
use diagnosis::knowledge_base::{ObservationIndex, OutcomeIndex, Role};
use diagnosis::pairs;
use yardstick::dice::Dice;

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
    /// Chances in the content by observation, hypothesis, outcome.
    rows: Vec<Vec<Vec<f64>>>,
    /// What the logarithms of those chances are off by.
    noise: Vec<Vec<Vec<f64>>>,
    difference: Difference,
}

impl<'b> World<'b> {
    pub(crate) fn new(base: &'b KnowledgeBase, difference: Difference, dice: &mut Dice) -> Self {
        let span = difference.priors.ln();
        let priors = base.priors().iter().map(|p| p * ((2.0 * dice.even() - 1.0) * span).exp()).collect();
        let (mut rows, mut noise) = (Vec::new(), Vec::new());
        for (o, observation) in base.observations.iter().enumerate() {
            let index = ObservationIndex::at(o);
            let chance = |k: usize, h: usize| match observation.role {
                Role::Symptom => base.likelihood(index, OutcomeIndex::at(k))[h],
                Role::Context => base.factor(index, OutcomeIndex::at(k))[h] * observation.outcomes[k].baseline.value(),
                Role::Gate | Role::Code => observation.outcomes[k].baseline.value(),
            };
            let outcomes = observation.outcomes.len();
            let by_cause = |h: usize| (0..outcomes).map(|k| chance(k, h)).collect();
            rows.push((0..base.hypotheses()).map(by_cause).collect());
            let mut drawn = || (0..outcomes).map(|_| difference.noise * dice.normal()).collect();
            noise.push((0..base.hypotheses()).map(|_| drawn()).collect());
        }
        Self { base, priors, rows, noise, difference }
    }

    /// Chances of the outcomes of an observation for what a visitor has: one cause, or two.
    fn row(&self, observation: usize, causes: &[usize]) -> Vec<f64> {
        let noise = &self.noise[observation];
        let symptom = self.base.observations[observation].role == Role::Symptom;
        let outcomes = 0..self.base.observations[observation].outcomes.len();
        match causes {
            [one, other] if symptom => {
                let index = ObservationIndex::at(observation);
                // As far off as for one cause: the sum of both would be the square root of 2 times as much.
                let off = |k: usize| (noise[*one][k] + noise[*other][k]) / std::f64::consts::SQRT_2;
                let joint = |k| pairs::likelihood(self.base, index, OutcomeIndex::at(k), *one, *other) * off(k).exp();
                outcomes.map(joint).collect()
            }
            _ => outcomes.map(|k| self.rows[observation][causes[0]][k] * noise[causes[0]][k].exp()).collect(),
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

#[cfg(test)]
mod tests;
