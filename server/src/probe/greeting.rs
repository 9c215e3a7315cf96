//! A greeting of TLS without any cryptography, and the clear part of the answer (RFC 5246).
//!
//! Our TLS library speaks only today's versions and ciphers. When it fails, this tells whether the other side can do older
//! ones, or nothing at all: it offers nearly everything, reads version, cipher and certificates, and hangs up. Up to TLS 1.2
//! all of these are sent in the clear.

use std::net::IpAddr;

use ring::rand::{SecureRandom as _, SystemRandom};

use super::limits::{LONGEST_CHAIN, LONGEST_FLIGHT};
use super::phase::Outcome;

/// TLS 1.2 and 1.0 as they stand in a greeting.
pub(super) const TLS_1_2: u16 = 0x0303;
pub(super) const TLS_1_0: u16 = 0x0301;

/// Versions by their numbers (RFC 8446 section 4.2.1, RFC 6101).
const VERSIONS: [(u16, &str); 5] =
    [(0x0300, "SSL 3.0"), (TLS_1_0, "TLS 1.0"), (0x0302, "TLS 1.1"), (TLS_1_2, "TLS 1.2"), (0x0304, "TLS 1.3")];
/// Cipher suites that are offered, the strongest first; names by [`cipher_name`]. The last one says that the greeting is
/// for safe renegotiation (RFC 5746), which some servers insist on.
const CIPHERS: [u16; 26] = [
    0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0x009e, 0x009f, 0xc023, 0xc027, 0xc024, 0xc028, 0xc009, 0xc013,
    0xc00a, 0xc014, 0x0033, 0x0039, 0x009c, 0x009d, 0x003c, 0x003d, 0x002f, 0x0035, 0x000a, 0x00ff,
];
/// Curves: x25519, P-256, P-384, P-521.
const GROUPS: [u16; 4] = [0x001d, 0x0017, 0x0018, 0x0019];
/// Signatures: RSA and ECDSA with SHA-256, 384, 512 and SHA-1, and RSA-PSS.
const SIGNATURES: [u16; 11] = [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201];

/// Head of a record: kind, version, length.
const RECORD_HEAD: usize = 5;
/// Longest record: 2^14 bytes and 2,048 for what old ciphers add.
const LONGEST_RECORD: usize = (1 << 14) + 2048;
/// Head of a message inside: kind, length.
const MESSAGE_HEAD: usize = 4;

/// What the other side chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Choice {
    /// Version, such as 0x0302 for TLS 1.1.
    pub(super) version: u16,
    /// Number of the cipher suite.
    pub(super) cipher: u16,
    /// The certificates as they came, the host's own first.
    pub(super) chain: Vec<Vec<u8>>,
}

/// A greeting that offers versions up to this one.
pub(super) fn greeting(version: u16, name: &str) -> Vec<u8> {
    let mut hello = version.to_be_bytes().to_vec();
    let mut random = [0x90; 32];
    // Nothing secret comes of it: if the system has no randomness, a fixed number does as well.
    let _ = SystemRandom::new().fill(&mut random);
    hello.extend_from_slice(&random);
    hello.push(0);
    hello.extend_from_slice(&sized(&numbers(&CIPHERS)));
    hello.extend_from_slice(&[1, 0]);
    let mut extensions = Vec::new();
    if name.parse::<IpAddr>().is_err() && !name.is_empty() {
        let entry = [&[0][..], &sized(name.as_bytes())].concat();
        extend(&mut extensions, 0, &sized(&entry));
    }
    extend(&mut extensions, 10, &sized(&numbers(&GROUPS)));
    extend(&mut extensions, 11, &[1, 0]);
    if version >= TLS_1_2 {
        extend(&mut extensions, 13, &sized(&numbers(&SIGNATURES)));
    }
    extend(&mut extensions, 23, &[]);
    hello.extend_from_slice(&sized(&extensions));
    let mut message = vec![1, 0];
    message.extend_from_slice(&sized(&hello));
    // The head of the first record says 1.0 whatever is offered: old servers drop others (RFC 5246 appendix E.1).
    let mut record = vec![22, 3, 1];
    record.extend_from_slice(&sized(&message));
    record
}

fn numbers(list: &[u16]) -> Vec<u8> {
    list.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// Bytes with their length in two bytes before them.
fn sized(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u16).to_be_bytes()[..], bytes].concat()
}

fn extend(extensions: &mut Vec<u8>, kind: u16, body: &[u8]) {
    extensions.extend_from_slice(&kind.to_be_bytes());
    extensions.extend_from_slice(&sized(body));
}

/// Reads the answer piece by piece, each byte once, however it is cut.
#[derive(Debug, Default)]
pub(super) struct Flight {
    /// Bytes of records that are not whole yet.
    raw: Vec<u8>,
    /// Messages that are not whole yet.
    messages: Vec<u8>,
    total: u64,
    choice: Option<Choice>,
}

