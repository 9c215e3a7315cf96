//! Reads a pasted error box or event log line, in any language.
//!
//! No word of any language is known here. What is read: numbers written `0x...`, or a decimal code where no such number
//! stands, and for display only the time. Everything that may name a person or a machine is masked before anything is shown.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::evidence::{Device, Entry, Evidence, Observed, Source};
use crate::knowledge_base::KnowledgeBase;

/// Stands for a masked name.
pub const MASK: &str = "•••";
/// More than this is no error box; the rest is not read.
pub const LONGEST: usize = 16_000;

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialog {
    /// The error code.
    pub code: Option<u32>,
    /// The extended error code.
    pub extended: Option<u32>,
    /// The time as it was written, for display only.
    pub time: Option<String>,
    /// The text with names masked.
    pub echo: String,
}

/// Reads a text.
pub fn read(base: &KnowledgeBase, text: &str) -> Dialog {
    let text = normalise(text);
    let numbers = hexadecimal(&text);
    // 0x0 to 0x3 also stand in places where no code is meant, such as the fields of an event.
    let telling = |n: &u32| *n > 3 && base.codes.iter().any(|c| c.value == *n);
    let place = numbers.iter().position(telling);
    let (code, extended) = match place {
        Some(place) => (Some(numbers[place]), numbers.get(place + 1).copied()),
        None => match decimal(&text).into_iter().find(|n| telling(n) && *n > 0xff) {
            Some(code) => (Some(code), None),
            None => (numbers.first().copied(), numbers.get(1).copied()),
        },
    };
    Dialog { code, extended, time: time(&text), echo: mask(&text) }
}

/// The codes as evidence. A code outside the list gives none, and the caller says so.
pub fn evidence(base: &KnowledgeBase, dialog: &Dialog) -> Evidence {
    let mut evidence = Evidence::default();
    let mut give = |observation, outcome| {
        let observed = Observed {
            observation,
            outcome: Some(outcome),
            source: Source::Pasted,
            device: Device::ThisComputer,
            soft: None,
            carried: false,
        };
        evidence.give(Entry::Observed(observed));
    };
    let code = base.code_observation().zip(dialog.code);
    if let Some((observation, code)) = code
        && let Some(position) = base.codes.iter().position(|c| c.value == code)
    {
        give(observation, crate::knowledge_base::OutcomeIndex::at(position));
    }
    let extended = base.observation_by_id("extended-code").zip(dialog.extended);
    if let Some((observation, value)) = extended {
        let outcome = base.extended.iter().find(|e| e.value == value).map_or("other", |e| e.outcome.as_str());
        if let Some(outcome) = base.outcome_by_id(observation, outcome) {
            give(observation, outcome);
        }
    }
    evidence
}

/// A number as it is written in an address or a field: `0x904`, `904` (taken as hexadecimal if that is a known code and
/// the decimal reading is not), `2308`, full width digits included.
pub fn number(base: &KnowledgeBase, text: &str) -> Option<u32> {
    let text = normalise(text.trim());
    if let Some(hex) = hexadecimal(&text).first() {
        return Some(*hex);
    }
    let decimal: u32 = text.parse().ok()?;
    let known = |n: u32| base.codes.iter().any(|c| c.value == n);
    match u32::from_str_radix(&text, 16) {
        Ok(hex) if known(hex) && !known(decimal) => Some(hex),
        _ => Some(decimal),
    }
}

/// Full width letters and digits become plain ones, odd spaces become spaces, invisible marks go.
fn normalise(text: &str) -> String {
    text.chars()
        .take(LONGEST)
        .filter(
            |c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'),
        )
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{3000}' => ' ',
            _ => c,
        })
        .collect()
}

fn hexadecimal(text: &str) -> Vec<u32> {
    let lower = text.to_ascii_lowercase();
    let mut numbers = Vec::new();
    for (at, _) in lower.match_indices("0x") {
        let glued = lower[..at].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
        let digits: String = lower[at + 2..].chars().take_while(char::is_ascii_hexdigit).collect();
        let significant = digits.trim_start_matches('0');
        if glued || digits.is_empty() || significant.len() > 8 {
            continue;
        }
        numbers.extend(u32::from_str_radix(if significant.is_empty() { "0" } else { significant }, 16));
    }
    numbers
}

/// Decimal numbers that stand alone: not part of a date, a time, an address or a name.
fn decimal(text: &str) -> Vec<u32> {
    let bounded = |c: Option<char>| {
        c.is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '.' | ':' | '-' | '/' | '_' | '@' | '\\')))
    };
    let mut numbers = Vec::new();
    let mut rest = text;
    let mut before = None;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        before = rest[..start].chars().next_back().or(before);
        let digits: &str = rest[start..].split(|c: char| !c.is_ascii_digit()).next().unwrap_or("");
        let after = &rest[start + digits.len()..];
        // A full stop at the end of a sentence is no part of the number.
        let mut following = after.chars();
        let next = following.next().filter(|c| *c != '.' || following.next().is_some_and(char::is_alphanumeric));
        if bounded(before) && bounded(next) {
            numbers.extend(digits.parse::<u32>());
        }
        before = digits.chars().next_back();
        rest = after;
    }
    numbers
}

