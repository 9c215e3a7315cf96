//! What is known of the fault in general: causes, observations, remedies, codes, and the numbers that join them.
//!
//! [`Model`] is what a pack carries: ids, numbers and costs, no language. [`KnowledgeBase`] adds the tables that inference
//! needs, worked out once. Probabilities travel as whole hundred-thousandths, so that a pack is small and both sides read
//! the same bits.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

pub(crate) mod shares;
mod tables;
mod terms;

pub use terms::{Audience, Audiences, Frequency, Grade, Kind, Machine, Risk, Role, Scope, Stage};

/// Hundred-thousandths. 1.0 is 100,000.
///
/// Most numbers of the content are whole percents or minutes. They travel as an even number, which is one byte; the others
/// as an odd one. That made the pack of the model a twelfth smaller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parts(pub u32);

/// Hundred-thousandths in a percent.
const PERCENT: u32 = 1_000;

impl Serialize for Parts {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let whole = self.0.is_multiple_of(PERCENT);
        let number = u64::from(if whole { self.0 / PERCENT } else { self.0 });
        to.serialize_u64(number << 1 | u64::from(!whole))
    }
}

impl<'de> Deserialize<'de> for Parts {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = u64::deserialize(from)?;
        let parts = if number & 1 == 0 { (number >> 1).saturating_mul(PERCENT.into()) } else { number >> 1 };
        u32::try_from(parts).map(Self).map_err(serde::de::Error::custom)
    }
}

impl Parts {
    /// The nearest number of hundred-thousandths; negative numbers become 0.
    pub fn from_f64(value: f64) -> Self {
        let scaled = libm::round(value * 100_000.0);
        Self(if scaled > 0.0 { scaled as u32 } else { 0 })
    }

    /// As a floating-point number.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 100_000.0
    }
}

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub u16);

        impl $name {
            /// Position in the list of the knowledge base.
            pub fn position(self) -> usize {
                usize::from(self.0)
            }

            /// The index of a position.
            pub fn at(position: usize) -> Self {
                Self(position as u16)
            }
        }
    };
}

index!(
    /// Position of a cause in [`Model::causes`].
    CauseIndex
);
index!(
    /// Position of an observation in [`Model::observations`].
    ObservationIndex
);
index!(
    /// Position of an outcome in [`Observation::outcomes`].
    OutcomeIndex
);
index!(
    /// Position of a remedy in [`Model::remedies`].
    RemedyIndex
);
index!(
    /// Position of a family in [`Model::families`].
    FamilyIndex
);

/// A row of numbers, one for each outcome of an observation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The observation.
    pub observation: ObservationIndex,
    /// One number for each outcome.
    pub values: Vec<Parts>,
}

/// A cause of the fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Permanent number.
    pub number: u16,
    /// Id, also its address.
    pub id: String,
    /// Its family.
    pub family: FamilyIndex,
    /// Where the line breaks.
    pub stages: Vec<Stage>,
    /// How often.
    pub frequency: Frequency,
    /// What the link to 0x904 rests on.
    pub grade: Grade,
    /// Relative weight; the prior is worked out from it.
    pub weight: Parts,
    /// Factors on the prior, by context.
    pub context: Vec<Row>,
    /// Likelihoods that deviate from the baseline; each row sums to 1.
    #[serde(with = "shares")]
    pub signs: Vec<Row>,
    /// Probability of "I do not know", where not knowing is a sign itself.
    pub unknown: Vec<(ObservationIndex, Parts)>,
    /// Remedies with the probability that the error is gone, given this cause.
    pub remedies: Vec<(RemedyIndex, Parts)>,
    /// Observations that prove or disprove it, best first.
    pub confirm: Vec<ObservationIndex>,
    /// Causes it is often confused with.
    pub confused_with: Vec<CauseIndex>,
}

/// One possible value of an observation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Permanent number within its observation.
    pub number: u16,
    /// Id, as it stands in addresses.
    pub id: String,
    /// How often it is seen with an unrelated cause.
    pub baseline: Parts,
    /// Whose steps become possible (role gate).
    pub grants: Audiences,
    /// Whether Remote Desktop works then; only in a trial of a remedy.
    pub cured: bool,
}

