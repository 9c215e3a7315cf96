//! Bytes of a file or a pasted text become letters.
//!
//! Windows writes the same output in many ways: PowerShell redirects as UTF-16 with a mark or as UTF-8, Event Viewer and
//! Remote Desktop save UTF-16 with a mark, and `cmd` redirects in the code page of its console. The readers look at plain
//! letters and numbers only, so a letter of an unknown code page becomes [`char::REPLACEMENT_CHARACTER`] and harms nothing.

use alloc::string::String;

/// More than this is not read, in bytes. A month of a busy System log in XML is about 20 MB (judgement).
pub const LARGEST: usize = 50 * 1024 * 1024;
/// Bytes, and letters, at the beginning that decide what it is.
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
    let text = match written(bytes) {
        Written::Eight(rest) => String::from_utf8_lossy(rest).into_owned(),
        Written::Sixteen(rest, order) => {
            letters(rest, order).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
    };
    if text.trim().is_empty() {
        Err(NoText::Empty)
    } else if is_binary(&text) {
        Err(NoText::Binary)
    } else {
        Ok(text)
    }
}

/// Reads bytes of which every letter must be right, for what is read by a strict reader. A letter that is cut at the end is
/// dropped: the file was cut, and whoever reads on says where.
///
/// # Errors
/// The place of the first byte that belongs to no letter; 0 is the first of the file.
#[cfg(feature = "reports")]
pub fn exact(bytes: &[u8]) -> Result<String, usize> {
    match written(bytes) {
        Written::Eight(rest) => match core::str::from_utf8(rest) {
            Ok(text) => Ok(text.into()),
            Err(error) if error.error_len().is_none() => {
                Ok(String::from_utf8_lossy(&rest[..error.valid_up_to()]).into_owned())
            }
            Err(error) => Err(bytes.len() - rest.len() + error.valid_up_to()),
        },
        Written::Sixteen(rest, order) => {
            let mut text = String::with_capacity(rest.len() / 2);
            let mut at = bytes.len() - rest.len();
            for letter in letters(rest, order) {
                let letter = letter.map_err(|_| at)?;
                at += 2 * letter.len_utf16();
                text.push(letter);
            }
            Ok(text)
        }
    }
}

/// Whether a text begins with this letter, behind marks, spaces and ends of lines. Looks at the first bytes only, 4096 of
/// them, however many there are.
pub fn begins_with(bytes: &[u8], letter: char) -> bool {
    let head = decode(&bytes[..bytes.len().min(HEAD)]);
    head.is_ok_and(|text| text.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']).starts_with(letter))
}

/// How letters are written, and the bytes behind the mark that tells it.
enum Written<'b> {
    Eight(&'b [u8]),
    Sixteen(&'b [u8], Order),
}

/// Two bytes as one unit.
type Order = fn([u8; 2]) -> u16;

fn written(bytes: &[u8]) -> Written<'_> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Written::Eight(rest),
        [0xff, 0xfe, rest @ ..] => Written::Sixteen(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => Written::Sixteen(rest, u16::from_be_bytes),
        rest => match zeroes(rest) {
            Zeroes::Second => Written::Sixteen(rest, u16::from_le_bytes),
            Zeroes::First => Written::Sixteen(rest, u16::from_be_bytes),
            Zeroes::Elsewhere => Written::Eight(rest),
        },
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

/// The letters of UTF-16. Half a unit at the end is what a cut leaves.
fn letters(bytes: &[u8], order: Order) -> impl Iterator<Item = Result<char, core::char::DecodeUtf16Error>> {
    char::decode_utf16(bytes.chunks_exact(2).map(move |pair| order([pair[0], pair[1]])))
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