/// The first time of day with the date around it, as written.
fn time(text: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let letters: Vec<char> = line.chars().collect();
        let colon = (1..letters.len().saturating_sub(2)).find(|i| {
            let digit = |j: usize| letters.get(j).is_some_and(char::is_ascii_digit);
            letters[*i] == ':' && digit(i - 1) && digit(i + 1) && digit(i + 2) && !digit(i + 3) && !ipv6(&letters, *i)
        })?;
        let dated = |c: char| {
            c.is_ascii_digit()
                || matches!(
                    c,
                    '.' | '/' | '-' | ',' | ' ' | 'T' | '年' | '月' | '日' | '午' | '前' | '後' | '上' | '下'
                )
        };
        let mut start = colon;
        while start > 0 && (dated(letters[start - 1])) {
            start -= 1;
        }
        let mut end = colon;
        while end < letters.len() && (letters[end].is_ascii_digit() || letters[end] == ':') {
            end += 1;
        }
        if letters.get(end) == Some(&'.') && letters.get(end + 1).is_some_and(char::is_ascii_digit) {
            end += 1 + letters[end + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
        }
        let suffix: String = letters[end..].iter().take(5).collect();
        let suffix = suffix.trim_start();
        let named = ["AM", "PM", "am", "pm", "Z", "UTC"].into_iter().find(|n| suffix.starts_with(n));
        let text: String = letters[start..end].iter().collect();
        let text = text.trim_matches(|c: char| !c.is_ascii_digit() && !"年月日午前後上下".contains(c));
        Some(match named {
            Some("Z") => alloc::format!("{text}Z"),
            Some(name) => alloc::format!("{text} {name}"),
            None => text.to_string(),
        })
    })
}

fn ipv6(letters: &[char], colon: usize) -> bool {
    let part = |c: &char| c.is_ascii_hexdigit() || *c == ':';
    let mut start = colon;
    while start > 0 && part(&letters[start - 1]) {
        start -= 1;
    }
    let token: String = letters[start..].iter().take_while(|c| part(c)).collect();
    token.as_bytes().windows(2).any(|pair| pair == b"::") || token.matches(':').count() > 2
}

/// Masks every word that may name a person or a machine.
///
/// Errs on the side of masking: numbers stay only as codes and times, and a word in capitals with a digit or a hyphen, with
/// a dot, an at sign or a backslash inside, or alone between quotation marks or brackets, is taken for a name.
fn mask(text: &str) -> String {
    let mut echo = String::new();
    for (i, line) in text.lines().enumerate() {
        if i > 0 {
            echo.push('\n');
        }
        let time = time(line);
        let mut rest = line;
        if let Some((before, written)) = time.as_deref().and_then(|t| split_at_time(line, t)) {
            mask_words(before, &mut echo);
            echo.push_str(written);
            rest = &line[before.len() + written.len()..];
        }
        mask_words(rest, &mut echo);
    }
    echo
}

fn split_at_time<'t>(line: &'t str, time: &str) -> Option<(&'t str, &'t str)> {
    let start = line.find(time)?;
    Some((&line[..start], &line[start..start + time.len()]))
}

fn mask_words(text: &str, echo: &mut String) {
    let mut word = String::new();
    let mut enclosed = false;
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let inside = c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@' | '\\' | ':' | '$' | '%' | '~');
        if inside {
            word.push(c);
        }
        if !inside || letters.peek().is_none() {
            let closes = enclosed && closing(c);
            flush(&mut word, closes, echo);
            if !inside {
                enclosed = opening(c);
                echo.push(c);
            }
        }
    }
}

fn opening(c: char) -> bool {
    matches!(c, '"' | '\'' | '(' | '[' | '«' | '„' | '“' | '‘' | '「' | '『')
}

fn closing(c: char) -> bool {
    matches!(c, '"' | '\'' | ')' | ']' | '»' | '“' | '”' | '’' | '」' | '』')
}

fn flush(word: &mut String, enclosed: bool, echo: &mut String) {
    let (core, tail) = split_tail(word);
    if private(core, enclosed) {
        echo.push_str(MASK);
    } else {
        echo.push_str(core);
    }
    echo.push_str(tail);
    word.clear();
}

/// Punctuation at the end of a word is not part of a name.
fn split_tail(word: &str) -> (&str, &str) {
    let core = word.trim_end_matches(['.', ':', '-', '%']);
    (core, &word[core.len()..])
}

fn private(word: &str, enclosed: bool) -> bool {
    let hex = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X"));
    if hex.is_some_and(|h| !h.is_empty() && h.chars().all(|c| c.is_ascii_hexdigit())) || word == "UTC" {
        return false;
    }
    let digits = word.chars().filter(char::is_ascii_digit).count();
    if !word.is_empty() && digits == word.chars().count() {
        return digits > 5;
    }
    let joined = word.contains(['@', '\\', '.', '_', '$', ':', '~']) && word.chars().any(char::is_alphanumeric);
    let named = digits > 0 || (word.contains('-') && word.chars().filter(|c| c.is_ascii_uppercase()).count() > 2);
    let capitals = word.len() > 3 && word.is_ascii() && word.chars().all(|c| c.is_ascii_uppercase());
    joined || named || (enclosed && !word.is_empty()) || capitals
}