/// How an observation is learned by doing something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct How {
    /// On which machine.
    pub machine: Machine,
    /// What can go wrong.
    pub risk: Risk,
    /// Minutes of this one look.
    pub minutes: Parts,
}

/// Anything that can be learned of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// Permanent number.
    pub number: u16,
    /// Id.
    pub id: String,
    /// The word used in addresses.
    pub key: String,
    /// How it is learned.
    pub kind: Kind,
    /// What it does.
    pub role: Role,
    /// Of what a check speaks; only for kind check.
    pub scope: Option<Scope>,
    /// Whether a person can be asked: always for kind asked, for a check where the content gives words for it.
    pub askable: bool,
    /// Whether it is asked before everything else.
    pub first: bool,
    /// Group of observations that share their errors.
    pub group: Option<u8>,
    /// Cost of finding out, in minutes.
    pub minutes: Parts,
    /// Share of people who will not know.
    pub unknown_rate: Parts,
    /// Who can answer.
    pub audience: Audience,
    /// Asked only when each of these observations has one of the outcomes.
    pub ask_when: Vec<(ObservationIndex, Vec<OutcomeIndex>)>,
    /// The remedy that this trial is at the same time.
    pub trial_of: Option<RemedyIndex>,
    /// Its outcomes, without "unknown", which every observation has.
    pub outcomes: Vec<Outcome>,
    /// How it is learned by doing something; makes it a confirmation.
    pub how: Option<How>,
}

/// A way to cure, or to work today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// Permanent number.
    pub number: u16,
    /// Id.
    pub id: String,
    /// Whether it only relieves.
    pub relief: bool,
    /// Who can do it.
    pub audience: Audience,
    /// Where it is done.
    pub machine: Machine,
    /// Minutes of work.
    pub minutes: Parts,
    /// Minutes of waiting besides.
    pub wait: Parts,
    /// What can go wrong.
    pub risk: Risk,
    /// Whether it can be taken back.
    pub reversible: bool,
    /// Whether it ends sessions or can leave the computer unreachable.
    pub cuts_access: bool,
    /// Whether it leaves a change that must be taken back later.
    pub temporary: bool,
    /// Whether the change is right by itself, so that nobody is told to take it back when it did not help.
    pub keep: bool,
    /// Whether a restart belongs to it.
    pub reboot: bool,
    /// Remedies that must have been done before.
    pub requires: Vec<RemedyIndex>,
}

impl Remedy {
    /// Whether its commands are shown only after an administrator has confirmed a second way in.
    pub fn gated(&self) -> bool {
        self.cuts_access || !self.reversible
    }
}

/// Observations that share their errors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Id.
    pub id: String,
    /// Correlation inside the group: 0 independent, 1 copies of each other.
    pub rho: Parts,
}

/// A disconnect code; its position is the outcome of the observation of role code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The number itself.
    pub value: u32,
    /// Whether this portal is the place for it.
    pub ours: bool,
    /// Family of the code, a key of the wording.
    pub family: String,
    /// Whether the meaning is documented.
    pub sure: bool,
}

/// An extended code and the outcome of the observation `extended-code` it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtendedCode {
    /// The number itself.
    pub value: u32,
    /// Id of the outcome.
    pub outcome: String,
}

/// Everything a pack carries except words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// Ids of the families.
    pub families: Vec<String>,
    /// The causes.
    pub causes: Vec<Cause>,
    /// The observations.
    pub observations: Vec<Observation>,
    /// The remedies.
    pub remedies: Vec<Remedy>,
    /// The groups.
    pub groups: Vec<Group>,
    /// The disconnect codes.
    pub codes: Vec<Code>,
    /// The extended codes.
    pub extended: Vec<ExtendedCode>,
    /// Prior of a cause outside the list.
    pub something_else: Parts,
    /// Noise floor by source, in the order of [`crate::evidence::Source::ALL`].
    pub noise: [Parts; 6],
    /// Minutes until somebody else has taken over, when the plan is used up.
    pub service_minutes: Parts,
    /// Minutes that every step costs besides its own time.
    pub step_minutes: Parts,
    /// Minutes that stand for a risk, in the order of [`Risk`].
    pub risk_minutes: [Parts; 4],
    /// Minutes to hand over, once for each audience, in the order of [`Audience::ALL`].
    pub handover: [Parts; 9],
    /// Minutes that a restart takes, contained in the minutes of every remedy that ends with one.
    pub restart_minutes: Parts,
    /// Share of cases in which two causes act together.
    pub pairs: Parts,
    /// Conflict, in nats, from which answers are said not to fit together.
    pub conflict: Parts,
}

