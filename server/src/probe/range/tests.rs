use super::*;

fn holds(range: &str, address: &str) -> bool {
    Range::read(range).unwrap().holds(address.parse().unwrap())
}

#[test]
fn a_range_holds_what_shares_its_first_bits() {
    assert!(holds("10.20.0.0/16", "10.20.255.7") && !holds("10.20.0.0/16", "10.21.0.0"));
    assert!(holds("10.20.0.17", "10.20.0.17") && !holds("10.20.0.17", "10.20.0.18"));
    assert!(holds("0.0.0.0/0", "255.255.255.255") && !holds("0.0.0.0/0", "::1"));
    assert!(holds("2001:db8:17::/48", "2001:db8:17:ffff::1") && !holds("2001:db8:17::/48", "2001:db8:18::1"));
    assert!(holds("::/0", "2001:db8::1") && !holds("::/0", "10.0.0.1"));
    assert!(!holds("10.0.0.0/8", "::ffff:10.0.0.1"), "an IPv4 address inside an IPv6 one is not in the range");
}

#[test]
fn what_is_no_range_is_not_guessed() {
    for odd in ["", "10.20.0.0/", "10.20.0.0/33", "10.20.0.0/+8", "10.20.0.0/ 8", "10.20.0.1/16", "10.20/16", "::/129"]
    {
        assert_eq!(Range::read(odd), None, "{odd}");
    }
    for odd in ["pc-17", "010.20.0.0/16", "0x0a.0.0.0/8", "fe80::1%eth0", "[::1]", "2001:db8::1/48", "10.0.0.0/8/8"] {
        assert_eq!(Range::read(odd), None, "{odd}");
    }
}

#[test]
fn the_ends_of_a_range_are_everybody_in_it() {
    let range = Range::read("10.20.4.0/22").unwrap();
    let is_end = |text: &str| range.is_end(text.parse().unwrap());
    assert!(is_end("10.20.4.0") && is_end("10.20.7.255"));
    assert!(!is_end("10.20.4.255") && !is_end("10.20.5.0") && !is_end("10.20.8.0"));
    assert!(!Range::read("10.20.4.0/31").unwrap().is_end("10.20.4.0".parse().unwrap()));
}
