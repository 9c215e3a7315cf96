use diagnosis::self_check_plan::{Consistency, Family, TlsReason};
use proptest::prelude::*;

use super::*;
use crate::self_check::mutation::Mutations;

/// A greeting as bytes on the wire.
struct Written {
    ciphers: Vec<u16>,
    extensions: Vec<(u16, Vec<u8>)>,
}

fn pairs(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

fn with_u16(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u16).to_be_bytes(), bytes].concat()
}

fn with_u8(bytes: &[u8]) -> Vec<u8> {
    [&[bytes.len() as u8], bytes].concat()
}

fn alpn(names: &[&[u8]]) -> Vec<u8> {
    with_u16(&names.iter().flat_map(|name| with_u8(name)).collect::<Vec<u8>>())
}

fn shares(groups: &[(u16, usize)]) -> Vec<u8> {
    let share = |&(group, length): &(u16, usize)| [&group.to_be_bytes()[..], &with_u16(&vec![7; length])].concat();
    with_u16(&groups.iter().flat_map(share).collect::<Vec<u8>>())
}

impl Written {
    /// The greeting in records of at most `record` bytes.
    fn bytes(&self, record: usize) -> Vec<u8> {
        let extensions: Vec<u8> = self
            .extensions
            .iter()
            .flat_map(|(kind, body)| [&kind.to_be_bytes()[..], &with_u16(body)].concat())
            .collect();
        let body = [
            &[3, 3][..],
            &[9; 32],
            &with_u8(&[8; 32]),
            &with_u16(&pairs(&self.ciphers)),
            &with_u8(&[0]),
            &with_u16(&extensions),
        ]
        .concat();
        let message = [&[1, 0][..], &with_u16(&body)].concat();
        message.chunks(record).flat_map(|chunk| [&[22, 3, 1][..], &with_u16(chunk)].concat()).collect()
    }

    fn hello(&self) -> ClientHello {
        ClientHello::read(&self.bytes(16_384)).unwrap()
    }
}

/// With the body that each kind of extension has; others carry three bytes that nobody reads.
fn written(ciphers: &str, kinds: &str, groups: &[u16], signatures: &str, keys: &[(u16, usize)]) -> Written {
    let body = |kind: u16| match kind {
        EXTENSION_GROUPS => with_u16(&pairs(groups)),
        EXTENSION_SIGNATURES => with_u16(&pairs(&hex(signatures))),
        EXTENSION_VERSIONS => with_u8(&pairs(&[0x8a8a, 0x0304, 0x0303])),
        EXTENSION_ALPN => alpn(&[b"h2", b"http/1.1"]),
        EXTENSION_KEY_SHARE => shares(keys),
        _ => vec![0; 3],
    };
    Written { ciphers: hex(ciphers), extensions: hex(kinds).into_iter().map(|kind| (kind, body(kind))).collect() }
}

/// The example of the JA4 specification, with meaningless numbers put in.
fn specified() -> Written {
    written(
        "0a0a,1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035",
        "1a1a,001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015,fafa",
        &[0x2a2a, 0x001d, 0x0017, 0x0018],
        "3a3a,0403,0804,0401,0503,0805,0501,0806,0601",
        &[(0x2a2a, 1), (0x001d, 32)],
    )
}

/// In the manner of Chromium 156: meaningless numbers in four lists, the signature algorithms among them, and the hybrid key
/// first. Its order of extensions is another one each time.
fn chromium() -> Written {
    written(
        "0a0a,1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035",
        "1a1a,001b,0000,0033,ca34,0010,44cd,0017,002d,000d,fe0d,0005,0023,0012,002b,ff01,000b,000a,fafa",
        &[0x2a2a, 0x11ec, 0x001d, 0x0017, 0x0018],
        "3a3a,0904,0905,0906,0403,0804,0401,0503,0805,0501,0806,0601",
        &[(0x2a2a, 1), (0x11ec, 1_216), (0x001d, 32)],
    )
}

/// In the manner of Firefox 153: nothing meaningless, and its own extensions 0x1c and 0x22.
fn firefox() -> Written {
    written(
        "1301,1303,1302,c02b,c02f,cca9,cca8,c02c,c030,c00a,c013,c014,009c,009d,002f,0035",
        "0000,0017,ff01,000a,000b,0023,0010,0005,0022,0012,0033,002b,000d,002d,001c,001b,fe0d",
        &[0x11ec, 0x001d, 0x0017, 0x0018, 0x0019, 0x0100, 0x0101],
        "0403,0503,0603,0804,0805,0806,0401,0501,0601,0203,0201",
        &[(0x11ec, 1_216), (0x001d, 32), (0x0017, 65)],
    )
}

