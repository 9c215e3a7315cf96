//! One simulated visitor: the questions, the plan, and how long it takes.

use diagnosis::consultation::Headline;
use diagnosis::economy::Economy;
use diagnosis::evidence::{Device, Entry, Evidence, Observed, Source};
use diagnosis::knowledge_base::{
    Audience, Audiences, Kind, Observation, ObservationIndex, OutcomeIndex, RemedyIndex, Role,
};
use diagnosis::lookahead::Outlook;
use diagnosis::posterior::Posterior;
use diagnosis::{KnowledgeBase, Settings, Surface, consult};

use yardstick::dice::Dice;

use super::world::World;
use super::{advice, repair};

/// What a visitor brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Bring {
    /// Answers, which come always: for a row with nothing else.
    Answers,
    /// The browser's checks.
    Checks,
    /// The probe of the host.
    Probe,
    /// The collector's report.
    Report,
}

/// Minutes of bringing it, beside the hand-over of a report; checks and probe run at the same time.
const MINUTES: [f64; 4] = [0.0, 0.7, 0.7, 5.0];

/// Who the visitors are. They know their rights, and are never wrong about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum People {
    /// They may do nothing that needs rights.
    User,
    /// They administer the computer they connect from.
    ClientAdmin,
    /// Somebody is beside the other computer.
    AtHost,
    /// They administer both computers.
    Administrator,
    /// Everything is theirs, the network too.
    Owner,
}

impl People {
    fn rights(self) -> Audiences {
        let of: &[Audience] = match self {
            Self::User => &[],
            Self::ClientAdmin => &[Audience::ClientAdmin],
            Self::AtHost => &[Audience::AtHost],
            Self::Administrator => &[Audience::ClientAdmin, Audience::Helpdesk, Audience::HostAdmin, Audience::Cloud],
            Self::Owner => &Audience::ALL,
        };
        of.iter().fold(Audiences::default(), |rights, audience| rights.with(*audience))
    }

    /// The outcome of a question about rights that comes nearest to theirs.
    fn answer(self, observation: &Observation) -> Option<OutcomeIndex> {
        let rights = self.rights();
        let apart = |k: &usize| (observation.outcomes[*k].grants.0 ^ rights.0).count_ones();
        (0..observation.outcomes.len()).min_by_key(apart).map(OutcomeIndex::at)
    }
}

/// The word of an option.
pub(crate) fn name(value: &impl clap::ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_string()).unwrap_or_default()
}

/// How visitors answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habits {
    /// Share of wrong answers.
    pub(crate) wrong: f64,
    /// Share of "I do not know".
    pub(crate) unknown: f64,
    /// What they may do.
    pub(crate) people: People,
}

/// Nobody should be told a wrong cause with more than this.
const SURE: f64 = 0.8;

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
    /// Minutes, all with what was brought and asked: as advised, after asking everything, by the usual advice of the web, and with the cause known for nothing.
    pub(crate) minutes: f64,
    pub(crate) minutes_all: f64,
    pub(crate) minutes_web: f64,
    pub(crate) minutes_bound: f64,
    /// Whether the cause is first after asking everything.
    pub(crate) first_after_all: bool,
    /// Whether the heading names a cause that is none of the true ones.
    pub(crate) wrong_heading: bool,
    /// Whether a cause that is none of the true ones is told with more than [`SURE`].
    pub(crate) wrongly_sure: bool,
    /// Whether two causes are said to act together.
    pub(crate) pair: bool,
    /// How many true causes are among those two.
    pub(crate) right_in_pair: usize,
}

pub(super) struct Visitor<'w> {
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
            self.habits.people.answer(observation)
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

    /// The outcome of a look or a trial. Whether Remote Desktop works is never mistaken.
    pub(super) fn looked(&mut self, index: ObservationIndex) -> Option<OutcomeIndex> {
        let o = index.position();
        let trial = self.base.observations[o].trial_of.is_some();
        let outcome = self.answer(index);
        if trial { outcome.map(|_| OutcomeIndex::at(self.truth[o])) } else { outcome }
    }

    /// A number between 0 and 1.
    pub(super) fn chance(&mut self) -> f64 {
        self.dice.even()
    }

    /// What machines tell before the first question.
    fn machines(&mut self, brought: &[Bring], evidence: &mut Evidence) {
        for o in 0..self.base.observations.len() {
            let index = ObservationIndex::at(o);
            let source = match self.base.observations[o].kind {
                Kind::Check if brought.contains(&Bring::Checks) => Source::Measured,
                Kind::Probe if brought.contains(&Bring::Probe) => Source::Probed,
                Kind::Report if brought.contains(&Bring::Report) => Source::Collected,
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
    brought: &[Bring],
    habits: Habits,
    mut dice: Dice,
) -> Visit {
    let truth = world.truth(causes, &mut dice);
    let mut visitor = Visitor { base: engine, given: vec![None; truth.len()], truth, habits, dice: dice.clone() };
    let mut evidence = diagnosis::transcript::parse(engine, "code=0x904.pt&on=this-computer");
    visitor.machines(brought, &mut evidence);
    let host_admin = engine.handover[Audience::HostAdmin.position()].value();
    let report = brought.contains(&Bring::Report);
    let mut minutes = brought.iter().map(|b| MINUTES[*b as usize]).fold(0.0, f64::max);
    minutes += if report { host_admin } else { 0.0 };
    let paid = if report { Some(Audience::HostAdmin) } else { None };
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
        minutes: minutes + repair::minutes(engine, &mut visitor, causes, &evidence, paid),
        minutes_all: minutes + all.minutes + repair::minutes(engine, &mut visitor, causes, &all.evidence, paid),
        minutes_web: advice::minutes(engine, causes, granted, &mut visitor.dice),
        minutes_bound: bound(engine, causes, granted),
        wrong_heading: matches!(last.headline, Headline::Cause(c, _) if !causes.contains(&c.position())),
        wrongly_sure: (0..engine.causes.len()).any(|h| posterior.probabilities[h] > SURE && !causes.contains(&h)),
        pair: last.together.is_some(),
        right_in_pair: last
            .together
            .map_or(0, |t| [t.first, t.second].iter().filter(|c| causes.contains(&c.position())).count()),
        first_after_all: all.posterior.ranking().first() == Some(&causes[0]),
    }
}

struct AllAsked {
    evidence: Evidence,
    posterior: Posterior,
    minutes: f64,
}

/// The same visitor, asked everything else that applies; with the minutes of that.
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

/// The remedies in the order of their price, up to where handing over is cheaper.
pub(super) fn order(
    base: &KnowledgeBase,
    evidence: &Evidence,
    posterior: &Posterior,
    paid: Option<Audience>,
) -> Vec<RemedyIndex> {
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
pub(super) fn cured(base: &KnowledgeBase, remedy: RemedyIndex, causes: &[usize]) -> f64 {
    let of = |c: &usize| base.cures(remedy).iter().find(|(h, _)| h == c).map_or(0.0, |(_, s)| *s);
    causes.iter().map(of).product()
}

/// Expected minutes if the cause were known for nothing; with two causes, if the first were the only one: less is not possible.
fn bound(base: &KnowledgeBase, causes: &[usize], granted: Audiences) -> f64 {
    let mut weights = vec![0.0; base.hypotheses()];
    weights[causes[0]] = 1.0;
    Economy::new(base, Settings::PRODUCTION, granted, &[]).price(&weights).minutes
}

#[cfg(test)]
mod tests;
