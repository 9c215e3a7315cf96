//! Answers the vectors of the reference solver with the engine as it runs in production, with what only calms the page
//! switched off. The models of the vectors become models of the engine; nothing is worked out here but the unrolling.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use diagnosis::economy::Economy;
use diagnosis::evidence::{Entry, Evidence, Observed, StepResult};
use diagnosis::knowledge_base::{Audience, Audiences, ObservationIndex, OutcomeIndex, RemedyIndex};
use diagnosis::lookahead::{Move, Outlook, information_gain, predictive};
use diagnosis::posterior::{Item, Posterior};
use diagnosis::{KnowledgeBase, Settings};
use serde::{Deserialize, Serialize};

use crate::noisy_or;
use crate::small::{Small, SmallObservation, SmallRemedy};

const FORMAT: &str = "ts-oracle-1";

#[derive(Deserialize)]
struct File {
    format: String,
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
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
#[derive(Serialize)]
struct Answer {
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

/// How our policy compares with the best possible one.
#[derive(Default)]
pub(crate) struct Ratios {
    pub(crate) one_step: Vec<f64>,
    pub(crate) policy: Vec<f64>,
}

/// Reads a file of vectors and prints the answers as JSON.
///
/// # Errors
/// When the file cannot be read, or names something that its model does not have.
pub(crate) fn run(file: &Path, ratios_only: bool) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    if text.contains(noisy_or::FORMAT) {
        println!("{}", serde_json::to_string(&noisy_or::answer(&text)?)?);
        return Ok(());
    }
    let (answers, ratios) = answer(&text)?;
    if ratios_only {
        println!("vectors {}", answers.len());
        summary("one step", &ratios.one_step);
        summary("one step, refined", &ratios.policy);
    } else {
        println!("{}", serde_json::to_string(&answers)?);
    }
    Ok(())
}

fn summary(name: &str, ratios: &[f64]) {
    let mut sorted = ratios.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let mean = sorted.iter().sum::<f64>() / sorted.len().max(1) as f64;
    let at = |share: f64| sorted.get((share * (sorted.len().max(1) - 1) as f64) as usize).copied().unwrap_or(f64::NAN);
    println!("{name}: mean {mean:.6}, p95 {:.6}, worst {:.6}", at(0.95), at(1.0));
}

fn answer(text: &str) -> Result<(BTreeMap<String, impl Serialize + use<>>, Ratios)> {
    let file: File = serde_json::from_str(text).context("not a file of vectors")?;
    ensure!(file.format == FORMAT, "the format is {:?}, not {FORMAT:?}", file.format);
    let mut answers = BTreeMap::new();
    let mut ratios = Ratios::default();
    for vector in &file.vectors {
        let answer = one(vector).with_context(|| format!("vector {}", vector.id))?;
        let optimum = vector.expect.get("optimal_ecr").and_then(serde_json::Value::as_f64).filter(|o| *o > 0.0);
        if let Some(optimum) = optimum {
            ratios.one_step.push(answer.myopic_ecr / optimum);
            ratios.policy.push(answer.policy_ecr / optimum);
        }
        answers.insert(vector.id.clone(), answer);
    }
    Ok((answers, ratios))
}

fn one(vector: &Vector) -> Result<Answer> {
    let base = base(&vector.model);
    let (evidence, posterior, tried) = evidence(&base, vector)?;
    let everyone = Audiences::default().with(Audience::Anyone);
    let outlook = |settings: Settings| {
        Outlook::new(&base, &evidence, &posterior, &Economy::new(&base, settings, everyone, &tried))
    };
    let neutral = outlook(Settings::NEUTRAL);
    let causes = base.causes.len();
    let price = neutral.price();
    let remedy = |r: RemedyIndex| base.remedies[r.position()].id.clone();
    let observation = |o: ObservationIndex| base.observations[o.position()].id.clone();
    let open = neutral.open();
    let economy = Economy::new(&base, Settings::NEUTRAL, everyone, &tried);
    let probabilities = &posterior.probabilities;
    Ok(Answer {
        posterior: probabilities[..causes].to_vec(),
        log_evidence: posterior.evidence_log,
        conflict: diagnosis::conflict::measure(&base, &posterior),
        entropy: posterior.entropy(),
        answer_probability: open
            .iter()
            .map(|o| (observation(*o), predictive(&base, &posterior, *o).into_iter().map(|(_, p)| p).collect()))
            .collect(),
        eig: open.iter().map(|o| (observation(*o), information_gain(&base, &posterior, *o))).collect(),
        action_success: economy.candidates().map(|r| (remedy(r), economy.success(probabilities, r))).collect(),
        pc_sequence: price.taken.iter().map(|t| remedy(t.remedy)).collect(),
        pc_prefix: price.prefix,
        pc_ecr: price.minutes,
        myopic_ecr: unrolled(&base, &outlook(Settings::NEUTRAL.one_step())),
        policy_ecr: unrolled(&base, &neutral),
    })
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
        priors: model.causes.iter().map(|c| c.prior).collect(),
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
