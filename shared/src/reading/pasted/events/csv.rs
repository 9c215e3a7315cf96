//! Events as a table with separators: what Event Viewer saves as CSV or text, and what PowerShell exports.
//!
//! Event Viewer translates the head but not the order: level, time, source, number, category, and perhaps the message.
//! PowerShell writes the names of the properties, in any order and in no language.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::super::moments::{instant, plain};
use super::printed::{from_message, statuses};
use super::{Event, Log, MOST};

/// Longest field that is kept, in characters; messages are longer and not needed beyond.
const LONGEST: usize = 2_000;

/// Where the columns are.
struct Columns {
    id: usize,
    provider: usize,
    time: Option<usize>,
    message: Option<usize>,
}

/// Reads the table, if it is one.
pub(super) fn read(text: &str) -> Option<Log> {
    let text = text.trim_start();
    // PowerShell 5 begins with the type of what follows.
    let text = if text.starts_with("#TYPE") { text.split_once('\n')?.1.trim_start() } else { text };
    let head = text.lines().next()?;
    let separator = [',', ';', '\t'].into_iter().max_by_key(|separator| head.matches(*separator).count())?;
    let mut rows = Rows { rest: text, separator };
    let head = rows.next()?;
    let by_name =
        |names: &[&str]| head.iter().position(|field| names.iter().any(|n| field.trim().eq_ignore_ascii_case(n)));
    let columns = match (by_name(&["Id", "EventID", "InstanceId"]), by_name(&["ProviderName", "Source"])) {
        (Some(id), Some(provider)) => {
            Columns { id, provider, time: by_name(&["TimeCreated", "TimeGenerated"]), message: by_name(&["Message"]) }
        }
        _ if head.len() >= 5 => Columns { id: 3, provider: 2, time: Some(1), message: Some(5) },
        _ => return None,
    };
    let mut log = Log::default();
    let mut strange = 0;
    for row in rows {
        match event(&row, &columns) {
            Some(event) if log.events.len() < MOST => log.events.push(event),
            Some(_) => break,
            None => strange += 1,
        }
    }
    (!log.events.is_empty() && strange <= log.events.len()).then_some(log)
}

fn event(row: &[String], columns: &Columns) -> Option<Event> {
    let id = row.get(columns.id)?.trim().parse::<u32>().ok().filter(|id| (1..=u32::from(u16::MAX)).contains(id))?;
    let provider = row.get(columns.provider)?.trim().to_string();
    let written = columns.time.and_then(|column| row.get(column)).map_or("", |field| field.trim());
    let at = instant(written);
    if provider.is_empty() || (columns.time.is_some() && at.is_none()) {
        return None;
    }
    let message = columns.message.and_then(|column| row.get(column)).map_or("", String::as_str);
    let mut event =
        Event { id, provider, at, written: plain(written), statuses: statuses(message), ..Event::default() };
    from_message(&mut event, message);
    Some(event)
}

/// The rows, with quoted fields that may hold separators, ends of lines and doubled quotation marks.
struct Rows<'t> {
    rest: &'t str,
    separator: char,
}

impl Iterator for Rows<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        self.rest = self.rest.trim_start_matches('\n');
        if self.rest.is_empty() {
            return None;
        }
        let mut fields = Vec::new();
        let mut field = String::new();
        let mut kept = 0;
        let mut quoted = false;
        let mut letters = self.rest.char_indices().peekable();
        let mut end = self.rest.len();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' if quoted && letters.peek().is_some_and(|(_, next)| *next == '"') => {
                    letters.next();
                }
                '"' if quoted => quoted = false,
                '"' if field.is_empty() => quoted = true,
                '\n' if !quoted => {
                    end = at;
                    break;
                }
                c if c == self.separator && !quoted => {
                    fields.push(core::mem::take(&mut field));
                    kept = 0;
                }
                c if kept < LONGEST => {
                    field.push(c);
                    kept += 1;
                }
                _ => {}
            }
        }
        fields.push(field);
        self.rest = &self.rest[end..];
        Some(fields)
    }
}
