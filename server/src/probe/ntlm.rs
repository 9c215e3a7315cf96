//! The first two messages of a sign-in (MS-CSSP 2.2.1, MS-NLMP 2.2.1.1 and 2.2.1.2). The first holds no name and no password;
//! the third, which would, is never sent, so that no account can be locked. The second tells the host's names and its clock.

use serde::Serialize;

use super::certificate::shown;
use super::limits::LONGEST_TOKEN;
use super::phase::Outcome;

/// What we can do: Unicode and OEM texts, a name of the target, signing, sealing, NTLM, extended security, a version, long
/// keys (MS-NLMP 2.2.2.5).
const FLAGS: u32 = 0xe208_8237;
/// The flag of a message that tells a version.
const TELLS_VERSION: u32 = 0x0200_0000;
/// Version of CredSSP; a host answers with its own.
const CREDSSP_VERSION: u8 = 6;
/// Seconds from 1601, where Windows begins to count, to 1970.
const EPOCH: i64 = 11_644_473_600;

/// What a host tells of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HostFacts {
    /// NetBIOS name.
    pub computer: Option<String>,
    /// NetBIOS domain.
    pub domain: Option<String>,
    /// Full name.
    pub full_name: Option<String>,
    /// Full name of the domain.
    pub full_domain: Option<String>,
    /// Name of the forest.
    pub forest: Option<String>,
    /// Version of Windows as the host states it: major, minor, build. Other servers state a fixed one.
    pub version: Option<(u8, u8, u16)>,
    /// The host's clock, in seconds since 1970.
    pub time: Option<i64>,
}

/// What a host answers to the first message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SignIn {
    /// Facts.
    Challenge(HostFacts),
    /// An error (NTSTATUS), or an answer without NTLM: the host may take Kerberos only.
    NoNtlm(Option<u32>),
}

/// The first message, wrapped as CredSSP wants it.
pub(super) fn opening() -> Vec<u8> {
    let mut message = b"NTLMSSP\0".to_vec();
    message.extend_from_slice(&1u32.to_le_bytes());
    message.extend_from_slice(&FLAGS.to_le_bytes());
    // No domain, no workstation; then a version that claims no system, with the revision that MS-NLMP asks for.
    message.extend_from_slice(&[0; 16]);
    message.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0, 15]);
    let token = wrapped(0x30, &wrapped(0xa0, &wrapped(4, &message)));
    let tokens = wrapped(0xa1, &wrapped(0x30, &token));
    let version = wrapped(0xa0, &wrapped(2, &[CREDSSP_VERSION]));
    wrapped(0x30, &[version, tokens].concat())
}

/// An element of DER; all of ours are shorter than 128 bytes.
fn wrapped(tag: u8, body: &[u8]) -> Vec<u8> {
    [&[tag, body.len() as u8][..], body].concat()
}

/// Length of the whole answer, from its beginning; none as long as too little came.
///
/// # Errors
/// If it is no answer, or longer than is read.
pub(super) fn answer_length(begin: &[u8]) -> Result<Option<usize>, Outcome> {
    match begin {
        [] | [0x30] => Ok(None),
        [0x30, rest @ ..] => match der_length(rest) {
            Some((length, used)) if 1 + used + length <= LONGEST_TOKEN => Ok(Some(1 + used + length)),
            Some(_) => Err(Outcome::TooLong),
            None if rest.len() < 4 && rest.first().is_some_and(|first| (0x81..=0x83).contains(first)) => Ok(None),
            None => Err(Outcome::Malformed),
        },
        _ => Err(Outcome::Malformed),
    }
}

/// Reads a whole answer.
///
/// # Errors
/// If it is none.
pub(super) fn answer(bytes: &[u8]) -> Result<SignIn, Outcome> {
    let read = || {
        let (0x30, mut fields, _) = element(bytes)? else { return None };
        let (mut challenge, mut status) = (None, None);
        while !fields.is_empty() {
            let (tag, body, rest) = element(fields)?;
            match tag {
                0xa1 => challenge = token(body),
                0xa4 => status = integer(body),
                _ => {}
            }
            fields = rest;
        }
        Some(match challenge.and_then(facts) {
            Some(facts) => SignIn::Challenge(facts),
            None => SignIn::NoNtlm(status),
        })
    };
    read().ok_or(Outcome::Malformed)
}

/// Tag, body and rest of the first element of DER.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (length, used) = der_length(rest)?;
    let (body, rest) = rest.get(used..)?.split_at_checked(length)?;
    Some((*tag, body, rest))
}

/// A length of DER of up to three bytes, and how many bytes it takes.
fn der_length(bytes: &[u8]) -> Option<(usize, usize)> {
    let number = |bytes: &[u8]| bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    match *bytes.first()? {
        short @ 0..=0x7f => Some((usize::from(short), 1)),
        long @ 0x81..=0x83 => {
            let count = usize::from(long - 0x80);
            Some((number(bytes.get(1..=count)?), 1 + count))
        }
        _ => None,
    }
}

/// The first token of a list of tokens.
fn token(list: &[u8]) -> Option<&[u8]> {
    let (_, list, _) = element(list)?;
    let (_, first, _) = element(list)?;
    let (_, field, _) = element(first)?;
    let (4, token, _) = element(field)? else { return None };
    Some(token)
}

fn integer(field: &[u8]) -> Option<u32> {
    let (2, digits, _) = element(field)? else { return None };
    (digits.len() <= 5).then(|| digits.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
}

/// Reads the second message. It may stand inside something else, such as SPNEGO, so it is looked for.
fn facts(token: &[u8]) -> Option<HostFacts> {
    let start = token.windows(12).position(|window| window == b"NTLMSSP\0\x02\0\0\0")?;
    let message = &token[start..];
    let flags = u32::from_le_bytes(*message.get(20..)?.first_chunk()?);
    let mut facts = HostFacts::default();
    if flags & TELLS_VERSION != 0
        && let Some([major, minor, low, high]) = message.get(48..).and_then(<[u8]>::first_chunk)
    {
        facts.version = Some((*major, *minor, u16::from_le_bytes([*low, *high])));
    }
    let length = usize::from(u16::from_le_bytes(*message.get(40..)?.first_chunk()?));
    let offset = u32::from_le_bytes(*message.get(44..)?.first_chunk()?) as usize;
    if let Some(pairs) = message.get(offset..).and_then(|rest| rest.get(..length)) {
        read_pairs(pairs, &mut facts);
    }
    Some(facts)
}

/// The list of facts (MS-NLMP 2.2.2.1); it ends with a pair of kind 0, or where it is cut.
fn read_pairs(mut pairs: &[u8], facts: &mut HostFacts) {
    while let [a, b, c, d, rest @ ..] = pairs {
        let length = usize::from(u16::from_le_bytes([*c, *d]));
        let Some((value, rest)) = rest.split_at_checked(length) else { return };
        match u16::from_le_bytes([*a, *b]) {
            0 => return,
            1 => facts.computer = text(value),
            2 => facts.domain = text(value),
            3 => facts.full_name = text(value),
            4 => facts.full_domain = text(value),
            5 => facts.forest = text(value),
            7 => facts.time = value.first_chunk().map(|ticks| i64::from_le_bytes(*ticks) / 10_000_000 - EPOCH),
            _ => {}
        }
        pairs = rest;
    }
}

fn text(value: &[u8]) -> Option<String> {
    let units: Vec<u16> = value.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
    (!units.is_empty()).then(|| shown(&String::from_utf16_lossy(&units)))
}

#[cfg(test)]
mod tests;
