//! One phase of a probe: how it ended, who ended it, how long it took, and what came first.

use std::time::Duration;

use serde::{Deserialize, Serialize, Serializer};

use super::limits::FIRST_BYTES;
use crate::self_check::hexadecimal::print;

/// A phase. Each has its own limit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The name becomes addresses.
    Resolve,
    /// TCP.
    Connect,
    /// Request and confirmation of the protocol (MS-RDPBCGR 2.2.1.1 and 2.2.1.2).
    Negotiation,
    /// A whole handshake with the versions and ciphers of today.
    Tls,
    /// A greeting without cryptography that offers TLS up to 1.2 with old ciphers: what would the other side choose?
    Greeting,
    /// The same, up to TLS 1.0.
    OldGreeting,
    /// The first message of a sign-in, without names or passwords (MS-CSSP, MS-NLMP).
    SignIn,
    /// The answer of a gateway (MS-TSGU).
    Gateway,
    /// The answer to a first datagram (MS-RDPEUDP).
    Datagram,
}

/// How a phase ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Outcome {
    /// As it should.
    Fine,
    /// There is no such name.
    NotFound,
    /// The connection was refused, or a datagram was sent back.
    Refused,
    /// No way to the address, or the way is forbidden.
    Unreachable,
    /// Nothing, or not enough, until the limit of time of the phase.
    Silent,
    /// Our own time for everything ran out before the limit of the phase. It says nothing about the other side.
    OutOfTime,
    /// A further connection did not come as far as the first one: it says nothing about this phase.
    NotSoFar,
    /// The other side closed (FIN).
    Closed,
    /// The other side, or something between, broke the connection off (RST).
    Reset,
    /// An alert of TLS; the code is that of RFC 8446 section 6.
    Alert {
        /// What the alert says.
        code: u8,
    },
    /// Something that is not Remote Desktop answers.
    Foreign {
        /// What it seems to be.
        speaks: Speaks,
    },
    /// A failure code (MS-RDPBCGR 2.2.1.2.2).
    Failure {
        /// The code.
        code: u32,
    },
    /// Sent away without a code, by an MCS Disconnect Provider Ultimatum.
    Dismissed,
    /// Words that are not encrypted, where encryption was agreed.
    Plain,
    /// More than is read.
    TooLong,
    /// Bytes that mean nothing here.
    Malformed,
}

/// What something that is not Remote Desktop seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Speaks {
    /// A web server.
    Http,
    /// An SSH server.
    Ssh,
    /// Something that speaks TLS from the first byte.
    Tls,
    /// Something else.
    Other,
}

/// Which side ended a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The other computer, or something between that acts for it.
    Other,
    /// The probe, because a limit was reached or it had seen enough.
    Probe,
}

/// What is told of a phase.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PhaseReport {
    /// Which phase.
    pub phase: Phase,
    /// How it ended.
    pub outcome: Outcome,
    /// Who ended the connection in it; none when it went on or never stood. A polite end with unread bytes looks like an abrupt one, so
    /// this is told and never judged by.
    pub closed_by: Option<Side>,
    /// How long it took, in milliseconds.
    #[serde(rename = "ms", serialize_with = "milliseconds")]
    pub time: Duration,
    /// Bytes that came in it.
    pub bytes: u64,
    /// At most the first 32 of them, in hexadecimal.
    #[serde(serialize_with = "hexadecimal")]
    pub first_bytes: Vec<u8>,
}

impl PhaseReport {
    /// A phase in which no bytes are counted.
    pub(super) fn of(phase: Phase, outcome: Outcome, time: Duration) -> Self {
        Self { phase, outcome, closed_by: outcome.closed_by(), time, bytes: 0, first_bytes: Vec::new() }
    }
}

impl Outcome {
    /// Who ends a connection that ends so.
    pub(super) fn closed_by(self) -> Option<Side> {
        match self {
            Self::Fine | Self::NotFound | Self::Refused | Self::Unreachable | Self::NotSoFar => None,
            Self::Closed | Self::Reset | Self::Alert { .. } | Self::Dismissed => Some(Side::Other),
            Self::Silent
            | Self::OutOfTime
            | Self::Foreign { .. }
            | Self::Failure { .. }
            | Self::Plain
            | Self::TooLong
            | Self::Malformed => Some(Side::Probe),
        }
    }

    /// Whether it says something about the other side.
    pub(super) fn is_opinion(self) -> bool {
        !matches!(self, Self::OutOfTime | Self::NotSoFar)
    }

    /// Whether the connection ended without a word.
    pub(super) fn is_wordless(self) -> bool {
        matches!(self, Self::Closed | Self::Reset | Self::Silent)
    }
}

fn milliseconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    // Tenths are enough for people and keep the file short.
    serializer.serialize_f64((time.as_secs_f64() * 10_000.0).round() / 10.0)
}

fn hexadecimal<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&print(&bytes[..bytes.len().min(FIRST_BYTES)]))
}
