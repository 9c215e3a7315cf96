//! What stands above the blocks of a plan: what was learned last, what does not fit, and where the list may not hold the
//! cause.

use alloc::string::String;
use alloc::vec::Vec;

use super::Link;
use super::cards::Deck;
use super::rows::{lower_first, subject};
use crate::conflict::UNEXPLAINED;
use crate::consultation::Ending;
use crate::evidence::StepResult;
use crate::plan::Next;
use crate::posterior::Subject;

/// A remark with ways on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Heading.
    pub heading: String,
    /// Text.
    pub text: String,
    /// Ways on.
    pub links: Vec<Link>,
}

/// All remarks of a plan, in reading order.
pub(super) fn remarks(deck: &Deck<'_>) -> Vec<Remark> {
    if let Some(Ending::Worked { .. } | Ending::OtherCode(_) | Ending::EverythingTried) = &deck.consultation.ending {
        return Vec::new();
    }
    let remarks =
        [learned(deck), rights(deck), hurry(deck), one_restart(deck), conflict(deck), together(deck), unsure(deck)];
    remarks.into_iter().flatten().collect()
}

fn plain(deck: &Deck<'_>, heading: &str, text: String) -> Option<Remark> {
    Some(Remark { heading: deck.words.say(heading), text, links: Vec::new() })
}

/// What the last step taught.
fn learned(deck: &Deck<'_>) -> Option<Remark> {
    let words = deck.words;
    let learned = deck.consultation.learned?;
    let remedy = words.remedy(learned.remedy);
    let text = match (learned.result, learned.change) {
        (StepResult::CouldNot, _) => words.fill("learned.could-not", &[("remedy", remedy)]),
        (_, Some(change)) => {
            let key = if learned.result == StepResult::HelpedPartly { "learned.partly" } else { "learned.no-change" };
            let parameters = [
                ("remedy", remedy),
                ("cause", words.cause(change.cause)),
                ("before", &words.percent(change.before)),
                ("after", &words.percent(change.after)),
            ];
            words.fill(key, &parameters)
        }
        (_, None) => words.fill("learned.nothing", &[("remedy", remedy)]),
    };
    plain(deck, "learned.heading", text)
}

fn rights(deck: &Deck<'_>) -> Option<Remark> {
    let only = matches!(deck.consultation.ending, Some(Ending::OnlyOthers));
    only.then(|| plain(deck, "others.heading", deck.words.say("others.text"))).flatten()
}

/// A way round the fault, for who must be in again now: that it comes first, or how to say so.
fn hurry(deck: &Deck<'_>) -> Option<Remark> {
    let words = deck.words;
    let plan = &deck.consultation.plan;
    let around = plan.workaround?;
    let index = deck.base.observation_by_id("urgency")?;
    let parameters = [("remedy", words.remedy(around))];
    if plan.hurried {
        return plain(deck, "hurry.first-heading", words.fill("hurry.first", &parameters));
    }
    let said = deck.consultation.findings.iter().any(|(o, _)| o.observation == index);
    if said || matches!(plan.next, Next::Try(step) if step.remedy == around) {
        return None;
    }
    let key = &deck.base.observation(index)?.key;
    let link = Link { text: words.say("hurry.link"), href: deck.places.change(deck.transcript, key) };
    Some(Remark {
        heading: words.say("hurry.heading"),
        text: words.fill("hurry.text", &parameters),
        links: Vec::from([link]),
    })
}

/// Steps that end with the same restart are done together.
fn one_restart(deck: &Deck<'_>) -> Option<Remark> {
    let words = deck.words;
    let batch = &deck.consultation.plan.batch;
    let [before @ .., last] = batch.as_slice() else { return None };
    let before: Vec<String> =
        before.iter().map(|r| words.fill("one-restart.name", &[("remedy", words.remedy(*r))])).collect();
    let last = words.fill("one-restart.name", &[("remedy", words.remedy(*last))]);
    let parameters = [("first", &*before.join(", ")), ("last", &*last)];
    plain(deck, "one-restart.heading", words.fill("one-restart.text", &parameters))
}

/// Two findings that do not fit together, with a way to change those that a person gave.
fn conflict(deck: &Deck<'_>) -> Option<Remark> {
    let words = deck.words;
    let conflict = deck.consultation.conflict.as_ref()?;
    let [first, second] = conflict.culprits.as_slice() else { return None };
    let (one, other) = (lower_first(&subject(words, *first)), lower_first(&subject(words, *second)));
    let link = |subject: &Subject| {
        let (Subject::Finding(index, _) | Subject::Unknown(index)) = subject else { return None };
        let observation = deck.base.observation(*index).filter(|o| o.askable)?;
        let texts = words.observation(*index)?;
        let text = words.fill("conflict.check", &[("question", &texts.short)]);
        Some(Link { text, href: deck.places.change(deck.transcript, &observation.key) })
    };
    Some(Remark {
        heading: words.say("conflict.heading"),
        text: words.fill("conflict.text", &[("first", &one), ("second", &other)]),
        links: [first, second].into_iter().filter_map(link).collect(),
    })
}

fn together(deck: &Deck<'_>) -> Option<Remark> {
    let words = deck.words;
    let together = deck.consultation.together?;
    let name = |cause| lower_first(words.cause(cause));
    let parameters = [
        ("first", &*name(together.first)),
        ("second", &*name(together.second)),
        ("chance", &*words.percent(together.share)),
    ];
    plain(deck, "together.heading", words.fill("together.text", &parameters))
}

fn unsure(deck: &Deck<'_>) -> Option<Remark> {
    let consultation = deck.consultation;
    let leads = consultation.ranking.first().is_some_and(|r| r.probability < consultation.something_else);
    let unexplained = consultation.something_else > UNEXPLAINED || leads;
    if !unexplained || consultation.ending.is_some() {
        return None;
    }
    let link = Link { text: deck.words.say("plan.jump-ask"), href: String::from("#who") };
    Some(Remark {
        heading: deck.words.say("unsure.heading"),
        text: deck.words.say("unsure.text"),
        links: if consultation.plan.asks.is_empty() { Vec::new() } else { Vec::from([link]) },
    })
}
