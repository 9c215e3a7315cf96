//! From texts to sheets. A file or an entry that cannot be read is one defect; all others go on, and what can be checked
//! without its format still is.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::known::Unread;
use super::readers::for_agents;
use super::{Defect, Raw, Sheet, SourceFile, line_of, nth_line_of};

const FENCE: &str = "+++";
/// Who answers and acts where a file is for agents only.
const DESK: &str = "audience = \"helpdesk\"";
/// Rules about formats: what breaks them comes before everything that may follow from it.
const FORMAT_RULES: [&str; 3] = ["file", "front-matter", "toml"];
const NEEDED: [&str; 13] = [
    "families.toml",
    "sources.toml",
    "codes.toml",
    "events.toml",
    "updates.toml",
    "glossary.toml",
    "protocol-codes.toml",
    "numbers.toml",
    "published.toml",
    "model.toml",
    "wording/interview.toml",
    "wording/plan.toml",
    "wording/pages.toml",
];

impl Defect {
    /// Whether a file breaks its format.
    pub(super) fn is_of_format(&self) -> bool {
        FORMAT_RULES.contains(&self.rule)
    }
}

pub(super) fn read(files: &[SourceFile], defects: &mut Vec<Defect>) -> Raw {
    let mut raw = Raw::default();
    let mut sorted: Vec<&SourceFile> = files.iter().collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    for file in sorted {
        let path = file.path.as_str();
        let mut reader = Reader { file, defects, unread: &mut raw.unread, loose: &mut raw.loose };
        match path.split_once('/').unwrap_or(("", path)) {
            ("causes", name) if name.ends_with(".md") => raw.causes.extend(reader.sheet("causes", name, "")),
            ("observations", name) if name.ends_with(".md") => {
                raw.observations.extend(reader.sheet("observations", name, DESK));
            }
            ("remedies", name) if name.ends_with(".md") => raw.remedies.extend(reader.sheet("remedies", name, DESK)),
            ("myths", name) if name.ends_with(".md") => raw.myths.extend(reader.sheet("myths", name, "")),
            ("", "families.toml") => raw.families = reader.map(),
            ("", "sources.toml") => raw.sources = reader.map(),
            ("", "codes.toml") => raw.codes = reader.lists(),
            ("", "events.toml") => raw.events = reader.lists(),
            ("", "updates.toml") => raw.updates = reader.lists(),
            ("", "glossary.toml") => raw.glossary = reader.lists(),
            ("", "protocol-codes.toml") => raw.protocol = reader.lists(),
            ("", "synonyms.toml") => raw.synonyms = reader.table(),
            ("", "numbers.toml") => raw.numbers = reader.table(),
            ("", "published.toml") => raw.published = reader.table(),
            ("", "model.toml") => raw.model = reader.table(),
            ("wording", "interview.toml") => raw.interview = reader.map(),
            ("wording", "plan.toml") => raw.plan = reader.map(),
            ("wording", "pages.toml") => raw.pages = reader.map(),
            _ => {}
        }
        if path.ends_with(".toml") {
            raw.texts.insert(path.to_string(), file.text.clone());
        }
    }
    for needed in NEEDED {
        if !raw.texts.contains_key(needed) {
            raw.unread.file(needed);
            defects.push(Defect {
                file: needed.to_string(),
                line: 1,
                rule: "file",
                message: "This file is missing.".to_string(),
                cure: "Bring it back; the folder's README says what it holds.".to_string(),
            });
        }
    }
    raw
}

/// Reads one file.
struct Reader<'r> {
    file: &'r SourceFile,
    defects: &'r mut Vec<Defect>,
    unread: &'r mut Unread,
    loose: &'r mut Vec<Sheet<Table>>,
}

