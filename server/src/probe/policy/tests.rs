use proptest::prelude::*;

use super::*;
use crate::probe::never::never;

fn policy(networks: &[&str], names: &[&str]) -> Policy {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_string()).collect();
    let config = config::Probe {
        networks: texts(networks),
        except: texts(&["10.20.0.9", "10.20.8.0/24"]),
        names: texts(names),
        gateways: texts(&["rdg.example.org"]),
        ports: vec![3389, 3390],
        ..config::Probe::default()
    };
    Policy::new(&config, vec!["Help.example.org".to_string()])
}

fn purpose(policy: &Policy, typed: &str) -> Option<(Purpose, u16)> {
    policy.purpose(&strict(typed)?)
}

#[test]
fn only_names_on_the_list_may_be_asked_for() {
    let policy = policy(&["10.20.0.0/16"], &["pc-17.example.org", "*.lab.example.org", "*"]);
    let host = |port| Some((Purpose::Host, port));
    for (typed, expected) in [
        ("pc-17.example.org", host(3389)),
        ("  PC-17.Example.ORG  ", host(3389)),
        ("pc-17.example.org:3390", host(3390)),
        ("a.lab.example.org", host(3389)),
        ("a.b.lab.example.org", host(3389)),
        ("pc-18", host(3389)),
        ("10.20.0.5", host(3389)),
        ("[2001:db8::7]:3389", host(3389)),
        ("rdg.example.org", Some((Purpose::Gateway, 443))),
        ("rdg.example.org:443", Some((Purpose::Gateway, 443))),
        ("rdg.example.org:3389", None),
        ("pc-17.example.org:22", None),
        ("pc-17.example.org:443", None),
        ("pc-18.example.org", None),
        ("lab.example.org", None),
        ("evillab.example.org", None),
        ("pc-17.example.org.evil.example", None),
        ("help.example.org", None),
        ("HELP.EXAMPLE.ORG", None),
    ] {
        assert_eq!(purpose(&policy, typed), expected, "{typed}");
    }
}

#[test]
fn without_names_only_addresses_may_be_typed() {
    let policy = policy(&["10.20.0.0/16"], &[]);
    assert!(purpose(&policy, "10.20.0.5").is_some());
    assert_eq!(purpose(&policy, "pc-17"), None);
}

#[test]
fn another_port_is_usual_where_the_usual_one_is_not_allowed() {
    let config = config::Probe { ports: vec![3390], networks: vec!["10.0.0.0/8".into()], ..config::Probe::default() };
    let policy = Policy::new(&config, Vec::new());
    assert_eq!(purpose(&policy, "10.20.0.5"), Some((Purpose::Host, 3390)));
    assert_eq!(purpose(&policy, "10.20.0.5:3389"), None);
}

/// Every way we know to write something else than a name or an address, or to write an address so that two programs read it
/// differently.
#[test]
fn tricks_of_writing_are_not_read() {
    let long = format!("{}.example.org", "a".repeat(64));
    let longer = vec!["a".repeat(50); 6].join(".");
    let huge = "a".repeat(1_000_000);
    let tricks = [
        "",
        " ",
        "https://pc-17.example.org",
        "rdp://pc-17",
        "//pc-17",
        "user@pc-17",
        "user:secret@pc-17",
        "pc-17/",
        "pc-17\\x",
        "pc-17?x",
        "pc-17#x",
        "pc 17",
        "pc-17\tx",
        "pc-17\nx",
        "pc-17\r\nx",
        "pc-17\0",
        "pc-17,pc-18",
        "pc-17;x",
        "10.20.0.0/16",
        "10.20.0.*",
        "*.example.org",
        "fe80::1%eth0",
        "[fe80::1%25eth0]",
        "[fe80::1%eth0]:3389",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "017700000001",
        "2130706433",
        "127.1",
        "127.0.1",
        "10.20.0.05",
        "0x0a.20.0.5",
        "1.2.3.4.5",
        "pc-17.0x7f",
        "pc-17.1",
        "pc-17.",
        "pc-17.example.org.",
        "pc-17..example.org",
        ".pc-17",
        "10.20.0.5.",
        "pc-17.:3389",
        "pc%2d17",
        "%31%30.20.0.5",
        "10%2e20.0.5",
        "10\u{3002}20\u{3002}0\u{3002}5",
        "10\u{ff0e}20.0.5",
        "pc\u{2010}17",
        "\u{ff11}0.20.0.5",
        "b\u{fc}ro-pc",
        "pc-17:",
        "pc-17:0",
        "pc-17:65536",
        "pc-17:+3389",
        "pc-17:03389x",
        "pc-17:3389:1",
        ":3389",
        "[10.20.0.5]",
        "[::1",
        "::1]",
        "[]",
        "-pc",
        "pc-",
        "pc-17.-a",
        "$(id)",
        "`id`",
        "pc-17'--",
        "<b>",
        long.as_str(),
        longer.as_str(),
        huge.as_str(),
    ];
    for trick in tricks {
        assert_eq!(strict(trick), None, "{}", trick.chars().take(80).collect::<String>());
    }
}

