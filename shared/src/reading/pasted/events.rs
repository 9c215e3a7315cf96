//! Event logs: from whatever form they come, an event is a number, the program that wrote it, a time, and a few values.
//! Texts of messages are never needed, because they are translated.

use alloc::string::String;
use alloc::vec::Vec;

use super::{About, Machine, Part, Tool};
use crate::knowledge_base::KnowledgeBase;
use crate::reading::understood::Rank;

mod attempt;
mod blocks;
mod csv;
mod meanings;
mod printed;
mod sign_ins;
mod xml;

use meanings::{MEANINGS, Meaning, Place};

/// More events than this are not kept; the rest of a log is older or newer than any attempt that matters.
const MOST: usize = 100_000;
/// An event so many seconds before or after an attempt belongs to it.
const NEAR: i64 = 120;
/// A restart or sleep so many seconds before or after an attempt explains it.
const NEAR_RESTART: i64 = 900;

/// What long names of programs begin with.
const COMPANY: &str = "Microsoft-Windows-";
/// So many letters of a name that was cut tell something.
const SHORTEST_CUT: usize = 6;

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Event {
    id: u32,
    /// Name of the program, as far as it was shown.
    provider: String,
    /// Seconds since 1970, in the zone of the text.
    at: Option<i64>,
    /// The time as it was written, digits and signs only.
    written: String,
    /// Statuses of a refused sign-in, the more exact one last.
    statuses: Vec<u32>,
    /// Kind of a sign-in: 3 over the network, 10 by Remote Desktop.
    kind: Option<u32>,
    /// The reason number of an end.
    reason: Option<u32>,
    /// Whether encryption was asked for by this machine as a client.
    as_client: bool,
    service: Service,
}

/// Which service an event of the service manager names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Service {
    /// Its name is translated, or not shown.
    #[default]
    Unread,
    RemoteDesktop,
    Another,
}

impl Event {
    /// Whether the program is one of these. A printed table cuts long names, and the number then tells them apart.
    fn is_from(&self, names: &[&str]) -> bool {
        let shown = self.provider.trim_end_matches(['.', '…']);
        let bare = shown.strip_prefix(COMPANY).unwrap_or(shown);
        let fits = |name: &&str| bare == *name || (bare.len() >= SHORTEST_CUT && name.starts_with(bare));
        names.iter().any(fits)
    }

    fn meaning(&self) -> Option<&'static Meaning> {
        MEANINGS.iter().find(|meaning| meaning.ids.contains(&self.id) && self.is_from(meaning.providers))
    }
}

/// Events and how they came.
#[derive(Default)]
struct Log {
    events: Vec<Event>,
    /// Whether it is the answer to our own command, which asks all the logs that an attempt can leave a trace in.
    all_asked: bool,
}

/// Reads an exported log: XML or CSV.
pub(super) fn exported(base: &KnowledgeBase, text: &str, about: &About) -> Option<Part> {
    let log = xml::read(text).or_else(|| csv::read(text))?;
    Some(part(base, &log, about))
}

/// Reads events that PowerShell printed, or that were copied from Event Viewer.
pub(super) fn printed(base: &KnowledgeBase, text: &str, about: &About) -> Option<Part> {
    let log = printed::read(text).or_else(|| blocks::read(text))?;
    Some(part(base, &log, about))
}

fn part(base: &KnowledgeBase, log: &Log, about: &About) -> Part {
    let mut part = Part::new(Tool::Events);
    let machine = about.machine.or_else(|| machine(&log.events));
    let attempts = attempt::arrivals(&log.events);
    let meanings: Vec<Option<&Meaning>> = log.events.iter().map(Event::meaning).collect();
    for meaning in &MEANINGS {
        let mine = log.events.iter().zip(&meanings).filter(|(_, of)| **of == Some(meaning)).map(|(event, _)| event);
        line(base, &mut part, (meaning, mine.collect()), (machine, &attempts));
    }
    if machine != Some(Machine::Client) {
        sign_ins::read(base, &mut part, &log.events, machine);
        attempt::on_host(base, &mut part, log, machine);
    }
    attempt::on_client(base, &mut part, &log.events);
    if part.understood.lines.is_empty() {
        let count = alloc::format!("{}", log.events.len());
        part.understood.note("events", &count, "events-none-telling");
    }
    part
}

