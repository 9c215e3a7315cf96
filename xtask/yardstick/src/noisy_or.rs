//! Several independent causes at once, by enumeration of all sets of them: the reference for the pair layer of the engine.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

/// Format of a file of such vectors.
pub(crate) const FORMAT: &str = "ts-oracle-1-noisyor";

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
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
pub(crate) struct Answer {
    pub(crate) log_evidence: f64,
    pub(crate) marginal: Vec<f64>,
    pub(crate) p_none: f64,
    pub(crate) p_exactly_one: f64,
}

/// Answers a file of vectors.
///
/// # Errors
/// When the file is none, or names an observation or answer that there is not.
pub(crate) fn answer(text: &str) -> Result<BTreeMap<String, Answer>> {
    let file: File = serde_json::from_str(text).context("not a file of vectors")?;
    let mut answers = BTreeMap::new();
    for vector in &file.vectors {
        let mut findings = Vec::new();
        for given in &vector.evidence {
            let position = vector.model.observations.iter().position(|o| o.id == given.observation);
            let position = position.with_context(|| format!("{}: no observation {}", vector.id, given.observation))?;
            let yes = match given.answer.as_str() {
                "yes" => true,
                "no" => false,
                other => bail!("{}: the answer is {other:?}, neither yes nor no", vector.id),
            };
            findings.push((position, yes));
        }
        answers.insert(vector.id.clone(), enumerate(&vector.model, &findings, 0..=vector.model.causes.len()));
    }
    Ok(answers)
}

/// Sums over all sets of causes whose size lies in `sizes`.
pub(crate) fn enumerate(model: &Model, findings: &[(usize, bool)], sizes: std::ops::RangeInclusive<usize>) -> Answer {
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
