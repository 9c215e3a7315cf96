//! Single events as text: what `wevtutil` prints, and what "Copy details as text" of Event Viewer gives. Labels are
//! translated, the order is not: log, source, time, number.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::super::moments::{instant, plain};
use super::meanings::{CLIENT_ONLY, HOST_ONLY, MEANINGS};
use super::printed::{from_message, statuses};
use super::{Event, Log, MOST};

/// Lines below the number in which the message stands.
const MESSAGE: usize = 40;

/// Reads the blocks, if there are any.
pub(super) fn read(text: &str) -> Option<Log> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let value = |line: &str| line.split_once(':').map(|(_, value)| value.trim().to_string());
    let mut log = Log::default();
    for (at, three) in lines.windows(3).enumerate() {
        let [Some(provider), Some(time), Some(number)] = [value(three[0]), value(three[1]), value(three[2])] else {
            continue;
        };
        let Ok(id) = number.parse::<u32>() else { continue };
        let (Some(seconds), true) = (instant(&time), log.events.len() < MOST) else { continue };
        let mut event = Event { id, provider, at: Some(seconds), written: plain(&time), ..Event::default() };
        if !is_known(&event) {
            continue;
        }
        let below = &lines[at + 3..lines.len().min(at + 3 + MESSAGE)];
        let end = below.iter().position(|line| line.trim_start().starts_with("Event[")).unwrap_or(below.len());
        let message = below[..end].join(" ");
        event.statuses = statuses(&message);
        from_message(&mut event, &message);
        log.events.push(event);
    }
    (!log.events.is_empty()).then_some(log)
}

/// Whether the source is a program that writes events that matter here.
fn is_known(event: &Event) -> bool {
    let others = ["Security-Auditing", "TermDD"];
    MEANINGS.iter().any(|meaning| event.is_from(meaning.providers))
        || event.is_from(&HOST_ONLY)
        || event.is_from(&CLIENT_ONLY)
        || event.is_from(&others)
}
