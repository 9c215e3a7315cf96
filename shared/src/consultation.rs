//! The one entry: everything both renderers need to know of a case.

use alloc::vec::Vec;

use crate::conflict::{self, Conflict, UNEXPLAINED};
use crate::economy::Economy;
use crate::evidence::{Device, Entry, Evidence, Observed, Source, StepResult};
use crate::explanation::{
    Effect, Learned, Overtake, Reasons, RuledOut, Turn, effects, learned, overtake, reasons, ruled_out, turn,
};
use crate::knowledge_base::{
    CauseIndex, FamilyIndex, Kind, KnowledgeBase, ObservationIndex, OutcomeIndex, RemedyIndex, Stage,
};
use crate::lookahead::{Outlook, Worth};
use crate::pairs::{self, Together};
use crate::plan::{Gate, Next, Plan, draw, gate};
use crate::posterior::Posterior;
use crate::selection::{Selection, Stop, asked, is_counted, limit, select};
use crate::settings::Settings;

/// Causes shown in a ranking, "something else" not counted.
const SHOWN_CAUSES: usize = 4;
/// A cause leads from this probability on, if the next one has at most half of it.
const CAUSE_LEADS: f64 = 0.4;
/// A family leads from this probability on.
const FAMILY_LEADS: f64 = 0.6;
/// A stage breaks for certain from this probability on; above [`STAGE_MAYBE`] it may break.
const STAGE_BREAKS: f64 = 0.66;
const STAGE_MAYBE: f64 = 0.12;

/// What a renderer can offer in this visit. Nothing of it travels in an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surface {
    /// Gated remedies for which an administrator has confirmed a second way in, in this visit.
    pub confirmed: Vec<RemedyIndex>,
    /// Whether the portal looks at other computers for its visitors.
    pub looks: bool,
}

/// A cause with its probability and reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The cause; `None` is everything that is not shown, "something else" included.
    pub cause: Option<CauseIndex>,
    /// Its probability.
    pub probability: f64,
    /// What speaks for and against it.
    pub reasons: Reasons,
}

/// What the heading says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Headline {
    /// One cause leads.
    Cause(CauseIndex, f64),
    /// No cause leads, but a family does: the first step is the look that splits it.
    Family(FamilyIndex, f64),
    /// Several are possible.
    Open,
}

/// How a stage of the connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Station {
    /// Passed.
    Done,
    /// Breaks here.
    Broke,
    /// May break here.
    Maybe,
    /// Not reached.
    Open,
}

/// A question with what is known of its worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The observation asked for.
    pub observation: ObservationIndex,
    /// Its place: 1 is the first; 0 for the one that comes before all others and is not counted.
    pub number: usize,
    /// How many may follow at most.
    pub at_most_more: usize,
    /// Minutes the answer saves on average.
    pub saves: f64,
    /// What each answer would do.
    pub effects: Vec<Effect>,
    /// The answer that stands already, when a former answer is changed.
    pub chosen: Option<Option<OutcomeIndex>>,
}

/// How a case ends, if it does.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// Remote Desktop works again.
    Worked {
        /// What cured it.
        remedy: RemedyIndex,
        /// Whether it only relieves, so that the cause is still there.
        relief: bool,
        /// Whether it was not done as a step: the visitor answered that it works now.
        by_itself: bool,
        /// Changes that are still in place and should be taken back, and whether their commands are open.
        temporary: Vec<(RemedyIndex, Gate)>,
        /// Other changes that were made and did not help.
        in_place: Vec<(RemedyIndex, Gate)>,
    },
    /// The error code belongs to another fault.
    OtherCode(OutcomeIndex),
    /// Everything worth trying was tried.
    EverythingTried,
    /// Only somebody else can go on.
    OnlyOthers,
    /// Nothing was known, so the plan is a general one.
    AllUnknown,
}

