//! Reads what people have saved or copied from the tools of Windows: exported event logs, and what single commands print.
//!
//! Windows translates labels, but not the order of lines, numbers, names of programs and of settings. The readers look at
//! those only, so they read every language whose shape is the same; what they cannot tell is said and gives no finding. A
//! text may hold the output of several commands, as a whole console does.
//!
//! A finding is derived only from what settles its observation by itself: a fault can be seen in one place, that all is
//! well cannot. Nothing that may name a person or a machine is kept.

use alloc::string::String;
use alloc::vec::Vec;

use super::encoding::{NoText, decode};
use super::understood::Understood;
use crate::knowledge_base::KnowledgeBase;

mod certificates;
mod connection_file;
mod connection_test;
mod events;
mod interfaces;
pub mod moments;
mod sessions;
mod time_service;

/// The machine on which something was printed or saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    /// The computer one connects from.
    Client,
    /// The computer that is reached.
    Host,
}

impl Machine {
    /// The machine that a word of a form means; none for any other word.
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "host" => Some(Self::Host),
            "client" => Some(Self::Client),
            _ => None,
        }
    }
}

/// What is known of a text besides the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct About {
    /// Where it comes from, if the person said so.
    pub machine: Option<Machine>,
    /// Days since 1970 of the day on which it is read; without it no date is in the past or ahead.
    pub today: Option<i64>,
}

/// Which tool wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// An event log: exported, copied, or printed by PowerShell.
    Events,
    /// `qwinsta`.
    Sessions,
    /// `Test-NetConnection`.
    ConnectionTest,
    /// `netsh interface ipv4 show subinterfaces`.
    Interfaces,
    /// `w32tm`.
    TimeService,
    /// `certutil -store`.
    Certificates,
    /// An `.rdp` file.
    ConnectionFile,
}

impl Tool {
    /// All tools.
    pub const ALL: [Self; 7] = [
        Self::Events,
        Self::Sessions,
        Self::ConnectionTest,
        Self::Interfaces,
        Self::TimeService,
        Self::Certificates,
        Self::ConnectionFile,
    ];

    /// The word for it in keys of phrases.
    pub fn word(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Sessions => "sessions",
            Self::ConnectionTest => "connection-test",
            Self::Interfaces => "interfaces",
            Self::TimeService => "time-service",
            Self::Certificates => "certificates",
            Self::ConnectionFile => "connection-file",
        }
    }
}

/// What was understood of one tool's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The tool.
    pub tool: Tool,
    /// Line by line.
    pub understood: Understood,
    /// Whether more would follow if it were known from which machine it comes.
    pub asks_machine: bool,
}

impl Part {
    fn new(tool: Tool) -> Self {
        Self { tool, understood: Understood::default(), asks_machine: false }
    }
}

/// What was understood of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// One part for each tool, in a fixed order. Never empty.
    pub parts: Vec<Part>,
}

impl Reading {
    /// All lines as one, so that each observation counts once.
    pub fn understood(&self) -> Understood {
        let lines = self.parts.iter().flat_map(|part| part.understood.lines.iter().cloned()).collect();
        Understood { lines, left_out: self.parts.iter().map(|part| part.understood.left_out).sum() }
    }
}

/// Why nothing was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The bytes are no text.
    NoText(NoText),
    /// It is a text, and of no tool that is known here.
    Unknown,
}

impl Refusal {
    /// The word for it in keys of phrases.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoText(NoText::TooLarge) => "too-large",
            Self::NoText(NoText::Empty) => "empty",
            Self::NoText(NoText::EventLogFile) => "event-log-file",
            Self::NoText(NoText::Binary) => "binary",
            Self::Unknown => "unknown",
        }
    }
}

/// Reads the bytes of a file or of a pasted text. Total: it refuses or reads, whatever the bytes are.
///
/// # Errors
/// If the bytes are no text, or a text of no known tool.
pub fn read(base: &KnowledgeBase, bytes: &[u8], about: &About) -> Result<Reading, Refusal> {
    let text = visible(&decode(bytes).map_err(Refusal::NoText)?);
    // Messages inside a log may quote anything, so a log is read as nothing else.
    if let Some(part) = events::exported(base, &text, about) {
        return Ok(Reading { parts: alloc::vec![part] });
    }
    let parts: Vec<Part> = [
        events::printed(base, &text, about),
        sessions::read(base, &text),
        connection_test::read(base, &text),
        interfaces::read(&text),
        time_service::read(base, &text, about),
        certificates::read(base, &text, about),
        connection_file::read(base, &text),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() { Err(Refusal::Unknown) } else { Ok(Reading { parts }) }
}

/// Marks that nobody sees go, odd spaces and full width signs become plain ones, and so do all ends of lines.
fn visible(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{1a}' => None,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0),
        '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{3000}' => Some(' '),
        '\r' => Some('\n'),
        _ => Some(c),
    };
    text.chars().filter_map(plain).collect()
}
