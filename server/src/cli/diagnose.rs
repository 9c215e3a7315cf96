//! `fix904 diagnose`: one case without a browser, from a file of facts, from the collector's reports, or by
//! questions in the terminal.
//!
//! The sentences are those of the pages, because they come from the same views. Gated steps stay closed: a second way in is
//! confirmed on the page of the plan, never here.

use std::fs::File;
use std::io::{self, BufRead, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use diagnosis::reading::report::ReportError;
use diagnosis::reading::understood::Understood;
use diagnosis::words::Places;
use diagnosis::{Consultation, Evidence, Surface, consult, transcript};

use crate::clock::Clock;
use crate::content::{ContentError, Origin};
use crate::portal::{Knowledge, Language};
use facts::FactError;

mod export;
pub mod facts;
mod reports;
pub(super) mod sheet;
mod terminal;
pub(super) mod text;

/// What `fix904 diagnose` can be told.
#[derive(Args, Clone, Debug, Default)]
pub struct DiagnoseOptions {
    /// A file of facts in JSON, or - for standard input; without one, the questions are asked here
    pub facts: Option<PathBuf>,
    /// A report of the collector, of the other computer or of one's own; give it twice for both. With a file of facts, both
    /// count
    #[arg(long, value_name = "FILE")]
    pub report: Vec<PathBuf>,
    /// Leave out what this rule understood of the reports; the rules stand beside the lines
    #[arg(long, value_name = "RULE", requires = "report")]
    pub leave_out: Vec<String>,
    /// Print the diagnosis as JSON, for programs; questions then go to standard error
    #[arg(long)]
    pub json: bool,
    /// Use the content of this folder instead of the built-in one
    #[arg(long, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
    /// Lay the files of this folder over the content
    #[arg(long, value_name = "DIR")]
    pub overlay: Option<PathBuf>,
}

/// Why there is no diagnosis.
#[derive(Debug, thiserror::Error)]
pub enum DiagnoseError {
    /// The content cannot be used.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The facts, or the answers in the terminal, cannot be read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(String, io::Error),
    /// The facts are wrong: the name of the file, and every mistake in it.
    #[error("{}", mistakes(.0, .1))]
    Facts(String, Vec<FactError>),
    /// A report is none, or a damaged one.
    #[error("{0}: {1}")]
    Report(String, ReportError),
    /// Two reports are of the same computer.
    #[error("{0} is of the same side as the report before it; one of each side can be compared")]
    SameSide(String),
    /// A rule that is to be left out has understood nothing.
    #[error("no line of the reports was read by a rule {0:?}")]
    NoSuchRule(String),
    /// The diagnosis cannot be written.
    #[error("the diagnosis cannot be written: {0}")]
    Unwritable(#[from] io::Error),
}

fn mistakes(name: &str, errors: &[FactError]) -> String {
    let lines: Vec<String> = errors.iter().map(|error| format!("{name}: {error}")).collect();
    let count = if errors.len() == 1 { "1 mistake".to_string() } else { format!("{} mistakes", errors.len()) };
    format!("{}\n{count}; nothing was diagnosed.", lines.join("\n"))
}

/// A case with everything that its texts are made from.
pub(super) struct Case<'a> {
    knowledge: &'a Knowledge,
    evidence: &'a Evidence,
    /// What was understood of reports; nothing without one.
    understood: &'a Understood,
    consultation: Consultation,
    /// The evidence as it stands in addresses.
    transcript: String,
    places: Places,
}

impl<'a> Case<'a> {
    pub(super) fn of(knowledge: &'a Knowledge, evidence: &'a Evidence, understood: &'a Understood) -> Self {
        let consultation = consult(&knowledge.base, evidence, &Surface::default());
        let transcript = transcript::print(&knowledge.base, evidence);
        Self { knowledge, evidence, understood, consultation, transcript, places: Places::default() }
    }

    /// The default language; the only one there is here.
    fn language(&self) -> &'a Language {
        &self.knowledge.languages[0]
    }
}

/// Diagnoses one case. `input` is read if the facts come from there or if questions are asked; `errors` takes the questions
/// when `output` is for a program.
///
/// # Errors
/// If content or facts cannot be read or are wrong, or if nothing can be written. A reader that has gone away is none.
pub fn run(
    options: &DiagnoseOptions,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
    errors: &mut dyn Write,
    clock: Clock,
) -> Result<(), DiagnoseError> {
    let origin = Origin { folder: options.knowledge.clone(), overlay: options.overlay.clone() };
    let knowledge = read_knowledge(&origin, clock)?;
    let understood = reports::understood(&knowledge, &options.report, &options.leave_out)?;
    let told = match &options.facts {
        Some(path) => read_facts(&knowledge, path, input),
        None if !options.report.is_empty() => Ok(Evidence::default()),
        None => terminal::interview(&knowledge, input, if options.json { errors } else { &mut *output }),
    };
    let written = told.and_then(|mut evidence| {
        reports::join(&mut evidence, &understood);
        write(&Case::of(&knowledge, &evidence, &understood), options.json, output)
    });
    match written {
        // Whoever stops reading, as `head` does, has what they wanted.
        Err(DiagnoseError::Unwritable(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

fn write(case: &Case<'_>, json: bool, output: &mut dyn Write) -> Result<(), DiagnoseError> {
    let result = if json { export::json(case)? } else { reports::write(case) + &text::write(case) };
    output.write_all(result.as_bytes())?;
    Ok(output.flush()?)
}

/// The content that the options name.
pub(super) fn read_knowledge(origin: &Origin, clock: Clock) -> Result<Knowledge, ContentError> {
    if origin.is_built_in() {
        return Ok(Knowledge::embedded(1).0);
    }
    let (content, _) = origin.content(clock)?;
    match Knowledge::of(content, 1) {
        Ok((knowledge, _)) => Ok(knowledge),
        Err(_) => Err(ContentError::Unpackable(origin.to_string())),
    }
}

fn read_facts(knowledge: &Knowledge, path: &Path, input: &mut dyn BufRead) -> Result<Evidence, DiagnoseError> {
    let standard = path.as_os_str() == "-";
    let name = if standard { "standard input".to_string() } else { path.display().to_string() };
    // One byte more than is allowed shows that there are more.
    let most = facts::LARGEST as u64 + 1;
    let mut bytes = Vec::new();
    let read = if standard {
        input.take(most).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    read.map_err(|error| DiagnoseError::Unreadable(name.clone(), error))?;
    let text = facts::decode(&bytes).map_err(|error| DiagnoseError::Facts(name.clone(), vec![error]))?;
    facts::read(&knowledge.base, &text).map_err(|errors| DiagnoseError::Facts(name, errors))
}
