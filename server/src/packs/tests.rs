use super::*;

fn edition(fingerprint: &str) -> Edition {
    vec![Held { fingerprint: fingerprint.to_string(), plain: Bytes::new(), brotli: None }]
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
