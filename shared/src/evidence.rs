//! What is known of one case: an ordered list of findings, each with its source and device.

use alloc::vec::Vec;

use crate::knowledge_base::{
    Audience, Audiences, KnowledgeBase, ObservationIndex, OutcomeIndex, RemedyIndex, Role, Scope,
};

/// Noise floor of a path check that ran on another device in the same network.
///
/// A judgement: Wi-Fi and routing of two devices in one home or office differ about once in five cases.
const NEIGHBOUR_NOISE: f64 = 0.2;

/// Where a finding comes from, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Came with a link that somebody else made.
    StatedByLink,
    /// A person said it.
    Asked,
    /// Read from a pasted error box.
    Pasted,
    /// Measured by the browser.
    Measured,
    /// Seen by the portal's own probe.
    Probed,
    /// Taken from the collector's report.
    Collected,
}

impl Source {
    /// All sources, the weakest first.
    pub const ALL: [Self; 6] =
        [Self::StatedByLink, Self::Asked, Self::Pasted, Self::Measured, Self::Probed, Self::Collected];
}

/// On which device something was learned. It matters for measurements only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// The computer one connects from, connected as for Remote Desktop.
    ThisComputer,
    /// The computer one connects from, but with its VPN off.
    VpnOff,
    /// Another device in the same network.
    SameNetwork,
    /// A device somewhere else.
    Elsewhere,
}

impl Device {
    /// All devices; the order is that of the outcomes of the observation `device`.
    pub const ALL: [Self; 4] = [Self::ThisComputer, Self::VpnOff, Self::SameNetwork, Self::Elsewhere];
}

/// A figure near a threshold: part of the weight belongs to the neighbouring outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Soft {
    /// The neighbouring outcome.
    pub toward: OutcomeIndex,
    /// 1 to 4 steps of a tenth each; without `Soft` the figure is clear.
    pub steps: u8,
}

/// One finding about one observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observed {
    /// What was observed.
    pub observation: ObservationIndex,
    /// Its outcome; `None` is "I do not know".
    pub outcome: Option<OutcomeIndex>,
    /// Where it comes from.
    pub source: Source,
    /// On which device it was measured.
    pub device: Device,
    /// Nearness to another outcome.
    pub soft: Option<Soft>,
    /// Whether it came with an address, so that a better source than a person's word is only claimed.
    pub carried: bool,
}

impl Observed {
    /// A person's answer.
    pub fn asked(observation: ObservationIndex, outcome: Option<OutcomeIndex>) -> Self {
        Self { observation, outcome, source: Source::Asked, device: Device::ThisComputer, soft: None, carried: false }
    }
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepResult {
    /// Remote Desktop works again.
    Worked,
    /// It was done and changed nothing.
    NoChange,
    /// It was done and something got better, but Remote Desktop still fails.
    HelpedPartly,
    /// It could not be done.
    CouldNot,
}

impl StepResult {
    /// All results.
    pub const ALL: [Self; 4] = [Self::Worked, Self::HelpedPartly, Self::NoChange, Self::CouldNot];
}

/// One entry of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// An observation has an outcome.
    Observed(Observed),
    /// A remedy was tried.
    Tried(RemedyIndex, StepResult),
}

/// Everything that is known of one case, in the order in which it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    entries: Vec<Entry>,
    /// How often the visitor asked for more questions than the usual limit.
    pub more: u8,
}

impl Evidence {
    /// The entries in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Adds an entry. What the same source said before on the same observation, or an earlier result of the same remedy,
    /// is replaced in its place.
    pub fn give(&mut self, entry: Entry) {
        let same = |old: &Entry| match (old, &entry) {
            (Entry::Observed(old), Entry::Observed(new)) => {
                old.observation == new.observation && old.source == new.source
            }
            (Entry::Tried(old, _), Entry::Tried(new, _)) => old == new,
            (Entry::Observed(_), Entry::Tried(..)) | (Entry::Tried(..), Entry::Observed(_)) => false,
        };
        match self.entries.iter_mut().find(|old| same(old)) {
            Some(old) => *old = entry,
            None => self.entries.push(entry),
        }
    }

    /// Takes a person's answer. It replaces, in its place, what a link or a pasted text said of the same thing: the person
    /// corrects it here.
    pub fn answer(&mut self, observation: ObservationIndex, outcome: Option<OutcomeIndex>) {
        let said =
            |e: &Entry| matches!(e, Entry::Observed(o) if o.observation == observation && o.source <= Source::Pasted);
        let answer = Entry::Observed(Observed::asked(observation, outcome));
        match self.entries.iter().position(said) {
            Some(place) => {
                self.entries[place] = answer;
                let mut kept = 0..;
                self.entries.retain(|e| kept.next() == Some(place) || !said(e));
            }
            None => self.entries.push(answer),
        }
    }

    /// Takes back everything about an observation.
    pub fn retract(&mut self, observation: ObservationIndex) {
        self.entries.retain(|e| !matches!(e, Entry::Observed(o) if o.observation == observation));
    }

    /// Drops the results of remedies. Used for links that somebody else made.
    pub fn drop_results(&mut self) {
        self.entries.retain(|e| matches!(e, Entry::Observed(_)));
    }

