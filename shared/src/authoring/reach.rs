//! Rules that need the engine itself: whether a cause can come first at all, whether an observation ever tells anything, and
//! whether the people a remedy names can do it.

use alloc::vec::Vec;

use super::{Content, Defect, Raw, Sheet};
use crate::evidence::{Entry, Evidence, Observed};
use crate::knowledge_base::{Audience, KnowledgeBase, ObservationIndex, OutcomeIndex, Role};
use crate::posterior::Posterior;

/// A cause must be among this many when everything speaks for it: that many are shown.
const SHOWN: usize = 3;
/// A row that is nearer to the baseline than this in all tells nothing.
const TELLS: f64 = 0.05;

pub(super) fn check(raw: &Raw, content: &Content, defects: &mut Vec<Defect>) {
    let base = KnowledgeBase::new(content.model.clone());
    for (h, cause) in base.causes.iter().enumerate() {
        let place = Posterior::of(&base, &best_case(&base, h)).ranking().into_iter().position(|c| c == h);
        if let Some(sheet) = raw.causes.iter().find(|s| s.front.id == cause.id)
            && place.is_none_or(|place| place >= SHOWN)
        {
            let message = "Other causes stay more likely, even if everything is found that speaks for it.".into();
            add(defects, sheet, "signs", "unreachable", message, "Give it a sign that it alone shows often.");
        }
    }
    for sheet in &raw.observations {
        let index = base.observation_by_id(&sheet.front.id);
        if index.is_some_and(|index| sheet.front.trial_of.is_none() && !tells(&base, index)) {
            let message = "No cause has a row for it that differs from its baseline, so it never changes a decision.";
            let cure = "Say in a cause how often it is seen there, or remove the file.";
            add(defects, sheet, "", "tells-nothing", message.into(), cure);
        }
    }
    for sheet in &raw.remedies {
        let front = &sheet.front;
        let elevated = front.undo_elevated == Some(true) || front.steps.iter().any(|step| step.elevated == Some(true));
        if elevated && front.audience == Audience::Anyone {
            let message = "Its steps need rights there that its audience does not have.".into();
            let cure = "Name who has these rights, or find a way without them.";
            add(defects, sheet, "", "nobody-can", message, cure);
        }
    }
}

fn add<T>(
    defects: &mut Vec<Defect>,
    sheet: &Sheet<T>,
    table: &str,
    rule: &'static str,
    message: alloc::string::String,
    cure: &str,
) {
    let line = if table.is_empty() { sheet.line("", "audience") } else { sheet.line(table, "") };
    defects.push(Defect { file: sheet.path.clone(), line, rule, message, cure: cure.into() });
}

/// Of every observation the outcome that speaks most for a cause.
fn best_case(base: &KnowledgeBase, cause: usize) -> Evidence {
    let mut evidence = Evidence::default();
    for position in 0..base.observations.len() {
        let observation = ObservationIndex::at(position);
        let outcomes = (0..base.observations[position].outcomes.len()).map(OutcomeIndex::at);
        let speaks = |k: &OutcomeIndex| {
            let row = row(base, observation, *k);
            let mean: f64 = row.iter().zip(base.priors()).map(|(value, prior)| value * prior).sum();
            row.get(cause).map_or(0.0, |value| value / mean)
        };
        if let Some(best) = outcomes.max_by(|a, b| speaks(a).total_cmp(&speaks(b))) {
            evidence.give(Entry::Observed(Observed::asked(observation, Some(best))));
        }
    }
    evidence
}

/// What an outcome says, by hypothesis: likelihoods, or factors on the prior.
fn row(base: &KnowledgeBase, observation: ObservationIndex, outcome: OutcomeIndex) -> &[f64] {
    match base.observation(observation).map(|o| o.role) {
        Some(Role::Symptom) => base.likelihood(observation, outcome),
        Some(Role::Context) => base.factor(observation, outcome),
        _ => &[],
    }
}

/// Whether some cause makes some outcome more or less likely. Gates, codes and what is asked first decide in other ways.
fn tells(base: &KnowledgeBase, index: ObservationIndex) -> bool {
    let Some(observation) = base.observation(index) else { return false };
    if observation.first || matches!(observation.role, Role::Gate | Role::Code) {
        return true;
    }
    (0..observation.outcomes.len()).map(OutcomeIndex::at).any(|outcome| {
        let row = row(base, index, outcome);
        let causes = &row[..row.len().saturating_sub(1)];
        let least = causes.iter().copied().fold(f64::INFINITY, f64::min);
        let most = causes.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        most - least > TELLS
    })
}
