//! One simulated visitor: the questions, the plan, and how long it takes.

use diagnosis::economy::Economy;
use diagnosis::evidence::{Device, Entry, Evidence, Observed, Source};
use diagnosis::knowledge_base::{Audience, Audiences, Kind, ObservationIndex, OutcomeIndex, RemedyIndex, Role};
use diagnosis::lookahead::Outlook;
use diagnosis::posterior::Posterior;
use diagnosis::{KnowledgeBase, Settings, Surface, consult};

use super::advice;
use super::world::{Dice, World};

/// What a visitor brings besides answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(crate) enum Evidences {
    /// Answers only.
    Asked,
    /// And the browser's checks.
    Checks,
    /// And the probe of the host.
    Probe,
    /// And the collector's report, without the probe.
    Report,
}

/// How visitors answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habits {
    /// Share of wrong answers.
    pub(crate) wrong: f64,
    /// Share of "I do not know".
    pub(crate) unknown: f64,
    /// Whether they administer both computers.
    pub(crate) administrator: bool,
}

/// What came out for one visitor.
pub(crate) struct Visit {
    /// Place of the first true cause, 0 for the first; `usize::MAX` for none.
    pub(crate) place: usize,
    /// Whether every true cause is among the first three.
    pub(crate) all_in_three: bool,
    /// Whether the family of the cause is the likeliest one.
    pub(crate) family: bool,
    /// Probability of the first, and of the true cause.
    pub(crate) first: f64,
    pub(crate) of_truth: f64,
    pub(crate) something_else: f64,
    /// How badly the findings fit together, in nats.
    pub(crate) conflict: f64,
    /// Whether a remedy that cures in at least half of the cases is among the first three steps.
    pub(crate) right_step: bool,
    pub(crate) questions: usize,
    pub(crate) capped: bool,
    /// Minutes: as advised, after asking everything, by the usual advice of the web, and with the cause known for nothing.
    pub(crate) minutes: f64,
    pub(crate) minutes_all: f64,
    pub(crate) minutes_web: f64,
    pub(crate) minutes_bound: f64,
    /// Whether the cause is first after asking everything.
    pub(crate) first_after_all: bool,
}

struct Visitor<'w> {
    base: &'w KnowledgeBase,
    truth: Vec<usize>,
    habits: Habits,
    dice: Dice,
    /// Answers once given stay.
    given: Vec<Option<Option<OutcomeIndex>>>,
}

impl Visitor<'_> {
    fn answer(&mut self, question: ObservationIndex) -> Option<OutcomeIndex> {
        let o = question.position();
        if let Some(given) = self.given[o] {
            return given;
        }
        let observation = &self.base.observations[o];
        let machine = matches!(observation.kind, Kind::Check | Kind::Probe | Kind::Report);
        let (unknown, wrong) =
            if machine { (observation.unknown_rate.value(), 0.01) } else { (self.habits.unknown, self.habits.wrong) };
        let answer = if observation.role == Role::Gate {
            // Rights are known, and nobody is wrong about them here.
            let grants = |k: &usize| observation.outcomes[*k].grants.contains(Audience::HostAdmin);
            let all = 0..observation.outcomes.len();
            let found = if self.habits.administrator { all.clone().find(grants) } else { None };
            let least = all.min_by_key(|k| observation.outcomes[*k].grants.0.count_ones());
            found.or(least).map(OutcomeIndex::at)
        } else if observation.first {
            Some(OutcomeIndex(0))
        } else if self.dice.even() < unknown {
            None
        } else if self.dice.even() < wrong {
            Some(OutcomeIndex::at(self.dice.below(observation.outcomes.len())))
        } else {
            Some(OutcomeIndex::at(self.truth[o]))
        };
        self.given[o] = Some(answer);
        answer
    }

    /// What machines tell before the first question.
    fn machines(&mut self, evidences: Evidences, evidence: &mut Evidence) {
        for o in 0..self.base.observations.len() {
            let index = ObservationIndex::at(o);
            let source = match self.base.observations[o].kind {
                Kind::Check if evidences >= Evidences::Checks => Source::Measured,
                Kind::Probe if evidences == Evidences::Probe => Source::Probed,
                Kind::Report if evidences == Evidences::Report => Source::Collected,
                _ => continue,
            };
            if !evidence.applies(self.base, index) {
                continue;
            }
            let outcome = self.answer(index);
            let device = Device::ThisComputer;
            let observed = Observed { observation: index, outcome, source, device, soft: None, carried: false };
            evidence.give(Entry::Observed(observed));
        }
    }
}