    /// Marks everything as carried by an address, except what `own` holds: a measurement that this page took itself stays
    /// its own when the address that carries it is read back.
    pub fn mark_carried(&mut self, own: &[Observed]) {
        for entry in &mut self.entries {
            if let Entry::Observed(observed) = entry {
                observed.carried = false;
                observed.carried = !own.contains(observed);
            }
        }
    }

    /// All findings.
    pub fn observed(&self) -> impl Iterator<Item = &Observed> {
        self.entries.iter().filter_map(|e| match e {
            Entry::Observed(o) => Some(o),
            Entry::Tried(..) => None,
        })
    }

    /// All remedies with their results, in order.
    pub fn tried(&self) -> impl Iterator<Item = (RemedyIndex, StepResult)> {
        self.entries.iter().filter_map(|e| match e {
            Entry::Tried(remedy, result) => Some((*remedy, *result)),
            Entry::Observed(_) => None,
        })
    }

    /// The finding that counts for an observation: the one of the best source whose device allows it. A clear outcome goes
    /// before "I do not know".
    pub fn finding(&self, base: &KnowledgeBase, observation: ObservationIndex) -> Option<&Observed> {
        self.observed()
            .filter(|o| o.observation == observation && self.counts(base, o))
            .max_by_key(|o| (o.outcome.is_some(), o.source))
    }

    /// For every observation the finding that counts, as [`Evidence::finding`] finds it, in one pass.
    pub fn findings(&self, base: &KnowledgeBase) -> Vec<Option<&Observed>> {
        let mut found: Vec<Option<&Observed>> = alloc::vec![None; base.observations.len()];
        let rank = |o: &Observed| (o.outcome.is_some(), o.source);
        for observed in self.observed().filter(|o| self.counts(base, o)) {
            if let Some(best) = found.get_mut(observed.observation.position())
                && best.is_none_or(|b| rank(b) <= rank(observed))
            {
                *best = Some(observed);
            }
        }
        found
    }

    /// The outcome that counts for an observation, if one is known.
    pub fn outcome(&self, base: &KnowledgeBase, observation: ObservationIndex) -> Option<OutcomeIndex> {
        self.finding(base, observation)?.outcome
    }

    /// The id of the outcome that counts for an observation.
    pub fn outcome_id<'b>(&self, base: &'b KnowledgeBase, id: &str) -> Option<&'b str> {
        let observation = base.observation_by_id(id)?;
        let outcome = self.outcome(base, observation)?;
        Some(base.observation(observation)?.outcomes.get(outcome.position())?.id.as_str())
    }

    /// Whether a finding may speak about this case at all: a measurement counts only for the machine and network it was
    /// taken on.
    pub fn counts(&self, base: &KnowledgeBase, observed: &Observed) -> bool {
        let Some(observation) = base.observation(observed.observation) else { return false };
        let Some(scope) = observation.scope else { return true };
        if observed.source < Source::Measured {
            return true;
        }
        match (observed.device, scope) {
            (Device::ThisComputer, _) | (Device::VpnOff, Scope::Device) | (Device::SameNetwork, Scope::Path) => true,
            // Without its VPN the computer uses another path than Remote Desktop does, unless no VPN is used at all.
            (Device::VpnOff, Scope::Path) => self.outcome_id(base, "connect-path").is_some_and(|path| path != "vpn"),
            (Device::SameNetwork, Scope::Device) | (Device::Elsewhere, _) => false,
        }
    }

    /// Noise floor of a finding: how often its source names a wrong outcome.
    pub fn noise(base: &KnowledgeBase, observed: &Observed) -> f64 {
        let of = |source: Source| base.noise[source as usize].value();
        let mut noise = of(observed.source);
        if observed.carried && noise < of(Source::Asked) {
            noise = of(Source::Asked);
        }
        let neighbour = observed.device == Device::SameNetwork
            && base.observation(observed.observation).is_some_and(|o| o.scope == Some(Scope::Path));
        if neighbour && observed.source >= Source::Measured && noise < NEIGHBOUR_NOISE {
            noise = NEIGHBOUR_NOISE;
        }
        noise
    }

    /// Whose steps this visitor can do.
    pub fn granted(&self, base: &KnowledgeBase) -> Audiences {
        let mut granted = Audiences::default().with(Audience::Anyone);
        for (position, observation) in base.observations.iter().enumerate() {
            if observation.role != Role::Gate {
                continue;
            }
            let outcome = self.outcome(base, ObservationIndex::at(position));
            if let Some(outcome) = outcome.and_then(|k| observation.outcomes.get(k.position())) {
                granted = granted.union(outcome.grants);
            }
        }
        granted
    }

    /// Whether the conditions hold under which an observation makes sense.
    pub fn applies(&self, base: &KnowledgeBase, observation: ObservationIndex) -> bool {
        base.observation(observation).is_some_and(|o| {
            o.ask_when
                .iter()
                .all(|(other, outcomes)| self.outcome(base, *other).is_some_and(|outcome| outcomes.contains(&outcome)))
        })
    }
}
