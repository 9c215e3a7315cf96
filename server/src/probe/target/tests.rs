use proptest::prelude::*;

use super::*;

#[test]
fn names_and_addresses_are_taken() {
    let cases = [
        ("PC-17", "pc-17", false, None),
        (" pc-17.example.org. ", "pc-17.example.org", false, None),
        ("pc_17:3390", "pc_17", false, Some(3390)),
        ("192.0.2.7", "192.0.2.7", true, None),
        ("192.0.2.7:3389", "192.0.2.7", true, Some(3389)),
        ("2001:DB8::7", "2001:db8::7", true, None),
        ("[2001:db8::7]", "2001:db8::7", true, None),
        ("[2001:db8::7]:1", "2001:db8::7", true, Some(1)),
        ("7zip-server", "7zip-server", false, None),
        ("xn--bcher-kva.example", "xn--bcher-kva.example", false, None),
    ];
    for (typed, name, is_address, port) in cases {
        let asked = Asked::read(typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
        assert_eq!((asked.name.as_str(), asked.address.is_some(), asked.port), (name, is_address, port), "{typed}");
    }
}

#[test]
fn everything_else_is_refused() {
    let long = "a".repeat(64);
    let cases = [
        ("", TargetError::Length),
        ("   ", TargetError::Length),
        ("http://pc-17", TargetError::Port),
        ("user@pc-17", TargetError::Letters),
        ("pc-17/x", TargetError::Letters),
        ("pc 17", TargetError::Letters),
        ("-pc", TargetError::Letters),
        ("pc..example", TargetError::Letters),
        (long.as_str(), TargetError::Letters),
        ("büro", TargetError::NotAscii),
        ("fe80::1%eth0", TargetError::Letters),
        ("[fe80::1%2]:3389", TargetError::Letters),
        ("[192.0.2.7]", TargetError::Letters),
        ("[2001:db8::7]3389", TargetError::Letters),
        ("[2001:db8::7", TargetError::Letters),
        ("017700000001", TargetError::OddNumber),
        ("0x7f000001", TargetError::OddNumber),
        ("0x7f.1", TargetError::OddNumber),
        ("192.0.2", TargetError::OddNumber),
        ("192.0.2.256", TargetError::OddNumber),
        ("192.0.02.7", TargetError::OddNumber),
        ("10.0.0.0/8", TargetError::Letters),
        ("pc-17:0", TargetError::Port),
        ("pc-17:65536", TargetError::Port),
        ("pc-17:+80", TargetError::Port),
        ("pc-17:", TargetError::Port),
        (":3389", TargetError::Length),
    ];
    for (typed, expected) in cases {
        assert_eq!(Asked::read(typed), Err(expected), "{typed}");
    }
}

#[tokio::test]
async fn an_address_stands_for_itself_without_being_asked_for() {
    let asked = Asked::read("192.0.2.7:3390").unwrap();
    let (report, target) = asked.resolve(3389, &Limits::default()).await;
    assert_eq!(report.outcome, Outcome::Fine);
    let expected = Target { name: "192.0.2.7".into(), addresses: vec!["192.0.2.7".parse().unwrap()], port: 3390 };
    assert_eq!(target, Some(expected));
}

proptest! {
    #[test]
    fn whatever_is_taken_is_taken_again(typed in "\\PC{0,40}") {
        if let Ok(asked) = Asked::read(&typed) {
            let again = Asked::read(&asked.name).unwrap();
            prop_assert_eq!(again.name, asked.name);
            prop_assert_eq!(again.address, asked.address);
        }
    }

    #[test]
    fn any_plain_name_is_taken(name in "[a-z][a-z0-9]{0,20}(\\.[a-z][a-z0-9]{0,10}){0,3}", port in 1u16..) {
        let asked = Asked::read(&format!("{name}:{port}")).unwrap();
        prop_assert_eq!((asked.name, asked.port), (name, Some(port)));
    }
}
