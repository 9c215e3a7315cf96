//! What can be wrong with a file of facts, each with its place.

use std::fmt;

use strsim::jaro_winkler;

/// Words that a message lists; the rest is counted.
const LISTED: usize = 12;
/// A word at least this alike may be what was meant.
const ALIKE: f64 = 0.75;
/// Letters that are compared; no id is longer.
const COMPARED: usize = 64;

/// A mistake in a file of facts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactError {
    /// The file is larger than a case can be.
    #[error("the file is larger than {most} bytes; a case is a few thousand")]
    TooLarge {
        /// The largest size, in bytes.
        most: usize,
    },
    /// The file is no text.
    #[error("the file is neither UTF-8 nor UTF-16 with its mark; write it as UTF-8")]
    NoText,
    /// The file is no JSON.
    #[error("line {line}, column {column}: no JSON: {what}")]
    Syntax {
        /// Its line, 1 is the first.
        line: usize,
        /// Its column, 1 is the first.
        column: usize,
        /// What was found.
        what: String,
    },
    /// Something else should stand here.
    #[error("{field} is {found}; it must be {expected}")]
    Kind {
        /// Where.
        field: String,
        /// What should stand there.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// A field that must be there is not.
    #[error("{field} is missing; it must be {expected}{allowed}")]
    Missing {
        /// Which.
        field: String,
        /// What should stand there.
        expected: String,
        /// The words that there are; none where it is no word.
        allowed: Box<Allowed>,
    },
    /// There is no such field.
    #[error("{field} is no field here{allowed}")]
    UnknownField {
        /// Which.
        field: String,
        /// The fields that there are.
        allowed: Box<Allowed>,
    },
    /// A field stands there twice.
    #[error("{field} stands there twice; keep one")]
    Twice {
        /// Which.
        field: String,
    },
    /// There is no such observation, outcome, source, device, remedy or result.
    #[error("{field}: {found} is no {what}{allowed}")]
    Unknown {
        /// Where.
        field: String,
        /// What should be named there.
        what: String,
        /// What stands there.
        found: String,
        /// The words that there are.
        allowed: Box<Allowed>,
    },
    /// A list has more entries than a case can have.
    #[error("{field} has {found} entries; it can have {most} at most")]
    TooMany {
        /// Which.
        field: String,
        /// How many it has.
        found: usize,
        /// How many it can have.
        most: usize,
    },
    /// The same thing is said twice and differently.
    #[error("{first} and {second} contradict each other about {subject}: {said}; keep one")]
    Contradiction {
        /// The place of the first.
        first: String,
        /// The place of the second.
        second: String,
        /// About what.
        subject: String,
        /// What each says.
        said: String,
    },
}

impl FactError {
    /// What the parser found; it names line and column at the end of its message, where they are not needed twice.
    pub(super) fn syntax(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let what = text.split(" at line ").next().unwrap_or("").to_string();
        Self::Syntax { line: error.line(), column: error.column(), what }
    }

    /// The place in the file, if the mistake has one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::TooLarge { .. } | Self::NoText | Self::Syntax { .. } => None,
            Self::Kind { field, .. }
            | Self::Missing { field, .. }
            | Self::UnknownField { field, .. }
            | Self::Twice { field }
            | Self::Unknown { field, .. }
            | Self::TooMany { field, .. } => Some(field),
            Self::Contradiction { second, .. } => Some(second),
        }
    }
}

/// The words that are allowed, as far as a message lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The word that was meant, if one is alike.
    pub closest: Option<String>,
    /// The words: all of them, or the nearest ones first.
    pub listed: Vec<String>,
    /// How many more there are.
    pub more: usize,
}

impl Allowed {
    /// The words as seen from the one that was found.
    pub(super) fn near(found: &str, mut words: Vec<String>) -> Box<Self> {
        let found: String = found.trim().to_lowercase().replace(['_', ' '], "-").chars().take(COMPARED).collect();
        let mut near: Vec<(f64, String)> =
            words.iter().map(|word| (jaro_winkler(&found, word), word.clone())).collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        let closest = near.first().filter(|(alike, _)| *alike >= ALIKE).map(|(_, word)| word.clone());
        if words.len() > LISTED {
            words = near.into_iter().map(|(_, word)| word).collect();
        }
        let more = words.len().saturating_sub(LISTED);
        words.truncate(LISTED);
        Box::new(Self { closest, listed: words, more })
    }
}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.listed.is_empty() {
            return Ok(());
        }
        if let Some(closest) = &self.closest {
            write!(f, "; did you mean {closest:?}?")?;
        } else {
            f.write_str(".")?;
        }
        write!(f, " Allowed: {}", self.listed.join(", "))?;
        if self.more > 0 { write!(f, " and {} more", self.more) } else { Ok(()) }
    }
}
