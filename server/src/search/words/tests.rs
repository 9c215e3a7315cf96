use super::*;

fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::of(crate::search::analyzer());
    vocabulary.learn("certificate certificate connection connected password 0x904 port loss morning renamed gateway");
    vocabulary
}

#[test]
fn a_word_with_a_slip_finds_its_neighbour_and_a_known_one_stays() {
    let vocabulary = vocabulary();
    assert_eq!(vocabulary.nearest("certificat").as_deref(), Some("certificate"));
    assert_eq!(vocabulary.nearest("pasword").as_deref(), Some("password"));
    assert_eq!(vocabulary.nearest("conecton").as_deref(), Some("connection"));
    assert_eq!(vocabulary.nearest("password"), None);
    assert_eq!(vocabulary.nearest("zebra"), None);
}

#[test]
fn inflections_are_known_and_only_small_slips_are_corrected() {
    let vocabulary = vocabulary();
    for word in ["renaming", "connecting", "passwords", "boss", "joining", "ladder"] {
        assert_eq!(vocabulary.nearest(word), None, "{word}");
    }
    // Two slips, or one in the first letter, only in longer words.
    assert_eq!(vocabulary.nearest("getway").as_deref(), Some("gateway"));
    assert_eq!(vocabulary.nearest("bonnection").as_deref(), Some("connection"));
    assert_eq!(vocabulary.nearest("bonection"), None);
    assert_eq!(vocabulary.nearest("prot").as_deref(), Some("port"));
    assert_eq!(vocabulary.nearest("sort"), None);
}

#[test]
fn a_phrase_stands_for_its_words() {
    let groups = [vec!["mac".to_string(), "apple computer".to_string()]];
    let synonyms = synonyms(&groups);
    assert_eq!(synonyms["apple computer"], ["mac"]);
    assert_eq!(synonyms["mac"], ["apple computer"]);
    assert!(is_code("0x905") && !is_code("905") && !is_code("0xzz") && !is_code("0x"));
}

#[test]
fn numbers_codes_and_short_words_are_never_corrected() {
    let vocabulary = vocabulary();
    for word in ["0x903", "0x94", "904", "kb5065426", "prt"] {
        assert_eq!(vocabulary.nearest(word), None, "{word}");
    }
}

#[test]
fn every_spelling_of_a_number_leads_to_its_key() {
    for (written, key) in [
        ("0x904", "0x904"),
        ("0x00000904", "0x904"),
        ("904", "0x904"),
        ("2308", "2308"),
        ("0xA0C", "0xa0c"),
        ("kb5065426", "kb5065426"),
        ("5065426", "5065426"),
    ] {
        assert!(number_keys(written).contains(&key.to_string()), "{written}: {:?}", number_keys(written));
    }
    assert_eq!(split("０ｘ９０４"), ["0x904"]);
    assert!(number_keys("bad").is_empty() && number_keys("certificate").is_empty());
}

#[test]
fn a_snippet_is_cut_at_its_marks() {
    let piece = |text: &str, marked, code| Piece { text: text.to_string(), marked, code };
    let key = 4..7;
    let cut = pieces("the key is gone", std::slice::from_ref(&key), false);
    assert_eq!(cut, [piece("the ", false, false), piece("key", true, false), piece(" is gone", false, false)]);
    let whole = "read `HasKey` and `Get-Item` before";
    let typed = cut_out(whole, "Key` and `Get-Item`", std::slice::from_ref(&(0..3)));
    let more = |text: &str| piece(text, false, false);
    let parts = [piece("Key", true, true), more(" and "), piece("Get-Item", false, true)];
    assert_eq!(typed[1..4], parts);
    assert_eq!((&typed[0], &typed[4]), (&more("\u{2026} "), &more(" \u{2026}")));
}
