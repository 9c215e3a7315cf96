//! What was seen, in words.

use diagnosis::words::Mark;

use super::value;
use crate::calendar;
use crate::probe::{Outcome, Phase, Seen, Standing, word};
use crate::visit::Visit;

/// A look as the page shows it.
pub(super) struct Looked {
    pub(super) heading: String,
    pub(super) means: String,
    /// In which phase it was decided; empty if all phases were well.
    pub(super) phase: String,
    pub(super) steps: Vec<Step>,
    /// Label and text.
    pub(super) facts: Vec<(String, String)>,
    /// Whether the verdict rests on documents only.
    pub(super) unverified: bool,
    /// What can go on: value in the form, and what it says.
    pub(super) findings: Vec<(String, String)>,
}

/// One phase.
pub(super) struct Step {
    pub(super) mark: Mark,
    pub(super) name: String,
    pub(super) outcome: String,
    pub(super) time: String,
}

pub(super) fn looked(visit: &Visit, seen: &Seen) -> Looked {
    let w = visit.w();
    let verdict = word(&seen.verdict);
    let decided = seen.verdict.phase();
    Looked {
        heading: w.say(&format!("probe.verdict.{verdict}")),
        means: w.say(&format!("probe.means.{verdict}")),
        phase: decided
            .map_or_else(String::new, |phase| w.fill("look.decided", &[("phase", &phase_name(visit, phase))])),
        steps: steps(visit, seen, decided),
        facts: facts(visit, seen),
        unverified: seen.unverified_on_windows,
        findings: findings(visit, seen),
    }
}

fn phase_name(visit: &Visit, phase: Phase) -> String {
    visit.w().say(&format!("probe.phase.{}", word(&phase)))
}

fn steps(visit: &Visit, seen: &Seen, decided: Option<Phase>) -> Vec<Step> {
    let w = visit.w();
    let step = |(phase, outcome, time): &(Phase, Outcome, std::time::Duration)| {
        let code = match outcome {
            Outcome::Alert { code } => code.to_string(),
            Outcome::Failure { code } => code.to_string(),
            _ => String::new(),
        };
        Step {
            mark: match outcome {
                Outcome::Fine if decided == Some(*phase) => Mark::Warn,
                Outcome::Fine => Mark::Ok,
                _ if decided == Some(*phase) => Mark::Bad,
                _ => Mark::Unclear,
            },
            name: phase_name(visit, *phase),
            outcome: w.fill(&format!("probe.outcome.{}", word(outcome)), &[("code", &code)]),
            time: w.fill("look.time", &[("ms", &time.as_millis().to_string())]),
        }
    };
    seen.phases.iter().map(step).collect()
}

fn facts(visit: &Visit, seen: &Seen) -> Vec<(String, String)> {
    let w = visit.w();
    let mut facts = Vec::new();
    if let Some((version, agreed)) = &seen.tls {
        let offered = || w.fill("look.tls-offered", &[("version", version)]);
        facts.push((w.say("look.tls"), if *agreed { (*version).to_string() } else { offered() }));
    }
    if let Some((first, last)) = &seen.valid {
        let (first, last) = (calendar::date(w, first), calendar::date(w, last));
        let dates = w.fill("probe.dates", &[("from", &first), ("to", &last)]);
        let standing = seen.standing.map(|standing: Standing| w.say(&format!("look.standing.{}", word(&standing))));
        let text = [Some(format!("{dates}.")), standing].into_iter().flatten().collect::<Vec<_>>().join(" ");
        facts.push((w.say("look.certificate"), text));
    }
    if let Some(minutes) = seen.clock_minutes {
        facts.push((w.say("look.clock"), w.count("look.clock-differs", minutes as usize, &[])));
    }
    facts
}

fn findings(visit: &Visit, seen: &Seen) -> Vec<(String, String)> {
    let base = visit.base();
    let said = |finding: &crate::probe::Finding| {
        let observation = base.observation_by_id(finding.observation)?;
        let outcome = base.outcome_by_id(observation, finding.outcome)?;
        Some((value(finding), visit.words().says(observation, outcome).to_string()))
    };
    seen.findings.iter().filter_map(said).collect()
}
