//! What is known of the fault in general: causes, observations, remedies, codes, and the numbers that join them.
//!
//! [`Model`] is what a pack carries: ids, numbers and costs, no language. [`KnowledgeBase`] adds the tables that inference
//! needs, worked out once. Probabilities travel as whole hundred-thousandths, so that a pack is small and both sides read
//! the same bits.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

/// Hundred-thousandths. 1.0 is 100,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Parts(pub u32);

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

/// Where a connection can break, in the order in which a connection is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stage {
    /// The name is turned into an address.
    Name,
    /// The TCP connection is made.
    Connect,
    /// Encryption is agreed on.
    Secure,
    /// The person is signed in.
    SignIn,
    /// The desktop is built and used.
    Desktop,
}

impl Stage {
    /// All stages in order.
    pub const ALL: [Self; 5] = [Self::Name, Self::Connect, Self::Secure, Self::SignIn, Self::Desktop];
}

/// Who can do a step or answer a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Audience {
    /// Every visitor.
    Anyone,
    /// An administrator of the computer one connects from.
    ClientAdmin,
    /// Somebody in front of the other computer.
    AtHost,
    /// The helpdesk, or somebody who knows the other computer.
    Helpdesk,
    /// An administrator of the other computer.
    HostAdmin,
    /// Who looks after network, VPN and security devices.
    Network,
    /// An administrator of the domain.
    Domain,
    /// Who looks after the Remote Desktop gateway.
    Gateway,
    /// Who looks after the cloud service.
    Cloud,
}

impl Audience {
    /// All audiences in order.
    pub const ALL: [Self; 9] = [
        Self::Anyone,
        Self::ClientAdmin,
        Self::AtHost,
        Self::Helpdesk,
        Self::HostAdmin,
        Self::Network,
        Self::Domain,
        Self::Gateway,
        Self::Cloud,
    ];

    /// Position in [`Audience::ALL`].
    pub fn position(self) -> usize {
        self as usize
    }
}

/// A set of audiences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audiences(pub u16);

impl Audiences {
    /// With one audience more.
    #[must_use]
    pub fn with(self, audience: Audience) -> Self {
        Self(self.0 | 1 << audience.position())
    }

    /// Both sets together.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the audience is in the set.
    pub fn contains(self, audience: Audience) -> bool {
        self.0 & 1 << audience.position() != 0
    }
}

/// The machine on which something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Machine {
    /// The computer one connects from.
    Client,
    /// The computer one wants to reach.
    Host,
    /// VPN, firewall, router or tunnel.
    Network,
    /// The Remote Desktop gateway.
    Gateway,
    /// The domain controller.
    DomainController,
}

/// What can go wrong when a step is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Risk {
    /// Changes nothing.
    None,
    /// Low risk.
    Low,
    /// Sessions drop, or other services may be touched.
    Medium,
    /// Can break other services of the machine.
    High,
}

/// How an observation is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A question that a person answers from memory.
    Asked,
    /// A trial somebody makes.
    Test,
    /// A check that the browser runs.
    Check,
    /// The portal's own look at the host.
    Probe,
    /// A fact of the collector's report, or one look by an administrator.
    Report,
    /// The error code itself.
    Code,
}

/// What an observation does to the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// A sign of causes.
    Symptom,
    /// Multiplies priors; never tempered, never a conflict.
    Context,
    /// Decides who can act; says nothing about causes.
    Gate,
    /// The error code: decides whether this portal is the right place.
    Code,
}

/// Of what a browser check speaks, which decides on which device it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// The network path; counts less from another device in the same network.
    Path,
    /// The device itself; counts only on the computer one connects from.
    Device,
}

/// How often a cause is behind error 0x904.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frequency {
    /// Seen often.
    Common,
    /// Seen now and then.
    Occasional,
    /// Seen seldom.
    Rare,
}

/// What the link between a cause and error 0x904 rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grade {
    /// The vendor describes it.
    Vendor,
    /// It was reproduced.
    Reproduced,
    /// Reported from the field.
    FieldReport,
    /// Inferred from how the parts work.
    Inferred,
}

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
    /// Likelihoods that deviate from the baseline.
    pub signs: Vec<Row>,
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
}

