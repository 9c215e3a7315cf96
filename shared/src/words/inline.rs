//! Inline markup of the content: `` `typed` `` and `<REPLACE-THIS>`.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// A piece of inline text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Running text.
    Text(String),
    /// Something typed or read on the screen.
    Code(String),
    /// Something the reader replaces.
    Placeholder(String),
}

/// Splits inline text into its pieces.
pub fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for (i, part) in text.split('`').enumerate() {
        let code = i % 2 == 1;
        split_placeholders(part, |plain| if code { Span::Code(plain) } else { Span::Text(plain) }, &mut spans);
    }
    spans
}

/// Splits a command into typed text and placeholders.
pub fn plain(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    split_placeholders(text, Span::Text, &mut spans);
    spans
}

fn split_placeholders(mut rest: &str, plain: impl Fn(String) -> Span, spans: &mut Vec<Span>) {
    while let Some((before, name, after)) = next_placeholder(rest) {
        if !before.is_empty() {
            spans.push(plain(before.to_string()));
        }
        spans.push(Span::Placeholder(name.to_string()));
        rest = after;
    }
    if !rest.is_empty() {
        spans.push(plain(rest.to_string()));
    }
}

/// The first `<NAME>`: capitals, digits and hyphens, beginning with a capital.
fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(open) = text[from..].find('<').map(|i| i + from) {
        let name = text[open + 1..].split('>').next().unwrap_or("");
        let named = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
            && text[open + 1 + name.len()..].starts_with('>');
        if named {
            return Some((&text[..open], name, &text[open + name.len() + 2..]));
        }
        from = open + 1;
    }
    None
}
