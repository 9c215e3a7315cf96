//! The message that somebody else can act on: what fails, what is known, what to look at, and what to do then.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Mark;
use super::cards::Deck;
use super::rows::{known, lower_first};
use crate::consultation::Headline;
use crate::knowledge_base::{ObservationIndex, OutcomeIndex, RemedyIndex};
use crate::plan::Ask;

/// How much likelier a finding has to make it that a step helps, before the step is tied to that finding.
const TELLING: f64 = 1.5;
/// The least chance that the step then helps: below it, the finding would promise too much.
const WORTH: f64 = 0.15;
/// A second finding is named beside the best one if it speaks for the step at least this much as strongly.
const NEARLY: f64 = 0.75;

/// The message, line by line.
pub(super) fn message(deck: &Deck<'_>, ask: &Ask) -> String {
    let words = deck.words;
    let code = deck.base.code_observation().and_then(|o| {
        let (observed, _) = deck.consultation.findings.iter().find(|(f, _)| f.observation == o)?;
        Some(deck.base.observation(o)?.outcomes.get(observed.outcome?.position())?.id.clone())
    });
    let mut lines = alloc::vec![words.fill("message.first", &[("code", code.as_deref().unwrap_or("0x904"))])];
    let said: Vec<String> = known(deck.base, words, deck.consultation)
        .into_iter()
        .filter(|row| row.mark != Mark::Absent)
        .map(|row| format!("* {}", plain(&row.text)))
        .collect();
    if !said.is_empty() {
        lines.push(words.say("message.known"));
        lines.extend(said);
    }
    if let Headline::Cause(cause, _) = deck.consultation.headline {
        lines.push(words.fill("message.likely", &[("cause", words.cause(cause))]));
    }
    let look = ask.look.and_then(|o| Some((o, deck.look(o)?)));
    match look {
        Some((observation, texts)) => {
            lines.push(words.fill("message.look", &[("look", &texts.title)]));
            lines.extend(texts.step.command.as_ref().map(|c| c.text.clone()));
            lines.push(words.say("message.then"));
            lines.extend(tied(deck, observation, &ask.remedies));
        }
        None => {
            lines.extend((ask.remedies.len() > 1).then(|| words.say("message.one-by-one")));
            lines.extend(ask.remedies.iter().map(|r| format!("- {}", order(deck, *r))));
        }
    }
    lines.push(words.say("message.last"));
    lines.join("\n")
}

fn order(deck: &Deck<'_>, remedy: RemedyIndex) -> String {
    let order = deck.steps.remedies.get(remedy.position()).map(|t| t.ask.clone()).filter(|t| !t.is_empty());
    plain(&order.unwrap_or_else(|| deck.words.remedy(remedy).to_string()))
}

/// What is typed or read stands between backticks in our words. A mail shows them as they are.
fn plain(text: &str) -> String {
    text.replace('`', "")
}

/// The steps, each after the finding that it fits. Steps for the same finding are tried one after the other;
/// those that no finding speaks for come last.
fn tied(deck: &Deck<'_>, look: ObservationIndex, remedies: &[RemedyIndex]) -> Vec<String> {
    let words = deck.words;
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    let mut rest = Vec::new();
    for remedy in remedies {
        let findings: Vec<String> =
            telling(deck, look, *remedy).iter().map(|k| lower_first(&plain(words.says(look, *k)))).collect();
        let order = order(deck, *remedy);
        if findings.is_empty() {
            rest.push(words.fill("message.otherwise", &[("order", &order)]));
            continue;
        }
        let finding = findings.join(&words.say("message.or"));
        match groups.iter_mut().find(|(other, _)| *other == finding) {
            Some((_, orders)) => orders.push(words.fill("message.next", &[("order", &order)])),
            None => {
                let first = words.fill("message.if", &[("finding", &finding), ("order", &order)]);
                groups.push((finding, alloc::vec![first]));
            }
        }
    }
    groups.into_iter().flat_map(|(_, orders)| orders).chain(rest).collect()
}

/// The one or two outcomes of a look that speak most for a step, best first; none if the look says little about it.
///
/// Worked out from the causes that the page names: a step for a cause that is not among them is tied to nothing.
fn telling(deck: &Deck<'_>, look: ObservationIndex, remedy: RemedyIndex) -> Vec<OutcomeIndex> {
    let cured = |position: usize| deck.base.cures(remedy).iter().find(|(h, _)| *h == position).map_or(0.0, |(_, s)| *s);
    let ranking = &deck.consultation.ranking;
    let now: f64 = ranking.iter().filter_map(|r| Some(r.probability * cured(r.cause?.position()))).sum();
    let outcomes = deck.base.observation(look).map_or(&[][..], |o| &o.outcomes);
    let mut best: Vec<(f64, OutcomeIndex)> = Vec::new();
    for (k, outcome) in outcomes.iter().enumerate() {
        let row = deck.base.likelihood(look, OutcomeIndex::at(k));
        let seen = |position: usize| row.get(position).copied().unwrap_or(outcome.baseline.value());
        let (mut all, mut helped) = (0.0, 0.0);
        for ranked in ranking {
            match ranked.cause {
                Some(cause) => {
                    let share = ranked.probability * seen(cause.position());
                    all += share;
                    helped += share * cured(cause.position());
                }
                None => all += ranked.probability * outcome.baseline.value(),
            }
        }
        let then = if all > 0.0 { helped / all } else { 0.0 };
        if now > 0.0 && then >= WORTH && then >= TELLING * now {
            let place = best.iter().position(|(other, _)| *other < then).unwrap_or(best.len());
            best.insert(place, (then, OutcomeIndex::at(k)));
        }
    }
    let enough = best.first().map_or(0.0, |(then, _)| NEARLY * then);
    best.into_iter().take(2).filter(|(then, _)| *then >= enough).map(|(_, k)| k).collect()
}