/// Everything about a case: what both renderers draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Consultation {
    /// The findings that were given, in order, with whether each counts.
    pub findings: Vec<(Observed, bool)>,
    /// The remedies that were tried, in order.
    pub tried: Vec<(RemedyIndex, StepResult)>,
    /// Next question, or why to stop.
    pub selection: Selection,
    /// The next question, if there is one.
    pub question: Option<Question>,
    /// Questions answered.
    pub asked: usize,
    /// The likely causes, the most likely first, everything else last.
    pub ranking: Vec<Ranked>,
    /// Probability of a cause outside the list.
    pub something_else: f64,
    /// What the heading says.
    pub headline: Headline,
    /// The five stages.
    pub line: [Station; 5],
    /// The plan.
    pub plan: Plan,
    /// What would change our mind.
    pub turn: Option<Turn>,
    /// What would have to be true for the second step to go first.
    pub overtake: Option<Overtake>,
    /// What the step that was tried last taught.
    pub learned: Option<Learned>,
    /// Causes that are as good as ruled out.
    pub ruled_out: Vec<RuledOut>,
    /// Findings that do not fit together.
    pub conflict: Option<Conflict>,
    /// Two causes that seem to act at once.
    pub together: Option<Together>,
    /// Findings that do not count because a better source says otherwise.
    pub superseded: Vec<Observed>,
    /// The look that the portal offers, and what it saves; none if it offers none, has made one, or the case has ended.
    pub look: Option<Worth>,
    /// How the case ends, if it does.
    pub ending: Option<Ending>,
}

impl Consultation {
    /// Whether the questions were stopped by the limit.
    pub fn stopped_by_limit(&self) -> bool {
        self.selection == Selection::Stop(Stop::Limit)
    }
}

/// Turns evidence into a consultation. Total: it never fails, and gives the same bits everywhere.
pub fn consult(base: &KnowledgeBase, evidence: &Evidence, surface: &Surface) -> Consultation {
    let posterior = Posterior::of(base, evidence);
    let mut tried: Vec<(RemedyIndex, StepResult)> = evidence.tried().collect();
    tried.extend(trials(base, evidence));
    let spent: Vec<RemedyIndex> = tried.iter().map(|(remedy, _)| *remedy).collect();
    let economy = Economy::new(base, Settings::PRODUCTION, evidence.granted(base), &spent);
    let outlook = Outlook::new(base, evidence, &posterior, &economy);
    let hurry = evidence.outcome_id(base, "urgency") == Some("now");
    let plan = draw(base, &outlook, &economy, surface, hurry);
    let selection = select(evidence, base, &outlook);
    let question = match selection {
        Selection::Ask { question, saves } => Some(ask(base, evidence, &posterior, question, saves)),
        Selection::Stop(_) => None,
    };
    let superseded = superseded(base, evidence);
    let ending = ending(base, evidence, surface, &plan, &tried);
    let over = matches!(ending, Some(Ending::Worked { .. } | Ending::OtherCode(_)));
    let offered = surface.looks && !over;
    Consultation {
        findings: evidence.observed().map(|o| (*o, counts(base, evidence, o) && !superseded.contains(o))).collect(),
        asked: asked(base, evidence),
        ranking: rank(base, &posterior),
        something_else: posterior.something_else(),
        headline: headline(base, &posterior),
        line: line(base, evidence, &posterior),
        turn: turn(base, evidence, &posterior, &plan),
        overtake: overtake(base, &plan),
        learned: learned(base, evidence, &posterior),
        ruled_out: ruled_out(base, &posterior),
        conflict: conflict::find(base, &posterior),
        together: pairs::together(base, &posterior),
        look: if offered { outlook.own_look(outlook.price().minutes) } else { None },
        ending,
        selection,
        question,
        tried,
        plan,
        superseded,
    }
}

/// Whether a finding may speak about this case, and its question makes sense in it.
fn counts(base: &KnowledgeBase, evidence: &Evidence, observed: &Observed) -> bool {
    evidence.counts(base, observed) && evidence.applies(base, observed.observation)
}

/// Findings whose place a better source has taken with another outcome.
fn superseded(base: &KnowledgeBase, evidence: &Evidence) -> Vec<Observed> {
    let beaten = |o: &&Observed| {
        let better = evidence.finding(base, o.observation);
        o.outcome.is_some()
            && counts(base, evidence, o)
            && better.is_some_and(|b| b.source != o.source && b.outcome != o.outcome)
    };
    evidence.observed().filter(beaten).copied().collect()
}