impl Reader<'_> {
    /// `stand_in` is written where a file says that it is for agents only, because some formats want an audience there.
    fn sheet<T: DeserializeOwned>(&mut self, kind: &str, name: &str, stand_in: &str) -> Option<Sheet<T>> {
        let stem = name.trim_end_matches(".md").to_string();
        let text = &self.file.text;
        let front_and_body = text
            .strip_prefix(FENCE)
            .and_then(|rest| rest.strip_prefix('\n').or_else(|| rest.strip_prefix("\r\n")))
            .and_then(|rest| rest.split_once("\n+++"));
        let Some((front, body)) = front_and_body else {
            self.unread.id(kind, &stem);
            let cure = "Put the TOML between two lines +++, the first at the top of the file.";
            self.add(1, "front-matter", "The front matter is not closed.".to_string(), cure);
            return None;
        };
        let (front, agents) = for_agents(front, stand_in);
        let body = body.trim().to_string();
        let (path, text) = (self.file.path.clone(), text.clone());
        if let Some(front) = self.parse(front.clone(), 1) {
            return Some(Sheet { path, text, stem, front, agents, body });
        }
        self.unread.id(kind, &stem);
        let front = toml::from_str(&front).unwrap_or_default();
        self.loose.push(Sheet { path, text, stem, front, agents, body });
        None
    }

    /// A file that is one whole.
    fn table<T: DeserializeOwned + Default>(&mut self) -> T {
        let value = self.parse(self.file.text.clone(), 0);
        value.unwrap_or_else(|| {
            self.unread.file(&self.file.path);
            T::default()
        })
    }

    /// A file of entries by id; each stands for itself.
    fn map<T: DeserializeOwned>(&mut self) -> BTreeMap<String, T> {
        if let Ok(whole) = toml::from_str(&self.file.text) {
            return whole;
        }
        let mut entries = BTreeMap::new();
        for (id, value) in self.toml().unwrap_or_default() {
            match value.try_into::<T>() {
                Ok(entry) => {
                    entries.insert(id, entry);
                }
                Err(error) => {
                    let text = &self.file.text;
                    let line = match line_of(text, &id, field(error.message())) {
                        1 => line_of(text, "", &id),
                        line => line,
                    };
                    self.unread.id(&self.file.path, &id);
                    self.broken(line, error.message());
                }
            }
        }
        entries
    }

    /// A file with lists of entries; each stands for itself.
    fn lists<T: DeserializeOwned + Default>(&mut self) -> T {
        if let Ok(whole) = toml::from_str(&self.file.text) {
            return whole;
        }
        let is_list = |value: &Value| value.as_array().is_some_and(|list| list.iter().all(Value::is_table));
        let (lists, head): (Vec<_>, Vec<_>) =
            self.toml().unwrap_or_default().into_iter().partition(|(_, v)| is_list(v));
        let mut kept: Table = head.into_iter().collect();
        if let Err(error) = Value::Table(kept.clone()).try_into::<T>() {
            let line = line_of(&self.file.text, "", field(error.message()));
            self.unread.file(&self.file.path);
            self.broken(line, error.message());
            return T::default();
        }
        let head = kept.clone();
        for (name, list) in lists {
            let mut sound = Vec::new();
            for (n, entry) in list.as_array().into_iter().flatten().enumerate() {
                let mut alone = head.clone();
                alone.insert(name.clone(), Value::Array(Vec::from([entry.clone()])));
                match Value::Table(alone).try_into::<T>() {
                    Ok(_) => sound.push(entry.clone()),
                    Err(error) => {
                        let id = entry.get("id").and_then(Value::as_str).unwrap_or_default();
                        self.unread.id(&self.file.path, id);
                        let line = nth_line_of(&self.file.text, &name, n, field(error.message())).unwrap_or(1);
                        self.broken(line, error.message());
                    }
                }
            }
            kept.insert(name, Value::Array(sound));
        }
        Value::Table(kept).try_into().unwrap_or_default()
    }

    /// The file as TOML of any format.
    fn toml(&mut self) -> Option<Table> {
        match toml::from_str(&self.file.text) {
            Ok(table) => Some(table),
            Err(error) => {
                self.unread.file(&self.file.path);
                self.broken(line_at(&self.file.text, &error), error.message());
                None
            }
        }
    }

    /// `offset` is the number of lines above the TOML. A field that is not known is left out, so that the rest is read; a
    /// field that is missing then was most likely misspelt, and is no second finding.
    fn parse<T: DeserializeOwned>(&mut self, mut text: String, offset: usize) -> Option<T> {
        let mut misspelt = false;
        loop {
            let error = match toml::from_str::<T>(&text) {
                Ok(value) => return Some(value),
                Err(error) => error,
            };
            if misspelt && error.message().starts_with("missing field") {
                return None;
            }
            self.broken(line_at(&text, &error) + offset, error.message());
            misspelt = true;
            text = without_line(&text, &error)?;
        }
    }

    fn broken(&mut self, line: usize, message: &str) {
        let message: String = message.split_whitespace().collect::<Vec<_>>().join(" ");
        let cure = "Compare the field with the format in README.md.";
        self.add(line, "toml", format!("This cannot be read: {message}."), cure);
    }

    fn add(&mut self, line: usize, rule: &'static str, message: String, cure: &str) {
        self.defects.push(Defect { file: self.file.path.clone(), line, rule, message, cure: cure.to_string() });
    }
}

/// The field that a message is about.
fn field(message: &str) -> &str {
    message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()).unwrap_or("")
}

fn line_at(text: &str, error: &toml::de::Error) -> usize {
    let start = error.span().map_or(0, |span| span.start).min(text.len());
    text.as_bytes()[..start].iter().filter(|b| **b == b'\n').count() + 1
}

/// The text with the line of an unknown field empty; none if the field is more than this line, or something else is wrong.
fn without_line(text: &str, error: &toml::de::Error) -> Option<String> {
    let name = Some(field(error.message())).filter(|name| !name.is_empty())?;
    let at = line_at(text, error);
    let is_field = |line: &str| line.trim_start().trim_start_matches('"').starts_with(name);
    text.lines().nth(at - 1).filter(|line| is_field(line))?;
    let lines = text.lines().enumerate().map(|(n, line)| if n + 1 == at { "" } else { line });
    let without: String = lines.map(|line| format!("{line}\n")).collect();
    toml::from_str::<Table>(&without).is_ok().then_some(without)
}

/// Ids in the order of their permanent numbers.
pub(super) fn by_number(numbers: &BTreeMap<String, u16>) -> Vec<(&str, u16)> {
    let mut list: Vec<(&str, u16)> = numbers.iter().map(|(id, n)| (id.as_str(), *n)).collect();
    list.sort_by_key(|(_, n)| *n);
    list
}
