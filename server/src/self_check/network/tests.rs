use super::*;

fn of(address: &str) -> Network {
    Network::of(address.parse().unwrap())
}

#[test]
fn neighbours_share_and_others_do_not() {
    assert_eq!(of("192.0.2.1"), of("192.0.2.254"));
    assert_ne!(of("192.0.2.1"), of("192.0.3.1"));
    assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.9"));
    assert_eq!(of("2001:db8:0:1200::1"), of("2001:db8:0:12ff:ffff::1"));
    assert_ne!(of("2001:db8:0:1200::1"), of("2001:db8:0:1300::1"));
    assert_ne!(of("0.0.0.0"), of("::"));
    assert_ne!(Network::unknown(), of("ffff:ffff:ffff:ffff::"));
}

#[test]
fn a_network_is_shown_as_a_range() {
    let shown = [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.9", "192.0.2.0/24"),
        ("0.0.0.0", "0.0.0.0/24"),
        ("255.255.255.255", "255.255.255.0/24"),
        ("2001:db8:0:12ff:ffff::1", "2001:db8:0:1200::/56"),
        ("::1", "::/56"),
        ("ffff:ffff:ffff:ffff::", "ffff:ffff:ffff:ff00::/56"),
    ];
    for (address, range) in shown {
        assert_eq!(of(address).to_string(), range, "{address}");
    }
    assert_eq!(Network::unknown().to_string(), "unknown");
}
