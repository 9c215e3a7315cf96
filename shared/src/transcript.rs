//! Evidence as the query of an address, and back.
//!
//! `path=vpn&when=after-wait&code=0x904.p&check-path=slow.mt2-good&step.retry=no-change&more=1`
//!
//! A finding is the key of its observation and the id of its outcome. What a person said has no suffix. Any other source
//! adds a dot, the letter of the source, the letter of the device, and for a figure near a threshold the number of steps
//! and the neighbouring outcome. Unknown keys and values are dropped: an address never fails, and never carries free text.

use alloc::string::String;
use alloc::vec::Vec;

use crate::evidence::{Device, Entry, Evidence, Observed, Soft, Source, StepResult};
use crate::knowledge_base::KnowledgeBase;

/// Prefix of the key under which the result of a remedy stands.
pub const STEP_PREFIX: &str = "step.";
/// The word for "I do not know".
pub const UNKNOWN: &str = "unknown";
const MORE: &str = "more";
/// A visitor can ask for more questions this often; 12 times 4 is more than there are questions.
const MORE_LIMIT: u8 = 12;

const SOURCES: [(Source, char); 6] = [
    (Source::StatedByLink, 'l'),
    (Source::Asked, 'a'),
    (Source::Pasted, 'p'),
    (Source::Measured, 'm'),
    (Source::Probed, 'r'),
    (Source::Collected, 'c'),
];
const DEVICES: [(Device, char); 4] =
    [(Device::ThisComputer, 't'), (Device::VpnOff, 'v'), (Device::SameNetwork, 'n'), (Device::Elsewhere, 'e')];

/// The word for the result of a step.
pub fn result_word(result: StepResult) -> &'static str {
    match result {
        StepResult::Worked => "worked",
        StepResult::NoChange => "no-change",
        StepResult::HelpedPartly => "helped-partly",
        StepResult::CouldNot => "could-not",
    }
}

/// The result of a step from its word.
pub fn result_from_word(word: &str) -> Option<StepResult> {
    StepResult::ALL.into_iter().find(|r| result_word(*r) == word)
}

/// Prints evidence as a query, without a leading question mark.
pub fn print(base: &KnowledgeBase, evidence: &Evidence) -> String {
    let mut query = String::new();
    let mut put = |key: &[&str], value: &str| {
        if !query.is_empty() {
            query.push('&');
        }
        key.iter().for_each(|part| query.push_str(part));
        query.push('=');
        query.push_str(value);
    };
    for entry in evidence.entries() {
        match entry {
            Entry::Observed(observed) => {
                if let Some((key, value)) = print_observed(base, observed) {
                    put(&[key], &value);
                }
            }
            Entry::Tried(remedy, result) => {
                if let Some(remedy) = base.remedy(*remedy) {
                    put(&[STEP_PREFIX, &remedy.id], result_word(*result));
                }
            }
        }
    }
    if evidence.more > 0 {
        let digits = [b'0' + evidence.more.min(MORE_LIMIT) / 10, b'0' + evidence.more.min(MORE_LIMIT) % 10];
        let digits = if digits[0] == b'0' { &digits[1..] } else { &digits[..] };
        put(&[MORE], core::str::from_utf8(digits).unwrap_or("1"));
    }
    query
}

fn print_observed<'b>(base: &'b KnowledgeBase, observed: &Observed) -> Option<(&'b str, String)> {
    let observation = base.observation(observed.observation)?;
    let mut value = String::from(match observed.outcome {
        Some(outcome) => observation.outcomes.get(outcome.position())?.id.as_str(),
        None => UNKNOWN,
    });
    if observed.source != Source::Asked || observed.device != Device::ThisComputer || observed.soft.is_some() {
        value.push('.');
        value.extend(SOURCES.iter().find(|(s, _)| *s == observed.source).map(|(_, letter)| letter));
        value.extend(DEVICES.iter().find(|(d, _)| *d == observed.device).map(|(_, letter)| letter));
        if let Some(soft) = observed.soft
            && let Some(toward) = observation.outcomes.get(soft.toward.position())
        {
            value.push(char::from(b'0' + soft.steps.min(4)));
            value.push('-');
            value.push_str(&toward.id);
        }
    }
    Some((observation.key.as_str(), value))
}

/// Reads a query. Total: what is not understood is dropped.
pub fn parse(base: &KnowledgeBase, query: &str) -> Evidence {
    let mut evidence = Evidence::default();
    for (key, value) in pairs(query) {
        if key == MORE {
            evidence.more = value.parse::<u8>().unwrap_or(0).min(MORE_LIMIT);
        } else if let Some(id) = key.strip_prefix(STEP_PREFIX) {
            if let (Some(remedy), Some(result)) = (base.remedy_by_id(id), result_from_word(&value)) {
                evidence.give(Entry::Tried(remedy, result));
            }
        } else if let Some(observed) = parse_observed(base, &key, &value) {
            evidence.give(Entry::Observed(observed));
        }
    }
    evidence
}

/// Splits a query into decoded keys and values.
pub fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').filter_map(|pair| pair.split_once('=')).map(|(key, value)| (decode(key), decode(value)))
}

fn parse_observed(base: &KnowledgeBase, key: &str, value: &str) -> Option<Observed> {
    let index = base.observation_by_key(key)?;
    let (outcome, suffix) = value.split_once('.').map_or((value, None), |(o, s)| (o, Some(s)));
    let outcome = if outcome == UNKNOWN { None } else { Some(base.outcome_by_id(index, outcome)?) };
    let mut observed = Observed::asked(index, outcome);
    let Some(suffix) = suffix else { return Some(observed) };
    let mut letters = suffix.chars();
    let source = letters.next()?;
    observed.source = SOURCES.iter().find(|(_, letter)| *letter == source)?.0;
    if let Some(device) = letters.next() {
        observed.device = DEVICES.iter().find(|(_, letter)| *letter == device)?.0;
    }
    if let Some(steps) = letters.next() {
        let steps = steps.to_digit(10)? as u8;
        let toward = base.outcome_by_id(index, letters.as_str().strip_prefix('-')?)?;
        let clear = steps == 0 || steps > 4 || Some(toward) == outcome || outcome.is_none();
        observed.soft = if clear { None } else { Some(Soft { toward, steps }) };
    }
    Some(observed)
}

/// Percent-decoding of one part. Bytes that are no ASCII are dropped: no key and no value has any.
fn decode(part: &str) -> String {
    let bytes = part.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = |offset: usize| bytes.get(i + offset).and_then(|b| char::from(*b).to_digit(16));
        match (bytes[i], hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                i += 3;
            }
            (b'+', ..) => {
                decoded.push(b' ');
                i += 1;
            }
            (byte, ..) => {
                decoded.push(byte);
                i += 1;
            }
        }
    }
    decoded.into_iter().filter(u8::is_ascii).map(char::from).collect()
}
