use super::*;
use crate::config::{Config, SelfCheck};
use crate::self_check::Ports;

fn portal(base_url: Option<&str>, main: Option<u16>) -> Portal {
    let portal = Portal::new(Config { base_url: base_url.map(Into::into), ..Config::default() }, crate::now).unwrap();
    portal.far_ends.open(Ports { main, ..Ports::default() });
    portal
}

#[test]
fn a_configured_address_is_the_only_one_besides_the_far_ends_own() {
    let portal = portal(Some("https://help.example.org/rdp"), Some(443));
    for (origin, host, expected) in [
        ("https://help.example.org", "help.example.org:8443", true),
        ("https://help.example.org", "v6.example.org", true),
        ("https://v6.example.org", "v6.example.org", true),
        ("http://help.example.org", "v6.example.org", false),
        ("https://help.example.org.evil", "v6.example.org", false),
        ("https://evil.example", "help.example.org", false),
        ("https://v6.example.org:444", "v6.example.org", false),
        ("null", "help.example.org", false),
        ("", "", false),
        ("https://", "", false),
    ] {
        assert_eq!(is_portal(&portal, origin, host), expected, "{origin} on {host}");
    }
}

#[test]
fn without_an_address_the_page_on_the_main_port_of_the_same_name_counts() {
    let portal = portal(None, Some(2308));
    for (origin, host, expected) in [
        ("https://localhost:2308", "localhost:2309", true),
        ("https://localhost:2310", "localhost:2309", false),
        ("https://other:2308", "localhost:2309", false),
        ("https://[::1]:2308", "[::1]:2309", true),
        ("https://localhost", "localhost:2309", false),
    ] {
        assert_eq!(is_portal(&portal, origin, host), expected, "{origin} on {host}");
    }
    let standard = self::portal(None, Some(443));
    assert!(is_portal(&standard, "https://name", "name:8443"));
    assert!(!is_portal(&standard, "http://name", "name:8443"));
}

#[test]
fn hosts_are_taken_apart() {
    assert_eq!(name_and_port("name:1"), ("name", Some(1)));
    assert_eq!(name_and_port("name"), ("name", None));
    assert_eq!(name_and_port("[::1]:1"), ("[::1]", Some(1)));
    assert_eq!(name_and_port("[::1]"), ("[::1]", None));
}

#[test]
fn only_the_operators_own_proxy_is_believed_and_only_its_last_word() {
    let headers = |values: &[&str]| {
        let mut request = Request::builder().uri("/");
        for value in values {
            request = request.header("x-forwarded-for", *value);
        }
        request.body(axum::body::Body::empty()).unwrap()
    };
    let config = |behind_proxy| {
        let self_check = SelfCheck { behind_proxy, ..SelfCheck::default() };
        Portal::new(Config { self_check, ..Config::default() }, crate::now).unwrap()
    };
    let asked = headers(&["10.0.0.1, 192.0.2.1", "10.0.0.2, 2001:db8::7"]);
    assert_eq!(Caller::of(&config(true), &asked).address, Some("2001:db8::7".parse().unwrap()));
    assert_eq!(Caller::of(&config(false), &asked).address, None);
    assert!(Caller::of(&config(false), &asked).proxied);
    assert_eq!(Caller::of(&config(true), &headers(&["unknown"])).address, None);
    assert!(!Caller::of(&config(false), &headers(&[])).proxied);
    assert!(Caller::of(&config(true), &headers(&[])).proxied);
}

#[test]
fn an_address_may_come_with_a_port() {
    for (written, expected) in [
        ("192.0.2.1", Some("192.0.2.1")),
        ("192.0.2.1:50123", Some("192.0.2.1")),
        ("2001:db8::7", Some("2001:db8::7")),
        ("[2001:db8::7]", Some("2001:db8::7")),
        ("[2001:db8::7]:50123", Some("2001:db8::7")),
        ("192.0.2.1:", None),
        ("192.0.2.1:99999", None),
        ("[192.0.2.1", None),
        ("_hidden", None),
        ("", None),
    ] {
        assert_eq!(address(written), expected.map(|text| text.parse().unwrap()), "{written}");
    }
}

/// Otherwise anybody could write another address there, because no proxy stands before the small port.
#[test]
fn what_a_proxy_would_say_is_believed_only_on_its_own_port() {
    let self_check = SelfCheck { behind_proxy: true, ..SelfCheck::default() };
    let portal = Portal::new(Config { self_check, ..Config::default() }, crate::now).unwrap();
    let asked = |proxied| {
        let peer = "198.51.100.7".parse().unwrap();
        let connection = Connection { peer, proxied, tls: true, hello: None };
        let request = Request::builder().header("x-forwarded-for", "192.0.2.1").extension(Arc::new(connection));
        Caller::of(&portal, &request.body(axum::body::Body::empty()).unwrap())
    };
    let (main, small) = (asked(true), asked(false));
    assert_eq!((main.address, main.behind_proxy), (Some("192.0.2.1".parse().unwrap()), true));
    assert_eq!((small.address, small.behind_proxy), (Some("198.51.100.7".parse().unwrap()), false));
    assert!(main.proxied && small.proxied, "the header is still a sign of somebody in between");
}
