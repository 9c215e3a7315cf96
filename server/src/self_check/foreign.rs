//! Every reader of foreign bytes of the far ends in one place, for fuzzing.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use super::client_hello::ClientHello;
use super::greeting::reading;
use super::hexadecimal;
use super::stun::{LONGEST_ANSWER, answer};
use super::tally::Counting;

/// Whose greeting it is said to be.
const BROWSER: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/// The first byte chooses a reader. Says whether it took the rest.
pub fn read_foreign_bytes(bytes: &[u8]) -> bool {
    let Some((choice, rest)) = bytes.split_first() else { return false };
    match choice % 4 {
        0 => stun(rest),
        1 => datagrams(rest),
        2 => ClientHello::read(rest).is_some_and(|hello| reading(&hello, BROWSER).hello.is_some()),
        _ => std::str::from_utf8(rest).is_ok_and(|text| hexadecimal::read::<16>(text).is_some()),
    }
}

/// A request by either family of addresses; the answer has the one length that the family needs.
fn stun(request: &[u8]) -> bool {
    let mut response = [0; LONGEST_ANSWER];
    let mut length = |from: SocketAddr| answer(request, from, &mut response);
    let four = length(SocketAddr::from((Ipv4Addr::LOCALHOST, 3478)));
    let six = length(SocketAddr::from((Ipv6Addr::LOCALHOST, 3478)));
    assert!(matches!((four, six), (None, None) | (Some(32), Some(44))), "{four:?} and {six:?} bytes of answer");
    four.is_some()
}

/// Datagrams one after the other, each behind a byte with its length. However they come, what is told of them stays consistent.
fn datagrams(mut rest: &[u8]) -> bool {
    let (mut counting, mut sent) = (Counting::default(), 0);
    while let Some((length, behind)) = rest.split_first() {
        let (datagram, next) = behind.split_at(behind.len().min(usize::from(*length)));
        if let Some(group) = counting.arrived(datagram) {
            counting.echoed(group);
        }
        (rest, sent) = (next, sent + 1);
    }
    let tally = counting.tally();
    let told: u32 = tally.groups.iter().map(|group| group.received + group.repeated).sum();
    assert_eq!(told + tally.strange, sent, "{tally:?}");
    for group in &tally.groups {
        let sound =
            group.late < group.received && group.longest_gap <= group.highest && group.received <= group.highest + 1;
        assert!(sound && group.echoed == group.received, "{group:?}");
    }
    told > 0
}
