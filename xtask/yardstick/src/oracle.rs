//! Answers the vectors of the reference solver with the engine as it runs in production, with what only calms the page
//! switched off. The models of the vectors become models of the engine; nothing is worked out here but the unrolling.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use diagnosis::economy::Economy;
use diagnosis::evidence::{Entry, Evidence, Observed, StepResult};
use diagnosis::knowledge_base::{Audience, Audiences, ObservationIndex, OutcomeIndex, RemedyIndex};
use diagnosis::lookahead::{Move, Outlook, information_gain, predictive};
use diagnosis::posterior::{Item, Posterior};
use diagnosis::{KnowledgeBase, Settings};
use serde::{Deserialize, Serialize};

use crate::small::{Small, SmallObservation, SmallRemedy};

/// Everything that can happen is gone through, so a few more steps take hours.
const MOST_STEPS: usize = 16;
/// Ways to answer all questions of a model.
const MOST_WAYS: usize = 1024;

/// A model, what is known of a case, and what the reference says of it.
#[derive(Deserialize)]
pub struct Vector {
    /// Its name.
    pub id: String,
    model: Model,
    evidence: Vec<Given>,
    #[serde(default)]
    expect: BTreeMap<String, serde_json::Value>,
}

#[derive(Deserialize)]
struct Model {
    causes: Vec<Cause>,
    observations: Vec<Observation>,
    actions: Vec<Action>,
    service_cost: f64,
}

#[derive(Deserialize)]
struct Cause {
    prior: f64,
}

#[derive(Deserialize)]
struct Observation {
    id: String,
    cost: f64,
    answers: Vec<String>,
    likelihood: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Action {
    id: String,
    cost: f64,
    success: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Given {
    Answer { observation: String, answer: String },
    DontKnow { observation: String },
    Soft { observation: String, weights: Vec<f64> },
    ActionFailed { action: String },
}

/// What is printed for a vector; the names are those of the reference.
#[derive(Debug, Serialize)]
pub struct Answer {
    posterior: Vec<f64>,
    log_evidence: f64,
    conflict: f64,
    entropy: f64,
    answer_probability: BTreeMap<String, Vec<f64>>,
    eig: BTreeMap<String, f64>,
    action_success: BTreeMap<String, f64>,
    pc_sequence: Vec<String>,
    pc_prefix: usize,
    pc_ecr: f64,
    myopic_ecr: f64,
    policy_ecr: f64,
}

/// Expected minutes of a policy as a multiple of those of the best possible one.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    /// Of looking one step ahead.
    pub one_step: f64,
    /// Of what visitors get.
    pub policy: f64,
}

impl Vector {
    /// How our policy compares with the best possible one, where the reference says what that costs.
    pub fn ratio(&self, answer: &Answer) -> Option<Ratio> {
        let optimum = self.expect.get("optimal_ecr").and_then(serde_json::Value::as_f64).filter(|o| *o > 0.0)?;
        Some(Ratio { one_step: answer.myopic_ecr / optimum, policy: answer.policy_ecr / optimum })
    }

    /// The engine's answer.
    ///
    /// # Errors
    /// When the vector names something that its model does not have, or its model does not fit together.
    pub fn answer(&self) -> Result<Answer> {
        Ok(Case::of(self)?.answer())
    }
}

impl Model {
    /// Whether its lists fit together, and everything that can happen can be gone through.
    fn check(&self) -> Result<()> {
        let causes = self.causes.len();
        ensure!(causes > 0, "there is no cause");
        let steps = self.observations.len() + self.actions.len();
        ensure!(steps <= MOST_STEPS, "{steps} observations and actions are too many to go through");
        let mut ways = 1_usize;
        for o in &self.observations {
            let answers = o.answers.len();
            ensure!(answers > 0, "{} has no answers", o.id);
            let fits = o.likelihood.len() == causes && o.likelihood.iter().all(|row| row.len() == answers);
            ensure!(fits, "the likelihoods of {} fit neither causes nor answers", o.id);
            ways = ways.saturating_mul(answers);
        }
        ensure!(ways <= MOST_WAYS, "{ways} ways to answer are too many to go through");
        for a in &self.actions {
            ensure!(a.success.len() == causes, "the successes of {} do not fit the causes", a.id);
        }
        Ok(())
    }
}

/// A vector as a case of the engine.
pub struct Case {
    /// The model.
    pub base: KnowledgeBase,
    /// What is known.
    pub evidence: Evidence,
    /// What follows.
    pub posterior: Posterior,
    tried: Vec<RemedyIndex>,
}

impl Case {
    /// The case of a vector.
    ///
    /// # Errors
    /// When the vector names something that its model does not have, or its model does not fit together.
    pub fn of(vector: &Vector) -> Result<Self> {
        vector.model.check()?;
        let base = base(&vector.model);
        let (evidence, posterior, tried) = evidence(&base, vector)?;
        Ok(Self { base, evidence, posterior, tried })
    }