/// Some trials are at the same time a remedy, such as trying again. Their outcome is its result, so that it is neither
/// proposed twice nor asked for again. The finding itself is the evidence; it is not counted twice.
fn trials(base: &KnowledgeBase, evidence: &Evidence) -> Vec<(RemedyIndex, StepResult)> {
    let result = |(position, observation): (usize, &crate::knowledge_base::Observation)| {
        let remedy = observation.trial_of?;
        let outcome = evidence.outcome(base, ObservationIndex::at(position))?;
        let cured = observation.outcomes.get(outcome.position()).is_some_and(|o| o.cured);
        Some((remedy, if cured { StepResult::Worked } else { StepResult::NoChange }))
    };
    let known: Vec<RemedyIndex> = evidence.tried().map(|(remedy, _)| remedy).collect();
    base.observations.iter().enumerate().filter_map(result).filter(|(remedy, _)| !known.contains(remedy)).collect()
}

/// The page on which a former answer is changed, or any question is looked at.
pub fn revisit(base: &KnowledgeBase, evidence: &Evidence, observation: ObservationIndex) -> Question {
    let mut before = evidence.clone();
    before.retract(observation);
    let posterior = Posterior::of(base, &before);
    let mut question = ask(base, &before, &posterior, observation, 0.0);
    question.chosen =
        evidence.observed().find(|o| o.observation == observation && o.source <= Source::Asked).map(|o| o.outcome);
    let place = evidence
        .entries()
        .iter()
        .filter_map(|e| if let Entry::Observed(o) = e { Some(o) } else { None })
        .filter(|o| o.source == Source::Asked && base.observation(o.observation).is_some_and(is_counted))
        .position(|o| o.observation == observation);
    question.number = place.map_or(question.number, |p| p + 1);
    question
}

/// The device on which this page is open, as far as the visitor has said.
pub fn device(base: &KnowledgeBase, evidence: &Evidence) -> Option<Device> {
    let observation = base.observation_by_id("device")?;
    let outcome = evidence.outcome(base, observation)?;
    Device::ALL.get(outcome.position()).copied()
}

fn ask(
    base: &KnowledgeBase,
    evidence: &Evidence,
    posterior: &Posterior,
    observation: ObservationIndex,
    saves: f64,
) -> Question {
    let first = base.observation(observation).is_some_and(|o| o.first);
    let answered = asked(base, evidence);
    let left = limit(evidence).saturating_sub(answered);
    Question {
        observation,
        number: if first { 0 } else { answered + 1 },
        at_most_more: if first { left } else { left.saturating_sub(1) },
        saves,
        effects: effects(base, posterior, observation),
        chosen: None,
    }
}

fn rank(base: &KnowledgeBase, posterior: &Posterior) -> Vec<Ranked> {
    let mut ranking: Vec<Ranked> = posterior
        .ranking()
        .into_iter()
        .take(SHOWN_CAUSES)
        .map(|h| Ranked {
            cause: Some(CauseIndex::at(h)),
            probability: posterior.probabilities[h],
            reasons: reasons(posterior, h),
        })
        .collect();
    let shown: f64 = ranking.iter().map(|r| r.probability).sum();
    ranking.push(Ranked {
        cause: None,
        // Everything that is not shown, so that the shown figures add up.
        probability: if shown < 1.0 { 1.0 - shown } else { 0.0 },
        reasons: reasons(posterior, base.causes.len()),
    });
    ranking
}

fn headline(base: &KnowledgeBase, posterior: &Posterior) -> Headline {
    // Where the list may not hold the cause, no cause is named in a heading.
    if posterior.something_else() > UNEXPLAINED {
        return Headline::Open;
    }
    let ranking = posterior.ranking();
    let probability = |place: usize| ranking.get(place).map_or(0.0, |h| posterior.probabilities[*h]);
    if probability(0) >= CAUSE_LEADS && probability(1) <= 0.5 * probability(0) {
        return Headline::Cause(CauseIndex::at(ranking[0]), probability(0));
    }
    let family_of = |f: usize| -> f64 {
        base.causes.iter().zip(&posterior.probabilities).filter(|(c, _)| c.family.position() == f).map(|(_, p)| p).sum()
    };
    (0..base.families.len())
        .map(|f| (f, family_of(f)))
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
        .filter(|(_, p)| *p >= FAMILY_LEADS)
        .map_or(Headline::Open, |(f, p)| Headline::Family(FamilyIndex::at(f), p))
}

