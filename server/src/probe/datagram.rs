//! One look at Remote Desktop over UDP (MS-RDPEUDP 3.1.5.1.1). Silence proves nothing: UDP may be filtered, or off, and the
//! client goes on with TCP.

use std::net::SocketAddr;

use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::net::UdpSocket;

use super::limits::FIRST_BYTES;
use super::phase::Outcome;
use super::wire::{Deadline, Seen, by};

/// Length of a first datagram: the specification asks for all of it, so that only what can carry it goes on.
const LENGTH: usize = 1232;
/// Flags of a first datagram, and of its answer.
const SYN: u16 = 1;
const ACK: u16 = 4;

/// A first datagram with this sequence number.
pub(super) fn opening(sequence: [u8; 4]) -> Vec<u8> {
    let mut bytes = vec![0xff; 4];
    bytes.extend_from_slice(&[0, 0x40]);
    bytes.extend_from_slice(&SYN.to_be_bytes());
    bytes.extend_from_slice(&sequence);
    // The largest datagram in each direction.
    bytes.extend_from_slice(&(LENGTH as u16).to_be_bytes().repeat(2));
    bytes.resize(LENGTH, 0);
    bytes
}

/// Whether this is the answer to a first datagram.
pub(super) fn is_answer(bytes: &[u8]) -> bool {
    matches!(bytes, [_, _, _, _, _, _, high, low, ..] if u16::from_be_bytes([*high, *low]) & (SYN | ACK) == SYN | ACK)
}

/// Sends at most two datagrams and waits for an answer.
pub(super) async fn ask(to: SocketAddr, first: Deadline, second: Deadline) -> (Outcome, Seen) {
    let mut sequence = [0; 4];
    let _ = SystemRandom::new().fill(&mut sequence);
    let mut seen = Seen::default();
    let local: SocketAddr = if to.is_ipv4() { ([0, 0, 0, 0], 0).into() } else { ([0u16; 8], 0).into() };
    let outcome = async {
        let socket = by(first, UdpSocket::bind(local)).await?;
        by(first, socket.connect(to)).await?;
        let mut buffer = [0; LENGTH];
        for until in [first, second] {
            by(until, socket.send(&opening(sequence))).await?;
            match by(until, socket.recv(&mut buffer)).await {
                Ok(count) => {
                    seen = Seen { bytes: count as u64, first: buffer[..count.min(FIRST_BYTES)].to_vec() };
                    return if is_answer(&buffer[..count]) { Ok(()) } else { Err(Outcome::Malformed) };
                }
                Err(Outcome::Silent) => {}
                Err(other) => return Err(other),
            }
        }
        Err(Outcome::Silent)
    };
    let outcome: Result<(), Outcome> = outcome.await;
    (outcome.err().unwrap_or(Outcome::Fine), seen)
}
