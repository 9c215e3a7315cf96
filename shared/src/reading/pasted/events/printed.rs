//! Events as PowerShell prints them in a table, the way our own commands ask for them: `TimeCreated Id ProviderName ...`.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::super::moments::{instant, plain};
use super::xml::named;
use super::{Event, Log, MOST, Service};

/// Reads the tables, if there are any.
pub(super) fn read(text: &str) -> Option<Log> {
    let mut log = Log::default();
    let mut columns = Columns::None;
    for line in text.lines() {
        if let Some(found) = head(line) {
            log.all_asked |= found == Columns::Events { text: true };
            columns = found;
            continue;
        }
        let event = match columns {
            Columns::None => None,
            Columns::Events { .. } => row(line),
            Columns::SignIns => sign_in(line),
        };
        log.events.extend(event.filter(|_| log.events.len() < MOST));
    }
    (!log.events.is_empty()).then_some(log)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Columns {
    None,
    /// Whether the last column is the `Text` of our own command, which asks all logs of an attempt.
    Events {
        text: bool,
    },
    SignIns,
}

fn head(line: &str) -> Option<Columns> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[..] {
        ["TimeCreated", "Id", "ProviderName", "Text"] => Some(Columns::Events { text: true }),
        ["TimeCreated", "Id", "ProviderName", ..] | ["TimeCreated", "ProviderName", "Id", ..] => {
            Some(Columns::Events { text: false })
        }
        ["TimeCreated", "Id", ..] => Some(Columns::Events { text: false }),
        ["TimeCreated", "Account", "Status", "SubStatus"] => Some(Columns::SignIns),
        _ => None,
    }
}

/// A row: the first whole number after a time, and the name of a program after it.
fn row(line: &str) -> Option<Event> {
    let mut place = line.find(|c: char| c.is_ascii_digit())?;
    loop {
        let start = place + line[place..].find(char::is_whitespace)?;
        let after = line[start..].trim_start();
        place = line.len() - after.len();
        let word = after.split_whitespace().next()?;
        let Some(id) = word.parse::<u32>().ok().filter(|id| (1..=u32::from(u16::MAX)).contains(id)) else { continue };
        let at = instant(&line[..place])?;
        let rest = after[word.len()..].trim_start();
        // Two spaces or more would end a column, but a narrow table has only one; names of programs have none,
        // except that of the service manager.
        let provider = if rest.starts_with("Service Control") {
            "Service Control Manager"
        } else {
            rest.split_whitespace().next()?
        };
        let mut event = Event {
            id,
            provider: provider.to_string(),
            at: Some(at),
            written: plain(&line[..place]),
            statuses: statuses(rest),
            ..Event::default()
        };
        from_message(&mut event, rest);
        return Some(event);
    }
}

/// A row of refused sign-ins: a time, an account, and two statuses at the end.
fn sign_in(line: &str) -> Option<Event> {
    let statuses = statuses(line);
    if statuses.len() < 2 {
        return None;
    }
    let before = line.split("0x").next()?;
    let written = plain(before.split("  ").next().unwrap_or(before));
    let provider = String::from("Security-Auditing");
    Some(Event { id: 4625, provider, at: instant(before), written, statuses, ..Event::default() })
}

/// Statuses in a text: numbers that begin with `0xC`.
pub(super) fn statuses(text: &str) -> Vec<u32> {
    let numbers = text.match_indices("0x").filter_map(|(at, _)| {
        let digits: String = text[at + 2..].chars().take_while(char::is_ascii_hexdigit).take(9).collect();
        u32::from_str_radix(&digits, 16).ok().filter(|number| number >> 28 == 0xc || *number == 0)
    });
    numbers.take(4).collect()
}

/// What the text of a message adds, as far as it is not translated.
pub(super) fn from_message(event: &mut Event, message: &str) {
    if event.id == 1026 {
        let numbers = message.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
        event.reason = numbers.filter_map(|digits| digits.parse().ok()).next_back();
    }
    if matches!(event.id, 7031 | 7034) && message.contains("Remote Desktop Services") {
        event.service = named("Remote Desktop Services");
    }
    if matches!(event.id, 36870..=36888) && message.contains("TLS client") {
        event.as_client = true;
    }
    debug_assert!(event.service != Service::Another, "a message never rules a service out");
}
