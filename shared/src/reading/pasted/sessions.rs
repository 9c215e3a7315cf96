//! `qwinsta`, the same as `query session`: whether the listener of Remote Desktop is there and listens.
//!
//! Headings and states are translated; the name `rdp-tcp` and the number of a listener, 65536 and up, are not.

use super::{Part, Tool};
use crate::knowledge_base::KnowledgeBase;
use crate::reading::understood::Rank;

/// Listeners have numbers from here.
const FIRST_LISTENER: u32 = 65_536;
/// How Windows writes "Listen" and "Down" in the languages that were seen; another word gives no finding.
const LISTENS: [&str; 3] = ["Listen", "Abhör", "Abh\u{fffd}r"];
const DOWN: [&str; 1] = ["Down"];

/// Reads the table, if there is one.
pub(super) fn read(base: &KnowledgeBase, text: &str) -> Option<Part> {
    let mut part = Part::new(Tool::Sessions);
    let mut sessions = 0;
    let mut listener = None;
    for line in text.lines() {
        let Some((name, number, state)) = row(line) else { continue };
        if name.eq_ignore_ascii_case("rdp-tcp") && number >= FIRST_LISTENER {
            listener = Some(state);
        } else if name.eq_ignore_ascii_case("services") || name.eq_ignore_ascii_case("console") {
            sessions += 1;
        }
    }
    let broken = ("report-settings", "listener-broken");
    match listener {
        Some(state) if LISTENS.iter().any(|word| state.starts_with(word)) => {
            part.understood.note("rdp-tcp", "65536", "listener-listens");
        }
        Some(state) if DOWN.contains(&state) => {
            part.understood.derive(base, ("rdp-tcp", "Down"), "listener-down", Rank::Fault, broken);
        }
        Some(_) => part.understood.note("rdp-tcp", "65536", "listener-state-unread"),
        // Both rows are always there, on every Windows; one of them alone may be a cut text.
        None if sessions >= 2 => {
            part.understood.derive(base, ("rdp-tcp", "0"), "listener-missing", Rank::Fault, broken)
        }
        None => return None,
    }
    Some(part)
}

/// Name, number and state of a row. The number stands after the name and perhaps a user.
fn row(line: &str) -> Option<(&str, u32, &str)> {
    let line = line.trim_start().trim_start_matches('>');
    let mut words = line.split_whitespace();
    let name = words.next()?;
    let known = ["services", "console", "rdp-tcp"].iter().any(|n| name.eq_ignore_ascii_case(n));
    if !known {
        return None;
    }
    let rest: alloc::vec::Vec<&str> = words.collect();
    let place = rest.iter().take(3).position(|word| word.parse::<u32>().is_ok())?;
    Some((name, rest[place].parse().ok()?, rest.get(place + 1)?))
}
