//! When the attempt was, and what the other computer's log shows of it.

use super::super::trace::{Trace, trace};
use super::moment::seconds;
use super::schema::{Client, Event, Host};
use super::{Case, Sign};

/// Before the attempt, an entry may still belong to it: the two clocks, and the second that is cut off. A judgement.
const BEFORE: i64 = 5;
/// After it, an entry may still belong to it: a session that ends within two minutes ended with the attempt. A judgement.
const AFTER: i64 = 120;
/// The reason number of 0x904 in event 1026.
pub(super) const CODE_0X904: i64 = 2308;

/// How the time of the attempt is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The client's log names it.
    Client,
    /// Whoever ran the collector said it.
    Said,
    /// The latest arrival in the host's log; whether that was the attempt is a guess.
    Guessed,
}

/// The attempt that the reports are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its time by the host's clock, in seconds since 1970.
    pub at: i64,
    /// How it is known.
    pub known: Known,
}

impl Attempt {
    /// Whether somebody knows that an attempt was made then.
    fn certain(self) -> bool {
        self.known != Known::Guessed
    }

    /// Whether a time belongs to the attempt.
    pub(super) fn holds(self, at: i64) -> bool {
        (self.at - BEFORE..=self.at + AFTER).contains(&at)
    }
}

/// Finds the attempt. The client's log is the best witness, corrected by the difference of the clocks where both know
/// theirs.
pub(super) fn find(host: Option<&Host>, client: Option<&Client>) -> Option<Attempt> {
    let said = host.and_then(|h| seconds(h.attempt_utc.as_deref()?)).map(|at| Attempt { at, known: Known::Said });
    let logged = client.and_then(own_attempt).map(|at| {
        let differ = host.and_then(|h| clocks(h, client?)).unwrap_or(0.0);
        Attempt { at: at.saturating_add(differ as i64), known: Known::Client }
    });
    let guessed = host.and_then(|h| latest(h, is_arrival)).map(|at| Attempt { at, known: Known::Guessed });
    logged.or(said).or(guessed)
}

/// The latest attempt of the client: the one that ended with 2308 if there is one, and its beginning if it is logged.
fn own_attempt(client: &Client) -> Option<i64> {
    let events = || client.events.iter().flatten().filter_map(|e| Some((e, seconds(e.utc.as_deref()?)?)));
    let ended =
        events().filter(|(e, _)| e.id == Some(1026) && e.reason.as_deref() == Some("2308")).map(|(_, at)| at).max();
    let begun = |before: i64| events().filter(|(e, at)| e.id == Some(1024) && *at <= before).map(|(_, at)| at).max();
    match ended {
        // A session may have lasted for long; then its end is what the host's log must show.
        Some(end) => Some(begun(end).filter(|start| end - start <= AFTER).unwrap_or(end)),
        None => begun(i64::MAX),
    }
}

/// The host's clock minus the client's, in seconds, where both know how far theirs is off.
pub(super) fn clocks(host: &Host, client: &Client) -> Option<f64> {
    let off = |clock: &Option<super::schema::Clock>| {
        clock.as_ref().and_then(|c| c.offset_sec).filter(|s| libm::fabs(*s) < 1e9)
    };
    Some(off(&host.time)? - off(&client.time)?)
}

fn latest(host: &Host, is: fn(&Event) -> bool) -> Option<i64> {
    host.events.iter().flatten().filter(|e| is(e)).filter_map(|e| seconds(e.utc.as_deref()?)).max()
}

fn is_arrival(event: &Event) -> bool {
    stage(event) == Some(Trace::Arrived)
}

/// Whether the event is of one of these providers or channels. Numbers repeat between logs, so an entry that names neither
/// is none.
pub(super) fn from(event: &Event, names: &[&str]) -> bool {
    let named = |text: &Option<alloc::string::String>| {
        text.as_deref().is_some_and(|text| names.iter().any(|name| text.contains(name)))
    };
    named(&event.provider) || named(&event.channel)
}

/// The stage that an entry of the host's log shows.
fn stage(event: &Event) -> Option<Trace> {
    trace(u32::try_from(event.id?).ok()?, |names| from(event, names))
}

/// The stage at which the attempt ended, with the number of the entry that shows it. If several entries fit, the latest
/// counts; an arrival counts only if nothing else does.
fn course(case: &Case<'_>) -> Option<(Trace, i64)> {
    let (host, attempt) = (case.host?, case.attempt?);
    let mut seen: Option<(i64, Trace, i64)> = None;
    let mut arrived = None;
    for event in host.events.iter().flatten() {
        let Some((at, stage)) = event.utc.as_deref().and_then(seconds).zip(stage(event)) else { continue };
        let id = event.id.unwrap_or(0);
        if !attempt.holds(at) {
            continue;
        }
        if stage == Trace::Arrived {
            arrived = Some((stage, id));
        } else if seen.is_none_or(|(latest, old, _)| (at, stage) > (latest, old)) {
            seen = Some((at, stage, id));
        }
    }
    seen.map(|(_, stage, id)| (stage, id)).or(arrived)
}

/// Whether the logs in which arrivals stand could be read.
fn readable(host: &Host) -> bool {
    let read = |name: &str| {
        let log = |l: &&super::schema::Log| l.channel.as_deref().is_some_and(|c| c.contains(name));
        host.logs.iter().flatten().find(log).is_some_and(|l| l.ok == Some(true))
    };
    read("RdpCoreTS") && read("RemoteConnectionManager")
}

fn ended(case: &Case<'_>, wanted: Trace) -> Option<Sign> {
    let (stage, id) = course(case)?;
    (stage == wanted).then(|| Sign::new("events", alloc::format!("{id}")))
}

/// Nothing at the minute of the attempt, although the logs could be read and somebody knows of the attempt.
pub(super) fn nothing(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let certain = case.attempt.is_some_and(Attempt::certain);
    (certain && readable(host) && course(case).is_none()).then(|| Sign::new("events", "-"))
}

/// An arrival, and nothing after it.
pub(super) fn arrived(case: &Case<'_>) -> Option<Sign> {
    ended(case, Trace::Arrived)
}

/// An encryption error.
pub(super) fn encryption(case: &Case<'_>) -> Option<Sign> {
    ended(case, Trace::Encryption)
}

/// A refused sign-in.
pub(super) fn refused(case: &Case<'_>) -> Option<Sign> {
    ended(case, Trace::Refused)
}

/// Past the sign-in, and ended soon after.
pub(super) fn session(case: &Case<'_>) -> Option<Sign> {
    ended(case, Trace::Ended).or_else(|| {
        // Without an end in the host's log the client must know that it ended.
        let failed = case.client?.last_disconnect_reason == Some(CODE_0X904);
        ended(case, Trace::SignedIn).filter(|_| failed)
    })
}

/// 0x904 in the client's log.
pub(super) fn code(case: &Case<'_>) -> Option<Sign> {
    let reason = case.client?.last_disconnect_reason?;
    (reason == CODE_0X904).then(|| Sign::new("client.lastDisconnectReason", alloc::format!("{reason}")))
}
