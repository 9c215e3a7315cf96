//! What was published stays: its number, its address, its word in addresses.

use diagnosis::authoring::{Defect, SourceFile, publish, read_content};

use crate::content::content;

const NUMBERS: &str = "numbers.toml";

/// The content with changes in every file: what, instead of what.
fn changed(pairs: &[(&str, &str)], only: Option<&str>) -> Vec<SourceFile> {
    let mut files = content();
    for file in files.iter_mut().filter(|f| f.path != "published.toml") {
        if only.is_none_or(|path| path == file.path) {
            for (from, to) in pairs {
                file.text = file.text.replace(from, to);
            }
        }
    }
    files
}

fn published(files: &[SourceFile]) -> Vec<Defect> {
    let mut found = read_content(files, "2099-01-01").err().unwrap_or_default();
    found.retain(|d| d.rule == "published");
    found
}

fn line(files: &[SourceFile], path: &str, text: &str) -> usize {
    let file = files.iter().find(|f| f.path == path).unwrap();
    file.text.lines().position(|line| line == text).unwrap() + 1
}

/// Whatever is in the content is on the list, in the list's own form.
#[test]
fn the_list_of_what_was_published_is_complete() {
    let files = content();
    let list = &files.iter().find(|f| f.path == "published.toml").unwrap().text;
    let whole = publish(&files, "2099-01-01").unwrap();
    assert!(
        whole == *list,
        "run `cargo run -p server -- knowledge publish knowledge`, and commit knowledge/published.toml"
    );
}

#[test]
fn two_numbers_that_changed_places_are_both_named() {
    let files = changed(
        &[("mtu-blackhole = 17", "mtu-blackhole = 99"), ("tls-fips-mode = 34", "tls-fips-mode = 17"), ("= 99", "= 34")],
        Some(NUMBERS),
    );
    let found = published(&files);
    for text in ["mtu-blackhole = 34", "tls-fips-mode = 17"] {
        let line = line(&files, NUMBERS, text);
        assert!(found.iter().any(|d| d.file == NUMBERS && d.line == line), "{text}, line {line}: {found:?}");
    }
}

#[test]
fn outcomes_and_observations_keep_theirs_too() {
    let files = changed(&[("outcomes.lan = 1\noutcomes.vpn = 2", "outcomes.lan = 2\noutcomes.vpn = 1")], Some(NUMBERS));
    assert_eq!(published(&files).len(), 2);
    let files =
        changed(&[("[observations.target-kind]\nnumber = 2", "[observations.target-kind]\nnumber = 1")], Some(NUMBERS));
    let found = read_content(&files, "2099-01-01").unwrap_err();
    let at = line(&files, NUMBERS, "[observations.target-kind]") + 1;
    assert!(found.iter().any(|d| d.rule == "published" && d.line == at), "{found:?}");
    assert!(found.iter().any(|d| d.rule == "number" && d.message.contains("same number")), "{found:?}");
}

#[test]
fn a_number_out_of_its_row_is_named_where_it_stands() {
    for (from, to) in
        [("mtu-blackhole = 17", "mtu-blackhole = 9999"), ("outcomes.can-wait = 3", "outcomes.can-wait = 9999")]
    {
        let files = changed(&[(from, to)], Some(NUMBERS));
        let found = read_content(&files, "2099-01-01").unwrap_err();
        let line = line(&files, NUMBERS, to);
        for rule in ["published", "number"] {
            let of: Vec<usize> = found.iter().filter(|d| d.rule == rule).map(|d| d.line).collect();
            assert_eq!(of, [line], "{rule}: {found:#?}");
        }
    }
    let files = changed(&[("number = 67\n", "number = 9999\n")], Some(NUMBERS));
    let found = read_content(&files, "2099-01-01").unwrap_err();
    assert!(found.iter().all(|d| d.line == line(&files, NUMBERS, "number = 9999")), "{found:#?}");
}