/// Plays one visit through.
pub(crate) fn play(
    engine: &KnowledgeBase,
    world: &World<'_>,
    causes: &[usize],
    evidences: Evidences,
    habits: Habits,
    mut dice: Dice,
) -> Visit {
    let truth = world.truth(causes, &mut dice);
    let mut visitor = Visitor { base: engine, given: vec![None; truth.len()], truth, habits, dice: dice.clone() };
    let mut evidence = diagnosis::transcript::parse(engine, "code=0x904.pt&on=this-computer");
    visitor.machines(evidences, &mut evidence);
    let host_admin = engine.handover[Audience::HostAdmin.position()].value();
    let mut minutes = match evidences {
        Evidences::Asked => 0.0,
        Evidences::Checks | Evidences::Probe => 0.7,
        Evidences::Report => 5.0 + host_admin,
    };
    let paid = if evidences == Evidences::Report { Some(Audience::HostAdmin) } else { None };
    let last = loop {
        let consultation = consult(engine, &evidence, &Surface::default());
        let Some(question) = consultation.question.as_ref().map(|q| q.observation) else { break consultation };
        minutes += engine.observations[question.position()].minutes.value();
        evidence.answer(question, visitor.answer(question));
    };
    let posterior = Posterior::of(engine, &evidence);
    let ranking = posterior.ranking();
    let place_of = |cause: usize| ranking.iter().position(|h| *h == cause).unwrap_or(usize::MAX);
    let order = order(engine, &evidence, &posterior, paid);
    let cures = |r: &RemedyIndex| engine.cures(*r).iter().any(|(h, s)| causes.contains(h) && *s >= 0.5);
    let granted =
        evidence.granted(engine).union(paid.map_or_else(Audiences::default, |a| Audiences::default().with(a)));
    let all = all_asked(engine, &mut visitor, &evidence);
    Visit {
        place: place_of(causes[0]),
        all_in_three: causes.iter().all(|c| place_of(*c) < 3),
        family: family(engine, &posterior) == engine.causes[causes[0]].family.position(),
        first: posterior.probabilities[ranking[0]],
        of_truth: posterior.probabilities[causes[0]],
        something_else: posterior.something_else(),
        conflict: diagnosis::conflict::measure(engine, &posterior),
        right_step: order.iter().take(3).any(cures),
        questions: last.asked,
        capped: last.stopped_by_limit(),
        minutes: minutes + follow(engine, &order, causes, granted, &mut visitor.dice),
        minutes_all: all.minutes + {
            let order = self::order(engine, &all.evidence, &all.posterior, paid);
            follow(engine, &order, causes, granted, &mut visitor.dice)
        },
        minutes_web: advice::minutes(engine, causes, granted, &mut visitor.dice),
        minutes_bound: bound(engine, causes, granted),
        first_after_all: all.posterior.ranking().first() == Some(&causes[0]),
    }
}

struct AllAsked {
    evidence: Evidence,
    posterior: Posterior,
    minutes: f64,
}

/// The same visitor, asked everything that applies.
fn all_asked(base: &KnowledgeBase, visitor: &mut Visitor<'_>, evidence: &Evidence) -> AllAsked {
    let (mut evidence, mut minutes) = (evidence.clone(), 0.0);
    for o in 0..base.observations.len() {
        let (index, observation) = (ObservationIndex::at(o), &base.observations[o]);
        let fits = observation.askable && observation.kind != Kind::Code && evidence.applies(base, index);
        if !fits || observation.audience != Audience::Anyone {
            continue;
        }
        if evidence.finding(base, index).is_none() {
            minutes += observation.minutes.value();
            evidence.answer(index, visitor.answer(index));
        }
    }
    AllAsked { posterior: Posterior::of(base, &evidence), minutes, evidence }
}

fn order(base: &KnowledgeBase, evidence: &Evidence, posterior: &Posterior, paid: Option<Audience>) -> Vec<RemedyIndex> {
    let granted = paid.map_or_else(Audiences::default, |a| Audiences::default().with(a));
    let economy = Economy::new(base, Settings::PRODUCTION, evidence.granted(base).union(granted), &[]);
    let outlook = Outlook::new(base, evidence, posterior, &economy);
    let price = outlook.price();
    price.order().collect()
}

fn family(base: &KnowledgeBase, posterior: &Posterior) -> usize {
    let mut mass = vec![0.0; base.families.len()];
    for (cause, p) in base.causes.iter().zip(&posterior.probabilities) {
        mass[cause.family.position()] += p;
    }
    (0..mass.len()).max_by(|a, b| mass[*a].total_cmp(&mass[*b])).unwrap_or(0)
}

/// Probability that a remedy ends the fault of a visitor: with two causes it has to cure both.
fn cured(base: &KnowledgeBase, remedy: RemedyIndex, causes: &[usize]) -> f64 {
    let of = |c: &usize| base.cures(remedy).iter().find(|(h, _)| h == c).map_or(0.0, |(_, s)| *s);
    causes.iter().map(of).product()
}

/// Minutes of doing the steps in order until one cures, and of handing over after the last.
fn follow(base: &KnowledgeBase, order: &[RemedyIndex], causes: &[usize], granted: Audiences, dice: &mut Dice) -> f64 {
    let (mut minutes, mut open) = (0.0, granted);
    for remedy in order {
        let audience = base.remedies[remedy.position()].audience;
        if !open.contains(audience) {
            minutes += base.handover[audience.position()].value();
            open = open.with(audience);
        }
        minutes += base.effort(*remedy);
        if dice.even() < cured(base, *remedy, causes) {
            return minutes;
        }
    }
    minutes + base.service_minutes.value()
}

/// Expected minutes if the cause were known for nothing.
fn bound(base: &KnowledgeBase, causes: &[usize], granted: Audiences) -> f64 {
    let mut weights = vec![0.0; base.hypotheses()];
    weights[causes[0]] = 1.0;
    Economy::new(base, Settings::PRODUCTION, granted, &[]).price(&weights).minutes
}
