//! How long and how much. A limit of time belongs to a phase and not to a read, so that one byte at a time prolongs nothing.

use std::time::Duration;

/// Longest TPKT frame that is read, in bytes; a Connection Confirm has 11 or 19.
pub(super) const LONGEST_FRAME: usize = 1024;
/// Bytes of one flight of TLS that are read.
pub(super) const LONGEST_FLIGHT: u64 = 64 * 1024;
/// Certificates of a chain that are looked at.
pub(super) const LONGEST_CHAIN: usize = 10;
/// Longest answer of the sign-in that is read, in bytes; those of Windows have about 300.
pub(super) const LONGEST_TOKEN: usize = 16 * 1024;
/// Longest head of an answer in HTTP, in bytes.
pub(super) const LONGEST_HEAD: usize = 16 * 1024;
/// Bytes that are kept of what a peer says first.
pub(super) const FIRST_BYTES: usize = 32;
/// Addresses of a name that are tried; more belong to no single computer.
pub(super) const MOST_ADDRESSES: usize = 4;
/// Letters of a name from outside that are kept.
pub(super) const LONGEST_TEXT: usize = 256;

/// Limits of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For the addresses of a name.
    pub resolve: Duration,
    /// For one connection. The addresses of a name share it: each has an equal part of what is left.
    pub connect: Duration,
    /// For request and confirmation of the protocol.
    pub negotiation: Duration,
    /// For one handshake.
    pub tls: Duration,
    /// For one answer of the sign-in.
    pub sign_in: Duration,
    /// For one answer of a gateway.
    pub gateway: Duration,
    /// For one answer by UDP.
    pub datagram: Duration,
    /// Between two connections that are made only to learn more.
    pub pause: Duration,
    /// For everything together, without the addresses.
    pub total: Duration,
}

impl Default for Limits {
    /// Judgements: about ten times what a slow line needs, and short enough to wait for. The total leaves room for three
    /// opinions on the encryption, so that silence in all of them is silence and not our own haste.
    fn default() -> Self {
        Self {
            resolve: Duration::from_secs(2),
            connect: Duration::from_secs(3),
            negotiation: Duration::from_secs(3),
            tls: Duration::from_secs(5),
            sign_in: Duration::from_secs(3),
            gateway: Duration::from_secs(5),
            datagram: Duration::from_secs(1),
            pause: Duration::from_millis(200),
            total: Duration::from_secs(18),
        }
    }
}
