//! What became of the last attempt, as the logs of both sides tell it.

use alloc::vec::Vec;

use super::{Event, Log, Machine, NEAR, Part, code_line, meanings};
use crate::knowledge_base::KnowledgeBase;
use crate::reading::trace::{self, Trace};
use crate::reading::understood::Rank;

/// An error that comes so soon after the start of the attempt, in seconds, came at once: people take longer to type.
const AT_ONCE: i64 = 2;
/// Kind of a sign-in at the computer itself.
const KEYBOARD: u32 = 2;
/// The fault of this portal, as event 1026 writes it.
const OUR_CODE: u32 = 0x904;

fn trace(event: &Event) -> Option<Trace> {
    let found = trace::trace(event.id, |names| event.is_from(names))?;
    // What this machine asked of others, and what somebody typed at its own keyboard, is no attempt to reach it.
    let elsewhere = match found {
        Trace::Encryption => event.as_client,
        Trace::Refused => event.kind == Some(KEYBOARD),
        Trace::Arrived | Trace::SignedIn | Trace::Ended => false,
    };
    (!elsewhere).then_some(found)
}

/// When attempts arrived on the host, in order.
pub(super) fn arrivals(events: &[Event]) -> Vec<i64> {
    let mut times: Vec<i64> = events.iter().filter(|e| trace(e) == Some(Trace::Arrived)).filter_map(|e| e.at).collect();
    times.sort_unstable();
    times
}

/// How the last attempt that arrived ended. "If several events fit, the latest one counts" (observation `report-attempt`).
pub(super) fn on_host(base: &KnowledgeBase, part: &mut Part, log: &Log, machine: Option<Machine>) {
    if machine != Some(Machine::Host) {
        return;
    }
    let last = log.events.iter().filter(|e| trace(e) == Some(Trace::Arrived)).max_by_key(|e| e.at);
    let Some((last, start)) = last.and_then(|e| Some((e, e.at?))) else { return };
    let after = |at: i64| (start..=start + NEAR).contains(&at);
    let mut traces: Vec<(i64, Trace, u32)> = log
        .events
        .iter()
        .filter_map(|e| Some((e.at?, trace(e)?, e.id)))
        .filter(|(at, trace, _)| after(*at) && *trace != Trace::Arrived)
        .collect();
    traces.sort_unstable();
    let signed_in = traces.iter().any(|(_, trace, _)| *trace == Trace::SignedIn);
    let id = |id: u32| alloc::format!("{} → {id}", last.id);
    let found = |outcome| ("report-attempt", outcome);
    let understood = &mut part.understood;
    match traces.last() {
        Some((_, Trace::Encryption, number)) => {
            understood.derive(base, (id(*number), &last.written), "attempt-tls-error", Rank::Fault, found("tls-error"));
        }
        Some((_, Trace::Refused, number)) => {
            let refused = found("logon-refused");
            understood.derive(base, (id(*number), &last.written), "attempt-refused", Rank::Fault, refused);
        }
        Some((_, Trace::Ended, number)) if signed_in => {
            let ended = found("session-ended");
            understood.derive(base, (id(*number), &last.written), "attempt-ended", Rank::Fault, ended);
        }
        Some((_, Trace::SignedIn, number)) => understood.note(id(*number), &last.written, "attempt-signed-in"),
        Some((_, Trace::Ended | Trace::Arrived, _)) | None if log.all_asked => {
            let cut = found("arrived-cut");
            understood.derive(base, (alloc::format!("{}", last.id), &last.written), "attempt-cut", Rank::Weak, cut);
        }
        Some((_, Trace::Ended | Trace::Arrived, _)) | None => {
            understood.note(alloc::format!("{}", last.id), &last.written, "attempt-arrived");
        }
    }
}

/// The code of the last attempt of the client, and when it came.
pub(super) fn on_client(base: &KnowledgeBase, part: &mut Part, events: &[Event]) {
    let mut mine: Vec<&Event> = events.iter().filter(|e| e.is_from(&meanings::CLIENT_ONLY)).collect();
    mine.sort_by_key(|e| e.at);
    let listed = |reason: u32| base.codes.iter().any(|code| code.value == reason);
    let of_fault = |e: &&Event| e.id == 1026 && e.reason.is_some_and(|reason| reason > 3 && listed(reason));
    // Our own code if there is one at all: the last entry may be a normal end of another session.
    let ours = mine.iter().rposition(|e| e.id == 1026 && e.reason == Some(OUR_CODE));
    let Some(place) = ours.or_else(|| mine.iter().rposition(of_fault)) else { return };
    let Some(reason) = mine[place].reason else { return };
    code_line(base, part, reason, "client-code");
    if reason != OUR_CODE {
        return;
    }
    let Some(begin) = mine[..place].iter().rposition(|e| e.id == 1024) else { return };
    let (Some(start), Some(end)) = (mine[begin].at, mine[place].at) else { return };
    let seconds = alloc::format!("{} s", end - start);
    if mine[begin..place].iter().any(|e| e.id == 1027) {
        let found = ("error-phase", "after-desktop");
        part.understood.derive(base, ("1024 → 1027 → 1026", &seconds), "client-after-desktop", Rank::Weak, found);
    } else if end - start <= AT_ONCE {
        let found = ("error-phase", "at-once");
        part.understood.derive(base, ("1024 → 1026", &seconds), "client-at-once", Rank::Weak, found);
    } else {
        part.understood.note("1024 → 1026", &seconds, "client-after-wait");
    }
}
