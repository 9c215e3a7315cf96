//! The tables that inference needs, worked out once from a model.

use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

use super::{Model, Outcome, Role, Row};

pub(super) fn drop_unresolved(model: &mut Model) {
    let (causes, remedies, groups) = (model.causes.len(), model.remedies.len(), model.groups.len());
    let outcomes: Vec<usize> = model.observations.iter().map(|o| o.outcomes.len()).collect();
    let fits = |row: &Row| outcomes.get(row.observation.position()) == Some(&row.values.len());
    for cause in &mut model.causes {
        cause.context.retain(fits);
        cause.signs.retain(fits);
        cause.unknown.retain(|(o, _)| o.position() < outcomes.len());
        cause.remedies.retain(|(remedy, _)| remedy.position() < remedies);
        cause.confirm.retain(|o| o.position() < outcomes.len());
        cause.confused_with.retain(|c| c.position() < causes);
    }
    for observation in &mut model.observations {
        observation.ask_when.retain(|(o, _)| o.position() < outcomes.len());
        observation.trial_of = observation.trial_of.filter(|r| r.position() < remedies);
        observation.group = observation.group.filter(|g| usize::from(*g) < groups);
    }
    for remedy in &mut model.remedies {
        remedy.requires.retain(|r| r.position() < remedies);
    }
}

pub(super) fn priors(model: &Model) -> Vec<f64> {
    let total: f64 = model.causes.iter().map(|c| c.weight.value()).sum();
    let leak = model.something_else.value();
    let share = if total > 0.0 { (1.0 - leak) / total } else { 0.0 };
    let mut priors: Vec<f64> = model.causes.iter().map(|c| c.weight.value() * share).collect();
    priors.push(leak);
    priors
}

/// Every cause without a row of its own sees the baseline; "something else" sees the baseline mixed with even odds, so
/// that surprising evidence moves weight there.
pub(super) fn likelihoods(model: &Model) -> Vec<Vec<Vec<f64>>> {
    let hypotheses = model.causes.len() + 1;
    let mut table: Vec<Vec<Vec<f64>>> = Vec::with_capacity(model.observations.len());
    for observation in &model.observations {
        let even = 0.3 / observation.outcomes.len().max(1) as f64;
        let rows = observation.outcomes.iter().map(|outcome| {
            let mut row = vec![outcome.baseline.value(); hypotheses];
            row[hypotheses - 1] = 0.7 * outcome.baseline.value() + even;
            row
        });
        table.push(if observation.role == Role::Symptom { rows.collect() } else { Vec::new() });
    }
    for (h, cause) in model.causes.iter().enumerate() {
        for sign in &cause.signs {
            for (k, value) in sign.values.iter().enumerate() {
                if let Some(row) = table[sign.observation.position()].get_mut(k) {
                    row[h] = value.value();
                }
            }
        }
    }
    table
}

pub(super) fn factors(model: &Model) -> Vec<Vec<Vec<f64>>> {
    let hypotheses = model.causes.len() + 1;
    let mut table: Vec<Vec<Vec<f64>>> = model
        .observations
        .iter()
        .map(|o| if o.role == Role::Context { vec![vec![1.0; hypotheses]; o.outcomes.len()] } else { Vec::new() })
        .collect();
    for (h, cause) in model.causes.iter().enumerate() {
        for row in &cause.context {
            for (k, value) in row.values.iter().enumerate() {
                if let Some(factors) = table[row.observation.position()].get_mut(k) {
                    // Rules out, but never for certain: a content error must not make a cause unreachable.
                    factors[h] = if value.value() > 1e-4 { value.value() } else { 1e-4 };
                }
            }
        }
    }
    table
}

pub(super) fn answers(model: &Model, likelihoods: &[Vec<Vec<f64>>], factors: &[Vec<Vec<f64>>]) -> Vec<Vec<Vec<f64>>> {
    let noise = model.noise[crate::evidence::Source::Asked as usize].value();
    let mut answers = Vec::with_capacity(model.observations.len());
    for (o, observation) in model.observations.iter().enumerate() {
        let even = noise / observation.outcomes.len().max(1) as f64;
        let rows: Vec<Vec<f64>> = match observation.role {
            Role::Symptom => {
                let noisy = |row: &Vec<f64>| row.iter().map(|l| (1.0 - noise) * l + even).collect();
                likelihoods[o].iter().map(noisy).collect()
            }
            Role::Context => {
                let weighed = |(row, k): (&Vec<f64>, &Outcome)| row.iter().map(|f| f * k.baseline.value()).collect();
                factors[o].iter().zip(&observation.outcomes).map(weighed).collect()
            }
            Role::Gate | Role::Code => Vec::new(),
        };
        answers.push(rows);
    }
    answers
}

pub(super) fn logarithms(answers: &[Vec<Vec<f64>>]) -> Vec<Vec<Arc<[f64]>>> {
    let row = |row: &Vec<f64>| row.iter().map(|l| crate::math::ln(*l)).collect();
    answers.iter().map(|outcomes| outcomes.iter().map(row).collect()).collect()
}

pub(super) fn entropies(outcomes: &[Vec<f64>]) -> Vec<f64> {
    let hypotheses = outcomes.first().map_or(0, Vec::len);
    (0..hypotheses)
        .map(|h| {
            let total: f64 = outcomes.iter().map(|row| row[h]).sum();
            outcomes.iter().map(|row| row[h] / total).map(|p| -p * crate::math::ln(p)).sum()
        })
        .collect()
}

pub(super) fn cures(model: &Model) -> Vec<Vec<(usize, f64)>> {
    let mut cures: Vec<Vec<(usize, f64)>> = vec![Vec::new(); model.remedies.len()];
    for (h, cause) in model.causes.iter().enumerate() {
        for (remedy, success) in &cause.remedies {
            cures[remedy.position()].push((h, success.value()));
        }
    }
    cures
}

/// Every cause without a number of its own sees the share of people who do not know; "something else" does too.
pub(super) fn unknowns(model: &Model) -> Vec<Vec<f64>> {
    let hypotheses = model.causes.len() + 1;
    let mut table: Vec<Vec<f64>> = vec![Vec::new(); model.observations.len()];
    for (h, cause) in model.causes.iter().enumerate() {
        for (observation, chance) in &cause.unknown {
            let rate = model.observations[observation.position()].unknown_rate.value();
            let row = &mut table[observation.position()];
            if row.is_empty() {
                row.resize(hypotheses, rate);
            }
            row[h] = chance.value();
        }
    }
    table
}

pub(super) fn efforts(model: &Model) -> Vec<f64> {
    let risk = |r: &super::Remedy| model.risk_minutes[r.risk as usize].value();
    let step = model.step_minutes.value();
    model.remedies.iter().map(|r| r.minutes.value() + r.wait.value() + step + risk(r)).collect()
}

pub(super) fn cured_by(model: &Model) -> Vec<Vec<super::RemedyIndex>> {
    let of = |cause: &super::Cause| cause.remedies.iter().map(|(remedy, _)| *remedy).collect();
    let mut table: Vec<Vec<super::RemedyIndex>> = model.causes.iter().map(of).collect();
    table.push(Vec::new());
    table
}
