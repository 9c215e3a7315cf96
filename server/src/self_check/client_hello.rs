//! The browser's greeting, as it came over the wire, and what it tells of who sent it.
//!
//! Only what is needed is read, everything has a limit, and whatever is not as RFC 8446 section 4.1.2 says makes the whole
//! greeting unreadable instead of half read.

mod consistency;
mod ja4;
mod reader;

use super::limits::GREETING;
use reader::Reader;

pub(crate) use consistency::judge;
pub(crate) use ja4::ja4;

/// Entries of one list: cipher suites, extensions, groups. Browsers send fewer than 70.
const LONGEST_LIST: usize = 256;

const RECORD_HANDSHAKE: u8 = 22;
const HANDSHAKE_CLIENT_HELLO: u8 = 1;

/// X25519 together with ML-KEM-768, the hybrid key that Chromium and Firefox send first.
const GROUP_HYBRID: u16 = 0x11ec;

const EXTENSION_SERVER_NAME: u16 = 0;
const EXTENSION_GROUPS: u16 = 10;
const EXTENSION_SIGNATURES: u16 = 13;
const EXTENSION_ALPN: u16 = 16;
const EXTENSION_VERSIONS: u16 = 43;
const EXTENSION_KEY_SHARE: u16 = 51;

/// A greeting, with everything in the order in which it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ClientHello {
    /// Bytes of the message, its header included.
    pub(crate) length: usize,
    /// The version field, which TLS 1.3 no longer uses.
    pub(crate) legacy_version: u16,
    pub(crate) ciphers: Vec<u16>,
    pub(crate) extensions: Vec<u16>,
    pub(crate) groups: Vec<u16>,
    pub(crate) signatures: Vec<u16>,
    pub(crate) versions: Vec<u16>,
    /// Groups that a key was sent for.
    pub(crate) key_shares: Vec<u16>,
    /// The first protocol on offer.
    pub(crate) alpn: Option<Vec<u8>>,
}

/// Whether a number is one of those that mean nothing and are sent to keep servers tolerant (RFC 8701).
pub(crate) fn is_grease(value: u16) -> bool {
    value & 0x0f0f == 0x0a0a && value >> 8 == value & 0xff
}

impl ClientHello {
    /// Reads the first bytes of a connection. None if they are no greeting, or not a whole one.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_message(&message(bytes)?)
    }

    fn read_message(message: &[u8]) -> Option<Self> {
        let mut body = Reader::new(message.get(4..)?);
        let mut hello = Self { length: message.len(), legacy_version: body.u16()?, ..Self::default() };
        body.take(32)?;
        body.with_u8_length()?;
        hello.ciphers = body.with_u16_length()?.all_u16(LONGEST_LIST)?;
        body.with_u8_length()?;
        if body.is_empty() {
            return Some(hello);
        }
        let mut extensions = body.with_u16_length()?;
        while !extensions.is_empty() {
            let kind = extensions.u16()?;
            hello.extension(kind, extensions.with_u16_length()?)?;
        }
        body.is_empty().then_some(hello)
    }

    fn extension(&mut self, kind: u16, mut body: Reader<'_>) -> Option<()> {
        if self.extensions.len() == LONGEST_LIST || self.extensions.contains(&kind) {
            return None;
        }
        self.extensions.push(kind);
        match kind {
            EXTENSION_GROUPS => self.groups = body.with_u16_length()?.all_u16(LONGEST_LIST)?,
            EXTENSION_SIGNATURES => self.signatures = body.with_u16_length()?.all_u16(LONGEST_LIST)?,
            EXTENSION_VERSIONS => self.versions = body.with_u8_length()?.all_u16(LONGEST_LIST)?,
            EXTENSION_ALPN => {
                let mut protocols = body.with_u16_length()?;
                self.alpn = Some(protocols.with_u8_length()?.rest().to_vec());
            }
            EXTENSION_KEY_SHARE => {
                let mut shares = body.with_u16_length()?;
                while !shares.is_empty() {
                    self.key_shares.push(shares.u16()?);
                    shares.with_u16_length()?;
                }
            }
            _ => {}
        }
        Some(())
    }

    /// The highest version on offer.
    pub(crate) fn version(&self) -> u16 {
        self.versions.iter().copied().filter(|version| !is_grease(*version)).max().unwrap_or(self.legacy_version)
    }

    /// Whether a key was sent that a quantum computer does not break either.
    pub(crate) fn has_hybrid_key(&self) -> bool {
        self.key_shares.contains(&GROUP_HYBRID)
    }

    /// Whether the greeting names the host.
    pub(crate) fn names_host(&self) -> bool {
        self.extensions.contains(&EXTENSION_SERVER_NAME)
    }
}

/// Joins the greeting from the records that carry it.
fn message(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut records = Reader::new(bytes.get(..bytes.len().min(GREETING))?);
    let mut message = Vec::new();
    loop {
        let kind = records.u8()?;
        let major = records.u16()? >> 8;
        let fragment = records.with_u16_length()?.rest();
        if kind != RECORD_HANDSHAKE || major != 3 || fragment.is_empty() {
            return None;
        }
        message.extend_from_slice(fragment);
        if let Some(&[HANDSHAKE_CLIENT_HELLO, high, middle, low]) = message.first_chunk() {
            let whole = 4 + u32::from_be_bytes([0, high, middle, low]) as usize;
            if message.len() >= whole {
                message.truncate(whole);
                return Some(message);
            }
        } else if message.len() >= 4 {
            return None;
        }
    }
}

#[cfg(test)]
mod tests;
