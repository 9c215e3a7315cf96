//! An organisation's own content, laid over the shipped one.
//!
//! A file of the same path takes the place of the shipped one; a new file is added. `numbers.toml` and `sources.toml` are
//! added to instead, so that own causes have numbers and sources. `overrides.toml` changes single numbers and the contact. Each
//! change names what it was made against, so that nothing that was shipped later is covered unseen.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Defect, SourceFile, line_of};
use crate::pack::fingerprint;

/// The file of an overlay that changes numbers and the contact.
pub const OVERRIDES: &str = "overrides.toml";
/// Tables that an overlay adds to instead of replacing them.
const ADDED_TO: [&str; 3] = ["numbers.toml", "published.toml", "sources.toml"];
/// Own permanent numbers begin here, so that they never meet a shipped one.
pub(super) const OWN_NUMBERS: u16 = 10_000;

/// The content with an overlay.
#[derive(Clone, Debug, Default)]
pub struct Overlaid {
    /// All files, as if they had been written so.
    pub files: Vec<SourceFile>,
    /// Whom to ask, if the overlay says so.
    pub contact: Option<Contact>,
    /// What is wrong with the overlay itself.
    pub defects: Vec<Defect>,
}

/// Whom to ask.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Who it is.
    pub name: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// When somebody answers.
    pub hours: Option<String>,
    /// A mail or web address.
    pub address: Option<String>,
}

/// What an overlay changes beside its files, each with what it was made against.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Overrides {
    /// Files that take the place of shipped ones.
    #[serde(default)]
    replaces: Vec<Replaces>,
    /// Single numbers.
    #[serde(default)]
    number: Vec<Number>,
    /// Whom to ask, before the contact of the configuration.
    contact: Option<Contact>,
}

/// A file that takes the place of a shipped one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Replaces {
    /// Its path, as remedies/lower-mtu.md.
    file: String,
    /// Fingerprint of the shipped file against which it was written; the check prints it.
    base: String,
}

/// A number that differs from the shipped one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Number {
    /// Path of the file that holds it, as causes/mtu-blackhole.md.
    file: String,
    /// Its key with the tables around it, as weight or signs.error-phase.at-once.
    key: String,
    /// The own number.
    value: f64,
    /// The shipped number.
    base: f64,
    /// Why, in one sentence.
    reason: String,
}

/// Lays files over others.
pub fn lay_over(base: &[SourceFile], over: &[SourceFile]) -> Overlaid {
    let mut files: BTreeMap<String, String> = base.iter().map(|f| (f.path.clone(), f.text.clone())).collect();
    let mut work = Work { defects: Vec::new(), overrides: Overrides::default(), text: String::new() };
    if let Some(file) = over.iter().find(|f| f.path == OVERRIDES) {
        work.text.clone_from(&file.text);
        work.read();
    }
    for file in over.iter().filter(|f| f.path != OVERRIDES) {
        match files.get_mut(&file.path) {
            Some(shipped) if ADDED_TO.contains(&file.path.as_str()) => work.add_to(shipped, file),
            Some(shipped) => {
                work.replace(file, shipped);
                shipped.clone_from(&file.text);
            }
            None => {
                files.insert(file.path.clone(), file.text.clone());
            }
        }
    }
    work.left_over(over);
    for number in core::mem::take(&mut work.overrides.number) {
        work.change(&mut files, &number);
    }
    let files = files.into_iter().map(|(path, text)| SourceFile { path, text }).collect();
    Overlaid { files, contact: work.overrides.contact, defects: work.defects }
}

struct Work {
    defects: Vec<Defect>,
    overrides: Overrides,
    /// Text of the overrides, for finding lines.
    text: String,
}

impl Work {
    fn add(&mut self, file: &str, line: usize, message: String, cure: String) {
        self.defects.push(Defect { file: file.to_string(), line, rule: "overlay", message, cure });
    }

    /// The line of the overrides that holds a text.
    fn line(&self, wanted: &str) -> usize {
        let wanted = format!("\"{wanted}\"");
        self.text.lines().position(|line| line.contains(&wanted)).map_or(1, |at| at + 1)
    }

    fn read(&mut self) {
        match toml::from_str(&self.text) {
            Ok(overrides) => self.overrides = overrides,
            Err(error) => {
                let start = error.span().map_or(0, |span| span.start).min(self.text.len());
                let line = self.text.as_bytes()[..start].iter().filter(|b| **b == b'\n').count() + 1;
                let message: String = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
                let cure = "It knows [[replaces]], [[number]] and [contact]; knowledge/README.md says how.";
                self.add(OVERRIDES, line, format!("This cannot be read: {message}."), cure.to_string());
            }
        }
    }

