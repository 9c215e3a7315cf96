//! Pasted boxes of seven languages: what is read, and that no name survives in the echo.

use diagnosis::reading::dialog;
use serde::Deserialize;

use crate::cases::{folder, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    code: Option<String>,
    extended: Option<String>,
    time: Option<String>,
    masked: Vec<String>,
    #[expect(dead_code, reason = "for the reader of a failing case")]
    language: String,
    #[serde(default)]
    #[expect(dead_code, reason = "says that the label words were made up")]
    invented: bool,
}

fn value(hex: &Option<String>) -> Option<u32> {
    hex.as_ref().map(|h| u32::from_str_radix(h.trim_start_matches("0x"), 16).unwrap())
}

#[test]
fn every_written_box_is_read() {
    let base = knowledge::base();
    let mut wrong = Vec::new();
    for (name, text) in read("dialogs", "toml") {
        let expected: Expected = toml::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        let pasted = std::fs::read_to_string(folder("dialogs").join(format!("{name}.txt"))).unwrap();
        let dialog = dialog::read(&base, &pasted);
        if dialog.code != value(&expected.code) || dialog.extended != value(&expected.extended) {
            wrong.push(format!(
                "{name}: read {:x?} {:x?}, expected {:?} {:?}",
                dialog.code, dialog.extended, expected.code, expected.extended
            ));
        }
        if dialog.time != expected.time {
            wrong.push(format!("{name}: time {:?}, expected {:?}", dialog.time, expected.time));
        }
        for secret in expected.masked.iter().filter(|s| dialog.echo.contains(*s)) {
            wrong.push(format!("{name}: \"{secret}\" survives in: {}", dialog.echo));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn numbers_are_read_in_every_spelling() {
    let base = knowledge::base();
    for spelling in ["0x904", "0x00000904", "0X904", "904", "2308", "０ｘ９０４", "２３０８", " 0x904 "] {
        assert_eq!(dialog::number(&base, spelling), Some(0x904), "{spelling}");
    }
    assert_eq!(dialog::number(&base, "7"), Some(7));
    assert_eq!(dialog::number(&base, "rm -rf"), None);
}

#[test]
fn masking_keeps_what_the_person_needs() {
    let base = knowledge::base();
    let dialog =
        dialog::read(&base, "Error code: 0x904\nExtended error code: 0x7\nTimestamp (UTC): 11/22/26 09:14:03 AM");
    assert_eq!(dialog.echo, "Error code: 0x904\nExtended error code: 0x7\nTimestamp (UTC): 11/22/26 09:14:03 AM");
}
