//! Links back: what points to a cause, a remedy or an observation. The content names each link once, in one direction.

use diagnosis::knowledge_base::{CauseIndex, ObservationIndex, OutcomeIndex, RemedyIndex, Role};
use diagnosis::words::Link;

use crate::catalogue::by_number;
use crate::pages::reason::{heading, path};
use crate::visit::Visit;

/// How much more often than elsewhere an outcome must be seen with a cause to be named as its sign.
const TELLING: f64 = 2.0;
/// Signs named for a cause, and causes named for an outcome.
const MOST: usize = 6;

/// Everything that points to a cause.
pub(crate) struct About {
    pub(crate) events: Vec<Link>,
    pub(crate) updates: Vec<Link>,
    pub(crate) myths: Vec<Link>,
    pub(crate) codes: Vec<Link>,
    /// Observations whose outcome speaks for it most, with that outcome.
    pub(crate) signs: Vec<(Link, String)>,
}

/// What points to a cause.
pub(crate) fn about(visit: &Visit, cause: CauseIndex) -> About {
    let reference = &visit.articles().reference;
    let page = |path: String| visit.places().page(&path);
    let events = by_number(&reference.events).into_iter().flat_map(|(number, meanings)| {
        let inside = |event: &&diagnosis::words::reference::EventWords| {
            event.causes.contains(&cause) || event.details.iter().any(|detail| detail.causes.contains(&cause))
        };
        let link = move |event: &diagnosis::words::reference::EventWords| Link {
            text: visit.w().fill("event.heading", &[("n", &number.to_string()), ("title", &event.title)]),
            href: visit.places().page(&format!("/events/{number}#{}", event.id)),
        };
        meanings.into_iter().filter(inside).map(link).collect::<Vec<Link>>()
    });
    let updates = reference.updates.iter().filter(|update| update.causes.contains(&cause));
    let myths = reference.myths.iter().filter(|myth| myth.causes.contains(&cause));
    let codes = reference.protocol.iter().filter(|reason| reason.causes.contains(&cause));
    About {
        events: events.collect(),
        updates: updates
            .map(|update| Link { text: update.title.clone(), href: page(format!("/updates/{}", update.id)) })
            .collect(),
        myths: myths.map(|myth| Link { text: myth.title.clone(), href: page(format!("/myths/{}", myth.id)) }).collect(),
        codes: codes
            .map(|reason| Link {
                text: visit.w().fill(heading(reason), &[("code", &reason.hex), ("title", &reason.title)]),
                href: page(path(reason)),
            })
            .collect(),
        signs: signs(visit, cause),
    }
}

/// The outcomes that speak for a cause most, the strongest first.
fn signs(visit: &Visit, cause: CauseIndex) -> Vec<(Link, String)> {
    let base = visit.base();
    let Some(subject) = base.causes.get(cause.position()) else { return Vec::new() };
    let mut found: Vec<(f64, ObservationIndex, OutcomeIndex)> = Vec::new();
    for row in &subject.signs {
        let Some(observation) = base.observation(row.observation) else { continue };
        let ratios = row.values.iter().zip(&observation.outcomes).map(|(p, o)| p.value() / o.baseline.value());
        let best = ratios.enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((outcome, ratio)) = best.filter(|(_, ratio)| *ratio >= TELLING) {
            found.push((ratio, row.observation, OutcomeIndex::at(outcome)));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let sign = |(_, observation, outcome): (f64, ObservationIndex, OutcomeIndex)| {
        Some((observation_link(visit, observation)?, visit.words().says(observation, outcome).to_string()))
    };
    found.into_iter().take(MOST).filter_map(sign).collect()
}

/// The page of an observation.
pub(crate) fn observation_link(visit: &Visit, index: ObservationIndex) -> Option<Link> {
    let observation = visit.base().observation(index)?;
    let text = visit.words().observation(index)?.short.clone();
    let listed = matches!(observation.role, Role::Symptom | Role::Context);
    listed.then(|| Link { text, href: visit.places().page(&format!("/observations/{}", observation.id)) })
}

/// The page of a remedy.
pub(crate) fn remedy_link(visit: &Visit, index: RemedyIndex) -> Option<Link> {
    let remedy = visit.base().remedy(index)?;
    let href = visit.places().page(&format!("/remedies/{}", remedy.id));
    Some(Link { text: visit.words().remedy(index).to_string(), href })
}

/// Causes that a remedy cures or relieves, the most promising first.
pub(crate) fn cured_by(visit: &Visit, remedy: RemedyIndex) -> Vec<CauseIndex> {
    let mut causes: Vec<(f64, CauseIndex)> = Vec::new();
    for (position, cause) in visit.base().causes.iter().enumerate() {
        if let Some((_, success)) = cause.remedies.iter().find(|(r, _)| *r == remedy) {
            causes.push((success.value(), CauseIndex::at(position)));
        }
    }
    causes.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    causes.into_iter().map(|(_, cause)| cause).collect()
}

/// Causes for which an outcome speaks most, the strongest first.
pub(crate) fn spoken_for(visit: &Visit, observation: ObservationIndex, outcome: OutcomeIndex) -> Vec<CauseIndex> {
    let base = visit.base();
    let known = base.observation(observation).and_then(|o| o.outcomes.get(outcome.position()));
    let Some(baseline) = known.map(|o| o.baseline.value()) else { return Vec::new() };
    let mut causes: Vec<(f64, CauseIndex)> = Vec::new();
    for (position, cause) in base.causes.iter().enumerate() {
        let row = cause.signs.iter().find(|row| row.observation == observation);
        let ratio = row.and_then(|row| row.values.get(outcome.position())).map_or(1.0, |p| p.value() / baseline);
        if ratio >= TELLING {
            // Of two causes that show it equally, the more frequent one is the better guess.
            causes.push((ratio * cause.weight.value(), CauseIndex::at(position)));
        }
    }
    causes.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    causes.into_iter().take(MOST).map(|(_, cause)| cause).collect()
}
