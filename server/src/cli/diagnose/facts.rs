//! Facts in a file become evidence.
//!
//! ```json
//! {
//!   "evidence": [
//!     ["connect-path", "vpn"],
//!     {"observation": "check-path", "outcome": "slow", "source": "measured", "device": "this-computer"}
//!   ],
//!   "tried": [["retry", "no-change"]],
//!   "more": 1
//! }
//! ```
//!
//! Who writes such a file by hand or by a program wants to know of all mistakes at once, so the file is read as JSON first
//! and looked at piece by piece: nothing is guessed, nothing unknown is passed over, and a mistake in one entry does not hide
//! the next one.

use diagnosis::evidence::{Device, Entry, Evidence, Observed, Source, StepResult};
use diagnosis::knowledge_base::{KnowledgeBase, ObservationIndex, OutcomeIndex, RemedyIndex};
use diagnosis::reading::encoding::exact;
use diagnosis::transcript::{UNKNOWN, result_from_word, result_word};

use json::Json;

pub use mistake::{Allowed, FactError};

mod json;
mod mistake;

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 1 << 20;
/// How often more questions can be asked for; the same as in an address.
const MOST_MORE: u64 = 12;

/// The word of a source in a file of facts.
pub fn source_word(source: Source) -> &'static str {
    match source {
        Source::StatedByLink => "stated-by-link",
        Source::Asked => "asked",
        Source::Pasted => "pasted",
        Source::Measured => "measured",
        Source::Probed => "probed",
        Source::Collected => "collected",
    }
}

/// The word of a device in a file of facts.
pub fn device_word(device: Device) -> &'static str {
    match device {
        Device::ThisComputer => "this-computer",
        Device::VpnOff => "vpn-off",
        Device::SameNetwork => "same-network",
        Device::Elsewhere => "elsewhere",
    }
}

/// Where a finding comes from if its entry does not say so: the name of an observation tells how it is learned.
pub fn default_source(observation: &str) -> Source {
    match observation.split_once('-').map(|(kind, _)| kind) {
        Some("report") => Source::Collected,
        Some("probe") => Source::Probed,
        Some("check") => Source::Measured,
        _ => Source::Asked,
    }
}

/// Text from the bytes of a file in any of the encodings of Windows: PowerShell writes UTF-16 when it redirects.
///
/// # Errors
/// If it is too large or no text.
pub fn decode(bytes: &[u8]) -> Result<String, FactError> {
    if bytes.len() > LARGEST {
        return Err(FactError::TooLarge { most: LARGEST });
    }
    exact(bytes).map_err(|_| FactError::NoText)
}

/// Reads facts. An observation may be named by its id or by its word in addresses; what is not said is filled in:
/// the source by [`default_source`], the device as the computer one connects from.
///
/// # Errors
/// Every mistake, each with its place in the file, in the order of the file. There is at least one.
pub fn read(base: &KnowledgeBase, text: &str) -> Result<Evidence, Vec<FactError>> {
    // The file may have been UTF-16, which is shorter for some letters.
    if text.len() > 2 * LARGEST {
        return Err(vec![FactError::TooLarge { most: LARGEST }]);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file = serde_json::from_str::<Json>(text).map_err(|error| vec![FactError::syntax(&error)])?;
    let mut reader =
        Reader { base, evidence: Evidence::default(), said: Vec::new(), done: Vec::new(), errors: Vec::new() };
    reader.file(&file);
    if reader.errors.is_empty() { Ok(reader.evidence) } else { Err(reader.errors) }
}

struct Reader<'b> {
    base: &'b KnowledgeBase,
    evidence: Evidence,
    /// Findings with their places.
    said: Vec<(Observed, String)>,
    /// Results of remedies with their places.
    done: Vec<(RemedyIndex, StepResult, String)>,
    errors: Vec<FactError>,
}

