//! Reads the content format and checks it. Every defect is reported, with file, line, rule and cure.
//!
//! Nothing here touches a disk: the caller brings the texts. `knowledge/README.md` describes the format.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::knowledge_base::Model;
use crate::words::{Articles, StepWords, Words};

mod assemble;
mod checks;
mod commands;
mod format;
mod known;
mod orders;
mod overlay;
mod prose;
mod pseudo;
mod publish;
mod reach;
mod read;
mod readers;
mod reference;
pub mod schema;

pub use overlay::{Contact, OVERRIDES, Overlaid, lay_over};
pub use pseudo::pseudo;
pub use publish::publish;

/// Folders that hold content, below the folder of all; the empty one stands for that folder itself.
pub const FOLDERS: [&str; 6] = ["", "causes", "myths", "observations", "remedies", "wording"];

/// Whether a file of this name is content: the crate's own files lie beside it.
pub fn is_content(name: &str) -> bool {
    (name.ends_with(".md") || name.ends_with(".toml")) && !["Cargo.toml", "README.md"].contains(&name)
}

/// A file of the content.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path below the content folder, with forward slashes.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Something wrong with the content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Defect {
    /// File below the content folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Which rule.
    pub rule: &'static str,
    /// What is wrong.
    pub message: String,
    /// How to cure it.
    pub cure: String,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: [{}] {} {}", self.file, self.line, self.rule, self.message, self.cure)
    }
}

/// The content, checked.
#[derive(Clone, Debug)]
pub struct Content {
    /// Numbers.
    pub model: Model,
    /// Words of the interview.
    pub words: Words,
    /// Words of the steps.
    pub steps: StepWords,
    /// Words of the server's pages.
    pub articles: Articles,
}

/// Reads and checks all files. `today` (`2026-11-22`) guards against dates that have not come yet.
///
/// # Errors
/// All defects, sorted by file and line.
pub fn read_content(files: &[SourceFile], today: &str) -> Result<Content, Vec<Defect>> {
    let mut defects = Vec::new();
    let mut raw = read::read(files, &mut defects);
    checks::check(&raw, today, &mut defects);
    checks::published(&raw, &mut defects);
    prose::check(&raw, &mut defects);
    if defects.is_empty() && raw.keep_public() {
        // What is public must be whole by itself.
        checks::check(&raw, today, &mut defects);
    }
    let content = defects.is_empty().then(|| assemble::assemble(&raw));
    if let Some(content) = &content {
        reach::check(&raw, content, &mut defects);
    }
    // What breaks a format comes first: the rest may follow from it.
    defects.sort_by(|a, b| (!a.is_of_format(), a).cmp(&(!b.is_of_format(), b)));
    defects.dedup();
    content.filter(|_| defects.is_empty()).ok_or(defects)
}

/// A file with what was read from it.
#[derive(Debug)]
struct Sheet<T> {
    path: String,
    text: String,
    /// Id by the file's name.
    stem: String,
    front: T,
    /// Whether it is for the agents of a help desk only.
    agents: bool,
    body: String,
}

impl<T> Sheet<T> {
    /// The line of a key in a table of the front matter; the table's own line for an empty key; 1 if there is none.
    fn line(&self, table: &str, key: &str) -> usize {
        line_of(&self.text, table, key)
    }

    /// The line of a key in the `n`th entry, from 0, of a list of tables; that of the entry if it has no such key.
    fn nth_line(&self, table: &str, n: usize, key: &str) -> usize {
        nth_line_of(&self.text, table, n, key).unwrap_or_else(|| self.line(table, key))
    }
}

/// All content as it was written.
#[derive(Debug, Default)]
struct Raw {
    causes: Vec<Sheet<format::Cause>>,
    observations: Vec<Sheet<format::Observation>>,
    remedies: Vec<Sheet<format::Remedy>>,
    families: BTreeMap<String, format::Family>,
    sources: BTreeMap<String, format::Source>,
    codes: format::Codes,
    events: format::Events,
    updates: format::Updates,
    glossary: format::Glossary,
    protocol: format::Protocol,
    synonyms: format::Synonyms,
    myths: Vec<Sheet<format::Myth>>,
    numbers: format::Numbers,
    published: format::Published,
    model: format::ModelNumbers,
    interview: BTreeMap<String, format::Phrase>,
    plan: BTreeMap<String, format::Phrase>,
    pages: BTreeMap<String, format::Phrase>,
    unread: known::Unread,
    /// Front matter that is TOML, but not of its format.
    loose: Vec<Sheet<toml::Table>>,
    /// Texts of the files that are no sheets, by path, for finding lines.
    texts: BTreeMap<String, String>,
}

impl Raw {
    fn line(&self, path: &str, table: &str, key: &str) -> usize {
        self.texts.get(path).map_or(1, |text| line_of(text, table, key))
    }
}

fn line_of(text: &str, table: &str, key: &str) -> usize {
    let mut current = "";
    let mut table_line = 1;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim_start();
        if let Some(name) = line.strip_prefix('[') {
            current = name.trim_start_matches('[').split(']').next().unwrap_or("");
            if current == table {
                table_line = number + 1;
                if key.is_empty() {
                    return table_line;
                }
            }
        } else if current == table
            && let Some(rest) =
                line.strip_prefix(key).or_else(|| line.strip_prefix('"')?.strip_prefix(key)?.strip_prefix('"'))
            && !key.is_empty()
            && rest.trim_start().starts_with(['=', '.'])
        {
            return number + 1;
        }
    }
    table_line
}

/// The line of a key in the `n`th entry, from 0, of a list of tables; that of the entry if it has no such key.
fn nth_line_of(text: &str, table: &str, n: usize, key: &str) -> Option<usize> {
    let mut lines = text.lines().enumerate();
    let is_head = |line: &str| {
        line.trim().strip_prefix("[[").and_then(|rest| rest.split_once("]]")).is_some_and(|(name, _)| name == table)
    };
    let head = lines.by_ref().filter(|(_, line)| is_head(line)).map(|(at, _)| at).nth(n)?;
    let holds = |line: &str| line.split_once('=').is_some_and(|(name, _)| name.trim() == key);
    let own = lines.take_while(|(_, line)| !line.starts_with(['[', '+']));
    Some(own.into_iter().find(|(_, line)| holds(line)).map_or(head, |(at, _)| at) + 1)
}
