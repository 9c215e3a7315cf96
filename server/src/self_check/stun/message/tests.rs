use std::net::Ipv4Addr;

use proptest::prelude::*;

use super::*;
use crate::self_check::mutation::Mutations;

/// Transaction of the samples in RFC 5769, sections 2.1 to 2.3.
const SAMPLE: [u8; 12] = [0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae];

/// RFC 5769 section 2.1: a request with SOFTWARE, PRIORITY, ICE-CONTROLLED, USERNAME, MESSAGE-INTEGRITY and FINGERPRINT.
const SAMPLE_REQUEST: &str = "000100582112a442b7e7a701bc34d686fa87dfae\
    802200105354554e207465737420636c69656e74\
    002400046e0001ff80290008932ff9b151263b36\
    000600096576746a3a683676592020200008001\
    49aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf";

fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// A binding request with these attributes.
fn request(attributes: &[u8]) -> Vec<u8> {
    let length = (attributes.len() as u16).to_be_bytes();
    [&BINDING_REQUEST[..], &length, &MAGIC, &SAMPLE, attributes].concat()
}

fn reply(request: &[u8], from: &str) -> Option<Vec<u8>> {
    let mut place = [0; LONGEST_ANSWER];
    answer(request, from.parse().unwrap(), &mut place).map(|length| place[..length].to_vec())
}

/// RFC 5769 section 2.2 has this attribute for this address and transaction.
#[test]
fn an_ipv4_address_is_told_as_in_the_sample() {
    let expected = ["0101000c2112a442", "b7e7a701bc34d686fa87dfae", "002000080001a147e112a643"].concat();
    assert_eq!(reply(&request(&[]), "192.0.2.1:32853").unwrap(), bytes(&expected));
}

/// RFC 5769 section 2.3.
#[test]
fn an_ipv6_address_is_told_as_in_the_sample() {
    let attribute = "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9";
    let expected = ["010100182112a442", "b7e7a701bc34d686fa87dfae", attribute].concat();
    let from = "[2001:db8:1234:5678:11:2233:4455:6677]:32853";
    assert_eq!(reply(&request(&[]), from).unwrap(), bytes(&expected));
}

#[test]
fn attributes_that_may_be_passed_over_are() {
    let software = bytes("802200105354554e207465737420636c69656e74");
    let fingerprint = bytes("80280004e57a3bcf");
    assert_eq!(reply(&request(&[software, fingerprint].concat()), "192.0.2.1:1").unwrap().len(), 32);
    assert_eq!(reply(&request(&bytes("8022000141000000")), "192.0.2.1:1").unwrap().len(), 32, "padding");
}

#[test]
fn whatever_is_not_a_plain_binding_request_gets_nothing() {
    let sample = bytes(SAMPLE_REQUEST);
    assert_eq!(sample.len(), 108);
    let good = request(&[]);
    let changed = |place: usize, value: u8| {
        let mut bytes = good.clone();
        bytes[place] = value;
        bytes
    };
    let cases = [
        ("an ICE check with a user name", sample),
        ("empty", Vec::new()),
        ("half a head", good[..19].to_vec()),
        ("a success", changed(0, 1)),
        ("an indication", changed(1, 0x11)),
        ("an allocation", changed(1, 3)),
        ("another cookie", changed(4, 0)),
        ("a length that is none", changed(3, 4)),
        ("more than it says", [good.as_slice(), &[0; 4]].concat()),
        ("a length of no word", [&BINDING_REQUEST[..], &[0, 2], &MAGIC, &SAMPLE, &[0; 2]].concat()),
        ("an attribute that is cut", request(&bytes("80220010535455"))),
        ("an attribute beyond the end", request(&bytes("802200ff"))),
        ("an attribute to be understood", request(&bytes("000300040000000a"))),
    ];
    for (what, message) in cases {
        assert_eq!(reply(&message, "192.0.2.1:1"), None, "{what}");
    }
}

#[test]
fn damaged_requests_are_answered_shortly_or_not_at_all() {
    let (mut answered, mut silent) = (0, 0);
    for seed in 0..4_000 {
        let mut damage = Mutations::new(seed);
        let software = bytes("802200105354554e207465737420636c69656e74");
        let whole = request(if damage.below(2) == 0 { &[] } else { &software });
        let message = damage.of(&whole);
        let from = if damage.below(2) == 0 { "192.0.2.1:7" } else { "[2001:db8::1]:7" };
        match reply(&message, from) {
            Some(reply) => {
                answered += 1;
                assert_eq!(reply.len(), if from.starts_with('[') { 44 } else { 32 });
                assert_eq!(reply[8..20], message[8..20], "the transaction is the asker's");
            }
            None => silent += 1,
        }
    }
    assert!(answered > 200 && silent > 200, "both paths are walked: {answered}, {silent}");
}

proptest! {
    #[test]
    fn every_address_comes_back(address in any::<u32>(), port in any::<u16>(), transaction in any::<[u8; 12]>()) {
        let mut message = request(&[]);
        message[8..20].copy_from_slice(&transaction);
        let from = SocketAddr::new(Ipv4Addr::from_bits(address).into(), port);
        let mut place = [0; LONGEST_ANSWER];
        prop_assert_eq!(answer(&message, from, &mut place), Some(32));
        let [p1, p2, a, b, c, d] = place[26..32] else { unreachable!() };
        prop_assert_eq!(u16::from_be_bytes([p1, p2]) ^ 0x2112, port);
        prop_assert_eq!(u32::from_be_bytes([a, b, c, d]) ^ 0x2112_a442, address);
    }

    #[test]
    fn any_bytes_are_survived(message in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = reply(&message, "192.0.2.1:1");
    }
}
