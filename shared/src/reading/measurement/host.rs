//! The visitor's own host on port 3389, as a browser sees it: mostly by time. Suggests something, proves nothing, and is no evidence.
//!
//! Measured with Chromium 156 and Firefox 153: refusals and hosts that hang up answer within a few round trips, a host that stays
//! silent after 20 s or more; a failure without any time was the browser's own. Firefox tells an unknown certificate by the close
//! code 1015.

use alloc::string::{String, ToString};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

#[cfg(test)]
mod tests;

/// Milliseconds after which there is no answer.
pub const HOST_MS: u32 = 8_000;
/// A failure before this many milliseconds did not reach the network.
const OWN_MS: f64 = 1.0;
/// A failure later than this can be a reject that was sent again and again.
const QUICK_MS: f64 = 3_000.0;

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Attempt {
    /// It failed after this many milliseconds.
    Failed(f64),
    /// Nothing came in time.
    Silent,
    /// It succeeded.
    Completed,
    /// The certificate is not known.
    Certificate,
    /// The browser did not try: the page's own policy, or a kind of connection that it does not allow.
    Refused,
}

/// Whether this browser lets a page reach the visitor's own network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// It does, or it has no such rule.
    Given,
    /// It would ask the visitor, and waits until there is an answer.
    Asks,
    /// It does not.
    Denied,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostResult {
    /// Something answered quickly.
    Answered,
    /// Nothing answered.
    NoAnswer,
    /// Something else than Remote Desktop listens.
    Completed,
    /// Something speaks TLS with an unknown certificate.
    Certificate,
    /// Nothing answered, or the browser waits until the visitor allows it.
    Pending,
    /// The browser does not let the page try.
    NotAvailable,
    /// It cannot be told.
    Inconclusive,
}

/// Reads the tries of one host. `permission` is what the browser says after them; it matters only if the host may lie in the visitor's
/// own network, see [`is_public`].
pub fn host(attempts: &[Attempt], permission: Permission) -> HostResult {
    if attempts.contains(&Attempt::Refused) {
        return HostResult::NotAvailable;
    }
    if attempts.contains(&Attempt::Completed) {
        return HostResult::Completed;
    }
    if attempts.contains(&Attempt::Certificate) {
        return HostResult::Certificate;
    }
    // The first of several looks up the name.
    let counted = if attempts.len() > 1 { &attempts[1..] } else { attempts };
    let quick = |attempt: &Attempt| matches!(attempt, Attempt::Failed(ms) if (OWN_MS..=QUICK_MS).contains(ms));
    let failed = |attempt: &Attempt| matches!(attempt, Attempt::Failed(_));
    let silent = |attempt: &Attempt| *attempt == Attempt::Silent;
    match counted {
        [] => HostResult::Inconclusive,
        _ if permission == Permission::Denied && counted.iter().all(failed) => HostResult::NotAvailable,
        _ if permission == Permission::Asks && counted.iter().all(silent) => HostResult::Pending,
        _ if counted.iter().all(quick) => HostResult::Answered,
        _ if counted.iter().all(silent) => HostResult::NoAnswer,
        _ => HostResult::Inconclusive,
    }
}

/// Whether a text can be a name or an address, and nothing else that would make another address of it.
pub fn is_name(text: &str) -> bool {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let six = |text: &str| text.contains(':') && text.chars().all(|c| c.is_ascii_hexdigit() || ":.".contains(c));
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    !text.is_empty() && text.len() <= 253 && bare.map_or_else(|| plain(text), six)
}

/// The name or address as it stands in an address of the web; none if it is neither. An address of IPv6 may come without brackets.
pub fn target(text: &str) -> Option<String> {
    match text.parse::<Ipv6Addr>() {
        Ok(address) => Some(alloc::format!("[{address}]")),
        Err(_) => is_name(text).then(|| text.to_string()),
    }
}

/// Whether it is an address, and one of the internet. What a name leads to is not known here.
pub fn is_public(target: &str) -> bool {
    match target.trim_start_matches('[').trim_end_matches(']').parse() {
        Ok(IpAddr::V4(four)) => is_public_4(four),
        Ok(IpAddr::V6(six)) => six.to_ipv4_mapped().map_or(six.segments()[0] & 0xe000 == 0x2000, is_public_4),
        Err(_) => false,
    }
}

fn is_public_4(four: Ipv4Addr) -> bool {
    // 100.64.0.0/10 is shared by customers of a provider (RFC 6598).
    let shared = four.octets()[0] == 100 && four.octets()[1] & 0xc0 == 64;
    !(four.is_private() || four.is_loopback() || four.is_link_local() || four.is_unspecified() || shared)
}
