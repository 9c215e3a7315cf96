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
