//! `fix904 probe`: a look at a host or gateway from this computer, as text with the likely causes, or as a file of facts for
//! `fix904 diagnose`.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use diagnosis::evidence::Evidence;
use serde::Serialize;

use crate::clock::Clock;
use crate::content::{ContentError, Origin};
use crate::probe::{Asked, Beside, Finding, Options, Other, OtherError, Purpose, Report, TargetError, probe};

use super::diagnose::facts::{self, FactError};
use super::diagnose::read_knowledge;

mod text;

/// What `fix904 probe` can be told.
#[derive(Args, Clone, Debug, Default)]
pub struct ProbeOptions {
    /// Name or address of the computer, perhaps with a port: pc-17, pc-17.example.org:3390, [2001:db8::7]:3389
    pub host: String,
    /// Print the findings as a file of facts for `fix904 diagnose`, with everything that was seen
    #[arg(long)]
    pub json: bool,
    /// Learn more on five further connections, and try UDP
    #[arg(long)]
    pub deep: bool,
    /// It is a Remote Desktop gateway, usually on port 443
    #[arg(long, conflicts_with = "deep")]
    pub gateway: bool,
    /// Lay beside it what this command wrote with --json elsewhere, best near that computer: what differs is told and counts
    #[arg(long, value_name = "FILE")]
    pub beside: Option<PathBuf>,
    /// Use the content of this folder instead of the built-in one
    #[arg(long, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
    /// Lay the files of this folder over the content
    #[arg(long, value_name = "DIR")]
    pub overlay: Option<PathBuf>,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// What was typed is no computer.
    #[error("{0:?} is not a computer's name or address: {1}")]
    Target(String, TargetError),
    /// The file of the other place cannot be opened.
    #[error("{0} cannot be read: {1}")]
    Unreadable(String, io::Error),
    /// The file of the other place is too large or no text.
    #[error("{0}: {1}")]
    Undecoded(String, FactError),
    /// The file of the other place cannot be compared.
    #[error("{0} cannot be compared: {1}")]
    Other(String, OtherError),
    /// The content cannot be used.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The content of somebody else does not know an observation of the probe.
    #[error("this content does not know what the probe found: {}", .0.iter().map(FactError::to_string).collect::<Vec<_>>().join("; "))]
    Unknown(Vec<FactError>),
    /// The report cannot be written.
    #[error("the report cannot be written: {0}")]
    Unwritable(#[from] io::Error),
}

/// A file of facts with the report that its findings come from.
#[derive(Serialize)]
struct Facts<'a> {
    evidence: &'a [Finding],
    probe: &'a Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    beside: Option<&'a Beside>,
}

/// Looks, and writes what was seen.
///
/// # Errors
/// If the target is none, if the content or the file of the other place cannot be used, or if nothing can be written. A reader
/// that has gone away is none.
pub async fn run(options: &ProbeOptions, output: &mut dyn Write, clock: Clock) -> Result<(), ProbeError> {
    let asked = Asked::read(&options.host).map_err(|error| ProbeError::Target(options.host.clone(), error))?;
    let purpose = if options.gateway { Purpose::Gateway } else { Purpose::Host };
    let how = Options { purpose, deep: options.deep, clock, ..Options::default() };
    let origin = Origin { folder: options.knowledge.clone(), overlay: options.overlay.clone() };
    // Reading the content takes longer than looking at a host nearby, and JSON needs none of its words. That of somebody else is
    // read all the same, because its mistakes are to be told before anything is sent.
    let wordless = options.json && origin.is_built_in();
    let knowledge = if wordless { None } else { Some(read_knowledge(&origin, clock)?) };
    // So is what is wrong with the file of another place.
    let other = options.beside.as_deref().map(read_other).transpose()?;
    let report = look(&asked, how).await;
    let beside = other.map(|(name, other)| Beside::of(&report, &other).map_err(|e| ProbeError::Other(name, e)));
    let beside = beside.transpose()?;
    let mut findings = report.findings();
    findings.extend(beside.iter().flat_map(Beside::findings));
    let all = Facts { evidence: &findings, probe: &report, beside: beside.as_ref() };
    let json = serde_json::to_string_pretty(&all).map_err(io::Error::from)?;
    let written = match &knowledge {
        Some(knowledge) if !options.json => {
            // The same way as through a file, so that both tell the same causes.
            let evidence: Evidence = facts::read(&knowledge.base, &json).map_err(ProbeError::Unknown)?;
            text::write(knowledge, &evidence, (&report, beside.as_ref()), options)
        }
        _ => json + "\n",
    };
    match output.write_all(written.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// The look of the other place, with the name of its file.
fn read_other(path: &Path) -> Result<(String, Other), ProbeError> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    // One byte more than is allowed shows that there are more.
    let most = facts::LARGEST as u64 + 1;
    let read = File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    read.map_err(|error| ProbeError::Unreadable(name.clone(), error))?;
    let text = facts::decode(&bytes).map_err(|error| ProbeError::Undecoded(name.clone(), error))?;
    let other = Other::read(&text).map_err(|error| ProbeError::Other(name.clone(), error))?;
    Ok((name, other))
}

/// Asks for the addresses, and goes there.
async fn look(asked: &Asked, options: Options) -> Report {
    match asked.resolve(options.purpose.default_port(), &options.limits).await {
        (resolution, Some(target)) => probe(target, options).await.after(resolution),
        (resolution, None) => Report::unresolved(asked, &options, resolution),
    }
}
