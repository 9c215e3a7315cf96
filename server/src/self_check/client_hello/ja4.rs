//! JA4, a short name for the kind of program that greets: the same program has the same name whatever the order in which it
//! lists its extensions. After `technical_details/JA4.md` of github.com/FoxIO-LLC/ja4, read on 2026-11-26; JA4 itself is under
//! the BSD-3-Clause licence, and nothing else of that family is used.

use ring::digest::{SHA256, digest};

use super::super::hexadecimal;
use super::{ClientHello, EXTENSION_ALPN, EXTENSION_SERVER_NAME, is_grease};

/// Hexadecimal digits of each hash that are kept.
const DIGITS: usize = 12;

/// The name, for example `t13d1516h2_8daaf6152771_e5627efa2ab1`.
pub(crate) fn ja4(hello: &ClientHello) -> String {
    let ciphers = without_grease(&hello.ciphers);
    let extensions = without_grease(&hello.extensions);
    let place = if hello.names_host() { 'd' } else { 'i' };
    let (version, protocol) = (version(hello.version()), protocol(hello.alpn.as_deref()));
    let counts = (ciphers.len().min(99), extensions.len().min(99));
    let head = format!("t{version}{place}{:02}{:02}{protocol}", counts.0, counts.1);
    let named = |kind: &u16| [EXTENSION_SERVER_NAME, EXTENSION_ALPN].contains(kind);
    let others: Vec<u16> = extensions.into_iter().filter(|kind| !named(kind)).collect();
    format!("{head}_{}_{}", short(&sorted(ciphers)), short(&with_signatures(sorted(others), &hello.signatures)))
}

fn without_grease(values: &[u16]) -> Vec<u16> {
    values.iter().copied().filter(|value| !is_grease(*value)).collect()
}

fn sorted(mut values: Vec<u16>) -> String {
    values.sort_unstable();
    listed(&values)
}

fn listed(values: &[u16]) -> String {
    values.iter().map(|value| format!("{value:04x}")).collect::<Vec<_>>().join(",")
}

/// The extensions, then the signature algorithms as they were sent. Chromium puts meaningless numbers among these too.
fn with_signatures(extensions: String, signatures: &[u16]) -> String {
    let signatures = without_grease(signatures);
    if extensions.is_empty() || signatures.is_empty() { extensions } else { extensions + "_" + &listed(&signatures) }
}

fn short(list: &str) -> String {
    if list.is_empty() {
        return "0".repeat(DIGITS);
    }
    hexadecimal::print(&digest(&SHA256, list.as_bytes()).as_ref()[..DIGITS / 2])
}

fn version(version: u16) -> &'static str {
    match version {
        0x0304 => "13",
        0x0303 => "12",
        0x0302 => "11",
        0x0301 => "10",
        0x0300 => "s3",
        0x0002 => "s2",
        _ => "00",
    }
}

/// First and last letter of a protocol, or of its hexadecimal form if either is none.
fn protocol(name: Option<&[u8]>) -> String {
    let Some((first, last)) = name.and_then(|name| Some((*name.first()?, *name.last()?))) else {
        return "00".into();
    };
    if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() {
        return [first, last].iter().map(|letter| char::from(*letter)).collect();
    }
    format!("{:x}{:x}", first >> 4, last & 0x0f)
}