    /// A file that takes the place of a shipped one must say against which one it was written.
    fn replace(&mut self, file: &SourceFile, shipped: &str) {
        let now = fingerprint(shipped.as_bytes());
        let path = &file.path;
        match self.overrides.replaces.iter().find(|r| r.file == *path).map(|r| r.base.clone()) {
            Some(base) if base == now => {}
            Some(_) => {
                let message = format!("The shipped {path} has changed since it was replaced.");
                let cure = format!("Compare the two, take over what is needed, then write base = \"{now}\".");
                self.add(OVERRIDES, self.line(path), message, cure);
            }
            None => {
                let message = "It takes the place of a shipped file and does not say of which one.".to_string();
                let cure = format!("Add to {OVERRIDES}: [[replaces]] file = \"{path}\" base = \"{now}\".");
                self.add(path, 1, message, cure);
            }
        }
    }

    /// Entries for files that the overlay does not hold.
    fn left_over(&mut self, over: &[SourceFile]) {
        let held = |r: &Replaces| over.iter().any(|f| f.path == r.file);
        let left: Vec<String> = self.overrides.replaces.iter().filter(|r| !held(r)).map(|r| r.file.clone()).collect();
        for path in left {
            let message = format!("The overlay holds no {path}.");
            self.add(OVERRIDES, self.line(&path), message, "Remove the entry, or bring the file back.".to_string());
        }
    }

    fn add_to(&mut self, shipped: &mut String, file: &SourceFile) {
        let (Some(mut all), Some(own)) =
            (toml::from_str::<toml::Table>(shipped).ok(), toml::from_str::<toml::Table>(&file.text).ok())
        else {
            let cure = "Compare it with the shipped file of this name.".to_string();
            self.add(&file.path, 1, "This cannot be read as TOML.".to_string(), cure);
            return;
        };
        if file.path == "numbers.toml" {
            self.own_numbers(file, &toml::Value::Table(own.clone()));
        }
        self.merge(&file.path, &mut all, own);
        *shipped = toml::to_string(&all).unwrap_or_default();
    }

    fn own_numbers(&mut self, file: &SourceFile, value: &toml::Value) {
        match value {
            toml::Value::Integer(n) if *n < i64::from(OWN_NUMBERS) => {
                let message = format!("{n} may be given to a shipped id one day.");
                self.add(&file.path, 1, message, format!("Own numbers begin at {OWN_NUMBERS}."));
            }
            // The outcomes of an own observation count from 1, since nothing else counts there.
            toml::Value::Table(table) => {
                for (_, value) in table.iter().filter(|(key, _)| key.as_str() != "outcomes") {
                    self.own_numbers(file, value);
                }
            }
            _ => {}
        }
    }

    fn merge(&mut self, path: &str, all: &mut toml::Table, own: toml::Table) {
        for (key, value) in own {
            match (all.get_mut(&key), value) {
                (Some(toml::Value::Table(there)), toml::Value::Table(value)) => self.merge(path, there, value),
                (Some(_), _) => {
                    let message = format!("\"{key}\" is shipped already.");
                    self.add(path, 1, message, "Add own entries only; shipped ones stay as they are.".to_string());
                }
                (None, value) => {
                    all.insert(key, value);
                }
            }
        }
    }

    fn change(&mut self, files: &mut BTreeMap<String, String>, number: &Number) {
        let Number { file, key, value, base, reason } = number;
        let line = self.line(key);
        if reason.trim().is_empty() {
            self.add(OVERRIDES, line, "A number is changed without a reason.".into(), "Write the reason.".into());
        }
        let (table, name) = key.rsplit_once('.').unwrap_or(("", key));
        let Some((text, written)) = files.get_mut(file).and_then(|text| {
            let written = Written::find(text, table, name)?;
            Some((text, written))
        }) else {
            let cure = "Name file and key of a number, for example signs.error-phase.at-once.".to_string();
            self.add(OVERRIDES, line, format!("{file} has no number \"{key}\"."), cure);
            return;
        };
        if libm::fabs(written.value - base) > 1e-9 {
            let now = written.value;
            let message = format!("The shipped \"{key}\" of {file} is {now} by now, and no longer {base}.");
            let cure = format!("Decide again, then write base = {now}.");
            self.add(OVERRIDES, line, message, cure);
        }
        *text = written.replaced(text, *value);
    }
}

/// A number where it is written, as a range of bytes.
struct Written {
    value: f64,
    from: usize,
    to: usize,
}

impl Written {
    fn find(text: &str, table: &str, name: &str) -> Option<Self> {
        let line = line_of(text, table, name);
        let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let written = text.get(start..)?.lines().next()?;
        let (key, rest) = written.split_once('=')?;
        if key.trim().trim_matches('"') != name {
            return None;
        }
        let number = rest.split('#').next()?;
        let from = start + key.len() + 1 + (number.len() - number.trim_start().len());
        let to = from + number.trim().len();
        Some(Self { value: number.trim().parse().ok()?, from, to })
    }

    fn replaced(&self, text: &str, value: f64) -> String {
        let number = toml::Value::Float(value).to_string();
        let (before, after) = (text.get(..self.from).unwrap_or_default(), text.get(self.to..).unwrap_or_default());
        format!("{before}{number}{after}")
    }
}