impl Flight {
    /// Takes bytes. Returns what was chosen once it is known with its certificates.
    ///
    /// # Errors
    /// If the answer is an alert, no TLS, or too long.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Result<Option<Choice>, Outcome> {
        self.total += bytes.len() as u64;
        if self.total > LONGEST_FLIGHT {
            return Err(Outcome::TooLong);
        }
        self.raw.extend_from_slice(bytes);
        let mut at = 0;
        while let Some(record) = record(&self.raw[at..])? {
            at += RECORD_HEAD + record.len();
            let kind = self.raw[at - record.len() - RECORD_HEAD];
            match kind {
                21 => return Err(Outcome::Alert { code: *record.get(1).ok_or(Outcome::Malformed)? }),
                _ => self.messages.extend_from_slice(record),
            }
        }
        self.raw.drain(..at);
        self.messages()
    }

    fn messages(&mut self) -> Result<Option<Choice>, Outcome> {
        let mut at = 0;
        let mut done = false;
        while let Some((kind, body)) = message(&self.messages[at..]) {
            at += MESSAGE_HEAD + body.len();
            match (kind, &mut self.choice) {
                (2, choice @ None) => *choice = Some(server_hello(body)?),
                (11, Some(choice)) => {
                    choice.chain = chain(body)?;
                    done = true;
                }
                // The end of the flight; without a certificate, as ciphers without one are not offered.
                (14, Some(_)) => done = true,
                (_, None) => return Err(Outcome::Malformed),
                // Status of the certificate, keys, a request for ours: not needed.
                _ => {}
            }
            if done {
                return Ok(self.choice.clone());
            }
        }
        self.messages.drain(..at);
        Ok(None)
    }
}

/// The body of the first record, if it is whole.
fn record(bytes: &[u8]) -> Result<Option<&[u8]>, Outcome> {
    match *bytes {
        [22 | 21, 3, ..] | [22 | 21] | [] => {}
        _ => return Err(Outcome::Plain),
    }
    let [_, _, _, high, low, rest @ ..] = bytes else { return Ok(None) };
    let length = usize::from(*high) << 8 | usize::from(*low);
    if length == 0 || length > LONGEST_RECORD {
        return Err(Outcome::Malformed);
    }
    Ok(rest.get(..length))
}

/// Kind and body of the first message, if it is whole. One that is longer than a flight never becomes whole.
fn message(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let [kind, a, b, c, rest @ ..] = bytes else { return None };
    let length = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
    Some((*kind, rest.get(..length)?))
}

fn server_hello(body: &[u8]) -> Result<Choice, Outcome> {
    let read = || {
        let version = u16::from_be_bytes(*body.first_chunk()?);
        let session = usize::from(*body.get(34)?);
        let cipher = u16::from_be_bytes(*body.get(35 + session..)?.first_chunk()?);
        Some(Choice { version, cipher, chain: Vec::new() })
    };
    // Whatever the other side writes there would be told as its version.
    read().filter(|choice| version_name(choice.version).is_some()).ok_or(Outcome::Malformed)
}

fn chain(body: &[u8]) -> Result<Vec<Vec<u8>>, Outcome> {
    let (list, rest) = long_sized(body).ok_or(Outcome::Malformed)?;
    if !rest.is_empty() {
        return Err(Outcome::Malformed);
    }
    let mut chain = Vec::new();
    let mut left = list;
    while !left.is_empty() && chain.len() < LONGEST_CHAIN {
        let (certificate, rest) = long_sized(left).ok_or(Outcome::Malformed)?;
        chain.push(certificate.to_vec());
        left = rest;
    }
    Ok(chain)
}

/// Bytes with their length in three bytes before them, and the rest.
fn long_sized(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let [a, b, c, rest @ ..] = bytes else { return None };
    rest.split_at_checked(usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c))
}

/// The name of a version; none for a number that is none.
pub(super) fn version_name(version: u16) -> Option<&'static str> {
    VERSIONS.iter().find(|(number, _)| *number == version).map(|(_, name)| *name)
}

/// A name as [`version_name`] gives it; none for anything else.
pub(super) fn known_version(name: &str) -> Option<&'static str> {
    VERSIONS.iter().find(|(_, known)| *known == name).map(|(_, name)| *name)
}

/// The name of a cipher suite, as the registry of IANA writes it, for those that are offered.
pub(super) fn cipher_name(cipher: u16) -> String {
    let name = match cipher {
        0xc02b => "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        0xc02f => "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        0xc02c => "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        0xc030 => "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        0xcca9 => "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        0xcca8 => "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        0x009e => "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
        0x009f => "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
        0xc023 => "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        0xc027 => "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
        0xc024 => "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
        0xc028 => "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
        0xc009 => "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        0xc013 => "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        0xc00a => "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
        0xc014 => "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        0x0033 => "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
        0x0039 => "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
        0x009c => "TLS_RSA_WITH_AES_128_GCM_SHA256",
        0x009d => "TLS_RSA_WITH_AES_256_GCM_SHA384",
        0x003c => "TLS_RSA_WITH_AES_128_CBC_SHA256",
        0x003d => "TLS_RSA_WITH_AES_256_CBC_SHA256",
        0x002f => "TLS_RSA_WITH_AES_128_CBC_SHA",
        0x0035 => "TLS_RSA_WITH_AES_256_CBC_SHA",
        0x000a => "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
        other => return format!("0x{other:04x}"),
    };
    name.to_string()
}

/// Whether our library could have agreed on this.
pub(super) fn is_of_today(version: &str, cipher: &str) -> bool {
    let today = CIPHERS[..6].iter().any(|number| cipher_name(*number) == cipher);
    version == "TLS 1.3" || (version == "TLS 1.2" && today)
}

#[cfg(test)]
mod tests;