/// The model with the tables that inference needs.
#[derive(Clone, Debug)]
pub struct KnowledgeBase {
    model: Model,
    /// Prior by hypothesis: the causes, then "something else".
    priors: Vec<f64>,
    /// The logarithms of the priors.
    prior_logs: Vec<f64>,
    /// Likelihood by observation, outcome, hypothesis.
    likelihoods: Vec<Vec<Vec<f64>>>,
    /// Factor on the prior by observation, outcome, hypothesis; empty where the observation is no context.
    factors: Vec<Vec<Vec<f64>>>,
    /// By remedy: hypothesis and probability of success.
    cures: Vec<Vec<(usize, f64)>>,
    /// Probability of an answer by observation, outcome, hypothesis, when a person gives it; for context the baseline
    /// times the factor. Empty for gates and codes.
    answers: Vec<Vec<Vec<f64>>>,
    /// The logarithms of `answers`.
    answer_logs: Vec<Vec<Arc<[f64]>>>,
    /// Entropy of that answer by observation and hypothesis, in nats.
    answer_entropies: Vec<Vec<f64>>,
    /// Probability of "I do not know" by observation and hypothesis; empty where it tells nothing.
    unknowns: Vec<Vec<f64>>,
    /// Minutes of each remedy with waiting, risk and patience, without any hand-over.
    efforts: Vec<f64>,
    /// By hypothesis: the remedies that may cure it.
    cured_by: Vec<Vec<RemedyIndex>>,
}

impl core::ops::Deref for KnowledgeBase {
    type Target = Model;

    fn deref(&self) -> &Model {
        &self.model
    }
}

impl KnowledgeBase {
    /// Works out the tables.
    ///
    /// A pack that was not made by the validator may hold indices that do not resolve; they are dropped here, so that
    /// nothing after this point can fail.
    pub fn new(mut model: Model) -> Self {
        tables::drop_unresolved(&mut model);
        let priors = tables::priors(&model);
        let prior_logs = priors.iter().map(|p| crate::math::ln(*p)).collect();
        let likelihoods = tables::likelihoods(&model);
        let factors = tables::factors(&model);
        let cures = tables::cures(&model);
        let answers = tables::answers(&model, &likelihoods, &factors);
        let answer_entropies = answers.iter().map(|outcomes| tables::entropies(outcomes)).collect();
        let answer_logs = tables::logarithms(&answers);
        let unknowns = tables::unknowns(&model);
        let efforts = tables::efforts(&model);
        let cured_by = tables::cured_by(&model);
        Self {
            model,
            priors,
            prior_logs,
            likelihoods,
            factors,
            cures,
            answers,
            answer_logs,
            answer_entropies,
            unknowns,
            efforts,
            cured_by,
        }
    }

    /// Number of hypotheses: all causes and "something else", which is the last.
    pub fn hypotheses(&self) -> usize {
        self.model.causes.len() + 1
    }

    /// Prior by hypothesis.
    pub fn priors(&self) -> &[f64] {
        &self.priors
    }

    /// The logarithms of the priors, in nats.
    pub(crate) fn prior_logs(&self) -> &[f64] {
        &self.prior_logs
    }

    /// Likelihood of an outcome by hypothesis, before any noise floor.
    pub fn likelihood(&self, observation: ObservationIndex, outcome: OutcomeIndex) -> &[f64] {
        self.likelihoods
            .get(observation.position())
            .and_then(|outcomes| outcomes.get(outcome.position()))
            .map_or(&[], Vec::as_slice)
    }

