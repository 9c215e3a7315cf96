//! Words of texts and queries: how they are spelled alike, what stands for what, and which known word is nearest.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use strsim::osa_distance;
use tantivy::tokenizer::{TextAnalyzer, TokenStream};

/// Shorter words are never corrected: too many others are near.
const SHORTEST: usize = 4;
/// Words of at least this length may have two letters wrong, or the first one.
const LONG: usize = 6;

/// All words of the pages, with how often each occurs.
pub(super) struct Vocabulary {
    words: BTreeMap<String, u32>,
    /// Their stems, by which other inflections of them are known.
    stems: BTreeSet<String>,
    analyzer: TextAnalyzer,
}

impl Vocabulary {
    pub(super) fn of(analyzer: TextAnalyzer) -> Self {
        Self { words: BTreeMap::new(), stems: BTreeSet::new(), analyzer }
    }

    pub(super) fn learn(&mut self, text: &str) {
        for word in split(text) {
            let often = self.words.entry(word).or_default();
            *often += 1;
        }
        self.stems.extend(tokens(&self.analyzer, text));
    }

    /// The nearest known word for one that no page holds; none if it or another inflection of it is known, or if it is too
    /// short, or a number or code.
    pub(super) fn nearest(&self, word: &str) -> Option<String> {
        let length = word.chars().count();
        if length < SHORTEST || word.chars().any(|c| c.is_ascii_digit()) || self.knows(word) {
            return None;
        }
        let near = self.words.iter().filter(|(known, _)| {
            known.chars().count().abs_diff(length) <= 2 && !known.chars().any(|c| c.is_ascii_digit())
        });
        let measured = near.map(|(known, often)| {
            let begins_alike = known.chars().next() == word.chars().next();
            (osa_distance(word, known), !begins_alike, std::cmp::Reverse(*often), known)
        });
        let slip = |distance: usize, begins_otherwise: bool| match distance {
            1 => length >= LONG || !begins_otherwise,
            2 => length >= LONG && !begins_otherwise,
            _ => false,
        };
        let best = measured.filter(|(distance, otherwise, ..)| slip(*distance, *otherwise)).min();
        best.map(|(.., known)| known.clone())
    }

    /// Whether a page holds just this word.
    pub(super) fn holds(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }

    /// Whether a page holds the word, or another inflection of it. A word that is its own stem has none: "certificat" is the
    /// stem of "certificate", and no word.
    fn knows(&self, word: &str) -> bool {
        let stem = stem(&self.analyzer, word);
        self.holds(word) || (stem != word && self.stems.contains(&stem))
    }
}

/// The words of a text as they stand in the index.
pub(super) fn tokens(analyzer: &TextAnalyzer, text: &str) -> Vec<String> {
    let mut analyzer = analyzer.clone();
    let mut stream = analyzer.token_stream(text);
    let mut tokens = Vec::new();
    while let Some(token) = stream.next() {
        tokens.push(token.text.clone());
    }
    tokens
}

/// A word without its ending.
pub(super) fn stem(analyzer: &TextAnalyzer, word: &str) -> String {
    tokens(analyzer, word).join(" ")
}

/// Whether a word is a code as error boxes show it.
pub(super) fn is_code(word: &str) -> bool {
    let hex = word.strip_prefix("0x").filter(|hex| (1..=8).contains(&hex.len()));
    hex.is_some_and(|hex| hex.chars().all(|c| c.is_ascii_hexdigit()))
}

/// Full width letters and digits become plain ones, and words that people write with or without a hyphen become one.
pub(super) fn normalised(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{2019}' => '\'',
            _ => c,
        })
        .collect();
    let mut text = plain;
    for (apart, together) in [("Wi-Fi", "wifi"), ("wi-fi", "wifi"), ("Wi-fi", "wifi")] {
        text = text.replace(apart, together);
    }
    text
}

/// Names that were written together with capitals, such as those of settings, become words.
pub(super) fn apart(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for c in text.chars() {
        if before.is_ascii_lowercase() && c.is_ascii_uppercase() {
            words.push(' ');
        }
        words.push(c);
        before = c;
    }
    words
}

/// The words of a text, in lower case.
pub(super) fn split(text: &str) -> Vec<String> {
    let words = normalised(text).to_lowercase();
    let separated = words.split(|c: char| !c.is_alphanumeric());
    separated.filter(|word| !word.is_empty()).map(str::to_string).collect()
}

/// The spellings of a number under which pages are kept: as it is, as hexadecimal without zeros in front, as a package.
pub(super) fn number_keys(word: &str) -> Vec<String> {
    let lower = word.to_ascii_lowercase();
    if let Some(value) = lower.strip_prefix("0x").and_then(|hex| u32::from_str_radix(hex, 16).ok()) {
        return vec![format!("0x{value:x}"), value.to_string()];
    }
    if let Some(digits) = lower.strip_prefix("kb").filter(|digits| digits.chars().all(|c| c.is_ascii_digit())) {
        return vec![format!("kb{digits}")];
    }
    let digits = !lower.is_empty() && lower.chars().all(|c| c.is_ascii_digit());
    let hex = (2..=8).contains(&lower.len()) && lower.chars().all(|c| c.is_ascii_hexdigit());
    match (digits, hex) {
        (true, _) => vec![lower.clone(), format!("0x{}", lower.trim_start_matches('0'))],
        (false, true) if lower.chars().any(|c| c.is_ascii_digit()) => {
            vec![format!("0x{}", lower.trim_start_matches('0'))]
        }
        _ => Vec::new(),
    }
}

/// Each word or phrase of a group stands for all others of it.
pub(super) fn synonyms(groups: &[Vec<String>]) -> BTreeMap<String, Vec<String>> {
    let mut synonyms: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for group in groups {
        for phrase in group {
            let others = group.iter().filter(|other| *other != phrase).cloned();
            synonyms.entry(split(phrase).join(" ")).or_default().extend(others);
        }
    }
    synonyms
}

/// A piece of a snippet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// Whether it was looked for.
    pub(crate) marked: bool,
    /// Whether it is typed, or read from a screen.
    pub(crate) code: bool,
}

/// Whether what follows a text stands between the backticks of a typed piece.
fn ends_in_code(text: &str) -> bool {
    text.matches('`').count() % 2 == 1
}

/// A part of a text with its marked ranges. Where the text goes on, it says so.
pub(super) fn cut_out(whole: &str, part: &str, marked: &[Range<usize>]) -> Vec<Piece> {
    let (before, after) = whole.split_once(part).unwrap_or_default();
    let more = |text: &str| Piece { text: text.to_string(), marked: false, code: false };
    let mut pieces = pieces(part, marked, ends_in_code(before));
    if !before.trim().is_empty() {
        pieces.insert(0, more("\u{2026} "));
    }
    if !after.trim().is_empty() {
        pieces.push(more(" \u{2026}"));
    }
    pieces
}

/// A text cut at its marked ranges and at its typed pieces. `in_code` says that it begins inside a typed piece.
pub(super) fn pieces(text: &str, marked: &[Range<usize>], in_code: bool) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut code = in_code;
    for (at, c) in text.char_indices() {
        if c == '`' {
            code = !code;
            continue;
        }
        let marked = marked.iter().any(|range| range.contains(&at));
        match pieces.last_mut().filter(|last| last.marked == marked && last.code == code) {
            Some(last) => last.text.push(c),
            None => pieces.push(Piece { text: c.to_string(), marked, code }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests;
