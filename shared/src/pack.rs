//! Packs: the model, or the words of a language, as bytes with a head that says what they are.
//!
//! `FX904` · schema version · kind · fingerprint of the rest · postcard. Whoever meets another schema refuses the pack
//! cleanly, and the server's own pages stay.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::knowledge_base::Model;
use crate::words::{Articles, StepWords, Words};

const MAGIC: &[u8; 5] = b"FX904";
/// Changes whenever the shape of a pack changes. Version 3 of 2026-11-26.
pub const SCHEMA: u8 = 4;
const HEAD: usize = MAGIC.len() + 2 + 8;

/// Something a pack can hold.
pub trait Packed: Serialize + DeserializeOwned {
    /// Letter of its kind.
    const KIND: u8;
}

impl Packed for Model {
    const KIND: u8 = b'm';
}

impl Packed for Words {
    const KIND: u8 = b'w';
}

impl Packed for StepWords {
    const KIND: u8 = b's';
}

impl Packed for Articles {
    const KIND: u8 = b'a';
}

/// Why a pack was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackError {
    /// No pack at all.
    Foreign,
    /// A pack of another schema version.
    Schema(u8),
    /// A pack of another kind.
    Kind,
    /// Damaged on the way.
    Damaged,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => f.write_str("these bytes are no pack"),
            Self::Schema(found) => write!(f, "the pack has schema {found}, this program reads {SCHEMA}"),
            Self::Kind => f.write_str("the pack holds something else"),
            Self::Damaged => f.write_str("the pack is damaged"),
        }
    }
}

impl core::error::Error for PackError {}

/// Packs a value.
///
/// # Errors
/// [`PackError::Damaged`] if the value cannot be written, which no value of this crate does.
pub fn pack<T: Packed>(value: &T) -> Result<Vec<u8>, PackError> {
    let body = postcard::to_allocvec(value).map_err(|_| PackError::Damaged)?;
    let mut bytes = Vec::with_capacity(HEAD + body.len());
    bytes.extend_from_slice(MAGIC);
    bytes.push(SCHEMA);
    bytes.push(T::KIND);
    bytes.extend_from_slice(&hash(&body).to_be_bytes());
    bytes.extend_from_slice(&body);
    Ok(bytes)
}

/// Unpacks a value.
///
/// # Errors
/// Says what is wrong with the bytes; never panics, whatever they are.
pub fn unpack<T: Packed>(bytes: &[u8]) -> Result<T, PackError> {
    let (head, body) = bytes.split_at_checked(HEAD).ok_or(PackError::Foreign)?;
    if !head.starts_with(MAGIC) {
        return Err(PackError::Foreign);
    }
    if head[5] != SCHEMA {
        return Err(PackError::Schema(head[5]));
    }
    if head[6] != T::KIND {
        return Err(PackError::Kind);
    }
    if head[7..] != hash(body).to_be_bytes() {
        return Err(PackError::Damaged);
    }
    postcard::from_bytes(body).map_err(|_| PackError::Damaged)
}

/// Fingerprint of a pack, 16 hexadecimal digits: its name in addresses.
pub fn fingerprint(bytes: &[u8]) -> String {
    format!("{:016x}", hash(bytes.get(5..).unwrap_or(bytes)))
}

/// FNV-1a with 64 bits: names content and finds damage. It protects against nothing hostile, and need not: packs come from
/// the portal's own origin.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
