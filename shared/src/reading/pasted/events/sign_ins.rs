//! Refused sign-ins: event 4625, whose status number tells why, and 6167.

use alloc::vec::Vec;

use super::{Event, Machine, Part};
use crate::knowledge_base::KnowledgeBase;
use crate::reading::trace;

/// So many refusals within [`FLOOD_SECONDS`] are no person: one every 12 seconds (judgement).
const FLOOD: usize = 50;
const FLOOD_SECONDS: i64 = 600;
const SECURITY: [&str; 1] = ["Security-Auditing"];
/// Kinds of sign-in that Remote Desktop makes: over the network first, then in the session.
const REMOTE: [u32; 3] = [3, 7, 10];

/// Reads the refusals.
pub(super) fn read(base: &KnowledgeBase, part: &mut Part, events: &[Event], machine: Option<Machine>) {
    let refused: Vec<&Event> = events
        .iter()
        .filter(|e| e.id == 4625 && (e.provider.is_empty() || e.is_from(&SECURITY)))
        .filter(|e| e.kind.is_none_or(|kind| REMOTE.contains(&kind)))
        .collect();
    let Some(last) = refused.iter().max_by_key(|event| event.at) else { return };
    if machine.is_none() {
        part.asks_machine = true;
    }
    let here = machine == Some(Machine::Host);
    let count = alloc::format!("{}×", refused.len());
    if is_flood(&refused) {
        let found = ("report-load", "guessing");
        if here {
            part.understood.derive(base, ("4625", &count), "sign-ins-flood", trace::FLOOD, found);
        } else {
            part.understood.note("4625", &count, "sign-ins-flood");
        }
        return;
    }
    // The last one speaks of the last attempt; older ones may be of anybody.
    let Some(status) = last.statuses.iter().rev().find(|status| **status != 0) else {
        part.understood.note("4625", &count, "sign-in-refused");
        return;
    };
    let value = alloc::format!("0x{status:08X}, {count}");
    match reason(*status).filter(|_| here) {
        Some(outcome) => {
            let found = ("report-logon-reason", outcome);
            let rank = if outcome == "time" { trace::REFUSED_FOR_TIME } else { trace::REFUSED };
            part.understood.derive(base, ("4625", &value), "sign-in-refused-because", rank, found);
        }
        None => part.understood.note("4625", &value, "sign-in-refused"),
    }
}

/// Which outcome a status stands for; the list is that of the observation.
fn reason(status: u32) -> Option<&'static str> {
    match status {
        0xc000_006a | 0xc000_006e | 0xc000_0071 | 0xc000_0072 | 0xc000_0193 | 0xc000_0234 => Some("account-state"),
        0xc000_015b => Some("right-missing"),
        0xc000_0418 | 0xc000_035b => Some("ntlm-refused"),
        0xc000_0133 => Some("time"),
        _ => None,
    }
}

fn is_flood(refused: &[&Event]) -> bool {
    let mut times: Vec<i64> = refused.iter().filter_map(|event| event.at).collect();
    times.sort_unstable();
    times.windows(FLOOD).any(|span| span[FLOOD - 1] - span[0] <= FLOOD_SECONDS)
}
