//! Events in XML, as Event Viewer, `wevtutil` and the details of one event write them. A reader of its own: it takes what
//! stands in known elements and survives any rest, a file that is cut off included.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::super::moments::{instant, plain};
use super::{Event, Log, MOST, Service};

/// Longest value that is looked at, in bytes.
const LONGEST: usize = 512;

/// Reads the events, if there are any.
pub(super) fn read(text: &str) -> Option<Log> {
    if !text.contains("<EventID") {
        return None;
    }
    let mut log = Log::default();
    let mut reader = Reader { event: Event::default(), inside: None, name: String::new(), begun: false };
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        reader.text(&rest[..open]);
        let inside = &rest[open + 1..];
        if let Some((skipped, after)) = not_a_tag(inside) {
            reader.text(skipped);
            rest = after;
            continue;
        }
        let Some(close) = end_of_tag(inside) else { break };
        if reader.tag(&inside[..close]) && log.events.len() < MOST {
            log.events.push(core::mem::take(&mut reader.event));
        }
        rest = &inside[close + 1..];
    }
    // The last event of a file that is cut off counts if its number and program are there.
    if reader.begun && reader.event.id > 0 && !reader.event.provider.is_empty() && log.events.len() < MOST {
        log.events.push(reader.event);
    }
    (!log.events.is_empty()).then_some(log)
}

/// Comments, instructions and plain text blocks: what counts as text, and what follows.
fn not_a_tag(inside: &str) -> Option<(&str, &str)> {
    let until = |start: &str, end: &str| {
        let body = inside.strip_prefix(start)?;
        Some(body.split_once(end).unwrap_or((body, "")))
    };
    if let Some((text, after)) = until("![CDATA[", "]]>") {
        return Some((text, after));
    }
    let (_, after) = until("!--", "-->").or_else(|| until("?", "?>"))?;
    Some(("", after))
}

/// The end of a tag; a bracket between quotation marks is none.
fn end_of_tag(inside: &str) -> Option<usize> {
    let mut quote = None;
    for (at, letter) in inside.char_indices() {
        match (quote, letter) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
    }
    None
}

/// Elements whose text matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    Id,
    Value,
    Binary,
}

struct Reader {
    event: Event,
    inside: Option<Element>,
    /// The name of the value.
    name: String,
    begun: bool,
}

impl Reader {
    /// Takes a tag; says whether an event is complete.
    fn tag(&mut self, tag: &str) -> bool {
        let (name, attributes) =
            tag.split_at(tag.find(|c: char| c.is_whitespace() || c == '/').filter(|at| *at > 0).unwrap_or(tag.len()));
        if let Some(name) = tag.strip_prefix('/') {
            self.inside = None;
            let ends = local(name.trim()) == "Event" && self.begun;
            self.begun &= !ends;
            return ends && self.event.id > 0;
        }
        match local(name) {
            "Event" => {
                self.event = Event::default();
                self.begun = true;
            }
            // The rendered text names the program once more, without an attribute.
            "Provider" => {
                self.event.provider = attribute(attributes, "Name").unwrap_or(core::mem::take(&mut self.event.provider))
            }
            "TimeCreated" => {
                let written = attribute(attributes, "SystemTime").unwrap_or_default();
                self.event.at = instant(&written);
                self.event.written = plain(&written);
            }
            "EventID" => self.inside = Some(Element::Id),
            "Binary" => self.inside = Some(Element::Binary),
            "Data" => {
                self.inside = Some(Element::Value);
                self.name = attribute(attributes, "Name").unwrap_or_default();
            }
            _ => self.inside = None,
        }
        if attributes.trim_end().ends_with('/') {
            self.inside = None;
        }
        false
    }

    fn text(&mut self, text: &str) {
        let Some(inside) = self.inside else { return };
        let value = text.trim();
        if value.is_empty() || value.len() > LONGEST {
            return;
        }
        let event = &mut self.event;
        match (inside, self.name.as_str()) {
            (Element::Id, _) => event.id = value.parse().unwrap_or(0),
            (Element::Binary, _) => event.service = service(value).unwrap_or(event.service),
            (Element::Value, "Status" | "SubStatus") => event.statuses.extend(hexadecimal(value)),
            (Element::Value, "LogonType") => event.kind = value.parse().ok(),
            (Element::Value, "Type") => event.as_client = value.eq_ignore_ascii_case("client"),
            (Element::Value, "param1") if event.service == Service::Unread => event.service = named(value),
            (Element::Value, name) if event.id == 1026 && name != "Name" => {
                event.reason = event.reason.or_else(|| value.parse().ok());
            }
            (Element::Value, _) => {}
        }
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, left) = after[1..].split_once(quote)?;
        if name.trim() == wanted {
            let value: String = value.chars().take(LONGEST).collect();
            return Some(value.replace("&amp;", "&"));
        }
        rest = left;
    }
    None
}

fn hexadecimal(value: &str) -> Option<u32> {
    u32::from_str_radix(value.strip_prefix("0x").or_else(|| value.strip_prefix("0X"))?, 16).ok()
}

/// The key of the service, which the service manager adds in hexadecimal digits of UTF-16: it is in no language.
fn service(digits: &str) -> Option<Service> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let bytes: Vec<u8> = digits
        .as_bytes()
        .chunks_exact(2)
        .filter_map(|pair| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let text: String = char::decode_utf16(units).filter_map(Result::ok).take(64).collect();
    let key = text.split(['/', '\0']).next().unwrap_or("");
    Some(if key.eq_ignore_ascii_case("TermService") { Service::RemoteDesktop } else { Service::Another })
}

/// The shown name of the service. It is translated, so that another name says nothing.
pub(super) fn named(name: &str) -> Service {
    let ours = ["Remote Desktop Services", "TermService"];
    if ours.contains(&name.to_string().as_str()) { Service::RemoteDesktop } else { Service::Unread }
}
