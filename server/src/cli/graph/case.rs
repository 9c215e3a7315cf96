//! A case as an author types it. An address drops what it does not understand; here a slip is named instead.

use diagnosis::knowledge_base::KnowledgeBase;
use diagnosis::transcript::{self, STEP_PREFIX, UNKNOWN};
use diagnosis::{Evidence, StepResult};

use crate::deep_link::{self, DeepLink};

/// The key that counts how often more questions were asked for.
const MORE: &str = "more";

/// What is no part of a case.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// There is no such key.
    #[error("\"{key}\" is no key of a case. There are: {known}, more, and step.<remedy>")]
    Key {
        /// The key.
        key: String,
        /// All keys.
        known: String,
    },
    /// There is no such remedy.
    #[error("\"{0}\" names no remedy: write step.<remedy>, for example step.retry=no-change")]
    Remedy(String),
    /// The key has no such value.
    #[error("\"{key}\" has no value \"{value}\". There are: {known}")]
    Value {
        /// The key.
        key: String,
        /// The value.
        value: String,
        /// All values.
        known: String,
    },
    /// The code is not in the list.
    #[error("\"{key}\" has no value \"{value}\": this code is not in codes.toml")]
    Code {
        /// The key.
        key: String,
        /// The value.
        value: String,
    },
    /// A part is no pair.
    #[error("\"{0}\" has no value: write it as key=value")]
    Pair(String),
}

/// Reads the query of an address, or a whole address. Everything counts as it does when an address brings it.
///
/// # Errors
/// The first part that is not understood, by its key.
pub(super) fn read(base: &KnowledgeBase, address: &str) -> Result<Evidence, CaseError> {
    let query = address.split_once('?').map_or(address, |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let mut evidence = Evidence::default();
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let (key, value) = transcript::pairs(part).next().ok_or_else(|| CaseError::Pair(part.to_string()))?;
        let written = spelled(base, part, &key, &value)?;
        let read = transcript::parse(base, &written);
        if key == MORE {
            evidence.more = value.parse().map_err(|_| wrong(&key, &value, "numbers"))?;
            evidence.more = evidence.more.min(read.more);
        } else if read.entries().is_empty() {
            return Err(misunderstood(base, &key, &value));
        }
        read.entries().iter().for_each(|entry| evidence.give(*entry));
    }
    evidence.mark_carried(&[]);
    Ok(evidence)
}

/// A code in another spelling becomes the one of addresses.
fn spelled(base: &KnowledgeBase, part: &str, key: &str, value: &str) -> Result<String, CaseError> {
    match deep_link::read(base, part) {
        DeepLink::Canonical => Ok(part.to_string()),
        DeepLink::Moved(case) => Ok(case),
        DeepLink::Unknown(_) => Err(CaseError::Code { key: key.to_string(), value: value.to_string() }),
    }
}

fn misunderstood(base: &KnowledgeBase, key: &str, value: &str) -> CaseError {
    if let Some(id) = key.strip_prefix(STEP_PREFIX) {
        let results = StepResult::ALL.map(transcript::result_word).join(", ");
        return match base.remedy_by_id(id) {
            Some(_) => wrong(key, value, &results),
            None => CaseError::Remedy(key.to_string()),
        };
    }
    let Some(observation) = base.observation_by_key(key).and_then(|index| base.observation(index)) else {
        let known: Vec<&str> = base.observations.iter().map(|o| o.key.as_str()).collect();
        return CaseError::Key { key: key.to_string(), known: known.join(", ") };
    };
    let known: Vec<&str> = observation.outcomes.iter().map(|o| o.id.as_str()).chain([UNKNOWN]).collect();
    wrong(key, value, &known.join(", "))
}

fn wrong(key: &str, value: &str, known: &str) -> CaseError {
    CaseError::Value { key: key.to_string(), value: value.to_string(), known: known.to_string() }
}
