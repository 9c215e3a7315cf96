//! The few bytes before encryption: a request that says what we understand, and the answer (MS-RDPBCGR 2.2.1.1, 2.2.1.2).
//!
//! Own code instead of a library, because what interests most is the answer that should not be there: it is kept as it came.

use serde::Serialize;

use super::limits::LONGEST_FRAME;
use super::phase::{Outcome, Speaks};

/// Protocols that can be asked for (MS-RDPBCGR 2.2.1.1.1).
pub(super) mod protocol {
    /// The old encryption of RDP itself.
    pub(in crate::probe) const STANDARD: u32 = 0;
    /// TLS.
    pub(in crate::probe) const TLS: u32 = 1;
    /// TLS, then a sign-in before anything else: CredSSP, called Network Level Authentication.
    pub(in crate::probe) const CREDSSP: u32 = 2;
    /// TLS, for redirected sessions.
    pub(in crate::probe) const RDSTLS: u32 = 4;
    /// As CREDSSP, with a word more at its end.
    pub(in crate::probe) const CREDSSP_EX: u32 = 8;
    /// A sign-in with Entra ID. Never part of the first request: xrdp 0.9.21 drops any request with bits above these.
    pub(in crate::probe) const AAD: u32 = 0x10;
    /// What Windows' own program asks for: TLS and both forms of CredSSP.
    pub(in crate::probe) const USUAL: u32 = TLS | CREDSSP | CREDSSP_EX;
}

/// The name by which our attempts can be found in logs, at the place of a user's name; at most nine letters, as Windows' own
/// program cuts it.
const COOKIE: &[u8] = b"Cookie: mstshash=fix904\r\n";

/// First byte of every frame.
pub(super) const VERSION: u8 = 3;
/// Head of every frame: version 3, a reserved byte, the length with the head (RFC 1006 section 6).
pub(super) const HEAD: usize = 4;
/// The smallest frame: a head and three bytes of X.224.
const SHORTEST_FRAME: usize = 7;

/// A Connection Request that asks for these protocols.
pub(super) fn request(protocols: u32) -> Vec<u8> {
    let mut x224 = vec![0xe0, 0, 0, 0, 0, 0];
    x224.extend_from_slice(COOKIE);
    x224.extend_from_slice(&[1, 0, 8, 0]);
    x224.extend_from_slice(&protocols.to_le_bytes());
    let length = HEAD + 1 + x224.len();
    let mut frame = vec![VERSION, 0, (length >> 8) as u8, length as u8, x224.len() as u8];
    frame.append(&mut x224);
    frame
}

/// What a host answers to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Answer {
    /// A confirmation that chooses a protocol.
    Selected {
        /// The protocol, one of those asked for, or 0 for the old encryption.
        protocol: u32,
        /// What else the host can do (MS-RDPBCGR 2.2.1.2.1).
        flags: u8,
    },
    /// A confirmation without a choice: a host older than the choice, which takes the old encryption.
    Bare,
    /// A failure code (MS-RDPBCGR 2.2.1.2.2).
    Failed {
        /// The code.
        code: u32,
    },
    /// Sent away by an MCS Disconnect Provider Ultimatum.
    Dismissed,
}

/// Length of a frame, from its head.
///
/// # Errors
/// If it is no such head, or promises more than is read.
pub(super) fn frame_length(head: &[u8]) -> Result<usize, Outcome> {
    let [VERSION, _, high, low] = *head else { return Err(foreign(head)) };
    match usize::from(high) << 8 | usize::from(low) {
        0..SHORTEST_FRAME => Err(Outcome::Malformed),
        length @ SHORTEST_FRAME..=LONGEST_FRAME => Ok(length),
        _ => Err(Outcome::TooLong),
    }
}

/// Reads a whole frame, head included.
///
/// # Errors
/// If it is no answer to a request.
pub(super) fn answer(frame: &[u8]) -> Result<Answer, Outcome> {
    let length = frame_length(frame.get(..HEAD).unwrap_or(frame))?;
    if frame.len() != length {
        return Err(Outcome::Malformed);
    }
    match &frame[HEAD..] {
        // Data, and in it choice 8 of the PDUs of MCS (T.125): disconnectProviderUltimatum.
        [2, 0xf0, 0x80, first, ..] if first >> 2 == 8 => Ok(Answer::Dismissed),
        [indicator, 0xd0, _, _, _, _, _, rest @ ..] if usize::from(*indicator) + HEAD + 1 == length => choice(rest),
        _ => Err(Outcome::Malformed),
    }
}

fn choice(rest: &[u8]) -> Result<Answer, Outcome> {
    match *rest {
        [] => Ok(Answer::Bare),
        [2, flags, 8, 0, a, b, c, d] => Ok(Answer::Selected { protocol: u32::from_le_bytes([a, b, c, d]), flags }),
        [3, _, 8, 0, a, b, c, d] => Ok(Answer::Failed { code: u32::from_le_bytes([a, b, c, d]) }),
        _ => Err(Outcome::Malformed),
    }
}

/// What bytes that are no frame of RDP seem to be.
pub(super) fn foreign(first: &[u8]) -> Outcome {
    let begins = |with: &[u8]| first.len() >= 2 && with.starts_with(&first[..first.len().min(with.len())]);
    let speaks = match first {
        // Handshake or alert of TLS, versions 3.0 to 3.4.
        [0x15 | 0x16, 3, ..] => Speaks::Tls,
        _ if begins(b"HTTP/") || begins(b"<html") || begins(b"<!DOCTYPE") => Speaks::Http,
        _ if begins(b"SSH-") => Speaks::Ssh,
        _ => Speaks::Other,
    };
    Outcome::Foreign { speaks }
}

#[cfg(test)]
mod tests;
