use super::*;

#[test]
fn time_decides() {
    use Attempt::{Certificate, Completed, Failed, Silent};
    for (attempts, result) in [
        (&[Failed(165.0), Failed(42.0), Failed(43.0)][..], HostResult::Answered),
        // The first one may take as long as it likes.
        (&[Failed(4_900.0), Failed(42.0), Failed(43.0)], HostResult::Answered),
        (&[Failed(85.0)], HostResult::Answered),
        (&[Silent], HostResult::NoAnswer),
        (&[Failed(42.0), Silent], HostResult::NoAnswer),
        (&[Failed(42.0), Failed(7_000.0), Failed(43.0)], HostResult::Inconclusive),
        (&[Failed(0.2), Failed(0.1), Failed(0.1)], HostResult::Inconclusive),
        (&[Failed(42.0), Completed, Failed(43.0)], HostResult::Completed),
        (&[Certificate], HostResult::Certificate),
        (&[], HostResult::Inconclusive),
    ] {
        assert_eq!(host(attempts, Permission::Given), result, "{attempts:?}");
    }
}

#[test]
fn what_the_browser_keeps_to_itself_is_no_verdict() {
    use Attempt::{Certificate, Completed, Failed, Refused, Silent};
    use Permission::{Asks, Denied, Given};
    for (attempts, permission, result) in [
        (&[Refused][..], Given, HostResult::NotAvailable),
        (&[Failed(42.0), Refused, Failed(43.0)], Given, HostResult::NotAvailable),
        (&[Silent], Asks, HostResult::Pending),
        (&[Failed(42.0), Failed(41.0), Failed(43.0)], Asks, HostResult::Answered),
        (&[Failed(127.0), Failed(2.0), Failed(2.0)], Denied, HostResult::NotAvailable),
        (&[Silent], Denied, HostResult::NoAnswer),
        (&[Completed], Denied, HostResult::Completed),
        (&[Certificate], Asks, HostResult::Certificate),
    ] {
        assert_eq!(host(attempts, permission), result, "{attempts:?}, {permission:?}");
    }
}

#[test]
fn only_addresses_of_the_internet_are_known_to_be_outside() {
    for target in ["192.0.2.7", "203.0.113.4", "[2001:db8::7]", "2001:db8::7", "[::ffff:203.0.113.4]"] {
        assert!(is_public(target), "{target}");
    }
    for target in [
        "pc-17",
        "10.1.2.3",
        "172.31.0.1",
        "192.168.0.1",
        "169.254.1.1",
        "127.0.0.1",
        "100.64.0.1",
        "[fe80::1]",
        "[fd00::1]",
        "[::1]",
        "[::ffff:10.0.0.1]",
        "",
    ] {
        assert!(!is_public(target), "{target}");
    }
}

#[test]
fn an_address_of_ipv6_needs_no_brackets() {
    assert_eq!(target("2001:db8::7").as_deref(), Some("[2001:db8::7]"));
    assert_eq!(target("[2001:db8::7]").as_deref(), Some("[2001:db8::7]"));
    assert_eq!(target("pc-17").as_deref(), Some("pc-17"));
    assert_eq!(target("pc-17:3389"), None);
    assert_eq!(target("fe80::1%eth0"), None);
}

#[test]
fn only_names_and_addresses_are_taken() {
    for name in ["pc-17", "pc-17.example.org", "192.0.2.7", "[2001:db8::7]", "PC_17"] {
        assert!(is_name(name), "{name}");
    }
    for text in ["", "pc 17", "pc-17:3389", "https://pc", "pc/x", "pc?x", "user@pc", "[pc]", "2001:db8::7", "pc#", "ü"]
    {
        assert!(!is_name(text), "{text}");
    }
}