#[test]
fn names_of_a_configuration_are_names() {
    for good in ["pc-17", "pc-17.example.org", "*.example.org", "*", "PC-17.Example.org", "xn--bro-pc-3ya"] {
        assert!(Pattern::read(good).is_some(), "{good}");
    }
    for odd in ["", "**", "*example.org", "*.", "*.*", "a.*.org", "10.0.0.1", "pc-17:3389", "pc-17.", "b\u{fc}ro"] {
        assert_eq!(Pattern::read(odd), None, "{odd}");
    }
}

#[test]
fn addresses_must_be_allowed_and_not_excepted() {
    let policy = policy(&["10.20.0.0/16", "2001:db8:17::/48", "64:ff9b::/96"], &[]);
    for (address, admitted) in [
        ("10.20.0.5", true),
        ("10.20.0.9", false),
        ("10.20.8.7", false),
        ("10.21.0.5", false),
        ("10.20.0.0", false),
        ("10.20.255.255", false),
        ("2001:db8:17::5", true),
        ("2001:db8:18::5", false),
        ("::ffff:10.20.0.5", false),
        ("64:ff9b::10.20.0.5", true),
        ("64:ff9b::10.20.0.9", false),
        ("64:ff9b::10.21.0.5", false),
        ("64:ff9b::127.0.0.1", false),
        ("2001:db8:17::5efe:10.21.0.5", false),
    ] {
        assert_eq!(policy.admits(address.parse().unwrap()), admitted, "{address}");
    }
}

#[test]
fn nothing_is_admitted_by_default() {
    let policy = Policy::new(&config::Probe::default(), Vec::new());
    assert!(!policy.admits("10.20.0.5".parse().unwrap()));
    assert_eq!(purpose(&policy, "pc-17"), None);
}

proptest! {
    #[test]
    fn no_configuration_admits_what_is_always_denied(address in never(), prefix in 0_u8..=128) {
        // Everything; the very address; and a range of any length around it.
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.min(width);
        let around = match address {
            IpAddr::V4(v4) => IpAddr::from((v4.to_bits() & !u32::MAX.checked_shr(prefix.into()).unwrap_or(0)).to_be_bytes()),
            IpAddr::V6(v6) => IpAddr::from((v6.to_bits() & !u128::MAX.checked_shr(prefix.into()).unwrap_or(0)).to_be_bytes()),
        };
        let networks = ["0.0.0.0/0".to_string(), "::/0".to_string(), address.to_string(), format!("{around}/{prefix}")];
        for network in &networks {
            prop_assert!(Range::read(network).is_some(), "{network}");
        }
        let config = config::Probe { networks: networks.into(), ..config::Probe::default() };
        prop_assert!(!Policy::new(&config, Vec::new()).admits(address), "{address}");
    }

    #[test]
    fn whatever_is_typed_nothing_fails(typed in ".{0,300}") {
        if let Some(asked) = strict(&typed) {
            prop_assert!(asked.name.len() <= 253 && asked.name.is_ascii());
        }
    }
}