    /// Factors of a context outcome on the priors.
    pub fn factor(&self, observation: ObservationIndex, outcome: OutcomeIndex) -> &[f64] {
        self.factors
            .get(observation.position())
            .and_then(|outcomes| outcomes.get(outcome.position()))
            .map_or(&[], Vec::as_slice)
    }

    /// Probability by hypothesis that a person gives this answer; empty for gates and codes.
    pub fn asked_likelihood(&self, observation: ObservationIndex, outcome: OutcomeIndex) -> &[f64] {
        self.answers
            .get(observation.position())
            .and_then(|outcomes| outcomes.get(outcome.position()))
            .map_or(&[], Vec::as_slice)
    }

    /// The logarithms of [`KnowledgeBase::asked_likelihood`], in nats.
    pub(crate) fn asked_log(&self, observation: ObservationIndex, outcome: OutcomeIndex) -> Option<&Arc<[f64]>> {
        self.answer_logs.get(observation.position())?.get(outcome.position()).filter(|row| !row.is_empty())
    }

    /// Entropy of a person's answer by hypothesis, in nats; empty for gates and codes.
    pub fn answer_entropy(&self, observation: ObservationIndex) -> &[f64] {
        self.answer_entropies.get(observation.position()).map_or(&[], Vec::as_slice)
    }

    /// Probability of "I do not know" by hypothesis; empty where the content says that it tells nothing.
    pub fn unknown_likelihood(&self, observation: ObservationIndex) -> &[f64] {
        self.unknowns.get(observation.position()).map_or(&[], Vec::as_slice)
    }

    /// Minutes of a remedy with the share of waiting, risk and patience, without any hand-over.
    pub fn effort(&self, remedy: RemedyIndex) -> f64 {
        self.efforts.get(remedy.position()).copied().unwrap_or(0.0)
    }

    /// Remedies that may cure a hypothesis.
    pub fn cured_by(&self, hypothesis: usize) -> &[RemedyIndex] {
        self.cured_by.get(hypothesis).map_or(&[], Vec::as_slice)
    }

    /// Hypotheses that a remedy cures, with the probability.
    pub fn cures(&self, remedy: RemedyIndex) -> &[(usize, f64)] {
        self.cures.get(remedy.position()).map_or(&[], Vec::as_slice)
    }

    /// The observation of an index; `None` for an index of another knowledge base.
    pub fn observation(&self, index: ObservationIndex) -> Option<&Observation> {
        self.model.observations.get(index.position())
    }

    /// The remedy of an index; `None` for an index of another knowledge base.
    pub fn remedy(&self, index: RemedyIndex) -> Option<&Remedy> {
        self.model.remedies.get(index.position())
    }

    /// The observation with this id.
    pub fn observation_by_id(&self, id: &str) -> Option<ObservationIndex> {
        self.model.observations.iter().position(|o| o.id == id).map(ObservationIndex::at)
    }

    /// The observation with this word in addresses.
    pub fn observation_by_key(&self, key: &str) -> Option<ObservationIndex> {
        self.model.observations.iter().position(|o| o.key == key).map(ObservationIndex::at)
    }

    /// The remedy with this id.
    pub fn remedy_by_id(&self, id: &str) -> Option<RemedyIndex> {
        self.model.remedies.iter().position(|r| r.id == id).map(RemedyIndex::at)
    }

    /// The cause with this id.
    pub fn cause_by_id(&self, id: &str) -> Option<CauseIndex> {
        self.model.causes.iter().position(|c| c.id == id).map(CauseIndex::at)
    }

    /// The outcome with this id.
    pub fn outcome_by_id(&self, observation: ObservationIndex, id: &str) -> Option<OutcomeIndex> {
        let observation = self.observation(observation)?;
        observation.outcomes.iter().position(|o| o.id == id).map(OutcomeIndex::at)
    }

    /// The observation whose outcomes are the disconnect codes.
    pub fn code_observation(&self) -> Option<ObservationIndex> {
        self.model.observations.iter().position(|o| o.role == Role::Code).map(ObservationIndex::at)
    }
}
