//! Bytes of a file become the text of a report, and what is wrong with them becomes a message with its place.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::super::encoding::exact;

/// The largest file that is read, in bytes. A full report has some 200 kB, twice that in UTF-16; 20 entries of each event
/// with long texts stay below 1 MB.
pub const LARGEST: usize = 4 << 20;
/// Letters of foreign text that a message repeats.
const SHOWN: usize = 40;

/// Why a file is no report. The places count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportError {
    /// Nothing is in it.
    Empty,
    /// It is larger than [`LARGEST`].
    TooLarge {
        /// Its size in bytes, as far as it was read.
        bytes: usize,
    },
    /// It is no text.
    NotText {
        /// The first byte that is none, 0 is the first of the file.
        at: usize,
    },
    /// It ends in the middle.
    Truncated {
        /// The last line.
        line: usize,
        /// Its length.
        column: usize,
        /// The field that was being read; empty at the top.
        path: String,
    },
    /// It is no JSON.
    Syntax {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// What the reader says.
        what: String,
    },
    /// It is JSON of something else.
    NotAReport,
    /// It was written by a collector of another format.
    Version {
        /// What it says.
        found: String,
    },
    /// It is neither of the host nor of the client.
    Role {
        /// What it says.
        found: String,
    },
    /// A field has another type than the collector writes.
    Field {
        /// Its path, such as `certs[0].daysLeft`.
        path: String,
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// What the reader says.
        what: String,
    },
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty; run the collector again and keep what it prints"),
            Self::TooLarge { bytes } => {
                write!(f, "the file has {bytes} bytes or more; a report has {LARGEST} at most, so this is another file")
            }
            Self::NotText { at } => write!(f, "byte {at} is no text; a report is UTF-8 or UTF-16"),
            Self::Truncated { line, column, path } => {
                write!(f, "line {line}, column {column}: the report ends in the middle")?;
                if path.is_empty() { Ok(()) } else { write!(f, ", inside {path}") }
            }
            Self::Syntax { line, column, what } => write!(f, "line {line}, column {column}: no JSON: {what}"),
            Self::NotAReport => {
                write!(f, "this is JSON, but not of the collector: it has no \"schema\": \"{}\"", super::SCHEMA)
            }
            Self::Version { found } => {
                write!(f, "the report has the format {found:?}, and this program reads {:?}", super::SCHEMA)
            }
            Self::Role { found } => write!(f, "role is {found:?}; it must be \"host\" or \"client\""),
            Self::Field { path, line, column, what } => write!(f, "{path} (line {line}, column {column}): {what}"),
        }
    }
}

impl core::error::Error for ReportError {}

/// The text of a file in any of the encodings of Windows, if every letter of it is right.
pub(super) fn decode(bytes: &[u8]) -> Result<String, ReportError> {
    if bytes.len() > LARGEST {
        return Err(ReportError::TooLarge { bytes: bytes.len() });
    }
    exact(bytes).map_err(|at| ReportError::NotText { at })
}

/// A piece of foreign text for a message.
pub(super) fn shown(text: &str) -> String {
    super::super::understood::short(&text.chars().take(SHOWN).collect::<String>())
}

/// What the JSON reader found wrong, with the path of its place.
pub(super) fn error(text: &str, error: &serde_json::Error) -> ReportError {
    let (line, column) = (error.line(), error.column());
    let full = error.to_string();
    let what = shown_reason(full.split(" at line ").next().unwrap_or(""));
    let path = path_at(text, line, column);
    match error.classify() {
        serde_json::error::Category::Eof => ReportError::Truncated { line, column, path },
        serde_json::error::Category::Data if !path.is_empty() => ReportError::Field { path, line, column, what },
        serde_json::error::Category::Data => ReportError::NotAReport,
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
            ReportError::Syntax { line, column, what }
        }
    }
}

/// The reason without control characters, and without the whole of a foreign text that it may repeat.
fn shown_reason(what: &str) -> String {
    let plain: String = what.chars().filter(|c| !c.is_control()).collect();
    match plain.split_once('"').and_then(|(before, rest)| Some((before, rest.rsplit_once('"')?))) {
        Some((before, (_, after))) => alloc::format!("{before}(…){after}"),
        None => plain,
    }
}

/// One level of JSON that is open at a place.
enum Level {
    Object(String),
    List(usize),
}

/// The path of the field at a place of a text that is JSON up to there.
fn path_at(text: &str, line: usize, column: usize) -> String {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let end = (start + column).min(text.len());
    let mut levels: Vec<Level> = Vec::new();
    let mut bytes = text.as_bytes().iter().copied().enumerate().take(end);
    let mut last = String::new();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => {
                let from = at + 1;
                let mut to = from;
                let mut escaped = false;
                for (i, inner) in bytes.by_ref() {
                    to = i;
                    match inner {
                        b'"' if !escaped => break,
                        b'\\' => escaped = !escaped,
                        _ => escaped = false,
                    }
                }
                last = text.get(from..to).unwrap_or("").to_string();
            }
            b':' => {
                if let Some(Level::Object(key)) = levels.last_mut() {
                    *key = core::mem::take(&mut last);
                }
            }
            b'{' => levels.push(Level::Object(String::new())),
            b'[' => levels.push(Level::List(0)),
            // The place of an error is its last byte, which may be the brace that ends the value.
            b'}' | b']' if at + 1 < end => drop(levels.pop()),
            b',' if at + 1 < end => {
                if let Some(Level::List(place)) = levels.last_mut() {
                    *place += 1;
                }
            }
            _ => {}
        }
    }
    let mut path = String::new();
    for level in levels {
        match level {
            Level::Object(key) if key.is_empty() => {}
            Level::Object(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&shown(&key));
            }
            Level::List(place) => path.push_str(&alloc::format!("[{place}]")),
        }
    }
    path
}
