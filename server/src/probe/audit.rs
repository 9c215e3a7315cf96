//! The record of all looks: from which network somebody asked, for what, and what came of it. It is the only place where a
//! name that a visitor typed is written down, in a file of its own; the log of requests has none of it.

use std::fs::{File, OpenOptions};
use std::io::{self, Sink, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use tracing_subscriber::fmt::MakeWriter;

/// Name of the lines, by which they are kept apart from all others.
pub const AUDIT: &str = "audit";

/// One line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// The request, as the visitor was told and as it stands in the log.
    pub(super) id: &'a str,
    /// The network that asked; or a code for it, which is the same until the server starts again.
    pub(super) who: &'a str,
    /// The name or address, once it is known to be one; what cannot be read is not kept.
    pub(super) host: Option<&'a str>,
    pub(super) port: Option<u16>,
    /// What the name stands for.
    pub(super) addresses: &'a [IpAddr],
    /// Verdict, or why there is none.
    pub(super) outcome: &'a str,
    /// How long it took.
    pub(super) ms: u64,
    /// Requests that were turned away since the last such line without one of their own.
    pub(super) left_out: u64,
}

impl<'a> Line<'a> {
    /// A line of which nothing else is known yet.
    pub(super) fn of(id: &'a str, who: &'a str) -> Self {
        Self { id, who, host: None, port: None, addresses: &[], outcome: "", ms: 0, left_out: 0 }
    }

    /// Writes it.
    pub(super) fn write(&self) {
        let Self { id, who, host, port, outcome, ms, .. } = *self;
        let left_out = Some(self.left_out).filter(|count| *count > 0);
        let addresses = self.addresses.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(" ");
        tracing::info!(target: AUDIT, id, who, host, port, addresses, outcome, ms, left_out, "look");
    }

    /// Says that the network was refused once too often: somebody should look into it.
    pub(super) fn alert(&self) {
        tracing::warn!(target: AUDIT, id = self.id, who = self.who, "blocked");
    }
}

/// The file of the record. It is opened for every line, so that it can be put aside and kept for as long as is required.
#[derive(Clone, Debug)]
pub struct AuditFile(PathBuf);

impl AuditFile {
    /// The record in this file.
    pub fn new(path: &Path) -> Self {
        Self(path.to_path_buf())
    }

    /// Opens it, and makes it if it is not there, for nobody else to read.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(&self) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&self.0)
    }
}

/// What a line is written to.
#[derive(Debug)]
pub enum Record {
    /// The file.
    File(File),
    /// Nothing: the file was lost after it was checked. Nothing is looked at until it is there again.
    Lost(Sink),
}

impl Write for Record {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Lost(sink) => sink.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Lost(sink) => sink.flush(),
        }
    }
}

impl<'w> MakeWriter<'w> for AuditFile {
    type Writer = Record;

    fn make_writer(&'w self) -> Record {
        self.open().map_or_else(|_| Record::Lost(io::sink()), Record::File)
    }
}
