use super::*;

#[test]
fn every_spelling_of_a_code_is_the_same_case() {
    let base = knowledge::base();
    for code in ["904", "2308", "0x00000904", "０ｘ９０４", "0X904"] {
        let query = format!("path=vpn&code={code}&ext=0x7");
        assert_eq!(
            read(&base, &percent(&query)),
            DeepLink::Moved("path=vpn&code=0x904&ext=seven".to_string()),
            "{code}"
        );
    }
    assert_eq!(read(&base, "path=vpn&code=0x904&ext=seven"), DeepLink::Canonical);
    assert_eq!(read(&base, "path=vpn"), DeepLink::Canonical);
}

#[test]
fn values_count_in_any_case() {
    let base = knowledge::base();
    for (written, meant) in [
        ("path=VPN&code=0x904", "path=vpn&code=0x904"),
        ("code=0x904&on=This-Computer", "code=0x904&on=this-computer"),
        ("code=0X904.PT&path=Unknown", "code=0x904.pt&path=unknown"),
        ("path=vpn&rights=USER", "path=vpn&rights=user"),
    ] {
        assert_eq!(read(&base, written), DeepLink::Moved(meant.to_string()), "{written}");
    }
    for observation in base.observations.iter().filter(|o| o.askable) {
        for outcome in &observation.outcomes {
            let link = |id: &str| format!("{}={id}", observation.key);
            let moved = DeepLink::Moved(link(&outcome.id));
            let loud = outcome.id.to_ascii_uppercase();
            assert!(loud == outcome.id || read(&base, &link(&loud)) == moved, "{}", link(&loud));
        }
    }
    assert_eq!(read(&base, "path=VPNS"), DeepLink::Canonical);
}

#[test]
fn an_unknown_code_is_named_and_an_unknown_extended_code_is_another_one() {
    let base = knowledge::base();
    assert_eq!(read(&base, "code=0x9999"), DeepLink::Unknown(0x9999));
    assert_eq!(read(&base, "ext=0x4711"), DeepLink::Moved("ext=other".to_string()));
    assert_eq!(read(&base, "code=nonsense"), DeepLink::Canonical);
}

/// Percent-encodes what is not ASCII, as a browser does.
fn percent(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
