use alloc::string::ToString;
use alloc::vec::Vec;

use super::{LARGEST, NoText, decode};

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
