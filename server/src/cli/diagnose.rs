//! `fix904 diagnose`: one case without a browser, from a file of facts or by questions in the terminal.
//!
//! The sentences are those of the pages, because they come from the same views. Gated steps stay closed: a second way in is
//! confirmed on the page of the plan, never here.

use std::fs::File;
use std::io::{self, BufRead, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use diagnosis::words::Places;
use diagnosis::{Consultation, Evidence, Surface, consult, transcript};

use crate::clock::Clock;
use crate::content::{ContentError, Origin};
use crate::portal::{Knowledge, Language};
use facts::FactError;

mod export;
pub mod facts;
pub(super) mod sheet;
mod terminal;
pub(super) mod text;

/// What `fix904 diagnose` can be told.
#[derive(Args, Clone, Debug, Default)]
pub struct DiagnoseOptions {
    /// A file of facts in JSON, or - for standard input; without one, the questions are asked here
    pub facts: Option<PathBuf>,
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
    consultation: Consultation,
    /// The evidence as it stands in addresses.
    transcript: String,
    places: Places,
}

impl<'a> Case<'a> {
    pub(super) fn of(knowledge: &'a Knowledge, evidence: &'a Evidence) -> Self {
        let consultation = consult(&knowledge.base, evidence, &Surface::default());
        let transcript = transcript::print(&knowledge.base, evidence);
        Self { knowledge, evidence, consultation, transcript, places: Places::default() }
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
    let told = match &options.facts {
        Some(path) => read_facts(&knowledge, path, input),
        None => terminal::interview(&knowledge, input, if options.json { errors } else { &mut *output }),
    };
    match told.and_then(|evidence| write(&knowledge, &evidence, options.json, output)) {
        // Whoever stops reading, as `head` does, has what they wanted.
        Err(DiagnoseError::Unwritable(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

fn write(knowledge: &Knowledge, evidence: &Evidence, json: bool, output: &mut dyn Write) -> Result<(), DiagnoseError> {
    let case = Case::of(knowledge, evidence);
    let result = if json { export::json(&case)? } else { text::write(&case) };
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
