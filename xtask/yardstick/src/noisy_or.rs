//! Several independent causes at once, by enumeration of all sets of them: the reference for the pair layer of the engine.

use std::ops::RangeInclusive;

use anyhow::{Context, Result, bail, ensure};
use diagnosis::evidence::{Entry, Evidence, Observed};
use diagnosis::knowledge_base::{ObservationIndex, OutcomeIndex};
use diagnosis::pairs::{self, Pairs};
use diagnosis::posterior::Posterior;
use serde::{Deserialize, Serialize};

use crate::small::{Small, SmallObservation};

/// There are 2 to the power of this many sets.
const MOST_CAUSES: usize = 20;

/// A model with what was found.
#[derive(Deserialize)]
pub struct Vector {
    /// Its name.
    pub id: String,
    model: Model,
    evidence: Vec<Given>,
}

/// Independent causes, and what they spoil.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Model {
    pub(crate) causes: Vec<Cause>,
    pub(crate) observations: Vec<Observation>,
}

/// A cause with the probability that it is present.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Cause {
    pub(crate) prior: f64,
}

/// An observation that is "yes" by itself with `leak`, and by each cause with its `link`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Observation {
    pub(crate) id: String,
    pub(crate) leak: f64,
    pub(crate) link: Vec<f64>,
}

#[derive(Deserialize)]
struct Given {
    observation: String,
    answer: String,
}

/// What is known of a model with findings.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// Logarithm of the probability of the findings.
    pub log_evidence: f64,
    /// Probability of each cause to be present.
    pub marginal: Vec<f64>,
    /// Probability that none is.
    pub p_none: f64,
    /// Probability that just one is.
    pub p_exactly_one: f64,
}

impl Vector {
    /// What is known of the model with its findings, by enumeration.
    ///
    /// # Errors
    /// When it names an observation or answer that there is not, or has more causes than can be enumerated.
    pub fn answer(&self) -> Result<Answer> {
        ensure!(self.model.causes.len() <= MOST_CAUSES, "{} causes are too many to enumerate", self.model.causes.len());
        let findings = self.findings()?;
        Ok(enumerate(&self.model, &findings, 0..=self.model.causes.len()))
    }

    /// The layer of pairs of the engine, where one or two of the causes are present.
    ///
    /// # Errors
    /// As [`Vector::answer`].
    pub fn pairs(&self) -> Result<Pairs> {
        Ok(self.model.pairs(&self.findings()?))
    }

    /// Position of each observation that was made, and whether it is "yes".
    fn findings(&self) -> Result<Vec<(usize, bool)>> {
        let causes = self.model.causes.len();
        for o in &self.model.observations {
            ensure!(o.link.len() == causes, "the links of {} do not fit the causes", o.id);
        }
        let finding = |given: &Given| {
            let position = self.model.observations.iter().position(|o| o.id == given.observation);
            let position = position.with_context(|| format!("there is no observation {}", given.observation))?;
            match given.answer.as_str() {
                "yes" => Ok((position, true)),
                "no" => Ok((position, false)),
                other => bail!("the answer is {other:?}, neither yes nor no"),
            }
        };
        self.evidence.iter().map(finding).collect()
    }
}

impl Model {
    /// The layer of pairs of the engine, where one or two of the causes are present.
    pub(crate) fn pairs(&self, findings: &[(usize, bool)]) -> Pairs {
        let odds: Vec<f64> = self.causes.iter().map(|c| c.prior / (1.0 - c.prior)).collect();
        let single: f64 = odds.iter().sum();
        let both: f64 = (0..odds.len())
            .flat_map(|a| (a + 1..odds.len()).map(move |b| (a, b)))
            .map(|(a, b)| odds[a] * odds[b])
            .sum();
        let base = self.small(odds).base();
        let mut evidence = Evidence::default();
        for (o, yes) in findings {
            let outcome = OutcomeIndex::at(usize::from(*yes));
            evidence.give(Entry::Observed(Observed::asked(ObservationIndex::at(*o), Some(outcome))));
        }
        pairs::of(&base, &Posterior::of(&base, &evidence), both / (single + both))
    }

    /// The same model for the engine: outcome 0 is "no", the normal one.
    fn small(&self, odds: Vec<f64>) -> Small {
        let row = |o: &Observation, link: &f64| {
            let no = (1.0 - o.leak) * (1.0 - link);
            vec![no, 1.0 - no]
        };
        let observation = |o: &Observation| SmallObservation {
            id: o.id.clone(),
            minutes: 1.0,
            baseline: Some(vec![1.0 - o.leak, o.leak]),
            rows: o.link.iter().map(|link| row(o, link)).collect(),
        };
        Small {
            weights: odds,
            something_else: 0.0,
            observations: self.observations.iter().map(observation).collect(),
            remedies: Vec::new(),
            service_minutes: 100.0,
        }
    }
}

/// Sums over all sets of causes whose size lies in `sizes`.
pub(crate) fn enumerate(model: &Model, findings: &[(usize, bool)], sizes: RangeInclusive<usize>) -> Answer {
    let causes = model.causes.len();
    let (mut total, mut none, mut one, mut marginal) = (0.0, 0.0, 0.0, vec![0.0; causes]);
    for set in 0..1_u32 << causes {
        let size = set.count_ones() as usize;
        if !sizes.contains(&size) {
            continue;
        }
        let present = |c: usize| set >> c & 1 == 1;
        let mut weight: f64 =
            model.causes.iter().enumerate().map(|(c, k)| if present(c) { k.prior } else { 1.0 - k.prior }).product();
        for (observation, yes) in findings {
            let o = &model.observations[*observation];
            let spared: f64 = o.link.iter().enumerate().filter(|(c, _)| present(*c)).map(|(_, l)| 1.0 - l).product();
            let absent = (1.0 - o.leak) * spared;
            weight *= if *yes { 1.0 - absent } else { absent };
        }
        total += weight;
        none += if size == 0 { weight } else { 0.0 };
        one += if size == 1 { weight } else { 0.0 };
        marginal.iter_mut().enumerate().filter(|(c, _)| present(*c)).for_each(|(_, m)| *m += weight);
    }
    marginal.iter_mut().for_each(|m| *m /= total);
    Answer { log_evidence: total.ln(), marginal, p_none: none / total, p_exactly_one: one / total }
}

#[cfg(test)]
mod tests;
