//! TLS consistency: whether the greeting that reached the portal is one that this browser sends.

use super::report::{Finished, absent, unclear};
use super::{Reason, Verdict};
use crate::self_check_plan::{Consistency, TlsReading, TlsReason};

#[cfg(test)]
mod tests;

/// Reads the portal's comparison. It cannot be worse than borderline: it shows that somebody ended the encryption on the way
/// to the portal, or that the browser was changed, and nothing of the way to the other computer.
///
/// Signs that a company's policy explains as well as a device on the way make it `unknown` already at the portal.
pub fn greeting(reading: &TlsReading) -> Finished {
    let reasons = &reading.reasons;
    match reading.state {
        Consistency::Consistent => Finished::found(Verdict::Ok, "consistent"),
        Consistency::Inconsistent => Finished::found(Verdict::Warn, "altered"),
        Consistency::Unknown if reasons.contains(&TlsReason::BehindProxy) => absent(Reason::BehindProxy),
        Consistency::Unknown if reasons.contains(&TlsReason::NeedsHttps) => absent(Reason::NeedsHttps),
        Consistency::Unknown if reasons.contains(&TlsReason::Unreadable) => unclear(Reason::Disturbed),
        Consistency::Unknown => unclear(Reason::BrowserNotJudged),
    }
}
