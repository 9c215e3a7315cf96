//! A plan followed as the page gives it: after each look and each step the case is weighed anew.

use diagnosis::consultation::Consultation;
use diagnosis::evidence::{Device, Entry, Evidence, Observed, Source, StepResult};
use diagnosis::knowledge_base::{Audience, Audiences, Kind, ObservationIndex, OutcomeIndex, RemedyIndex, Role};
use diagnosis::plan::Next;
use diagnosis::posterior::Posterior;
use diagnosis::{KnowledgeBase, Surface, consult};

use super::visit::{Visitor, cured, order};

/// Nobody follows more steps than this.
const LONGEST: usize = 40;

/// A repair under way.
struct Repair<'v, 'w> {
    base: &'v KnowledgeBase,
    visitor: &'v mut Visitor<'w>,
    causes: &'v [usize],
    evidence: Evidence,
    /// Whom a hand-over was paid for already.
    paid: Audiences,
    minutes: f64,
}

/// Minutes until somebody is back in, or the case is handed over because that is cheaper than going on.
pub(super) fn minutes(
    base: &KnowledgeBase,
    visitor: &mut Visitor<'_>,
    causes: &[usize],
    evidence: &Evidence,
    paid: Option<Audience>,
) -> f64 {
    let reached = paid.map_or_else(Audiences::default, |a| Audiences::default().with(a));
    let mut repair = Repair { base, visitor, causes, evidence: evidence.clone(), paid: reached, minutes: 0.0 };
    if let Some(audience) = paid {
        repair.hand_over(audience);
    }
    for _ in 0..LONGEST {
        let posterior = Posterior::of(base, &repair.evidence);
        if order(base, &repair.evidence, &posterior, paid).is_empty() {
            break;
        }
        let consultation = consult(base, &repair.evidence, &Surface::default());
        match repair.step(&consultation) {
            Some(true) => return repair.minutes,
            Some(false) => {}
            None => break,
        }
    }
    repair.minutes + base.service_minutes.value()
}

impl Repair<'_, '_> {
    /// Does what the plan says next: whether it cured, or nothing if there is nothing left to do.
    fn step(&mut self, consultation: &Consultation) -> Option<bool> {
        match consultation.plan.next {
            Next::Confirm(observation) => Some(self.look(observation)),
            Next::Try(step) => Some(self.attempt(step.remedy)),
            Next::Ask(audience) => {
                let ask = consultation.plan.asks.iter().find(|ask| ask.audience == audience)?;
                if !self.paid.contains(audience) {
                    self.minutes += self.base.handover[audience.position()].value();
                    self.paid = self.paid.with(audience);
                    self.hand_over(audience);
                }
                match (ask.look, ask.remedies.first()) {
                    (Some(observation), _) => Some(self.look(observation)),
                    (None, Some(remedy)) => Some(self.attempt(*remedy)),
                    (None, None) => None,
                }
            }
            Next::HandOver => None,
        }
    }

    /// From here on somebody who can act sits before the same page, and says so there.
    fn hand_over(&mut self, audience: Audience) {
        let answers = self.base.observations.iter().enumerate().filter(|(_, o)| o.role == Role::Gate);
        let granting = answers.flat_map(|(o, observation)| {
            let outcomes = observation.outcomes.iter().enumerate();
            outcomes.filter(|(_, k)| k.grants.contains(audience)).map(move |(k, outcome)| (o, k, outcome.grants))
        });
        if let Some((o, k, _)) = granting.min_by_key(|(_, _, grants)| grants.0.count_ones()) {
            self.evidence.answer(ObservationIndex::at(o), Some(OutcomeIndex::at(k)));
        }
    }

    /// Learns something by doing it; whether it got the person in. Who tries it sees whether Remote Desktop works.
    fn look(&mut self, index: ObservationIndex) -> bool {
        let observation = &self.base.observations[index.position()];
        self.minutes += observation.how.as_ref().map_or(observation.minutes, |how| how.minutes).value();
        let outcome = self.visitor.looked(index);
        let source = if observation.kind == Kind::Report { Source::Collected } else { Source::Asked };
        let device = Device::ThisComputer;
        self.evidence.give(Entry::Observed(Observed {
            observation: index,
            outcome,
            source,
            device,
            soft: None,
            carried: false,
        }));
        outcome.and_then(|k| observation.outcomes.get(k.position())).is_some_and(|k| k.cured)
    }

    fn attempt(&mut self, remedy: RemedyIndex) -> bool {
        self.minutes += self.base.effort(remedy);
        if self.visitor.chance() < cured(self.base, remedy, self.causes) {
            return true;
        }
        self.evidence.give(Entry::Tried(remedy, StepResult::NoChange));
        false
    }
}
