//! One slip is one finding: what cannot be read is named first, hides nothing beside it, and brings no others.

use diagnosis::authoring::{Defect, read_content};

use crate::content::content;

fn defects(changes: &[(&str, &str, &str)]) -> Vec<Defect> {
    let mut files = content();
    for (path, from, to) in changes {
        let file = files.iter_mut().find(|f| f.path == *path).unwrap();
        assert!(file.text.contains(from), "{path} has no {from}");
        file.text = file.text.replacen(from, to, 1);
    }
    read_content(&files, "2099-01-01").unwrap_err()
}

const SOURCES: &str = "sources.toml";
const CAUSE: &str = "causes/mtu-blackhole.md";

#[test]
fn a_slip_in_a_table_is_one_finding_in_its_entry() {
    for (path, from, to) in [
        (SOURCES, "read = \"", "raed = \""),
        (SOURCES, "seen = \"", "# seen = \""),
        (SOURCES, "read = \"", "read = 2026\n# \""),
        ("families.toml", "headline = \"", "# headline = \""),
        ("events.toml", "machine = \"host\"", "machine = \"moon\""),
        ("codes.toml", "sure = true\n", ""),
        ("glossary.toml", "means = \"", "meaning = \""),
        ("updates.toml", "released = \"", "relaesed = \""),
        ("protocol-codes.toml", "family = \"", "familie = \""),
        ("wording/pages.toml", " = \"", " = 3 # \""),
        ("model.toml", "rho = ", "rhu = "),
        ("numbers.toml", "mtu-blackhole = 17", "mtu-blackhole = \"x\""),
        (SOURCES, "\n[", "\n[["),
    ] {
        let found = defects(&[(path, from, to)]);
        assert_eq!(found.len(), 1, "{path} {to}: {found:#?}");
        assert_eq!((found[0].file.as_str(), found[0].rule), (path, "toml"));
    }
}

#[test]
fn the_entry_of_a_slip_is_named_by_its_line() {
    let files = content();
    let text = &files.iter().find(|f| f.path == SOURCES).unwrap().text;
    let from = text.match_indices("read = \"").nth(3).unwrap().0;
    let line = text[..from].lines().count();
    let mut files = content();
    files.iter_mut().find(|f| f.path == SOURCES).unwrap().text.replace_range(from..from + 4, "raed");
    let found = read_content(&files, "2099-01-01").unwrap_err();
    // A misspelt field is told where it stands; the library names the field that is missing where the entry begins.
    assert!(found.len() == 1 && found[0].line.abs_diff(line) < 10, "{line}: {found:?}");
}

#[test]
fn a_slip_in_front_matter_is_one_finding() {
    for (path, from, to) in [
        (CAUSE, "frequency = \"", "frequencies = \""),
        (CAUSE, "weight = 35", "weight = \"35\""),
        (CAUSE, "stages = [", "stages = [\"moon\", "),
        ("remedies/lower-mtu.md", "minutes = ", "minute = "),
        ("remedies/lower-mtu.md", "risk = \"", "risk = \"very "),
        ("observations/error-phase.md", "baseline = ", "base = "),
        ("observations/connect-path.md", "question = ", "# question = "),
        ("observations/extended-code.md", "question = ", "# question = "),
        ("myths/nla-off.md", "verdict = ", "verdikt = "),
        (CAUSE, "+++\n", "++\n"),
    ] {
        let found = defects(&[(path, from, to)]);
        assert_eq!(found.len(), 1, "{path} {to}: {found:#?}");
        assert_eq!(found[0].file, path);
    }
}

#[test]
fn an_unknown_field_hides_nothing_else_in_its_file() {
    let found = defects(&[
        (CAUSE, "weight = 35", "weight = -35\ncolour = \"red\""),
        (CAUSE, "family = \"line\"", "family = \"lines\""),
    ]);
    let rules: Vec<&str> = found.iter().map(|d| d.rule).collect();
    assert_eq!(rules[0], "toml", "the format comes first: {found:?}");
    assert!(rules.contains(&"number") && rules.contains(&"reference"), "{found:?}");
}

#[test]
fn sentences_and_commands_of_a_file_that_cannot_be_read_still_count() {
    let found = defects(&[
        ("remedies/lower-mtu.md", "minutes = ", "minutes = \"five\" # "),
        ("remedies/lower-mtu.md", "title = \"Make", "title = \"Simply make"),
        ("remedies/lower-mtu.md", "mtu=1300 store=persistent", "mtu=1300; netsh advfirewall set allprofiles state off"),
        (CAUSE, "weight = 35", "weight = \"35\""),
        (CAUSE, "## Prevention", "## Prevent"),
        ("sources.toml", "read = \"", "raed = \""),
    ]);
    let rules: Vec<&str> = found.iter().map(|d| d.rule).collect();
    assert_eq!(rules.iter().filter(|rule| **rule == "toml").count(), 3, "{found:#?}");
    assert!(rules[..3].iter().all(|rule| *rule == "toml"), "{found:#?}");
    for rule in ["tone", "dangerous", "headings"] {
        assert!(rules.contains(&rule), "{rule} is not among {found:#?}");
    }
}

#[test]
fn a_table_that_is_missing_is_one_finding() {
    for path in ["sources.toml", "families.toml", "numbers.toml", "model.toml", "published.toml", "events.toml"] {
        let mut files = content();
        files.retain(|f| f.path != path);
        let found = read_content(&files, "2099-01-01").unwrap_err();
        assert_eq!(found.len(), 1, "{path}: {found:#?}");
    }
}
