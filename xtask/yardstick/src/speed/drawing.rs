//! Models drawn from a fixed seed, such that every engine can hold them to the last digit.
//!
//! One hidden cause, binary observations that are independent given the cause, no groups, no noise floor, no context, no
//! costs that matter: what general libraries for Bayesian networks can express as well. The probabilities have five
//! decimals, as everywhere in our packs.

use diagnosis::evidence::{Entry, Evidence, Observed};
use diagnosis::knowledge_base::{
    Audience, Audiences, Cause, FamilyIndex, Frequency, Grade, Kind, Model, Observation, ObservationIndex, Outcome,
    OutcomeIndex, Parts, Role, Row, Stage,
};
use diagnosis::posterior::Posterior;
use diagnosis::{KnowledgeBase, lookahead};

/// Different sets of evidence for each model; runs rotate through them, so that no engine answers from a cache.
pub(crate) const CASES: usize = 7;

/// How large a model is drawn.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    /// Named causes; "something else" comes on top.
    pub(crate) causes: usize,
    /// Binary observations.
    pub(crate) observations: usize,
    /// How many of them are known in each case; the rest are open questions.
    pub(crate) evidences: usize,
}

/// One set of evidence.
pub(crate) struct Case {
    /// For the engine.
    pub(crate) evidence: Evidence,
    /// The same as observation and outcome.
    pub(crate) given: Vec<(usize, usize)>,
    /// Everything that is not known.
    pub(crate) open: Vec<ObservationIndex>,
}

/// A model with its cases.
pub(crate) struct Drawn {
    /// The model.
    pub(crate) base: KnowledgeBase,
    /// The cases.
    pub(crate) cases: Vec<Case>,
}

impl Drawn {
    /// Draws a model and its cases; the same ones for the same size, everywhere.
    pub(crate) fn new(size: Size) -> Self {
        let mut dice = Dice(0x904 ^ (size.causes as u64) << 32 ^ (size.observations as u64) << 16);
        let base = KnowledgeBase::new(model(size, &mut dice));
        let cases = (0..CASES).map(|_| case(&base, size, &mut dice)).collect();
        Self { base, cases }
    }

    /// The posterior of a case.
    pub(crate) fn posterior(&self, case: usize) -> Posterior {
        Posterior::of(&self.base, &self.cases[case % CASES].evidence)
    }

    /// The information that each open question of a case is expected to give, from the evidence on.
    pub(crate) fn gains(&self, case: usize) -> Vec<f64> {
        let posterior = self.posterior(case);
        let open = self.cases[case % CASES].open.iter();
        open.map(|question| lookahead::information_gain(&self.base, &posterior, *question)).collect()
    }
}

/// SplitMix64: small, and the same on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// A probability of five decimals and its complement, neither below 0.02.
    fn pair(&mut self) -> [Parts; 2] {
        let yes = 2_000 + self.below(96_001) as u32;
        [Parts(yes), Parts(100_000 - yes)]
    }
}

/// The only place that spells a model out.
fn model(size: Size, dice: &mut Dice) -> Model {
    let observations = (0..size.observations).map(|o| observation(o, dice.pair())).collect();
    let causes = (0..size.causes).map(|h| cause(h, size.observations, dice)).collect();
    Model {
        families: vec!["drawn".to_owned()],
        causes,
        observations,
        remedies: Vec::new(),
        groups: Vec::new(),
        codes: Vec::new(),
        extended: Vec::new(),
        something_else: Parts(4_000),
        noise: [Parts(0); 6],
        service_minutes: Parts::from_f64(240.0),
        step_minutes: Parts(0),
        risk_minutes: [Parts(0); 4],
        handover: [Parts(0); 9],
        restart_minutes: Parts(0),
        pairs: Parts(0),
        conflict: Parts::from_f64(1.5),
    }
}

fn observation(o: usize, baseline: [Parts; 2]) -> Observation {
    let outcome = |(k, baseline): (usize, Parts)| Outcome {
        number: k as u16 + 1,
        id: format!("k{k}"),
        baseline,
        grants: Audiences::default(),
        cured: false,
    };
    Observation {
        number: o as u16 + 1,
        id: format!("o{o}"),
        key: format!("o{o}"),
        kind: Kind::Asked,
        role: Role::Symptom,
        scope: None,
        askable: true,
        first: false,
        group: None,
        minutes: Parts::from_f64(0.3),
        unknown_rate: Parts(0),
        audience: Audience::Anyone,
        ask_when: Vec::new(),
        trial_of: None,
        outcomes: baseline.into_iter().enumerate().map(outcome).collect(),
        how: None,
    }
}

/// A cause that has a row of its own for every observation: nothing is left to be skipped.
fn cause(h: usize, observations: usize, dice: &mut Dice) -> Cause {
    Cause {
        number: h as u16 + 1,
        id: format!("c{h}"),
        family: FamilyIndex(0),
        stages: vec![Stage::Secure],
        frequency: Frequency::Common,
        grade: Grade::Inferred,
        weight: Parts(100_000 + dice.below(900_000) as u32),
        context: Vec::new(),
        signs: (0..observations)
            .map(|o| Row { observation: ObservationIndex::at(o), values: dice.pair().to_vec() })
            .collect(),
        unknown: Vec::new(),
        remedies: Vec::new(),
        confirm: Vec::new(),
        confused_with: Vec::new(),
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