/// The line of one meaning.
fn line(
    base: &KnowledgeBase,
    part: &mut Part,
    (meaning, mut counted): (&'static Meaning, Vec<&Event>),
    (machine, attempts): (Option<Machine>, &[i64]),
) {
    if meaning.place == Place::EitherSide {
        counted.retain(|event| !event.as_client);
    }
    if meaning.service {
        counted.retain(|event| event.service != Service::Another);
    }
    // Some logs begin with the newest event, some with the oldest.
    let Some(last) = counted.iter().max_by_key(|event| event.at).copied() else { return };
    let named = !meaning.service || counted.iter().any(|event| event.service == Service::RemoteDesktop);
    let span = if meaning.restart { NEAR_RESTART } else { NEAR };
    let near = counted.iter().any(|event| event.at.is_some_and(|at| is_near(attempts, at, span)));
    let timely = near || (attempts.is_empty() && !meaning.restart);
    let (what, value) = shown(&counted, last);
    let here = match meaning.place {
        Place::Host => true,
        Place::EitherSide => machine == Some(Machine::Host),
    };
    match meaning.found {
        Some(found) if here && named && timely => {
            part.understood.derive(base, (what, &value), meaning.rule, meaning.rank, found);
        }
        Some(_) if !named => part.understood.note(what, &value, "event-service-unread"),
        Some(_) if machine == Some(Machine::Client) && meaning.place == Place::EitherSide => {
            part.understood.note(what, &value, "event-of-client");
        }
        Some(_) if machine.is_none() && meaning.place == Place::EitherSide => {
            part.asks_machine = true;
            part.understood.note(what, &value, "event-machine-unknown");
        }
        Some(_) if !timely => part.understood.note(what, &value, "event-not-at-attempt"),
        Some(_) | None => part.understood.note(what, &value, meaning.rule),
    }
}

/// Whether an attempt was made so many seconds before or after.
fn is_near(attempts: &[i64], at: i64, span: i64) -> bool {
    let next = attempts.partition_point(|attempt| *attempt < at - span);
    attempts.get(next).is_some_and(|attempt| *attempt <= at + span)
}

/// The numbers of the events, and how often and when last.
fn shown(events: &[&Event], last: &Event) -> (String, String) {
    let mut ids: Vec<u32> = events.iter().map(|event| event.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let ids: Vec<String> = ids.iter().map(|id| alloc::format!("{id}")).collect();
    let count = events.len();
    let value = if last.written.is_empty() {
        alloc::format!("{count}×")
    } else {
        alloc::format!("{count}×, {}", last.written)
    };
    (ids.join(", "), value)
}

/// The machine whose log it is, if a program wrote into it that works only there.
fn machine(events: &[Event]) -> Option<Machine> {
    if events.iter().any(|event| event.is_from(&meanings::HOST_ONLY)) {
        Some(Machine::Host)
    } else if events.iter().any(|event| event.is_from(&meanings::CLIENT_ONLY)) {
        Some(Machine::Client)
    } else {
        None
    }
}

/// A line with a finding whose outcome is a code of the list.
fn code_line(base: &KnowledgeBase, part: &mut Part, code: u32, rule: &'static str) -> bool {
    let Some(observation) = base.code_observation() else { return false };
    let position = base.codes.iter().position(|listed| listed.value == code);
    let outcome = position.and_then(|place| base.observation(observation)?.outcomes.get(place));
    let (Some(observation), Some(outcome)) = (base.observation(observation), outcome) else { return false };
    let value = alloc::format!("{code} = 0x{code:X}");
    let (observation, outcome) = (observation.id.clone(), outcome.id.clone());
    part.understood.derive(base, ("1026", &value), rule, Rank::Fault, (&observation, &outcome));
    true
}

#[cfg(test)]
mod tests;