fn hex(list: &str) -> Vec<u16> {
    list.split(',').map(|value| u16::from_str_radix(value, 16).unwrap()).collect()
}

const CHROME: &str =
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";

#[test]
fn the_name_is_that_of_the_specification() {
    assert_eq!(ja4(&specified().hello()), "t13d1516h2_8daaf6152771_e5627efa2ab1");
    let mut without = specified();
    without.extensions.retain(|(kind, _)| *kind != EXTENSION_SIGNATURES);
    without.extensions.push((EXTENSION_SIGNATURES, with_u16(&[])));
    assert_eq!(ja4(&without.hello()), "t13d1516h2_8daaf6152771_6d807ffa2a79", "no signature algorithms");
    let empty = ClientHello { legacy_version: 0x0301, ..ClientHello::default() };
    assert_eq!(ja4(&empty), "t10i000000_000000000000_000000000000");
}

/// The names that were measured on Chromium 156 and Firefox ESR 153. What Firefox sends as signature algorithms was not written
/// down, so the last part of its name is not compared.
#[test]
fn browsers_have_the_names_that_were_measured() {
    assert_eq!(ja4(&chromium().hello()), "t13d1517h2_8daaf6152771_cb7bf5808d99");
    let mut shuffled = chromium();
    shuffled.extensions.reverse();
    assert_eq!(ja4(&shuffled.hello()), ja4(&chromium().hello()));
    assert!(ja4(&firefox().hello()).starts_with("t13d1617h2_86a278354501_"), "{}", ja4(&firefox().hello()));
}

#[test]
fn odd_protocol_names_are_written_as_the_specification_shows() {
    let cases: [(&[u8], &str); 9] = [
        (b"h2", "h2"),
        (b"http/1.1", "h1"),
        (b"x", "xx"),
        (&[0xab], "ab"),
        (&[0x20], "20"),
        (&[0xab, 0xcd], "ad"),
        (&[0x20, 0x61], "21"),
        (&[0x30, 0x31, 0xab, 0xcd], "3d"),
        (&[], "00"),
    ];
    for (protocol, shown) in cases {
        let mut written = chromium();
        for (kind, body) in &mut written.extensions {
            if *kind == EXTENSION_ALPN {
                *body = alpn(&[protocol]);
            }
        }
        assert_eq!(&ja4(&written.hello())[8..10], shown, "{protocol:?}");
    }
}

#[test]
fn a_greeting_is_read_in_the_order_in_which_it_was_sent() {
    let hello = chromium().hello();
    assert_eq!(hello.length, chromium().bytes(16_384).len() - 5);
    assert_eq!((hello.ciphers[0], hello.ciphers.len()), (0x0a0a, 16));
    assert_eq!(hello.extensions[..3], [0x1a1a, 0x001b, 0x0000]);
    assert_eq!(hello.signatures[..2], [0x3a3a, 0x0904]);
    assert_eq!(hello.groups, [0x2a2a, 0x11ec, 0x001d, 0x0017, 0x0018]);
    assert_eq!(hello.key_shares, [0x2a2a, 0x11ec, 0x001d]);
    assert_eq!((hello.alpn.as_deref(), hello.version(), hello.names_host()), (Some(&b"h2"[..]), 0x0304, true));
}

#[test]
fn a_greeting_may_come_in_many_records_but_must_be_whole() {
    let whole = chromium().hello();
    for record in [1, 2, 7, 100, 1_400] {
        assert_eq!(ClientHello::read(&chromium().bytes(record)).as_ref(), Some(&whole), "{record}");
    }
    let bytes = chromium().bytes(16_384);
    for length in 0..bytes.len() {
        assert_eq!(ClientHello::read(&bytes[..length]), None, "{length}");
    }
    let more = [bytes.as_slice(), b"what follows is not looked at"].concat();
    assert_eq!(ClientHello::read(&more), Some(whole));
}

#[test]
fn what_breaks_the_rules_is_not_read() {
    let repeated = Written { ciphers: vec![1], extensions: vec![(5, vec![]), (5, vec![])] };
    assert_eq!(ClientHello::read(&repeated.bytes(16_384)), None, "an extension twice");
    let odd = Written { ciphers: vec![1], extensions: vec![(EXTENSION_GROUPS, with_u16(&[1, 2, 3]))] };
    assert_eq!(ClientHello::read(&odd.bytes(16_384)), None, "half a group");
    let many = Written { ciphers: vec![1], extensions: (0..300).map(|kind| (kind + 100, vec![])).collect() };
    assert_eq!(ClientHello::read(&many.bytes(16_384)), None, "too many extensions");
    let long = Written { ciphers: vec![1; 300], extensions: vec![] };
    assert_eq!(ClientHello::read(&long.bytes(16_384)), None, "too many suites");
    let mut answer = chromium().bytes(16_384);
    answer[5] = 2;
    assert_eq!(ClientHello::read(&answer), None, "another message");
    assert_eq!(ClientHello::read(b"GET / HTTP/1.1\r\n\r\n"), None);
}

