//! Simulated visitors: how often the engine finds the cause, how sure it rightly is, and what its plan costs.

mod advice;
mod report;
mod visit;
mod world;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use diagnosis::KnowledgeBase;
use diagnosis::knowledge_base::Parts;

use report::Figures;
use visit::{Evidences, Habits, Visit, play};
use world::{Dice, Difference, World, fall};

/// What is simulated.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Visitors for each row of the table
    #[arg(long, default_value_t = 2000)]
    visitors: usize,
    /// Seed of all draws
    #[arg(long, default_value_t = 904)]
    seed: u64,
    /// Share of wrong answers
    #[arg(long, default_value_t = 0.05)]
    wrong: f64,
    /// Share of "I do not know"
    #[arg(long, default_value_t = 0.10)]
    unknown: f64,
    /// Visitors administer both computers
    #[arg(long)]
    administrator: bool,
    /// Two causes act at once
    #[arg(long)]
    two_causes: bool,
    /// This cause is taken out of the content, and every visitor has it
    #[arg(long, value_name = "ID")]
    removed: Option<String>,
    /// Only this evidence [default: all]
    #[arg(long, value_enum)]
    evidence: Option<Evidences>,
    /// Write a reliability plot of the perturbed world here
    #[arg(long, value_name = "FILE.svg")]
    plot: Option<PathBuf>,
}

const WORLDS: [(&str, Difference); 3] = [
    ("the content itself", Difference::NONE),
    ("noise 0.5, dependent, priors x3", Difference { noise: 0.5, priors: 3.0, dependent: true }),
    ("noise 1.0, dependent, priors x3", Difference { noise: 1.0, priors: 3.0, dependent: true }),
];

/// Simulates and prints the tables.
///
/// # Errors
/// When a cause is not known, or the plot cannot be written.
pub(crate) fn run(options: &Options) -> Result<()> {
    let content = knowledge::base();
    let removed = match &options.removed {
        Some(id) => Some(content.cause_by_id(id).with_context(|| format!("there is no cause {id}"))?.position()),
        None => None,
    };
    let engine = removed.map_or_else(|| content.clone(), |h| without(&content, h));
    let kinds = [Evidences::Asked, Evidences::Checks, Evidences::Probe, Evidences::Report];
    println!(
        "{} visitors a row, seed {}, {} wrong, {} unknown, {}",
        options.visitors,
        options.seed,
        options.wrong,
        options.unknown,
        if options.administrator { "administrators" } else { "users without rights" }
    );
    let mut plotted = Vec::new();
    for (name, difference) in WORLDS {
        println!("\n{name}\n{}", Figures::HEAD);
        for kind in kinds.into_iter().filter(|k| options.evidence.is_none_or(|only| only == *k)) {
            let visits = simulate(options, &content, &engine, difference, kind, removed);
            let figures = Figures::of(&visits);
            println!("{}", figures.row(&format!("{kind:?}").to_lowercase()));
            if difference == WORLDS[1].1 {
                plotted.push((format!("{kind:?}").to_lowercase(), report::reliability(&visits)));
            }
        }
    }
    if let Some(file) = &options.plot {
        std::fs::write(file, report::plot(&plotted))
            .with_context(|| format!("{} cannot be written", file.display()))?;
    }
    Ok(())
}

fn simulate(
    options: &Options,
    content: &KnowledgeBase,
    engine: &KnowledgeBase,
    difference: Difference,
    kind: Evidences,
    removed: Option<usize>,
) -> Vec<Visit> {
    let world = World::new(content, difference, &mut Dice(options.seed));
    let named = &world.priors[..content.causes.len()];
    let habits = Habits { wrong: options.wrong, unknown: options.unknown, administrator: options.administrator };
    let one = |visitor: usize| {
        let mut dice = Dice(options.seed.wrapping_mul(1_000_003).wrapping_add(visitor as u64));
        let first = removed.unwrap_or_else(|| fall(named, dice.even()));
        let mut causes = vec![first];
        while options.two_causes && causes.len() < 2 {
            let other = fall(named, dice.even());
            if other != first {
                causes.push(other);
            }
        }
        play(engine, &world, &causes, kind, habits, dice)
    };
    let half = options.visitors / 2;
    std::thread::scope(|scope| {
        let other = scope.spawn(|| (half..options.visitors).map(one).collect::<Vec<_>>());
        let mut visits: Vec<Visit> = (0..half).map(one).collect();
        visits.extend(other.join().unwrap_or_default());
        visits
    })
}

/// The content without a cause: nobody is thought to have it.
fn without(content: &KnowledgeBase, cause: usize) -> KnowledgeBase {
    let mut model = (**content).clone();
    model.causes[cause].weight = Parts(0);
    KnowledgeBase::new(model)
}
