//! `fix904 knowledge ...`: what an author needs.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use diagnosis::authoring::schema::{FORMATS, Format};
use diagnosis::authoring::{Defect, publish};
use serde::Serialize;

use super::graph::{self, CaseError, DEEPEST};
use crate::clock::{Clock, today};
use crate::content::{ContentError, Origin, checked};
use crate::schemas;

/// Commands for authors.
#[derive(Debug, Subcommand)]
pub enum KnowledgeCommand {
    /// Check a content folder: all findings at once, with file, line, rule and cure; ends with 1 if there are any
    Check {
        /// The folder that holds causes/, observations/, remedies/ and the tables; without it, the built-in content
        dir: Option<PathBuf>,
        /// A folder that is laid over it: its files, and whether what they replace has changed since
        #[arg(long, value_name = "DIR")]
        overlay: Option<PathBuf>,
        /// Print the findings as JSON
        #[arg(long)]
        json: bool,
    },
    /// Put what is new on the list of what was published: ids, permanent numbers, words of addresses
    Publish {
        /// The content folder; it must have no finding
        #[arg(default_value = "knowledge")]
        dir: PathBuf,
    },
    /// Draw the questions of a case as SVG: what is asked after which answer, and how likely each answer is
    Graph(Graph),
    /// Print the JSON Schema of a format, or the list of formats
    Schema {
        /// The format, for example cause or codes
        name: Option<String>,
    },
    /// Write a commented template
    New {
        /// What to write
        #[command(subcommand)]
        what: New,
    },
}

/// What is drawn, and where to.
#[derive(Debug, Default, Args)]
pub struct Graph {
    /// The content folder; without it, the built-in content
    pub dir: Option<PathBuf>,
    /// A folder that is laid over it
    #[arg(long, value_name = "DIR")]
    pub overlay: Option<PathBuf>,
    /// What is known already, as in the portal's addresses: code=0x904&ext=0x7&path=vpn
    #[arg(long, value_name = "QUERY", default_value = "")]
    pub case: String,
    /// How many answers follow each other
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=i64::from(DEEPEST)))]
    pub depth: u8,
    /// Write it here instead of to standard output
    #[arg(long, value_name = "FILE.svg")]
    pub out: Option<PathBuf>,
}

/// What there is a template for.
#[derive(Debug, Subcommand)]
pub enum New {
    /// A cause: its article and its numbers
    Cause {
        /// Its id: lower case, digits and hyphens; never changed later
        id: String,
        /// The content folder
        #[arg(long, default_value = "knowledge")]
        dir: PathBuf,
    },
}

/// Why a command for authors did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum KnowledgeError {
    /// The content cannot be read.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// What is known of the case is not understood.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// There is no such format.
    #[error("\"{0}\" is no format. There are: {1}")]
    Format(String, String),
    /// A schema cannot be written as text.
    #[error("the schema cannot be printed: {0}")]
    Unprintable(#[from] serde_json::Error),
    /// The id is none.
    #[error("\"{0}\" is no id: use lower case, digits and hyphens, for example cert-expired")]
    Id(String),
    /// There is such a file already.
    #[error("{0} is there already; nothing was changed")]
    Exists(PathBuf),
    /// The file cannot be written.
    #[error("{0} cannot be written: {1}")]
    Unwritable(PathBuf, io::Error),
}

/// A finding as JSON.
#[derive(Serialize)]
struct Finding<'a> {
    file: &'a str,
    line: usize,
    rule: &'a str,
    message: &'a str,
    cure: &'a str,
}

/// What a command says, and whether all is well.
#[derive(Debug)]
pub struct Outcome {
    /// For standard output.
    pub text: String,
    /// Whether nothing was found wrong.
    pub sound: bool,
}

/// Runs a command for authors.
///
/// # Errors
/// If a folder or file cannot be read or written.
pub fn run(command: &KnowledgeCommand, clock: Clock) -> Result<Outcome, KnowledgeError> {
    match command {
        KnowledgeCommand::Check { dir, overlay, json } => {
            check(&Origin { folder: dir.clone(), overlay: overlay.clone() }, *json, clock)
        }
        KnowledgeCommand::Publish { dir } => published(dir, clock),
        KnowledgeCommand::Graph(options) => draw(options, clock),
        KnowledgeCommand::Schema { name: None } => Ok(Outcome { text: formats(), sound: true }),
        KnowledgeCommand::Schema { name: Some(name) } => schema(name),
        KnowledgeCommand::New { what: New::Cause { id, dir } } => new_cause(dir, id, clock),
    }
}

