use diagnosis::words::Places;

use super::drawn::{Detour, understood};
use super::tree::{element, text};
use super::*;

const SESSIONS: &str = " services        0  Disc\n console         1  Conn\n rdp-tcp     65536  Down\n";
const REPORT: &str = r#"{"schema": "fix904-report-1", "role": "host", "name": {"computer": "SRV-FINANCE-07"}}"#;

fn reader() -> Reader {
    let places = Places { base: "/rdp".to_string(), ..Places::default() };
    Reader::new(knowledge::MODEL.bytes, knowledge::english().reader.bytes, places).unwrap()
}

fn given(texts: &[&[u8]]) -> Given {
    Given {
        texts: texts.iter().map(|text| text.to_vec()).collect(),
        machine: "host".to_string(),
        today: Some(20_600),
        ..Given::default()
    }
}

fn utf16(text: &str) -> Vec<u8> {
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

#[test]
fn words_of_another_model_are_refused() {
    let words = knowledge::english().words();
    let other = Words { model: "0123456789abcdef".to_string(), ..words };
    let other = diagnosis::pack::pack(&other).unwrap();
    assert!(matches!(Reader::new(knowledge::MODEL.bytes, &other, Places::default()), Err(PackError::Damaged)));
}

#[test]
fn files_and_text_are_read_together_in_every_encoding() {
    let view = reader().read(&given(&[&utf16(REPORT), SESSIONS.as_bytes()])).unwrap();
    let headings: Vec<&str> = view.sections.iter().map(|section| section.heading.as_str()).collect();
    assert_eq!(headings, ["Sessions and listener", "Report of the collector"]);
    assert_eq!(view.sections[0].findings[0].value, "report-settings:listener-broken:2");
    assert!(view.findings && view.left.is_empty());
}

#[test]
fn too_much_is_refused_by_its_size_alone() {
    let reader = reader();
    assert_eq!(reader.admit(20, 8.0 * 1024.0 * 1024.0), Ok(()));
    let large = reader.admit(1, 50.0 * 1024.0 * 1024.0).unwrap_err();
    assert!(large.starts_with("At most 8 MB are read at once."), "{large}");
    let many = reader.admit(21, 0.0).unwrap_err();
    assert!(many.starts_with("At most 20 files are read at once."), "{many}");
}

#[test]
fn what_cannot_be_read_is_said_and_not_repeated() {
    let reader = reader();
    let cases: [(&[u8], &str); 6] = [
        (b"", "Paste a text or choose a file"),
        (b"jane.doe on SRV-FINANCE-07: 0x904", "We do not know this kind of text"),
        (b"ElfFile\0\0\0jane.doe", "Open it in Event Viewer"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rjane.doe", "This file is no text"),
        (&REPORT.as_bytes()[..40], "ends in the middle, in line 1"),
        (br#"{"jane": 1}"#, "a file of another program"),
    ];
    for (bytes, sentence) in cases {
        let wrong = reader.read(&given(&[bytes])).unwrap_err();
        assert!(wrong.contains(sentence) && !wrong.contains("jane"), "{wrong}");
        let beside = reader.read(&given(&[bytes, SESSIONS.as_bytes()])).unwrap();
        assert_eq!((beside.findings, beside.left), (true, if bytes.is_empty() { String::new() } else { wrong }));
    }
}

#[test]
fn a_file_that_cannot_be_opened_is_said_beside_the_rest() {
    let reader = reader();
    let unopened = |texts| Given { unopened: true, ..given(texts) };
    let wrong = reader.read(&unopened(&[b""])).unwrap_err();
    assert!(wrong.starts_with("A file could not be opened."), "{wrong}");
    assert_eq!(reader.read(&unopened(&[SESSIONS.as_bytes()])).unwrap().left, wrong);
}

#[test]
fn a_text_is_drawn_as_text_whatever_stands_in_it() {
    let drawn = element("p").class("a\"b").put(text("code", "<script>&")).text("\"<");
    assert_eq!(drawn.html(), "<p class=\"a&quot;b\"><code>&lt;script>&amp;</code>&quot;&lt;</p>");
}

#[test]
fn the_way_back_and_the_way_on_keep_the_case_and_no_text() {
    let reader = reader();
    let view = reader.read(&given(&[SESSIONS.as_bytes()])).unwrap();
    let detour = Detour::of(&reader.places, "code=0x904&path=vpn", true);
    assert_eq!(detour.again, "/rdp/evidence?code=0x904&path=vpn&to=plan");
    assert_eq!(Detour::of(&reader.places, "", false).again, "/rdp/evidence");
    let html: String =
        understood(&reader.words, &reader.places, &detour, &view).iter().map(super::tree::Element::html).collect();
    for part in [
        "method=\"post\" action=\"/rdp/evidence/taken\"",
        "name=\"l\" value=\"report-settings:listener-broken:2\" checked",
        "name=\"t\" value=\"code=0x904&amp;path=vpn\"",
        "name=\"to\" value=\"plan\"",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    assert!(!html.contains("65536"), "{html}");
}