/// The model with the tables that inference needs.
#[derive(Clone, Debug)]
pub struct KnowledgeBase {
    model: Model,
    /// Prior by hypothesis: the causes, then "something else".
    priors: Vec<f64>,
    /// Likelihood by observation, outcome, hypothesis.
    likelihoods: Vec<Vec<Vec<f64>>>,
    /// Factor on the prior by observation, outcome, hypothesis; empty where the observation is no context.
    factors: Vec<Vec<Vec<f64>>>,
    /// By remedy: hypothesis and probability of success.
    cures: Vec<Vec<(usize, f64)>>,
    /// Probability of an answer by observation, outcome, hypothesis, when a person gives it; for context the baseline
    /// times the factor. Empty for gates and codes.
    answers: Vec<Vec<Vec<f64>>>,
    /// Entropy of that answer by observation and hypothesis, in nats.
    answer_entropies: Vec<Vec<f64>>,
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
        drop_unresolved(&mut model);
        let priors = priors(&model);
        let likelihoods = likelihoods(&model);
        let factors = factors(&model);
        let cures = cures(&model);
        let answers = answers(&model, &likelihoods, &factors);
        let answer_entropies = answers.iter().map(|outcomes| entropies(outcomes)).collect();
        Self { model, priors, likelihoods, factors, cures, answers, answer_entropies }
    }

    /// Number of hypotheses: all causes and "something else", which is the last.
    pub fn hypotheses(&self) -> usize {
        self.model.causes.len() + 1
    }

    /// Prior by hypothesis.
    pub fn priors(&self) -> &[f64] {
        &self.priors
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

    /// Entropy of a person's answer by hypothesis, in nats; empty for gates and codes.
    pub fn answer_entropy(&self, observation: ObservationIndex) -> &[f64] {
        self.answer_entropies.get(observation.position()).map_or(&[], Vec::as_slice)
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

fn drop_unresolved(model: &mut Model) {
    let (causes, remedies, groups) = (model.causes.len(), model.remedies.len(), model.groups.len());
    let outcomes: Vec<usize> = model.observations.iter().map(|o| o.outcomes.len()).collect();
    let fits = |row: &Row| outcomes.get(row.observation.position()) == Some(&row.values.len());
    for cause in &mut model.causes {
        cause.context.retain(fits);
        cause.signs.retain(fits);
        cause.remedies.retain(|(remedy, _)| remedy.position() < remedies);
        cause.confirm.retain(|o| o.position() < outcomes.len());
        cause.confused_with.retain(|c| c.position() < causes);
    }
    for observation in &mut model.observations {
        observation.ask_when.retain(|(o, _)| o.position() < outcomes.len());
        observation.trial_of = observation.trial_of.filter(|r| r.position() < remedies);
        observation.group = observation.group.filter(|g| usize::from(*g) < groups);
    }
    for remedy in &mut model.remedies {
        remedy.requires.retain(|r| r.position() < remedies);
    }
}

fn priors(model: &Model) -> Vec<f64> {
    let total: f64 = model.causes.iter().map(|c| c.weight.value()).sum();
    let leak = model.something_else.value();
    let share = if total > 0.0 { (1.0 - leak) / total } else { 0.0 };
    let mut priors: Vec<f64> = model.causes.iter().map(|c| c.weight.value() * share).collect();
    priors.push(leak);
    priors
}

/// Every cause without a row of its own sees the baseline; "something else" sees the baseline mixed with even odds, so
/// that surprising evidence moves weight there.
fn likelihoods(model: &Model) -> Vec<Vec<Vec<f64>>> {
    let hypotheses = model.causes.len() + 1;
    let mut table: Vec<Vec<Vec<f64>>> = Vec::with_capacity(model.observations.len());
    for observation in &model.observations {
        let even = 0.3 / observation.outcomes.len().max(1) as f64;
        let rows = observation.outcomes.iter().map(|outcome| {
            let mut row = vec![outcome.baseline.value(); hypotheses];
            row[hypotheses - 1] = 0.7 * outcome.baseline.value() + even;
            row
        });
        table.push(if observation.role == Role::Symptom { rows.collect() } else { Vec::new() });
    }
    for (h, cause) in model.causes.iter().enumerate() {
        for sign in &cause.signs {
            for (k, value) in sign.values.iter().enumerate() {
                if let Some(row) = table[sign.observation.position()].get_mut(k) {
                    row[h] = value.value();
                }
            }
        }
    }
    table
}

fn factors(model: &Model) -> Vec<Vec<Vec<f64>>> {
    let hypotheses = model.causes.len() + 1;
    let mut table: Vec<Vec<Vec<f64>>> = model
        .observations
        .iter()
        .map(|o| if o.role == Role::Context { vec![vec![1.0; hypotheses]; o.outcomes.len()] } else { Vec::new() })
        .collect();
    for (h, cause) in model.causes.iter().enumerate() {
        for row in &cause.context {
            for (k, value) in row.values.iter().enumerate() {
                if let Some(factors) = table[row.observation.position()].get_mut(k) {
                    // Rules out, but never for certain: a content error must not make a cause unreachable.
                    factors[h] = if value.value() > 1e-4 { value.value() } else { 1e-4 };
                }
            }
        }
    }
    table
}

fn answers(model: &Model, likelihoods: &[Vec<Vec<f64>>], factors: &[Vec<Vec<f64>>]) -> Vec<Vec<Vec<f64>>> {
    let noise = model.noise[crate::evidence::Source::Asked as usize].value();
    let mut answers = Vec::with_capacity(model.observations.len());
    for (o, observation) in model.observations.iter().enumerate() {
        let even = noise / observation.outcomes.len().max(1) as f64;
        let rows: Vec<Vec<f64>> = match observation.role {
            Role::Symptom => {
                let noisy = |row: &Vec<f64>| row.iter().map(|l| (1.0 - noise) * l + even).collect();
                likelihoods[o].iter().map(noisy).collect()
            }
            Role::Context => {
                let weighed = |(row, k): (&Vec<f64>, &Outcome)| row.iter().map(|f| f * k.baseline.value()).collect();
                factors[o].iter().zip(&observation.outcomes).map(weighed).collect()
            }
            Role::Gate | Role::Code => Vec::new(),
        };
        answers.push(rows);
    }
    answers
}

fn entropies(outcomes: &[Vec<f64>]) -> Vec<f64> {
    let hypotheses = outcomes.first().map_or(0, Vec::len);
    (0..hypotheses)
        .map(|h| {
            let total: f64 = outcomes.iter().map(|row| row[h]).sum();
            outcomes.iter().map(|row| row[h] / total).map(|p| -p * crate::math::ln(p)).sum()
        })
        .collect()
}

fn cures(model: &Model) -> Vec<Vec<(usize, f64)>> {
    let mut cures: Vec<Vec<(usize, f64)>> = vec![Vec::new(); model.remedies.len()];
    for (h, cause) in model.causes.iter().enumerate() {
        for (remedy, success) in &cause.remedies {
            cures[remedy.position()].push((h, success.value().min(0.99)));
        }
    }
    cures
}
