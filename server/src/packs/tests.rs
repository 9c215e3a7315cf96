use super::*;

fn edition(fingerprint: &'static str) -> Edition {
    Edition(vec![Pack { fingerprint, bytes: b"", brotli: b"" }])
}

#[test]
fn the_last_three_editions_are_kept() {
    let mut shelf = Shelf::with(edition("first"));
    for fingerprint in ["second", "third", "fourth"] {
        shelf.put(edition(fingerprint));
    }
    let kept = ["first", "second", "third", "fourth"].map(|fingerprint| shelf.find(fingerprint).is_some());
    assert_eq!(kept, [false, true, true, true]);
}

#[test]
fn the_embedded_edition_holds_model_and_words() {
    let shelf = Shelf::with(Edition::embedded());
    assert!(shelf.find(knowledge::MODEL.fingerprint).is_some());
    assert!(knowledge::LANGUAGES.iter().all(|l| shelf.find(l.words.fingerprint).is_some()));
}
