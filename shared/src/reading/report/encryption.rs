//! Encryption on the other computer itself.

use alloc::format;
use alloc::string::ToString;

use super::schema::{Host, Protocol, Tls};
use super::{Case, Sign};

/// The value of `MinEncryptionLevel` that means FIPS only.
const FIPS_LEVEL: i64 = 4;

fn tls<'r>(case: &Case<'r>) -> Option<&'r Tls> {
    case.host?.tls.as_ref()
}

/// Whether a version is switched off on a side.
pub(super) fn off(tls: &Tls, version: &str, side: &str) -> bool {
    let is = |p: &&Protocol| p.version.as_deref() == Some(version) && p.side.as_deref() == Some(side);
    tls.protocols.iter().flatten().find(is).is_some_and(|p| p.enabled == Some(0))
}

/// The key `SCHANNEL` is gone, or holds values that are no numbers.
pub(super) fn damaged(case: &Case<'_>) -> Option<Sign> {
    let tls = tls(case)?;
    if tls.schannel_key_exists == Some(false) {
        return Some(Sign::new("tls.schannelKeyExists", "false"));
    }
    let odd = tls.odd_values.filter(|n| *n > 0)?;
    Some(Sign::new("tls.oddValues", odd.to_string()))
}

/// TLS 1.2 is switched off for servers. That older versions are off is usual.
pub(super) fn versions(case: &Case<'_>) -> Option<Sign> {
    off(tls(case)?, "TLS 1.2", "Server").then(|| Sign::new("tls.protocols", "TLS 1.2 Server: 0"))
}

/// The computer cuts off a handshake with itself. With security layer 0 it does so by design.
pub(super) fn closed(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    if super::settings::layer(host) == Some(0) {
        return None;
    }
    let probe = tls(case)?.self_probe.as_ref()?;
    let kind = probe.error_kind.as_deref()?;
    (probe.ok == Some(false) && kind == "closed").then(|| Sign::new("tls.selfProbe.errorKind", kind))
}

/// Only FIPS encryption is allowed.
pub(super) fn fips(case: &Case<'_>) -> Option<Sign> {
    if tls(case).and_then(|t| t.fips) == Some(1) {
        return Some(Sign::new("tls.fips", "1"));
    }
    let level = case.host?.rdp.as_ref()?.min_encryption_level?;
    (level == FIPS_LEVEL).then(|| Sign::new("rdp.minEncryptionLevel", level.to_string()))
}

/// A policy sets the order of the ciphers.
pub(super) fn ciphers(case: &Case<'_>) -> Option<Sign> {
    let policy = tls(case)?.cipher_policy.as_deref().filter(|p| !p.trim().is_empty())?;
    Some(Sign::new("tls.cipherPolicy", format!("{}", policy.split(',').count())))
}

/// The handshake with itself works.
pub(super) fn clean(case: &Case<'_>) -> Option<Sign> {
    let probe = tls(case)?.self_probe.as_ref()?;
    let protocol = probe.protocol.as_deref().unwrap_or("");
    (probe.ok == Some(true)).then(|| Sign::new("tls.selfProbe", protocol))
}

/// Whether the computer can encrypt with itself.
pub(super) fn works(host: &Host) -> bool {
    host.tls.as_ref().and_then(|t| t.self_probe.as_ref()?.ok) == Some(true)
}
