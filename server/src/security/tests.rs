use super::*;
use crate::config::{Config, SelfCheck};
use crate::self_check::Ports;

fn portal(self_check: SelfCheck) -> Portal {
    let base_url = Some("https://help.example.org/rdp".to_string());
    Portal::new(Config { base_url, self_check, ..Config::default() }, crate::now).unwrap()
}

const CLIENT: Policy = Policy { client: true, gate: false, host_check: false };
const HOST_CHECK: Policy = Policy { client: true, gate: false, host_check: true };

/// The sources of `connect-src`.
fn connect(policy: Policy, portal: &Portal) -> Vec<String> {
    let policy = content_policy(policy, "help.example.org", portal);
    let part = policy.split("; ").find_map(|part| part.strip_prefix("connect-src ")).unwrap();
    part.split(' ').map(str::to_string).collect()
}

#[test]
fn only_far_ends_that_exist_can_be_reached() {
    let nothing = portal(SelfCheck::default());
    assert_eq!(connect(CLIENT, &nothing), ["'self'", "ws://help.example.org", "wss://help.example.org"]);
    let all = portal(SelfCheck {
        clamped_origin: Some("https://help.example.org:8443".into()),
        ipv6_origin: Some("https://v6.example.org".into()),
        ..SelfCheck::default()
    });
    all.far_ends.open(Ports { datagrams: vec![443, 3389], stun: vec![3478, 3479], ..Ports::default() });
    assert_eq!(
        connect(CLIENT, &all)[3..],
        [
            "https://help.example.org:8443",
            "https://v6.example.org",
            "wss://help.example.org:8443",
            "wss://v6.example.org",
            "https://help.example.org:443",
            "https://help.example.org:3389"
        ]
    );
    assert_eq!(connect(Policy::default(), &all), ["'self'"], "pages without the client reach nothing");
}

#[test]
fn an_open_port_without_a_name_is_reached_by_the_portals_own() {
    let portal = portal(SelfCheck::default());
    portal.far_ends.open(Ports { clamped: Some(8443), ..Ports::default() });
    assert_eq!(connect(CLIENT, &portal)[3..], ["http://help.example.org:8443", "ws://help.example.org:8443"]);
}

#[test]
fn hosts_on_3389_are_reached_from_one_document_only_and_only_if_allowed() {
    let any = |sources: &[String]| sources.iter().any(|source| source.ends_with("*:3389"));
    let (off, on) = (portal(SelfCheck::default()), portal(SelfCheck { host_check: true, ..SelfCheck::default() }));
    assert!(!any(&connect(HOST_CHECK, &off)));
    assert!(!any(&connect(CLIENT, &on)));
    assert_eq!(connect(HOST_CHECK, &on)[3..], ["https://*:3389", "wss://*:3389"]);
}