    /// Everything that the reference says as well.
    pub fn answer(&self) -> Answer {
        let Self { base, evidence, posterior, tried } = self;
        let everyone = Audiences::default().with(Audience::Anyone);
        let outlook = |settings: Settings| {
            Outlook::new(base, evidence, posterior, &Economy::new(base, settings, everyone, tried))
        };
        let neutral = outlook(Settings::NEUTRAL);
        let causes = base.causes.len();
        let price = neutral.price();
        let remedy = |r: RemedyIndex| base.remedies[r.position()].id.clone();
        let observation = |o: ObservationIndex| base.observations[o.position()].id.clone();
        let open = neutral.open();
        let economy = Economy::new(base, Settings::NEUTRAL, everyone, tried);
        let probabilities = &posterior.probabilities;
        Answer {
            posterior: probabilities[..causes].to_vec(),
            log_evidence: posterior.evidence_log,
            conflict: diagnosis::conflict::measure(base, posterior),
            entropy: posterior.entropy(),
            answer_probability: open
                .iter()
                .map(|o| (observation(*o), predictive(base, posterior, *o).into_iter().map(|(_, p)| p).collect()))
                .collect(),
            eig: open.iter().map(|o| (observation(*o), information_gain(base, posterior, *o))).collect(),
            action_success: economy.candidates().map(|r| (remedy(r), economy.success(probabilities, r))).collect(),
            pc_sequence: price.taken.iter().map(|t| remedy(t.remedy)).collect(),
            pc_prefix: price.prefix,
            pc_ecr: price.minutes,
            myopic_ecr: unrolled(base, &outlook(Settings::NEUTRAL.one_step())),
            policy_ecr: unrolled(base, &neutral),
        }
    }
}

/// Expected minutes of a policy, over everything that can happen.
fn unrolled(base: &KnowledgeBase, outlook: &Outlook<'_>) -> f64 {
    match outlook.decide() {
        Move::HandOver => base.service_minutes.value(),
        Move::Try(remedy) => {
            let success: f64 = base.cures(remedy).iter().map(|(h, s)| outlook.posterior().probabilities[*h] * s).sum();
            let left = 1.0 - success;
            let rest = if left > 1e-12 { left * unrolled(base, &outlook.failed(remedy)) } else { 0.0 };
            base.effort(remedy) + rest
        }
        Move::Ask(worth) => {
            let (chances, _) = outlook.chances(worth.observation);
            let likely = chances.iter().enumerate().filter(|(_, chance)| **chance > 1e-12);
            let after: f64 = likely
                .map(|(k, c)| c * unrolled(base, &outlook.answered(worth.observation, Some(OutcomeIndex::at(k)))))
                .sum();
            outlook.cost(worth.observation) + after
        }
    }
}

fn base(model: &Model) -> KnowledgeBase {
    Small {
        weights: model.causes.iter().map(|c| c.prior).collect(),
        something_else: 0.0,
        observations: model
            .observations
            .iter()
            .map(|o| SmallObservation { id: o.id.clone(), minutes: o.cost, baseline: None, rows: o.likelihood.clone() })
            .collect(),
        remedies: model
            .actions
            .iter()
            .map(|a| SmallRemedy { id: a.id.clone(), minutes: a.cost, success: a.success.clone() })
            .collect(),
        service_minutes: model.service_cost,
    }
    .base()
}

fn evidence(base: &KnowledgeBase, vector: &Vector) -> Result<(Evidence, Posterior, Vec<RemedyIndex>)> {
    let find = |id: &str| base.observation_by_id(id).with_context(|| format!("there is no observation {id}"));
    let mut evidence = Evidence::default();
    let (mut items, mut tried) = (Vec::new(), Vec::new());
    for given in &vector.evidence {
        match given {
            Given::Answer { observation, answer } => {
                let index = find(observation)?;
                let answers = vector.model.observations.iter().find(|o| o.id == *observation).map(|o| &o.answers);
                let position = answers.and_then(|answers| answers.iter().position(|a| a == answer));
                let Some(position) = position else { bail!("{observation} has no answer {answer}") };
                let observed = Observed::asked(index, Some(OutcomeIndex::at(position)));
                items.extend(Item::finding(base, &observed));
                evidence.give(Entry::Observed(observed));
            }
            Given::DontKnow { observation } => {
                evidence.give(Entry::Observed(Observed::asked(find(observation)?, None)));
            }
            Given::Soft { observation, weights } => {
                let index = find(observation)?;
                items.extend(Item::soft(base, index, weights));
                // It is used up; what it says stands in the item.
                evidence.give(Entry::Observed(Observed::asked(index, None)));
            }
            Given::ActionFailed { action } => {
                let remedy = base.remedy_by_id(action).with_context(|| format!("there is no action {action}"))?;
                items.extend(Item::result(base, remedy, StepResult::NoChange));
                evidence.give(Entry::Tried(remedy, StepResult::NoChange));
                tried.push(remedy);
            }
        }
    }
    Ok((evidence, Posterior::of_items(base, items), tried))
}

#[cfg(test)]
mod tests;