fn check(origin: &Origin, json: bool, clock: Clock) -> Result<Outcome, KnowledgeError> {
    let overlaid = origin.read()?;
    let defects = checked(&overlaid, &today(clock)).err().unwrap_or_default();
    let text = if json { as_json(&defects) } else { as_text(&defects, overlaid.files.len()) };
    Ok(Outcome { text, sound: defects.is_empty() })
}

fn published(dir: &Path, clock: Clock) -> Result<Outcome, KnowledgeError> {
    let files = Origin { folder: Some(dir.to_path_buf()), overlay: None }.read()?.files;
    let list = match publish(&files, &today(clock)) {
        Ok(list) => list,
        Err(defects) => return Ok(Outcome { text: as_text(&defects, files.len()), sound: false }),
    };
    let path = dir.join("published.toml");
    fs::write(&path, list).map_err(|error| KnowledgeError::Unwritable(path.clone(), error))?;
    Ok(Outcome { text: format!("{} is written.\n", path.display()), sound: true })
}

fn as_json(defects: &[Defect]) -> String {
    let finding = |d: &'_ Defect| {
        serde_json::to_string(&Finding {
            file: &d.file,
            line: d.line,
            rule: d.rule,
            message: &d.message,
            cure: &d.cure,
        })
    };
    let findings: Vec<String> = defects.iter().filter_map(|d| finding(d).ok()).collect();
    format!("[{}]\n", findings.join(",\n "))
}

fn as_text(defects: &[Defect], files: usize) -> String {
    let lines: String = defects.iter().map(|defect| format!("{defect}\n")).collect();
    match defects.len() {
        0 => format!("{files} files, nothing wrong.\n"),
        1 => format!("{lines}1 finding.\n"),
        n => format!("{lines}{n} findings.\n"),
    }
}

fn draw(options: &Graph, clock: Clock) -> Result<Outcome, KnowledgeError> {
    let origin = Origin { folder: options.dir.clone(), overlay: options.overlay.clone() };
    let (content, _) = origin.content(clock)?;
    let drawing = graph::draw(content, &options.case, options.depth)?;
    let Some(path) = &options.out else { return Ok(Outcome { text: drawing.svg, sound: true }) };
    fs::write(path, drawing.svg).map_err(|error| KnowledgeError::Unwritable(path.clone(), error))?;
    Ok(Outcome { text: format!("{} is written: {} nodes.\n", path.display(), drawing.nodes), sound: true })
}

/// One format a line, with the files that have it.
fn formats() -> String {
    FORMATS.iter().map(|format| format!("{:15} {}\n", format.name, format.files)).collect()
}

fn schema(name: &str) -> Result<Outcome, KnowledgeError> {
    let Some(format) = Format::named(name) else {
        let known: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        return Err(KnowledgeError::Format(name.to_string(), known.join(", ")));
    };
    let text = schemas::text(format, &format!("urn:fix904:schema:{name}"))?;
    Ok(Outcome { text, sound: true })
}

fn new_cause(dir: &Path, id: &str, clock: Clock) -> Result<Outcome, KnowledgeError> {
    let slug = id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if id.is_empty() || !slug || id.starts_with('-') || id.ends_with('-') {
        return Err(KnowledgeError::Id(id.to_string()));
    }
    let path = dir.join("causes").join(format!("{id}.md"));
    if path.exists() {
        return Err(KnowledgeError::Exists(path));
    }
    let text = include_str!("new-cause.md").replace("{id}", id).replace("{today}", &today(clock));
    fs::write(&path, text).map_err(|error| KnowledgeError::Unwritable(path.clone(), error))?;
    let next = "Fill it in, append the id to [causes] in numbers.toml, then run: fix904 knowledge check";
    Ok(Outcome { text: format!("{} is written. {next} {}\n", path.display(), dir.display()), sound: true })
}
