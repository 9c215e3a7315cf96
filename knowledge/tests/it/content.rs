//! The validator: every rule finds its defect, all at once, with file and line. The real content is the sound example.

use diagnosis::authoring::{Defect, SourceFile, read_content};
use knowledge::folder;

pub(crate) fn content() -> Vec<SourceFile> {
    folder::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Replaces a piece of one file and returns the defects.
#[track_caller]
fn defects(path: &str, from: &str, to: &str) -> Vec<Defect> {
    let mut files = content();
    let file = files.iter_mut().find(|f| f.path == path).unwrap();
    assert!(file.text.contains(from), "{path} has no {from}");
    file.text = file.text.replacen(from, to, 1);
    read_content(&files, "2099-01-01").unwrap_err()
}

#[track_caller]
fn finds(path: &str, from: &str, to: &str, rule: &str) -> usize {
    let defects = defects(path, from, to);
    let found = defects.iter().find(|d| d.rule == rule).unwrap_or_else(|| panic!("{rule} not found in {defects:?}"));
    assert!(!found.message.is_empty() && !found.cure.is_empty());
    found.line
}

const CAUSE: &str = "causes/mtu-blackhole.md";
const REMEDY: &str = "remedies/lower-mtu.md";
const QUESTION: &str = "observations/error-phase.md";

#[test]
fn the_content_is_sound() {
    let errors = read_content(&content(), "2099-01-01").err().unwrap_or_default();
    assert!(errors.is_empty(), "{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
}

#[test]
fn each_rule_finds_its_defect_in_its_line() {
    let line = |path: &str, needle: &str| {
        let files = content();
        let text = &files.iter().find(|f| f.path == path).unwrap().text;
        text.lines().position(|l| l.starts_with(needle)).unwrap() + 1
    };
    assert_eq!(finds(CAUSE, "family = \"line\"", "family = \"lines\"", "reference"), line(CAUSE, "family"));
    assert_eq!(finds(CAUSE, "after-wait = 0.68", "after-wait = 0.9", "row"), line(CAUSE, "[signs.error-phase]"));
    assert_eq!(finds(CAUSE, "frequency = ", "frequencies = ", "toml"), line(CAUSE, "frequency"));
    finds(CAUSE, "id = \"mtu-blackhole\"", "id = \"mtu\"", "id");
    finds(CAUSE, "lower-mtu = 0.88", "lower-mtu = 1.88", "number");
    finds(CAUSE, "## Prevention", "## Prevent", "headings");
    finds(CAUSE, "last_reviewed = \"2026", "last_reviewed = \"2199", "date");
    finds(CAUSE, "## Prevention\n", "## Prevention\n\n<b>x</b>\n", "html");
    finds(CAUSE, "## Prevention\n", "## Prevention\n\n[x](http://example.org)\n", "link");
    finds(QUESTION, "baseline = 0.3", "baseline = 0.2", "baseline");
    finds(QUESTION, "group = \"phase\"", "group = \"fase\"", "reference");
    finds(QUESTION, "key = \"when\"", "key = \"path\"", "key");
    finds(REMEDY, "undo = \"", "undo = \"\"\nask_again = \"", "toml");
    finds(REMEDY, "mtu=1300 store=persistent", "mtu=1300; netsh advfirewall set allprofiles state off", "dangerous");
    finds(REMEDY, "title = \"Make", "title = \"Please make", "tone");
    finds("numbers.toml", "mtu-blackhole = 17", "mtu-blackhole = 16", "number");
    finds("sources.toml", "seen = \"stored copy\"", "seen = \"yesterday\"", "seen");
    finds("codes.toml", "source = \"s1\"", "source = \"s999\"", "source");
}

/// Days that are none, and those that are.
#[test]
fn only_days_of_the_calendar_are_dates() {
    for day in ["2026-02-31", "2026-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-1-001", "+026-01-01", ""] {
        finds(CAUSE, "last_reviewed = \"2026-11-", &format!("last_reviewed = \"{day}\" # \"2026-11-"), "date");
    }
    let mut files = content();
    let file = files.iter_mut().find(|f| f.path == CAUSE).unwrap();
    file.text = file.text.replacen("last_reviewed = \"", "last_reviewed = \"2024-02-29\" # \"", 1);
    let found = read_content(&files, "2099-01-01").err().unwrap_or_default();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn whatever_is_reviewed_has_a_date_and_an_interval() {
    for path in [
        CAUSE,
        REMEDY,
        QUESTION,
        "myths/nla-off.md",
        "updates.toml",
        "codes.toml",
        "events.toml",
        "protocol-codes.toml",
    ] {
        finds(path, "review_in_days = ", "review_in_days = 0 # ", "review");
        finds(path, "review_in_days = ", "review_in_days = 731 # ", "review");
        let rule = if path.ends_with("codes.toml") || path == "events.toml" { "date" } else { "toml" };
        let found = defects(path, "last_reviewed = ", "# last_reviewed = ");
        assert!(found.len() == 1 && found[0].rule == rule && found[0].file == path, "{found:?}");
    }
}

#[test]
fn every_command_says_its_rights() {
    finds(REMEDY, "\nelevated = true\n", "\n", "rights");
    finds(REMEDY, "undo_elevated = ", "# undo_elevated = ", "rights");
    finds("observations/large-ping.md", "elevated = ", "# elevated = ", "rights");
}

#[test]
fn nobody_acts_on_a_machine_of_others() {
    finds(REMEDY, "audience = \"client-admin\"", "audience = \"gateway\"", "audience");
    finds("remedies/restart-rdp-service.md", "audience = \"host-admin\"", "audience = \"anyone\"", "audience");
    finds("observations/large-ping.md", "audience = \"anyone\"", "audience = \"network\"", "audience");
}

#[test]
fn colons_and_semicolons_make_no_sentence_shorter() {
    let part = "this part alone has only eight words here";
    let long = [part; 5].join("; ");
    finds(CAUSE, "## Prevention\n", &format!("## Prevention\n\n{long}.\n"), "length");
    finds(CAUSE, "## Prevention\n", &format!("## Prevention\n\n{}.\n", long.replace(';', ":")), "length");
    // A point inside a name ends nothing either.
    let named = [part, "and with mstsc.exe of version 10.0.1 too", part, part].join(" ");
    finds(CAUSE, "## Prevention\n", &format!("## Prevention\n\n{named}.\n"), "length");
}

#[test]
fn a_number_that_was_taken_out_is_noticed() {
    finds("numbers.toml", "net-slow-vpn = 14\n", "", "number");
}

#[test]
fn all_defects_come_at_once() {
    let mut files = content();
    for (path, from, to) in [
        (CAUSE, "family = \"line\"", "family = \"x\""),
        (QUESTION, "baseline = 0.3", "baseline = 0.2"),
        (REMEDY, "+++\nid", "id"),
    ] {
        let file = files.iter_mut().find(|f| f.path == path).unwrap();
        file.text = file.text.replacen(from, to, 1);
    }
    let found = read_content(&files, "2099-01-01").unwrap_err();
    for path in [CAUSE, QUESTION, REMEDY] {
        assert!(found.iter().any(|d| d.file == path), "{path} is not among {found:?}");
    }
}

#[test]
fn rules_that_ask_the_engine() {
    finds(REMEDY, "audience = \"client-admin\"", "audience = \"anyone\"", "nobody-can");
    finds("observations/device.md", "first = true", "first = false", "tells-nothing");
    let mut files = content();
    let file = files.iter_mut().find(|f| f.path == CAUSE).unwrap();
    let (front, rest) = file.text.split_once("\n[context.").unwrap();
    let remedies = rest.split_once("\n[remedies]").unwrap().1;
    file.text = format!("{}\n[remedies]{remedies}", front.replace("weight = 35", "weight = 0.1"));
    let found = read_content(&files, "2099-01-01").unwrap_err();
    assert!(found.iter().any(|d| d.rule == "unreachable" && d.file == CAUSE), "{found:?}");
}
