//! Reads what the collector wrote on the other computer, on one's own, or on both, and tells what follows.
//!
//! Reading has two steps, so that a person can look in between: [`read`] turns bytes into a [`Report`] or says what is wrong
//! with them and where; [`understand`] goes through [`RULES`] and lists line by line what was seen and what follows from it.
//! Lines can be taken out before [`Understood::evidence`] makes evidence of the rest.
//!
//! Every rule is one small named function with its source. `docs/collector.md` lists them, and a test holds the two together.

use alloc::boxed::Box;
use alloc::string::String;

use serde::de::DeserializeOwned;

use super::understood::{Rank, Understood};
use crate::knowledge_base::KnowledgeBase;
use schema::{Client, Head, Host};

pub use attempt::{Attempt, Known};
pub use foreign::{LARGEST, ReportError};
pub use rules::{RULES, Rule};

mod attempt;
mod certificate;
mod client;
mod comparison;
mod encryption;
mod foreign;
mod load;
mod logon;
mod moment;
mod network;
mod power;
mod rules;
mod schema;
mod services;
mod settings;

/// The format that this program reads. A collector whose reports mean something else gets the next number.
pub const SCHEMA: &str = "fix904-report-1";
/// What the names of all formats of the collector begin with.
const FAMILY: &str = "fix904-report-";
/// Rule of the lines that only tell what was read.
const READ: &str = "read";

/// A report that was read.
#[derive(Clone, Debug)]
pub struct Report(Side);

#[derive(Clone, Debug)]
enum Side {
    Host(Box<Host>),
    Client(Box<Client>),
}

impl Report {
    /// Whether it was taken on the computer that is reached; otherwise it is of the one that connects.
    pub fn is_host(&self) -> bool {
        matches!(self.0, Side::Host(_))
    }
}

/// Reads a report.
///
/// # Errors
/// If the bytes are no text, no JSON, not of the collector, of another version of it, or if a field has a wrong type.
pub fn read(bytes: &[u8]) -> Result<Report, ReportError> {
    let text = foreign::decode(bytes)?;
    if text.trim_matches(['\u{feff}', '\0', ' ', '\n', '\r', '\t']).is_empty() {
        return Err(ReportError::Empty);
    }
    let text = text.trim_start_matches('\u{feff}');
    // First whether it is JSON at all: a cut report must not be called one of another tool.
    part::<serde::de::IgnoredAny>(text)?;
    let head = part::<Head>(text).map_err(|error| match error {
        ReportError::Field { path, .. } if path != "role" => ReportError::NotAReport,
        other => other,
    })?;
    match head.schema.as_deref() {
        Some(SCHEMA) => {}
        Some(other) if other.starts_with(FAMILY) => {
            return Err(ReportError::Version { found: foreign::shown(other) });
        }
        _ => return Err(ReportError::NotAReport),
    }
    match head.role.as_deref() {
        Some("host") => Ok(Report(Side::Host(Box::new(part(text)?)))),
        Some("client") => Ok(Report(Side::Client(Box::new(part(text)?)))),
        other => Err(ReportError::Role { found: foreign::shown(other.unwrap_or("")) }),
    }
}

fn part<T: DeserializeOwned>(text: &str) -> Result<T, ReportError> {
    serde_json::from_str(text).map_err(|error| foreign::error(text, &error))
}

/// What the rules look at: at least one side, and when the attempt was.
pub struct Case<'r> {
    host: Option<&'r Host>,
    client: Option<&'r Client>,
    attempt: Option<Attempt>,
}

/// What a rule saw.
pub struct Sign {
    what: String,
    value: String,
}

impl Sign {
    /// A field with its value. Neither may name a person, a machine or an address.
    fn new(what: impl Into<String>, value: impl Into<String>) -> Self {
        Self { what: what.into(), value: value.into() }
    }
}

/// Goes through all rules. Of two reports of the same side the last one counts.
pub fn understand(base: &KnowledgeBase, reports: &[Report]) -> Understood {
    let host = reports.iter().rev().find_map(|r| if let Side::Host(host) = &r.0 { Some(&**host) } else { None });
    let client =
        reports.iter().rev().find_map(|r| if let Side::Client(client) = &r.0 { Some(&**client) } else { None });
    let case = Case { host, client, attempt: attempt::find(host, client) };
    let mut understood = Understood::default();
    rules::notes(&case, &mut understood);
    for rule in RULES.iter().filter(|rule| rule.rank != Rank::Healthy) {
        if let Some(Sign { what, value }) = (rule.find)(&case) {
            let finding = (rule.observation, rule.outcome);
            understood.derive(base, (what, &value), rule.name, rule.rank, finding);
        }
    }
    // Healthy is what nothing else was said of.
    for rule in RULES.iter().filter(|rule| rule.rank == Rank::Healthy) {
        let observation = base.observation_by_id(rule.observation);
        let said = understood.lines.iter().any(|line| line.derived.is_some_and(|d| Some(d.0) == observation));
        if !said && let Some(Sign { what, value }) = (rule.find)(&case) {
            let finding = (rule.observation, rule.outcome);
            understood.derive(base, (what, &value), rule.name, rule.rank, finding);
        }
    }
    understood
}
