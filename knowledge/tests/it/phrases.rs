//! Every phrase that code asks for exists, none is left over, and the pseudo-language changes them all.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use diagnosis::pack::{PackError, SCHEMA, unpack};
use diagnosis::reading::measurement::Verdict;
use diagnosis::reading::measurement::report::{Check, Finished};
use diagnosis::words::Words;

fn sources(folder: &Path, texts: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, texts);
        } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
            texts.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// All string literals that look like a key of a phrase.
fn literals(folders: &[&str]) -> BTreeSet<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut texts = Vec::new();
    for folder in folders {
        sources(&root.join(folder), &mut texts);
    }
    let key = |text: &&str| {
        text.contains('.') && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.')
    };
    texts.iter().flat_map(|t| t.split('"')).filter(key).map(str::to_owned).collect()
}

/// Keys put together at run time, such as `"month.{n}"`: what stands before and after the parameter.
fn composed(folders: &[&str]) -> BTreeSet<(String, String)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut texts = Vec::new();
    for folder in folders {
        sources(&root.join(folder), &mut texts);
    }
    let part = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.');
    let pattern = |literal: &str| {
        let (start, rest) = literal.split_once('{')?;
        let (_, end) = rest.rsplit_once('}')?;
        let key = part(start) && part(end) && (start.ends_with('.') || end.starts_with('.'));
        (key && start.len() + end.len() > 3).then(|| (start.to_owned(), end.to_owned()))
    };
    texts.iter().flat_map(|t| t.split('"')).filter_map(pattern).collect()
}

#[test]
fn every_phrase_of_the_views_exists() {
    let (words, reader) = (knowledge::english().words(), knowledge::english().reader());
    let number = |key: &str| key.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    // What is said of texts of machines comes in a pack of its own, and from nowhere else.
    let read = |key: &str| ["understood.", "evidence.", "failed.", "site."].iter().any(|start| key.starts_with(start));
    let asked: BTreeSet<String> = literals(&["shared/src/words", "web/src/state", "web/src/reader"]);
    let there = |key: &str| if read(key) { reader.has(key) } else { words.has(key) };
    let missing: Vec<&String> = asked.iter().filter(|k| !there(k) && !k.ends_with('.') && !number(k)).collect();
    assert!(missing.is_empty(), "missing in wording/interview.toml: {missing:?}");
}

#[test]
fn no_phrase_is_left_over() {
    let language = knowledge::english();
    let folders = ["shared/src", "server/src", "server/templates", "web/src"];
    let used = literals(&folders);
    let patterns = composed(&folders);
    let composed =
        |key: &str| patterns.iter().any(|(start, end)| key.starts_with(start.as_str()) && key.ends_with(end.as_str()));
    let words = language.words();
    let articles = language.articles();
    let left: Vec<&str> = words
        .phrases
        .iter()
        .chain(&articles.phrases)
        .map(|p| p.key.as_str())
        .filter(|k| k.contains('.') && !used.contains(*k) && !composed(k))
        .collect();
    assert!(left.is_empty(), "nobody says {left:?}");
}

/// Keys of the battery are put together from ids, so the source does not show them.
#[test]
fn the_checks_of_the_battery_have_their_phrases_and_no_others() {
    let words = knowledge::english().words();
    let model = diagnosis::pack::unpack(knowledge::MODEL.bytes).unwrap();
    let base = diagnosis::KnowledgeBase::new(model);
    let mut wanted = BTreeSet::new();
    for check in Check::ALL {
        let mut parts: Vec<String> = check.figures().iter().map(ToString::to_string).collect();
        parts.extend(check.results().iter().map(|result| format!("is-{result}")));
        if let Some(observation) = check.observation() {
            let observation = base.observation_by_id(observation).unwrap();
            for outcome in &base.observation(observation).unwrap().outcomes {
                parts.push(format!("is-{}", outcome.id));
                let told = Finished::found(Verdict::Ok, &outcome.id).line(check);
                let found = diagnosis::transcript::parse(&base, told.finding());
                assert!(found.outcome(&base, observation).is_some(), "{} is not read", told.finding());
            }
        }
        wanted.extend(parts.iter().map(|part| format!("battery.{}-{part}", check.id())));
        wanted.insert(format!("battery.{}", check.id()));
    }
    let there = words.phrases.iter().map(|p| p.key.clone()).filter(|key| key.starts_with("battery."));
    assert_eq!(there.collect::<BTreeSet<_>>(), wanted);
}

#[test]
fn the_pseudo_language_changes_every_phrase_and_keeps_its_parameters() {
    let languages = knowledge::LANGUAGES;
    let (english, pseudo) = (languages[0].words(), languages[1].words());
    assert_eq!(pseudo.direction, "rtl");
    assert_eq!(english.phrases.len(), pseudo.phrases.len());
    for (one, other) in english.phrases.iter().zip(&pseudo.phrases) {
        let parameters =
            |text: &str| text.split('{').skip(1).map(|p| p.split('}').next().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(parameters(&one.other), parameters(&other.other), "{}", one.key);
        let spoken: String = one.other.split('{').map(|p| p.split_once('}').map_or(p, |(_, rest)| rest)).collect();
        let vowels = spoken.contains(['a', 'e', 'o', 'u']);
        assert!(!vowels || one.other != other.other, "{} is unchanged", one.key);
    }
}

#[test]
fn a_pack_of_another_schema_is_refused_and_damage_is_found() {
    let pack = knowledge::english().words;
    assert!(unpack::<Words>(pack.bytes).is_ok());
    let mut other = pack.bytes.to_vec();
    other[5] = SCHEMA + 1;
    assert_eq!(unpack::<Words>(&other).unwrap_err(), PackError::Schema(SCHEMA + 1));
    let mut damaged = pack.bytes.to_vec();
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(unpack::<Words>(&damaged).unwrap_err(), PackError::Damaged);
    assert_eq!(unpack::<Words>(b"<html>").unwrap_err(), PackError::Foreign);
    assert_eq!(unpack::<Words>(knowledge::MODEL.bytes).unwrap_err(), PackError::Kind);
}