/// Error 0x904 proves that the name was found and the connection made. Where it breaks after that follows from the causes.
fn line(base: &KnowledgeBase, evidence: &Evidence, posterior: &Posterior) -> [Station; 5] {
    let mut mass = [0.0; 5];
    for (cause, p) in base.causes.iter().zip(&posterior.probabilities) {
        for stage in &cause.stages {
            mass[*stage as usize] += p / cause.stages.len() as f64;
        }
    }
    let named = 1.0 - posterior.something_else();
    let share = |stage: Stage| if named > 0.0 { mass[stage as usize] / named } else { 0.0 };
    let mut line = [Station::Done, Station::Done, Station::Maybe, Station::Maybe, Station::Maybe];
    let told =
        evidence.outcome_id(base, "error-phase").is_some() || evidence.outcome_id(base, "desktop-shown").is_some();
    if !told {
        return line;
    }
    let breaks = Stage::ALL.into_iter().skip(2).find(|stage| share(*stage) >= STAGE_BREAKS);
    // A stage before one that may break is reached at least then, however seldom it breaks itself.
    let reached = Stage::ALL.into_iter().rev().find(|stage| share(*stage) >= STAGE_MAYBE);
    for (position, stage) in Stage::ALL.into_iter().enumerate().skip(2) {
        line[position] = match breaks {
            Some(broken) if stage == broken => Station::Broke,
            Some(broken) if stage < broken => Station::Done,
            Some(_) => Station::Open,
            None if Some(stage) <= reached => Station::Maybe,
            None => Station::Open,
        };
    }
    line
}

fn ending(
    base: &KnowledgeBase,
    evidence: &Evidence,
    surface: &Surface,
    plan: &Plan,
    tried: &[(RemedyIndex, StepResult)],
) -> Option<Ending> {
    if let Some((remedy, _)) = tried.iter().rev().find(|(_, result)| *result == StepResult::Worked) {
        return Some(worked(base, evidence, surface, *remedy, tried));
    }
    let code = base.code_observation()?;
    if let Some(outcome) = evidence.outcome(base, code)
        && base.codes.get(outcome.position()).is_some_and(|c| !c.ours)
    {
        return Some(Ending::OtherCode(outcome));
    }
    let nothing_left = plan.steps.is_empty() && !matches!(plan.next, Next::Try(_) | Next::Confirm(_));
    if nothing_left && plan.asks.is_empty() {
        return Some(Ending::EverythingTried);
    }
    if nothing_left {
        return Some(Ending::OnlyOthers);
    }
    let mut said = evidence.observed().filter(|o| o.source <= Source::Asked).peekable();
    let any = said.peek().is_some();
    // The error code and where the page is open are facts of every case, no answers about this one.
    let first = |o: &Observed| base.observation(o.observation).is_some_and(|o| o.first || o.kind == Kind::Code);
    let unknown = said.all(|o| o.outcome.is_none() || first(o));
    let asked_something = evidence.observed().any(|o| o.source <= Source::Asked && !first(o));
    (any && unknown && asked_something && tried.is_empty()).then_some(Ending::AllUnknown)
}

fn worked(
    base: &KnowledgeBase,
    evidence: &Evidence,
    surface: &Surface,
    remedy: RemedyIndex,
    tried: &[(RemedyIndex, StepResult)],
) -> Ending {
    let property = |r: RemedyIndex, of: fn(&crate::knowledge_base::Remedy) -> bool| base.remedy(r).is_some_and(of);
    // Taking a change back needs what making it needs: its commands stay closed in the same way.
    let still = |wanted: &dyn Fn(RemedyIndex, StepResult) -> bool| -> Vec<(RemedyIndex, Gate)> {
        tried.iter().filter(|(r, result)| wanted(*r, *result)).map(|(r, _)| (*r, gate(base, *r, surface))).collect()
    };
    let changes = |r: &crate::knowledge_base::Remedy| {
        !r.temporary && !r.keep && r.reversible && r.risk != crate::knowledge_base::Risk::None
    };
    Ending::Worked {
        remedy,
        relief: property(remedy, |r| r.relief),
        by_itself: !evidence.tried().any(|(r, result)| r == remedy && result == StepResult::Worked),
        temporary: still(&|r, result| result != StepResult::CouldNot && property(r, |r| r.temporary)),
        in_place: still(&|r, result| {
            matches!(result, StepResult::NoChange | StepResult::HelpedPartly) && property(r, changes)
        }),
    }
}
