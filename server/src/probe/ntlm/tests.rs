use proptest::prelude::*;

use super::*;

fn pair(kind: u16, value: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(value.len() as u16).to_le_bytes(), value].concat()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// 2026-11-22 00:00:00 UTC.
const NOON: i64 = 1_795_305_600;

/// A second message as MS-NLMP 2.2.1.2 lays it out, with the facts that FreeRDP's server told in our lab.
fn challenge() -> Vec<u8> {
    let ticks = (NOON + EPOCH) * 10_000_000;
    let pairs = [
        pair(2, &wide("VM")),
        pair(1, &wide("VM")),
        pair(4, &wide("vm")),
        pair(3, &wide("vm.example.org")),
        pair(7, &ticks.to_le_bytes()),
        pair(0, &[]),
    ]
    .concat();
    let mut message = b"NTLMSSP\0\x02\0\0\0".to_vec();
    message.extend_from_slice(&[0; 8]);
    message.extend_from_slice(&0xe288_8217u32.to_le_bytes());
    message.extend_from_slice(&[0x11; 8]);
    message.extend_from_slice(&[0; 8]);
    let length = (pairs.len() as u16).to_le_bytes();
    message.extend_from_slice(&[length, length].concat());
    message.extend_from_slice(&56u32.to_le_bytes());
    message.extend_from_slice(&[6, 1, 0xb1, 0x1d, 0, 0, 0, 15]);
    message.extend_from_slice(&pairs);
    message
}

/// An element whose length needs more than one byte.
fn long(tag: u8, body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u16).to_be_bytes();
    if body.len() < 128 { wrapped(tag, body) } else { [&[tag, 0x82][..], &length, body].concat() }
}

fn answered(token: &[u8]) -> Vec<u8> {
    let tokens = long(0xa1, &long(0x30, &long(0x30, &long(0xa0, &long(4, token)))));
    long(0x30, &[wrapped(0xa0, &wrapped(2, &[6])), tokens].concat())
}

#[test]
fn the_opening_names_nobody() {
    let opening = opening();
    assert_eq!(answer_length(&opening), Ok(Some(opening.len())));
    let start = opening.windows(8).position(|window| window == b"NTLMSSP\0").unwrap();
    let message = &opening[start..];
    assert_eq!(message.len(), 40, "nothing follows the fixed part, so no names");
    assert_eq!(message[8..12], [1, 0, 0, 0]);
    assert_eq!(message[16..32], [0; 16], "domain and workstation are empty");
}

#[test]
fn facts_of_a_host_are_read() {
    let facts = HostFacts {
        computer: Some("VM".to_string()),
        domain: Some("VM".to_string()),
        full_name: Some("vm.example.org".to_string()),
        full_domain: Some("vm".to_string()),
        forest: None,
        version: Some((6, 1, 7601)),
        time: Some(NOON),
    };
    let bytes = answered(&challenge());
    assert_eq!(answer_length(&bytes), Ok(Some(bytes.len())));
    assert_eq!(answer(&bytes), Ok(SignIn::Challenge(facts.clone())));
    // Some servers wrap the message once more.
    let inside = [&b"\xa1\x82\x01\x00 around"[..], &challenge()].concat();
    assert_eq!(answer(&answered(&inside)), Ok(SignIn::Challenge(facts)));
}

#[test]
fn a_host_without_ntlm_is_no_broken_host() {
    let status = [wrapped(0xa0, &wrapped(2, &[6])), wrapped(0xa4, &wrapped(2, &[0, 0xc0, 0, 0x04, 0x18]))].concat();
    assert_eq!(answer(&wrapped(0x30, &status)), Ok(SignIn::NoNtlm(Some(0xc000_0418))));
    assert_eq!(answer(&answered(b"something else")), Ok(SignIn::NoNtlm(None)));
}

#[test]
fn names_are_shown_without_what_moves_a_cursor() {
    let mut message = challenge();
    message.truncate(56);
    let pairs = [pair(1, &wide("a\u{1b}[2Jb")), pair(0, &[])].concat();
    message[40..42].copy_from_slice(&(pairs.len() as u16).to_le_bytes());
    message.extend_from_slice(&pairs);
    let Ok(SignIn::Challenge(facts)) = answer(&answered(&message)) else { panic!() };
    assert_eq!(facts.computer.as_deref(), Some("a\u{fffd}[2Jb"));
}

#[test]
fn lengths_are_read_with_a_limit() {
    type Case<'c> = (&'c [u8], Result<Option<usize>, Outcome>);
    let cases: [Case<'_>; 9] = [
        (&[], Ok(None)),
        (&[0x30], Ok(None)),
        (&[0x30, 0x82, 0x01], Ok(None)),
        (&[0x30, 0x05], Ok(Some(7))),
        (&[0x30, 0x82, 0x01, 0x00], Ok(Some(260))),
        (&[0x30, 0x83, 0x01, 0x00, 0x00], Err(Outcome::TooLong)),
        (&[0x30, 0x84, 0, 0, 0, 1], Err(Outcome::Malformed)),
        (&[0x30, 0x80], Err(Outcome::Malformed)),
        (b"HTTP", Err(Outcome::Malformed)),
    ];
    for (bytes, expected) in cases {
        assert_eq!(answer_length(bytes), expected, "{bytes:?}");
    }
}

#[test]
fn a_cut_message_is_survived_at_each_place() {
    let message = challenge();
    for length in 0..message.len() {
        assert!(answer(&answered(&message[..length])).is_ok());
    }
    let bytes = answered(&message);
    for length in 0..bytes.len() {
        let _ = answer(&bytes[..length]);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = answer(&bytes);
        let _ = answer_length(&bytes);
        let _ = answer(&answered(&[&b"NTLMSSP\0\x02\0\0\0"[..], &bytes].concat()));
    }

    #[test]
    fn a_damaged_answer_is_survived(place in 0usize..400, value: u8) {
        let mut bytes = answered(&challenge());
        let length = bytes.len();
        bytes[place % length] = value;
        let _ = answer(&bytes);
    }
}
