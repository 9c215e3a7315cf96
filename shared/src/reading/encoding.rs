//! Bytes of a file or a pasted text become letters.
//!
//! Windows writes the same output in many ways: PowerShell redirects as UTF-16 with a mark or as UTF-8, Event Viewer and
//! Remote Desktop save UTF-16 with a mark, and `cmd` redirects in the code page of its console. The readers look at plain
//! letters and numbers only, so a letter of an unknown code page becomes [`char::REPLACEMENT_CHARACTER`] and harms nothing.

use alloc::string::String;

/// More than this is not read, in bytes. A month of a busy System log in XML is about 20 MB (judgement).
pub const LARGEST: usize = 50 * 1024 * 1024;
/// Bytes at the beginning that decide what it is.
const HEAD: usize = 4096;
/// Of so many letters one may be a control character; text has hardly any, and other files are full of them.
const CONTROL_SHARE: usize = 50;

/// Why bytes are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoText {
    /// Longer than [`LARGEST`].
    TooLarge,
    /// Nothing but spaces.
    Empty,
    /// A saved event log in the form of Windows (`.evtx`), which holds binary data.
    EventLogFile,
    /// Some other file that is no text.
    Binary,
}

/// Reads bytes as text.
///
/// # Errors
/// If they are too many, none, or no text.
pub fn decode(bytes: &[u8]) -> Result<String, NoText> {
    if bytes.len() > LARGEST {
        return Err(NoText::TooLarge);
    }
    if bytes.starts_with(b"ElfFile\0") {
        return Err(NoText::EventLogFile);
    }
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => eight_bit(rest),
        [0xff, 0xfe, rest @ ..] => sixteen_bit(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => sixteen_bit(rest, u16::from_be_bytes),
        rest => match zeroes(rest) {
            Zeroes::Second => sixteen_bit(rest, u16::from_le_bytes),
            Zeroes::First => sixteen_bit(rest, u16::from_be_bytes),
            Zeroes::Elsewhere => eight_bit(rest),
        },
    };
    if text.trim().is_empty() {
        Err(NoText::Empty)
    } else if is_binary(&text) {
        Err(NoText::Binary)
    } else {
        Ok(text)
    }
}

/// Which byte of each pair is zero nearly always, as in UTF-16 with plain letters.
enum Zeroes {
    First,
    Second,
    Elsewhere,
}

fn zeroes(bytes: &[u8]) -> Zeroes {
    let head = &bytes[..bytes.len().min(HEAD)];
    let pairs = head.chunks_exact(2);
    let all = pairs.len();
    let count = |place: usize| pairs.clone().filter(|pair| pair.get(place) == Some(&0)).count();
    let (first, second) = (count(0), count(1));
    // Letters of other scripts have no zero byte, but spaces, digits and line ends always do.
    let clear = |many: usize, few: usize| many * 4 >= all && many > 0 && few * 20 <= all;
    if clear(second, first) {
        Zeroes::Second
    } else if clear(first, second) {
        Zeroes::First
    } else {
        Zeroes::Elsewhere
    }
}

fn sixteen_bit(bytes: &[u8], order: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| order([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn eight_bit(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn is_binary(text: &str) -> bool {
    let mut letters = 0;
    let mut control = 0;
    for letter in text.chars().take(HEAD) {
        letters += 1;
        let usual = matches!(letter, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}' | '\u{1a}');
        control += usize::from(letter.is_control() && !usual);
        if letter == '\0' {
            return true;
        }
    }
    control * CONTROL_SHARE > letters
}

#[cfg(test)]
mod tests;