impl Reader<'_> {
    fn file(&mut self, file: &Json) {
        let Json::Object(fields) = file else {
            return self.kind("", "an object with the field \"evidence\"", file);
        };
        // What a probe keeps beside its findings is for people; the findings say the same.
        let [evidence, tried, more, ..] = self.fields("", fields, ["evidence", "tried", "more", "probe", "beside"]);
        match evidence {
            Some(list) => self.each("evidence", list, 6 * self.base.observations.len(), Self::entry),
            None => self.missing("evidence", "a list of findings", Vec::new()),
        }
        if let Some(list) = tried {
            self.each("tried", list, 3 * self.base.remedies.len(), Self::result);
        }
        match more {
            None => {}
            Some(Json::Whole(n)) if *n <= MOST_MORE => self.evidence.more = *n as u8,
            Some(other) => self.kind("more", "a whole number from 0 to 12", other),
        }
    }

    /// Reads a list. No case has more entries than there is something to say, so that a damaged file does not end in
    /// thousands of mistakes.
    fn each(&mut self, place: &str, list: &Json, most: usize, one: fn(&mut Self, &str, &Json)) {
        let Json::List(list) = list else { return self.kind(place, "a list", list) };
        if list.len() > most {
            self.errors.push(FactError::TooMany { field: place.to_string(), found: list.len(), most });
        }
        for (i, entry) in list.iter().take(most).enumerate() {
            one(self, &format!("{place}[{i}]"), entry);
        }
    }

    /// `["observation", "outcome"]`, or an object that may name source and device as well.
    fn entry(&mut self, place: &str, entry: &Json) {
        match entry {
            Json::List(parts) => {
                let [observation, outcome] = parts.as_slice() else {
                    return self.kind(place, "two parts, an observation and its outcome", entry);
                };
                let places = (format!("{place}[0]"), format!("{place}[1]"));
                self.finding((&places.0, observation), (&places.1, outcome), None, None);
            }
            Json::Object(fields) => {
                let names = ["observation", "outcome", "source", "device"];
                let [observation, outcome, source, device] = self.fields(place, fields, names);
                let at = |name: &str| format!("{place}.{name}");
                let source = source.map(|found| self.source(&at("source"), found));
                let device = device.map(|found| self.device(&at("device"), found));
                match (observation, outcome) {
                    (Some(observation), Some(outcome)) => {
                        let places = (at("observation"), at("outcome"));
                        self.finding((&places.0, observation), (&places.1, outcome), source, device);
                    }
                    (Some(observation), None) => {
                        if let Some(index) = self.observation(&at("observation"), observation) {
                            self.missing(&at("outcome"), "the id of an outcome", self.outcomes(index));
                        }
                    }
                    (None, outcome) => {
                        self.missing(&at("observation"), "the id of an observation", self.observations());
                        if outcome.is_none() {
                            self.missing(&at("outcome"), "the id of an outcome", Vec::new());
                        }
                    }
                }
            }
            other => self.kind(place, "a list of two, or an object", other),
        }
    }

    /// Takes one finding. A source or device that was written but is wrong comes as `Some(None)`: it is told already, and
    /// the rest is still looked at.
    fn finding(
        &mut self,
        observation: (&str, &Json),
        outcome: (&str, &Json),
        source: Option<Option<Source>>,
        device: Option<Option<Device>>,
    ) {
        let Some(index) = self.observation(observation.0, observation.1) else {
            // What belongs to no observation can still be no text at all.
            if !matches!(outcome.1, Json::Text(_)) {
                self.kind(outcome.0, "a text, the id of an outcome", outcome.1);
            }
            return;
        };
        let Some(outcome_index) = self.outcome(outcome.0, outcome.1, index) else { return };
        let id = self.base.observation(index).map_or("", |o| o.id.as_str());
        let (Some(source), Some(device)) =
            (source.unwrap_or(Some(default_source(id))), device.unwrap_or(Some(Device::ThisComputer)))
        else {
            return;
        };
        let new = Observed { source, device, ..Observed::asked(index, outcome_index) };
        let before = self.said.iter().find(|(old, _)| old.observation == index && old.source == source);
        match before {
            Some((old, first)) if (old.outcome, old.device) != (new.outcome, new.device) => {
                let error = FactError::Contradiction {
                    first: first.clone(),
                    second: outcome.0.to_string(),
                    subject: format!("{id}, source {}", source_word(source)),
                    said: format!("{} and {}", self.told(old, &new), self.told(&new, old)),
                };
                self.errors.push(error);
            }
            Some(_) => {}
            None => {
                self.said.push((new, outcome.0.to_string()));
                self.evidence.give(Entry::Observed(new));
            }
        }
    }

    /// The outcome of a finding, with its device if that is what sets it apart from another one.
    fn told(&self, finding: &Observed, other: &Observed) -> String {
        let known = finding.outcome.and_then(|k| {
            self.base.observation(finding.observation)?.outcomes.get(k.position()).map(|outcome| outcome.id.as_str())
        });
        let outcome = known.unwrap_or(UNKNOWN);
        if finding.device == other.device {
            outcome.to_string()
        } else {
            format!("{outcome} on {}", device_word(finding.device))
        }
    }

    /// `["remedy", "result"]`.
    fn result(&mut self, place: &str, entry: &Json) {
        let Json::List(parts) = entry else { return self.kind(place, "a list of two", entry) };
        let [remedy, result] = parts.as_slice() else {
            return self.kind(place, "two parts, a remedy and its result", entry);
        };
        let remedies = || self.base.remedies.iter().map(|r| r.id.clone()).collect();
        let remedy = self.word(&format!("{place}[0]"), remedy, "remedy", |id| self.base.remedy_by_id(id), &remedies);
        let remedy = self.kept(remedy);
        let results = || StepResult::ALL.into_iter().map(|r| result_word(r).to_string()).collect();
        let at = format!("{place}[1]");
        let result = self.word(&at, result, "result of a step", result_from_word, &results);
        let result = self.kept(result);
        let (Some(remedy), Some(result)) = (remedy, result) else { return };
        match self.done.iter().find(|(other, ..)| *other == remedy) {
            Some((_, old, first)) if *old != result => {
                let error = FactError::Contradiction {
                    first: first.clone(),
                    second: at,
                    subject: self.base.remedy(remedy).map_or_else(String::new, |r| r.id.clone()),
                    said: format!("{} and {}", result_word(*old), result_word(result)),
                };
                self.errors.push(error);
            }
            Some(_) => {}
            None => {
                self.done.push((remedy, result, at));
                self.evidence.give(Entry::Tried(remedy, result));
            }
        }
    }

    fn observation(&mut self, place: &str, found: &Json) -> Option<ObservationIndex> {
        let by = |word: &str| self.base.observation_by_id(word).or_else(|| self.base.observation_by_key(word));
        let read = self.word(place, found, "observation", by, &|| self.observations());
        self.kept(read)
    }

    fn observations(&self) -> Vec<String> {
        self.base.observations.iter().map(|o| o.id.clone()).collect()
    }

    fn outcome(&mut self, place: &str, found: &Json, observation: ObservationIndex) -> Option<Option<OutcomeIndex>> {
        let id = self.base.observation(observation).map_or("", |o| o.id.as_str());
        let by = |word: &str| {
            if word == UNKNOWN { Some(None) } else { self.base.outcome_by_id(observation, word).map(Some) }
        };
        let read = self.word(place, found, &format!("outcome of {id}"), by, &|| self.outcomes(observation));
        self.kept(read)
    }

    /// All outcomes that may be written for an observation.
    fn outcomes(&self, observation: ObservationIndex) -> Vec<String> {
        let outcomes = self.base.observation(observation).map_or(&[][..], |o| &o.outcomes);
        outcomes.iter().map(|outcome| outcome.id.clone()).chain([UNKNOWN.to_string()]).collect()
    }

    fn source(&mut self, place: &str, found: &Json) -> Option<Source> {
        let by = |word: &str| Source::ALL.into_iter().find(|source| source_word(*source) == word);
        let words = || Source::ALL.into_iter().map(|source| source_word(source).to_string()).collect();
        let read = self.word(place, found, "source", by, &words);
        self.kept(read)
    }

    fn device(&mut self, place: &str, found: &Json) -> Option<Device> {
        let by = |word: &str| Device::ALL.into_iter().find(|device| device_word(*device) == word);
        let words = || Device::ALL.into_iter().map(|device| device_word(device).to_string()).collect();
        let read = self.word(place, found, "device", by, &words);
        self.kept(read)
    }

    /// One word out of several.
    fn word<T>(
        &self,
        place: &str,
        found: &Json,
        what: &str,
        by: impl Fn(&str) -> Option<T>,
        all: &dyn Fn() -> Vec<String>,
    ) -> Result<T, FactError> {
        let word = if let Json::Text(word) = found { word.as_str() } else { "" };
        let read = if let Json::Text(word) = found { by(word) } else { None };
        read.ok_or_else(|| FactError::Unknown {
            field: place.to_string(),
            what: what.to_string(),
            found: found.describe(),
            allowed: Allowed::near(word, all()),
        })
    }

    /// Keeps what was read, and the mistake for later.
    fn kept<T>(&mut self, read: Result<T, FactError>) -> Option<T> {
        read.map_err(|error| self.errors.push(error)).ok()
    }

    /// The fields of an object, in the order of their names. What has another name, or the same name twice, is a mistake.
    fn fields<'j, const N: usize>(
        &mut self,
        place: &str,
        fields: &'j [(String, Json)],
        names: [&str; N],
    ) -> [Option<&'j Json>; N] {
        let mut found = [None; N];
        let at = |name: &str| if place.is_empty() { name.to_string() } else { format!("{place}.{name}") };
        for (name, value) in fields {
            match names.iter().position(|known| known == name) {
                Some(i) if found[i].is_none() => found[i] = Some(value),
                Some(_) => self.errors.push(FactError::Twice { field: at(name) }),
                None => {
                    let allowed = Allowed::near(name, names.iter().map(|name| (*name).to_string()).collect());
                    self.errors.push(FactError::UnknownField { field: at(&json::shown(name)), allowed });
                }
            }
        }
        found
    }

    fn kind(&mut self, place: &str, expected: &str, found: &Json) {
        let field = if place.is_empty() { "the file".to_string() } else { place.to_string() };
        self.errors.push(FactError::Kind { field, expected: expected.to_string(), found: found.describe() });
    }

    fn missing(&mut self, field: &str, expected: &str, allowed: Vec<String>) {
        let allowed = Allowed::near("", allowed);
        self.errors.push(FactError::Missing { field: field.to_string(), expected: expected.to_string(), allowed });
    }
}
