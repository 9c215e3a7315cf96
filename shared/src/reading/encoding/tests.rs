use alloc::string::ToString;
use alloc::vec::Vec;

use super::{HEAD, LARGEST, NoText, begins_with, decode};

const TEXT: &str = "SITZUNGSNAME  GERÄT\r\n状態 65536 Ω\r\n";

fn sixteen(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

#[test]
fn every_spelling_of_windows_is_read() {
    let marked = |mark: &[u8], rest: Vec<u8>| mark.iter().copied().chain(rest).collect::<Vec<u8>>();
    let spellings = [
        TEXT.as_bytes().to_vec(),
        marked(b"\xef\xbb\xbf", TEXT.as_bytes().to_vec()),
        marked(b"\xff\xfe", sixteen(TEXT, u16::to_le_bytes)),
        marked(b"\xfe\xff", sixteen(TEXT, u16::to_be_bytes)),
        sixteen(TEXT, u16::to_le_bytes),
        sixteen(TEXT, u16::to_be_bytes),
    ];
    for (number, bytes) in spellings.iter().enumerate() {
        assert_eq!(decode(bytes), Ok(TEXT.to_string()), "spelling {number}");
    }
}

#[test]
fn a_code_page_loses_only_its_own_letters() {
    let text = decode(b"Pr\x84zision: -23 (119.209ns pro Tick)").unwrap();
    assert_eq!(text, "Pr\u{fffd}zision: -23 (119.209ns pro Tick)");
}

#[test]
fn a_cut_end_is_no_error() {
    let bytes = "Stratum: 4 Präz".as_bytes();
    assert!(decode(&bytes[..14]).unwrap().starts_with("Stratum: 4 Pr"));
    let odd = sixteen("Stratum: 4", u16::to_le_bytes);
    assert_eq!(decode(&odd[..odd.len() - 1]).unwrap(), "Stratum: ");
}

#[test]
fn what_is_no_text_is_named() {
    assert_eq!(decode(b""), Err(NoText::Empty));
    assert_eq!(decode(b"\xff\xfe"), Err(NoText::Empty));
    assert_eq!(decode(b" \r\n\t"), Err(NoText::Empty));
    assert_eq!(decode(b"ElfFile\0\0\0\0\0"), Err(NoText::EventLogFile));
    assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0"), Err(NoText::Binary));
    assert_eq!(decode(b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0"), Err(NoText::Binary));
    assert_eq!(decode(&[7; 100]), Err(NoText::Binary));
}

#[test]
fn the_limit_is_kept() {
    let mut bytes = alloc::vec![b'a'; LARGEST];
    assert!(decode(&bytes).is_ok());
    bytes.push(b'a');
    assert_eq!(decode(&bytes), Err(NoText::TooLarge));
}

#[cfg(feature = "reports")]
#[test]
fn a_strict_reader_is_told_the_first_byte_that_is_no_letter() {
    use super::exact;
    let json = "{\"caption\": \"Ω\"}";
    let (little, big) = (sixteen(json, u16::to_le_bytes), sixteen(json, u16::to_be_bytes));
    let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
    for bytes in [
        json.as_bytes().to_vec(),
        marked(b"\xef\xbb\xbf", json.as_bytes()),
        marked(b"\xff\xfe", &little),
        marked(b"\xfe\xff", &big),
        little.clone(),
        big,
    ] {
        assert_eq!(exact(&bytes).as_deref(), Ok(json), "{bytes:?}");
    }
    assert_eq!(exact(b"\xef\xbb\xbf{\xff}"), Err(4));
    assert_eq!(exact(b"\xff\xfe{\0\x00\xdc}\0"), Err(4));
    // Cut in the middle of a letter.
    assert_eq!(exact("{Ω".as_bytes().split_last().unwrap().1).as_deref(), Ok("{"));
    assert_eq!(exact(&little[..little.len() - 1]).as_deref(), Ok(&json[..json.len() - 1]));
    // What the lenient reader replaces, the strict one refuses.
    assert!(decode(b"{Pr\x84zision}").is_ok() && exact(b"{Pr\x84zision}") == Err(3));
}

#[test]
fn the_first_letter_is_looked_for_at_the_beginning_only() {
    for text in ["{", "\u{feff} \r\n\t{\"schema\"", "{\"a\": \"Ω\"}"] {
        let little = [&b"\xff\xfe"[..], &sixteen(text, u16::to_le_bytes)].concat();
        assert!(begins_with(text.as_bytes(), '{') && begins_with(&little, '{'), "{text}");
    }
    for bytes in [&b""[..], b"x{", b"[{", b"{\0\0\x01\x02\x03", b"ElfFile\0{"] {
        assert!(!begins_with(bytes, '{'), "{bytes:?}");
    }
    let behind = |spaces: usize| [&alloc::vec![b' '; spaces][..], b"{}"].concat();
    assert!(begins_with(&behind(HEAD - 1), '{'));
    assert!(!begins_with(&behind(HEAD), '{'), "it looked further than it says");
    // However large the rest is.
    assert!(begins_with(&[&b"{"[..], &alloc::vec![b' '; LARGEST + 1]].concat(), '{'));
}