#[test]
fn sixteen_numbers_mean_nothing() {
    let all: Vec<u16> = (0..=u16::MAX).filter(|value| is_grease(*value)).collect();
    let listed: Vec<u16> = (0..16).map(|high| (high << 12) | 0x0a00 | (high << 4) | 0x000a).collect();
    assert_eq!(all, listed);
}

#[test]
fn browsers_are_told_from_those_who_use_their_names() {
    let (chromium, firefox) = (chromium().hello(), firefox().hello());
    let state = |hello, agent| judge(hello, agent).state;
    assert_eq!(state(&chromium, CHROME), Consistency::Consistent);
    assert_eq!(state(&firefox, FIREFOX), Consistency::Consistent);
    let swapped = judge(&firefox, CHROME);
    assert_eq!((swapped.state, swapped.family), (Consistency::Inconsistent, Family::Chromium));
    assert_eq!(
        swapped.reasons,
        [TlsReason::NoGreaseInCiphers, TlsReason::NoGreaseInExtensions, TlsReason::NoGreaseInGroups]
    );
    let other = judge(&chromium, FIREFOX);
    assert_eq!(other.reasons, [TlsReason::NoFirefoxExtensions, TlsReason::UnexpectedGrease]);
    assert_eq!(other.state, Consistency::Inconsistent);
}

#[test]
fn what_a_policy_can_switch_off_leaves_it_open() {
    let mut plain = chromium().hello();
    plain.key_shares.retain(|group| *group != 0x11ec);
    let judged = judge(&plain, CHROME);
    assert_eq!((judged.state, judged.reasons), (Consistency::Unknown, vec![TlsReason::NoHybridKey]));
    let older = CHROME.replace("156", "125");
    assert_eq!(judge(&plain, &older).state, Consistency::Consistent, "the key came later");
    let mut half = firefox().hello();
    half.extensions.retain(|kind| *kind != 0x22);
    assert_eq!(judge(&half, FIREFOX).reasons, [TlsReason::NoFirefoxExtensions]);
    assert_eq!(judge(&half, FIREFOX).state, Consistency::Unknown);
}

#[test]
fn old_versions_and_other_families_are_not_judged() {
    let hello = chromium().hello();
    let cases = [
        (CHROME.replace("156", "80"), Family::Chromium, TlsReason::OldVersion),
        (FIREFOX.replace("Firefox/153", "Firefox/60"), Family::Firefox, TlsReason::OldVersion),
        (
            "Mozilla/5.0 (Macintosh) AppleWebKit/605 Version/26.4 Safari/605".into(),
            Family::Safari,
            TlsReason::FamilyNotJudged,
        ),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605 CriOS/156.0 Mobile".into(), Family::Safari, TlsReason::FamilyNotJudged),
        ("curl/8".into(), Family::Other, TlsReason::FamilyNotJudged),
        (String::new(), Family::Other, TlsReason::FamilyNotJudged),
    ];
    for (agent, family, reason) in cases {
        let judged = judge(&hello, &agent);
        assert_eq!((judged.state, judged.family), (Consistency::Unknown, family), "{agent}");
        assert_eq!(judged.reasons, [reason], "{agent}");
    }
}

#[test]
fn damaged_greetings_are_read_within_the_limits_or_not_at_all() {
    let (mut read, mut refused) = (0, 0);
    for seed in 0..4_000 {
        let written = if seed % 2 == 0 { chromium() } else { firefox() };
        let bytes = Mutations::new(seed).of(&written.bytes(1 + (seed as usize * 37) % 2_000));
        match ClientHello::read(&bytes) {
            Some(hello) => {
                read += 1;
                assert!(hello.length <= GREETING && hello.extensions.len() <= LONGEST_LIST);
                assert!(hello.ciphers.len() <= LONGEST_LIST && hello.groups.len() <= LONGEST_LIST);
                assert_eq!(ja4(&hello).len(), 36);
                judge(&hello, CHROME);
            }
            None => refused += 1,
        }
    }
    assert!(read > 200 && refused > 200, "both paths are walked: {read}, {refused}");
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = ClientHello::read(&bytes);
        let framed = [&[22, 3, 1][..], &with_u16(&[&[1, 0][..], &with_u16(&bytes)].concat())].concat();
        let _ = ClientHello::read(&framed);
    }
}
