//! The visitor's own host on port 3389, as a browser sees it: mostly by time. Suggests something, proves nothing, and is no evidence.
//!
//! Measured with Chromium 156 and Firefox 153: refusals and hosts that hang up answer within a few round trips, a host that stays
//! silent after 20 s or more; a failure without any time was the browser's own. Firefox tells an unknown certificate by the close
//! code 1015.

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
    /// It cannot be told.
    Inconclusive,
}

/// Reads the tries of one host.
pub fn host(attempts: &[Attempt]) -> HostResult {
    if attempts.contains(&Attempt::Completed) {
        return HostResult::Completed;
    }
    if attempts.contains(&Attempt::Certificate) {
        return HostResult::Certificate;
    }
    // The first of several looks up the name.
    let counted = if attempts.len() > 1 { &attempts[1..] } else { attempts };
    let quick = |attempt: &Attempt| matches!(attempt, Attempt::Failed(ms) if (OWN_MS..=QUICK_MS).contains(ms));
    match counted {
        [] => HostResult::Inconclusive,
        _ if counted.iter().all(quick) => HostResult::Answered,
        _ if counted.iter().all(|attempt| *attempt == Attempt::Silent) => HostResult::NoAnswer,
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
