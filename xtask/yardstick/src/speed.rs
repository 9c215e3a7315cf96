//! How fast the engine is: the posterior, the ranking of all open questions, whole consultations, and how they grow.
//!
//! The figures are read by `cargo xtask bench`, which sets those of other engines beside them.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use diagnosis::evidence::Evidence;
use diagnosis::knowledge_base::{ObservationIndex, OutcomeIndex};
use diagnosis::{KnowledgeBase, Surface, consult};
use serde_json::{Value, json};
use yardstick::drawing::{CASES, Case, Drawn, Size};
use yardstick::interview;

/// The size of this portal, and that of a large medical system (causes by observations).
const SIZES: [Size; 2] =
    [Size { causes: 60, observations: 80, evidences: 20 }, Size { causes: 2308, observations: 500, evidences: 20 }];
/// Growth with the causes at 80 observations, and with the observations at 60 causes; a quarter is known.
const CAUSES: [usize; 5] = [15, 30, 60, 120, 240];
const OBSERVATIONS: [usize; 5] = [20, 40, 80, 160, 320];
/// A batch is repeated until it is long enough for the clock; the median of the batches is reported.
const BATCHES: usize = 201;
const BATCH: Duration = Duration::from_millis(2);

/// Times the engine and prints the figures as JSON, in microseconds.
///
/// # Errors
/// When a model cannot be written.
pub(crate) fn run(models: Option<&Path>) -> Result<()> {
    let mut sizes = Vec::new();
    for size in SIZES {
        let drawn = Drawn::new(size);
        if let Some(folder) = models {
            write(folder, &size, &drawn)?;
        }
        sizes.push(json!({
            "causes": size.causes,
            "observations": size.observations,
            "evidences": size.evidences,
            "open": size.observations - size.evidences,
            "posterior": median(|run| drawn.posterior(run).something_else()),
            "ranking": median(|run| drawn.gains(run)),
        }));
    }
    let base = knowledge::base();
    let growth = |causes: usize, observations: usize| {
        let drawn = Drawn::new(Size { causes, observations, evidences: observations / 4 });
        median(|run| drawn.gains(run))
    };
    let report = json!({
        "sizes": sizes,
        "consultation": consultation(&base),
        "growth": {
            "causes": CAUSES.map(|causes| json!([causes, growth(causes, 80)])),
            "observations": OBSERVATIONS.map(|observations| json!([observations, growth(60, observations)])),
        },
    });
    println!("{report}");
    Ok(())
}

/// Microseconds of one run: the median of batches, each long enough for the clock.
fn median<T>(mut work: impl FnMut(usize) -> T) -> f64 {
    let mut batch = |repeats: usize| {
        let begun = Instant::now();
        for run in 0..repeats {
            black_box(work(black_box(run)));
        }
        begun.elapsed()
    };
    let mut repeats = CASES;
    while batch(repeats) < BATCH {
        repeats *= 2;
    }
    let mut times: Vec<Duration> = (0..BATCHES).map(|_| batch(repeats)).collect();
    times.sort_unstable();
    times[BATCHES / 2].as_secs_f64() * 1e6 / repeats as f64
}

/// Whole consultations with the shipped content: over all steps of long interviews, the median and the slowest step.
fn consultation(base: &KnowledgeBase) -> Value {
    let steps: Vec<Evidence> = interview::steps(base);
    let surface = Surface::default();
    let mut times: Vec<f64> = steps.iter().map(|step| middle(|| consult(base, step, &surface))).collect();
    times.sort_unstable_by(f64::total_cmp);
    json!({
        "causes": base.causes.len(),
        "observations": base.observations.len(),
        "steps": times.len(),
        "median": times[times.len() / 2],
        "slowest": times[times.len() - 1],
    })
}

/// The middle of five runs, so that one interruption of the machine does not make a step the slowest.
fn middle<T>(work: impl Fn() -> T) -> f64 {
    let mut times = [0.0; 5].map(|_: f64| {
        let begun = Instant::now();
        black_box(work());
        begun.elapsed().as_secs_f64() * 1e6
    });
    times.sort_unstable_by(f64::total_cmp);
    times[2]
}

/// A model with its cases and our results, for other engines.
fn write(folder: &Path, size: &Size, drawn: &Drawn) -> Result<()> {
    let yes = |o: usize| drawn.base.likelihood(ObservationIndex::at(o), OutcomeIndex(0)).to_vec();
    let case = |(place, case): (usize, &Case)| {
        json!({
            "given": case.given,
            "open": case.open.iter().map(|o| o.position()).collect::<Vec<_>>(),
            "posterior": drawn.posterior(place).probabilities,
            "gains": drawn.gains(place),
        })
    };
    let model = json!({
        "priors": drawn.base.priors(),
        "yes": (0..size.observations).map(yes).collect::<Vec<_>>(),
        "cases": drawn.cases.iter().enumerate().map(case).collect::<Vec<_>>(),
    });
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let path = folder.join(format!("{}x{}.json", size.causes, size.observations));
    fs::write(&path, model.to_string()).with_context(|| format!("cannot write {}", path.display()))
}
