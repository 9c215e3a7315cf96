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