/// Everywhere, with its file, its number and all references.
fn renamed() -> Vec<SourceFile> {
    let mut files = changed(&[("mtu-blackhole", "packet-eater")], None);
    for file in files.iter_mut().filter(|f| f.path.contains("mtu-blackhole")) {
        file.path = file.path.replace("mtu-blackhole", "packet-eater");
    }
    files
}

#[test]
fn a_page_that_was_renamed_needs_a_number_of_its_own_and_a_way_from_the_old_address() {
    let mut files = renamed();
    let found = published(&files);
    let said = |part: &str| found.iter().any(|d| d.message.contains(part));
    assert!(
        said("not listed any more") && said("published for \"mtu-blackhole\"") && said("no page any more"),
        "{found:#?}"
    );
    for d in &found {
        assert!(!d.cure.is_empty() && d.line > 1, "{d:?}");
    }
    // As it should be: the old number stays, the new id has the next one, and the old address leads on.
    let next = 1 + files.iter().filter(|f| f.path.starts_with("causes/")).count();
    let file = files.iter_mut().find(|f| f.path == NUMBERS).unwrap();
    file.text = file.text.replacen("packet-eater = 17", &format!("mtu-blackhole = 17\npacket-eater = {next}"), 1);
    file.text.push_str("\n[renamed]\n\"causes/mtu-blackhole\" = \"causes/packet-eater\"\n");
    let found = read_content(&files, "2099-01-01").err().unwrap_or_default();
    assert!(found.is_empty(), "{found:#?}");
    let list = publish(&files, "2099-01-01").unwrap();
    assert!(
        list.contains("mtu-blackhole = 17\n") && list.contains(&format!("packet-eater = {next}\n")),
        "it only grows"
    );
}

#[test]
fn what_has_gone_says_why() {
    let mut files = content();
    files.retain(|f| f.path != "myths/secret-port.md");
    let found = published(&files);
    assert!(found.len() == 1 && found[0].file == "published.toml", "{found:#?}");
    assert_eq!(
        found[0].line,
        1 + files
            .iter()
            .find(|f| f.path == "published.toml")
            .unwrap()
            .text
            .lines()
            .position(|l| l.starts_with("secret-port"))
            .unwrap()
    );
    let file = files.iter_mut().find(|f| f.path == NUMBERS).unwrap();
    file.text.push_str("\n[retired]\n\"myths/secret-port\" = \"Nobody gives this advice any more.\"\n");
    assert!(published(&files).is_empty());
    let mut files = content();
    let file = files.iter_mut().find(|f| f.path == NUMBERS).unwrap();
    file.text.push_str("\n[retired]\n\"myths/secret-port\" = \"Gone.\"\n");
    let found = read_content(&files, "2099-01-01").unwrap_err();
    assert!(found.iter().any(|d| d.rule == "retired" && d.line > 100), "it is still a page: {found:?}");
}

#[test]
fn words_in_addresses_stay() {
    let found = published(&changed(&[("key = \"when\"", "key = \"moment\"")], Some("observations/error-phase.md")));
    assert!(found.len() == 1 && found[0].cure.contains("when"), "{found:#?}");
    let files = changed(&[("id = \"can-wait\"", "id = \"later\"")], Some("observations/urgency.md"));
    let mut files: Vec<SourceFile> = files;
    let file = files.iter_mut().find(|f| f.path == NUMBERS).unwrap();
    file.text = file.text.replacen("outcomes.can-wait = 3", "outcomes.can-wait = 3\noutcomes.later = 4", 1);
    let found = published(&files);
    assert!(found.len() == 1 && found[0].file == "observations/urgency.md", "{found:#?}");
    let file = files.iter_mut().find(|f| f.path == NUMBERS).unwrap();
    file.text.push_str("\n[retired]\n\"observations/urgency/can-wait\" = \"Nobody chose it.\"\n");
    assert!(published(&files).is_empty());
}
