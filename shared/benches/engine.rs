//! The parts of a question step, one by one: `cargo bench -p diagnosis`.
//!
//! 60 causes, 80 observations with two to four outcomes, 20 of them known. What other engines take for the same is
//! measured by `cargo xtask bench --engine`.

use std::hint::black_box;

use criterion::Criterion;
use diagnosis::evidence::{Entry, Evidence, Observed};
use diagnosis::knowledge_base::{ObservationIndex, OutcomeIndex};
use diagnosis::posterior::Posterior;
use diagnosis::{KnowledgeBase, Surface, consult, lookahead};

#[path = "../tests/it/models.rs"]
#[allow(dead_code, reason = "the tests draw their models, a measurement needs the same one each time")]
mod models;

const CAUSES: usize = 60;
const OBSERVATIONS: usize = 80;
const EVIDENCES: usize = 20;
const REMEDIES: usize = 40;

fn main() {
    let base = base();
    let evidence = evidence();
    let posterior = Posterior::of(&base, &evidence);
    let open: Vec<ObservationIndex> = (EVIDENCES..OBSERVATIONS).map(ObservationIndex::at).collect();
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("posterior", |b| b.iter(|| Posterior::of(&base, black_box(&evidence))));
    criterion.bench_function("ranking", |b| {
        let gain = |question: &ObservationIndex| lookahead::information_gain(&base, black_box(&posterior), *question);
        b.iter(|| open.iter().map(gain).sum::<f64>());
    });
    criterion.bench_function("consultation", |b| {
        b.iter(|| consult(&base, black_box(&evidence), &Surface::default()));
    });
    criterion.final_summary();
}

/// A model whose numbers look irregular and are the same each time.
fn base() -> KnowledgeBase {
    let mut state = 0x904_u64;
    let mut share = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        0.02 + (state >> 33) as f64 / (1_u64 << 31) as f64 * 0.96
    };
    let mut row = |outcomes: usize| {
        let raw: Vec<f64> = (0..outcomes).map(|_| share()).collect();
        let total: f64 = raw.iter().sum();
        raw.into_iter().map(|value| value / total).collect::<Vec<f64>>()
    };
    let observations =
        (0..OBSERVATIONS).map(|o| (None, row(2 + o % 3), (0..CAUSES).map(|_| row(2 + o % 3)).collect())).collect();
    let cures = |remedy: usize, cause: usize| if cause % REMEDIES == remedy { 0.9 } else { 0.0 };
    models::base(&models::Small {
        weights: (0..CAUSES).map(|_| 1.0 + row(2)[0]).collect(),
        leak: 0.04,
        noise: 0.05,
        observations,
        groups: Vec::new(),
        remedies: (0..REMEDIES).map(|r| (5.0 + r as f64, (0..CAUSES).map(|h| cures(r, h)).collect())).collect(),
        service: 240.0,
    })
}

fn evidence() -> Evidence {
    let mut evidence = Evidence::default();
    for o in 0..EVIDENCES {
        evidence.give(Entry::Observed(Observed::asked(ObservationIndex::at(o), Some(OutcomeIndex::at(o % 2)))));
    }
    evidence
}
