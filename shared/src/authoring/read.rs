//! From texts to sheets. A file that does not parse is one defect; all others go on.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::de::DeserializeOwned;

use super::readers::for_agents;
use super::{Defect, Raw, Sheet, SourceFile};

const FENCE: &str = "+++";
/// Who answers and acts where a file is for agents only.
const DESK: &str = "audience = \"helpdesk\"";

pub(super) fn read(files: &[SourceFile], defects: &mut Vec<Defect>) -> Raw {
    let mut raw = Raw::default();
    let mut sorted: Vec<&SourceFile> = files.iter().collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    for file in sorted {
        let path = file.path.as_str();
        match path.split_once('/').unwrap_or(("", path)) {
            ("causes", name) if name.ends_with(".md") => raw.causes.extend(sheet(file, name, "", defects)),
            ("observations", name) if name.ends_with(".md") => {
                raw.observations.extend(sheet(file, name, DESK, defects))
            }
            ("remedies", name) if name.ends_with(".md") => raw.remedies.extend(sheet(file, name, DESK, defects)),
            ("myths", name) if name.ends_with(".md") => raw.myths.extend(sheet(file, name, "", defects)),
            ("", "families.toml") => raw.families = table(file, defects),
            ("", "sources.toml") => raw.sources = table(file, defects),
            ("", "codes.toml") => raw.codes = table(file, defects),
            ("", "events.toml") => raw.events = table(file, defects),
            ("", "updates.toml") => raw.updates = table(file, defects),
            ("", "glossary.toml") => raw.glossary = table(file, defects),
            ("", "protocol-codes.toml") => raw.protocol = table(file, defects),
            ("", "synonyms.toml") => raw.synonyms = table(file, defects),
            ("", "numbers.toml") => raw.numbers = table(file, defects),
            ("", "model.toml") => raw.model = table(file, defects),
            ("wording", "interview.toml") => raw.interview = table(file, defects),
            ("wording", "plan.toml") => raw.plan = table(file, defects),
            ("wording", "pages.toml") => raw.pages = table(file, defects),
            _ => {}
        }
        if path.ends_with(".toml") {
            raw.texts.insert(path.to_string(), file.text.clone());
        }
    }
    for needed in [
        "families.toml",
        "sources.toml",
        "codes.toml",
        "events.toml",
        "updates.toml",
        "glossary.toml",
        "protocol-codes.toml",
        "numbers.toml",
        "model.toml",
        "wording/interview.toml",
        "wording/plan.toml",
        "wording/pages.toml",
    ] {
        if !raw.texts.contains_key(needed) {
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

/// `stand_in` is written where a file says that it is for agents only, because some formats want an audience there.
fn sheet<T: DeserializeOwned>(
    file: &SourceFile,
    name: &str,
    stand_in: &str,
    defects: &mut Vec<Defect>,
) -> Option<Sheet<T>> {
    let front_and_body = file
        .text
        .strip_prefix(FENCE)
        .and_then(|rest| rest.strip_prefix('\n').or_else(|| rest.strip_prefix("\r\n")))
        .and_then(|rest| rest.split_once("\n+++"));
    let Some((front, body)) = front_and_body else {
        defects.push(Defect {
            file: file.path.clone(),
            line: 1,
            rule: "front-matter",
            message: "The front matter is not closed.".to_string(),
            cure: "Put the TOML between two lines +++, the first at the top of the file.".to_string(),
        });
        return None;
    };
    let (front, agents) = for_agents(front, stand_in);
    let front = parse(&front, &file.path, 1, defects)?;
    Some(Sheet {
        path: file.path.clone(),
        text: file.text.clone(),
        stem: name.trim_end_matches(".md").to_string(),
        front,
        agents,
        body: body.trim().to_string(),
    })
}

fn table<T: DeserializeOwned + Default>(file: &SourceFile, defects: &mut Vec<Defect>) -> T {
    parse(&file.text, &file.path, 0, defects).unwrap_or_default()
}

/// `offset` is the number of lines above the TOML.
fn parse<T: DeserializeOwned>(text: &str, path: &str, offset: usize, defects: &mut Vec<Defect>) -> Option<T> {
    match toml::from_str::<T>(text) {
        Ok(value) => Some(value),
        Err(error) => {
            let start = error.span().map_or(0, |span| span.start).min(text.len());
            let line = text.as_bytes()[..start].iter().filter(|b| **b == b'\n').count() + 1 + offset;
            let message: String = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
            defects.push(Defect {
                file: path.to_string(),
                line,
                rule: "toml",
                message: format!("This cannot be read: {message}."),
                cure: "Compare the field with the format in README.md.".to_string(),
            });
            None
        }
    }
}

/// Ids in the order of their permanent numbers.
pub(super) fn by_number(numbers: &BTreeMap<String, u16>) -> Vec<(&str, u16)> {
    let mut list: Vec<(&str, u16)> = numbers.iter().map(|(id, n)| (id.as_str(), *n)).collect();
    list.sort_by_key(|(_, n)| *n);
    list
}
