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

fn read(toml: &str) -> Result<Config, String> {
    let figment = Figment::from(Serialized::defaults(Config::default())).merge(Toml::string(toml));
    let config: Config = figment.extract().map_err(|error| error.to_string())?;
    config.check().map_err(|error| error.to_string())?;
    Ok(config)
}

#[test]
fn the_example_of_the_manual_is_a_configuration() {
    let manual = include_str!("../../../docs/far-ends.md");
    let example = manual.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let config = read(example).unwrap();
    assert!(config.tls.is_real());
    assert_eq!(config.self_check.datagram_listen, ["[::]:443", "[::]:3389"]);
    assert_eq!(config.self_check.family_origins().count(), 3);
    assert!(config.self_check.hold && !config.self_check.host_check);
}

#[test]
fn the_example_of_the_probe_is_a_configuration() {
    let manual = include_str!("../../../docs/probe.md");
    let example = manual.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let config = read(example).unwrap();
    assert!(config.probe.is_on() && !Config::default().probe.is_on());
    for key in ["networks", "except", "names", "gateways", "ports", "place", "audit", "who"] {
        assert!(example.contains(&format!("\n{key} = ")), "{key} is not in the example");
    }
}

#[test]
fn mistakes_in_what_may_be_looked_at_name_their_key() {
    let on = "[probe]\naudit = 'looks.jsonl'\nnetworks = ['10.0.0.0/8']\n";
    assert!(read(on).is_ok());
    for (toml, key) in [
        ("[probe]\nnetworks = ['10.0.0.0/8']", "probe.audit"),
        ("[probe]\nnames = ['pc-17']", "probe.networks"),
        ("[probe]\naudit = 'looks.jsonl'", "probe.networks"),
        ("[probe]\nplace = 'Kiel'", "probe.networks"),
        ("[probe]\naudit = 'a'\nnetworks = ['10.0.0.1/8']", "probe.networks"),
        ("[probe]\naudit = 'a'\nnetworks = ['corp']", "probe.networks"),
        (&format!("{on}except = ['10.0.0.0/99']"), "probe.except"),
        (&format!("{on}names = ['https://pc-17']"), "probe.names"),
        (&format!("{on}names = ['10.0.0.7']"), "probe.names"),
        (&format!("{on}gateways = ['rdg:443']"), "probe.gateways"),
        (&format!("{on}ports = []"), "probe.ports"),
        (&format!("{on}ports = [0]"), "probe.ports"),
        (&format!("{on}ports = [70000]"), "ports"),
        (&format!("{on}who = 'address'"), "who"),
        (&format!("{on}unsafe_lab = ['127.0.0.0/8']"), "unknown field"),
    ] {
        let error = read(toml).unwrap_err();
        assert!(error.contains(key), "{toml}: {error}");
    }
}

#[test]
fn mistakes_in_far_ends_name_their_key() {
    for (toml, key) in [
        ("[tls]\ncertificate = 'c.pem'", "tls.certificate and tls.key"),
        ("[self_check]\nstun_listen = ['[::]:3478']", "self_check.stun_listen"),
        ("[self_check]\ndatagram_listen = ['a:1', 'a:2', 'a:3']", "self_check.datagram_listen"),
        (
            "base_url = 'https://a'\n[self_check]\ndatagram_listen = ['a:1']\ndatagram_public = ['a:1', 'a:2']",
            "self_check.datagram_public: name as many",
        ),
        ("[self_check]\nstun_listen = ['a:1', 'a:2']\nstun_public = ['a', 'b']", "self_check.stun_public"),
        ("[self_check]\nclamped_origin = 'https://a/b'", "self_check.clamped_origin: \"https://a/b\" is no origin"),
        ("[self_check]\nclamped_origin = \"https://a; script-src *\"", "self_check.clamped_origin"),
        ("[self_check]\nipv6_origin = 'https://v6'", "self_check.ipv6_origin: names of your own need base_url"),
        ("[self_check]\nclamped_origin = 'https://a:1'", "self_check.clamped_origin: names of your own need base_url"),
        (
            "[self_check]\ndatagram_listen = ['a:1']\ndatagram_public = ['a:1']",
            "self_check.datagram_public: names of your own need base_url",
        ),
        ("[self_check]\nstun = true", "unknown field"),
    ] {
        let error = read(toml).unwrap_err();
        assert!(error.contains(key), "{toml}: {error}");
    }
}
