//! Simulated visitors: how often the engine finds the cause, how sure it rightly is, and what its plan costs.

mod advice;
mod repair;
mod report;
mod visit;
mod world;

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Args;
use diagnosis::KnowledgeBase;
use diagnosis::knowledge_base::Parts;
use yardstick::dice::Dice;

use report::Figures;
use visit::{Bring, Habits, People, Visit, play};
use world::{Difference, World, fall};

/// What is simulated.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Visitors for each row of the table
    #[arg(long, default_value_t = 2000)]
    visitors: usize,
    /// Seed of all draws
    #[arg(long, default_value_t = 904)]
    seed: u64,
    /// Share of wrong answers, from 0 to 1
    #[arg(long, default_value_t = 0.05, value_parser = share)]
    wrong: f64,
    /// Share of "I do not know", from 0 to 1
    #[arg(long, default_value_t = 0.10, value_parser = share)]
    unknown: f64,
    /// Who the visitors are: what they may do decides which steps cost a hand-over
    #[arg(long, value_enum, default_value_t = People::User)]
    audience: People,
    /// What comes with the answers, with commas between: a row of its own instead of the four usual ones
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WITH")]
    evidence: Vec<Bring>,
    /// How many causes act at once
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=2))]
    causes: u8,
    /// Every visitor has this cause, and it is taken out of the content; with "each", every visitor's own is taken out
    #[arg(long, value_name = "ID|each", conflicts_with = "causes")]
    removed: Option<String>,
    /// Write a reliability plot of the world with noise 0.5 here
    #[arg(long, value_name = "FILE.svg")]
    plot: Option<PathBuf>,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a number from 0 to 1 is needed".to_string()),
    }
}

const WORLDS: [(&str, Difference); 3] = [
    ("the content itself", Difference::NONE),
    ("noise 0.5, dependent, priors x3", Difference { noise: 0.5, priors: 3.0, dependent: true }),
    ("noise 1.0, dependent, priors x3", Difference { noise: 1.0, priors: 3.0, dependent: true }),
];
/// The world whose reliability is plotted.
const PLOTTED: usize = 1;

/// What visitors bring, by row of the table.
const USUAL: [&[Bring]; 4] =
    [&[Bring::Answers], &[Bring::Checks], &[Bring::Checks, Bring::Probe], &[Bring::Checks, Bring::Report]];

/// What the engine knows less than the world.
enum Engine {
    /// Nothing.
    Whole(KnowledgeBase),
    /// One cause, which every visitor has.
    Without(usize, KnowledgeBase),
    /// The cause of each visitor, by cause.
    WithoutEach(Vec<KnowledgeBase>),
}

impl Engine {
    fn new(content: &KnowledgeBase, removed: Option<&str>) -> Result<Self> {
        Ok(match removed {
            None => Self::Whole(content.clone()),
            Some("each") => Self::WithoutEach((0..content.causes.len()).map(|h| without(content, h)).collect()),
            Some(id) => {
                let cause = content.cause_by_id(id).with_context(|| format!("there is no cause {id}"))?.position();
                Self::Without(cause, without(content, cause))
            }
        })
    }

    /// What a visitor with this cause consults.
    fn of(&self, cause: usize) -> &KnowledgeBase {
        match self {
            Self::Whole(base) | Self::Without(_, base) => base,
            Self::WithoutEach(bases) => &bases[cause],
        }
    }
}

/// The content without a cause: nobody is thought to have it.
fn without(content: &KnowledgeBase, cause: usize) -> KnowledgeBase {
    let mut model = (**content).clone();
    model.causes[cause].weight = Parts(0);
    KnowledgeBase::new(model)
}

/// Simulates and prints the tables.
///
/// # Errors
/// When a cause is not known, or the plot cannot be written.
pub(crate) fn run(options: &Options) -> Result<()> {
    ensure!(options.visitors > 0, "no visitors, no figures");
    let content = knowledge::base();
    let engine = Engine::new(&content, options.removed.as_deref())?;
    let own = [options.evidence.as_slice()];
    let rows: &[&[Bring]] = if options.evidence.is_empty() { &USUAL } else { &own };
    println!(
        "{} visitors a row, seed {}, {} wrong, {} unknown, audience {}, {} cause{} at once, removed: {}",
        options.visitors,
        options.seed,
        options.wrong,
        options.unknown,
        visit::name(&options.audience),
        options.causes,
        if options.causes == 1 { "" } else { "s" },
        options.removed.as_deref().unwrap_or("none")
    );
    println!("{}", report::LEGEND);
    let mut plotted = Vec::new();
    for (place, (name, difference)) in WORLDS.into_iter().enumerate() {
        let mut table = Vec::new();
        for brought in rows {
            let names = brought.iter().map(visit::name).collect::<Vec<_>>().join("+");
            let visits = simulate(options, &content, &engine, difference, brought);
            table.push((names.clone(), Figures::of(&visits)));
            if place == PLOTTED {
                plotted.push((names, report::reliability(&visits)));
            }
        }
        print!("\n{name}\n\n{}", report::table(&table));
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
    engine: &Engine,
    difference: Difference,
    brought: &[Bring],
) -> Vec<Visit> {
    let world = World::new(content, difference, &mut Dice::new(options.seed));
    let named = &world.priors[..content.causes.len()];
    let habits = Habits { wrong: options.wrong, unknown: options.unknown, people: options.audience };
    let one = |visitor: usize| {
        let mut dice = Dice::new(options.seed.wrapping_mul(1_000_003).wrapping_add(visitor as u64));
        let first = if let Engine::Without(cause, _) = engine { *cause } else { fall(named, dice.even()) };
        let mut causes = vec![first];
        while causes.len() < usize::from(options.causes) {
            let other = fall(named, dice.even());
            if other != first {
                causes.push(other);
            }
        }
        play(engine.of(first), &world, &causes, brought, habits, dice)
    };
    let half = options.visitors / 2;
    std::thread::scope(|scope| {
        let other = scope.spawn(|| (half..options.visitors).map(one).collect::<Vec<_>>());
        let mut visits: Vec<Visit> = (0..half).map(one).collect();
        visits.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        visits
    })
}

#[cfg(test)]
mod tests;
