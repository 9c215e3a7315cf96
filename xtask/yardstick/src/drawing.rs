//! Models drawn from a fixed seed, such that every engine can hold them to the last digit.
//!
//! One hidden cause, binary observations that are independent given the cause, no groups, no noise floor, no context, no
//! costs that matter: what general libraries for Bayesian networks can express as well. The probabilities have five
//! decimals, as everywhere in our packs.

use diagnosis::evidence::{Entry, Evidence, Observed};
use diagnosis::knowledge_base::{ObservationIndex, OutcomeIndex, Parts};
use diagnosis::posterior::Posterior;
use diagnosis::{KnowledgeBase, lookahead};

use crate::dice::Dice;
use crate::small::{Small, SmallObservation};

/// Different sets of evidence for each model; runs rotate through them, so that no engine answers from a cache.
pub const CASES: usize = 7;

/// How large a model is drawn.
#[derive(Clone, Copy)]
pub struct Size {
    /// Named causes; "something else" comes on top.
    pub causes: usize,
    /// Binary observations.
    pub observations: usize,
    /// How many of them are known in each case; the rest are open questions.
    pub evidences: usize,
}

/// One set of evidence.
pub struct Case {
    /// For the engine.
    pub evidence: Evidence,
    /// The same as observation and outcome.
    pub given: Vec<(usize, usize)>,
    /// Everything that is not known.
    pub open: Vec<ObservationIndex>,
}

/// A model with its cases.
pub struct Drawn {
    /// The model.
    pub base: KnowledgeBase,
    /// The cases.
    pub cases: Vec<Case>,
}

impl Drawn {
    /// Draws a model and its cases; the same ones for the same size, everywhere.
    pub fn new(size: Size) -> Self {
        let mut dice = Dice::new(0x904 ^ (size.causes as u64) << 32 ^ (size.observations as u64) << 16);
        let base = model(size, &mut dice).base();
        let cases = (0..CASES).map(|_| case(&base, size, &mut dice)).collect();
        Self { base, cases }
    }

    /// The posterior of a case.
    pub fn posterior(&self, case: usize) -> Posterior {
        Posterior::of(&self.base, &self.cases[case % CASES].evidence)
    }

    /// The information that each open question of a case is expected to give, from the evidence on.
    pub fn gains(&self, case: usize) -> Vec<f64> {
        let posterior = self.posterior(case);
        let open = self.cases[case % CASES].open.iter();
        open.map(|question| lookahead::information_gain(&self.base, &posterior, *question)).collect()
    }
}

/// A probability of five decimals and its complement, neither below 0.02.
fn pair(dice: &mut Dice) -> [f64; 2] {
    let yes = 2_000 + dice.below(96_001) as u32;
    [Parts(yes).value(), Parts(100_000 - yes).value()]
}

/// Every cause has a row of its own for every observation: nothing is left to be skipped.
fn model(size: Size, dice: &mut Dice) -> Small {
    let baselines: Vec<[f64; 2]> = (0..size.observations).map(|_| pair(dice)).collect();
    let (mut weights, mut rows) = (Vec::new(), vec![Vec::new(); size.observations]);
    for _ in 0..size.causes {
        weights.push(1.0 + Parts(dice.below(900_000) as u32).value());
        rows.iter_mut().for_each(|rows| rows.push(pair(dice).to_vec()));
    }
    let observation = |(o, (baseline, rows)): (usize, ([f64; 2], Vec<Vec<f64>>))| SmallObservation {
        id: format!("o{o}"),
        minutes: 0.3,
        baseline: Some(baseline.to_vec()),
        rows,
    };
    Small {
        weights,
        something_else: 0.04,
        observations: baselines.into_iter().zip(rows).enumerate().map(observation).collect(),
        remedies: Vec::new(),
        service_minutes: 240.0,
    }
}

/// What would be seen of one cause: which one is drawn, then what is known, then each outcome by its probability.
fn case(base: &KnowledgeBase, size: Size, dice: &mut Dice) -> Case {
    let truth = dice.below(size.causes);
    let mut order: Vec<usize> = (0..size.observations).collect();
    for place in 0..size.evidences {
        order.swap(place, place + dice.below(size.observations - place));
    }
    let (known, rest) = order.split_at(size.evidences);
    let outcome = |o: usize, dice: &mut Dice| {
        let yes = base.likelihood(ObservationIndex::at(o), OutcomeIndex(0))[truth];
        usize::from(dice.below(100_000) as f64 >= yes * 100_000.0)
    };
    let given: Vec<(usize, usize)> = known.iter().map(|o| (*o, outcome(*o, dice))).collect();
    let mut evidence = Evidence::default();
    for (o, k) in &given {
        evidence.give(Entry::Observed(Observed::asked(ObservationIndex::at(*o), Some(OutcomeIndex::at(*k)))));
    }
    let mut open: Vec<ObservationIndex> = rest.iter().copied().map(ObservationIndex::at).collect();
    open.sort_unstable();
    Case { evidence, given, open }
}
