use super::*;

fn base(url: &str) -> Result<BaseUrl, ConfigError> {
    BaseUrl::of(&Config { base_url: Some(url.into()), ..Config::default() })
}

#[test]
fn a_base_address_is_taken_apart() {
    let rooted = base("https://help.example.org").unwrap();
    assert_eq!((rooted.origin.as_deref(), rooted.path.as_str()), (Some("https://help.example.org"), ""));
    assert!(rooted.is_https());
    let below = base("http://localhost:2308/rdp/").unwrap();
    assert_eq!((below.host(), below.path.as_str()), (Some("localhost:2308"), "/rdp"));
    assert!(!below.is_https());
}

#[test]
fn other_addresses_are_refused() {
    for wrong in [
        "help.example.org",
        "ftp://help",
        "https://",
        "https://a@b/",
        "https://help/?q=1",
        "https://help/a b",
        "https://help/a//b",
    ] {
        assert!(base(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_number_may_stand_for_a_telephone_extension() {
    let contact: Contact = Figment::from(Serialized::default("phone", 4711)).extract().unwrap();
    assert_eq!(contact.phone.as_deref(), Some("4711"));
    assert!(!contact.is_empty());
}

#[test]
fn a_missing_file_is_named() {
    let error = Config::read(Some(Path::new("/nowhere/fix904.toml")), &Flags::default()).unwrap_err();
    assert!(error.to_string().contains("/nowhere/fix904.toml"));
}
