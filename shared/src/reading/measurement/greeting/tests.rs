use alloc::vec;
use alloc::vec::Vec;

use super::*;
use crate::self_check_plan::Family;

fn read(state: Consistency, reasons: Vec<TlsReason>) -> Finished {
    greeting(&TlsReading { state, reasons, family: Family::Chromium, hello: None })
}

#[test]
fn three_states_become_verdicts_and_never_a_problem() {
    assert_eq!(read(Consistency::Consistent, vec![]), Finished::found(Verdict::Ok, "consistent"));
    let altered = read(Consistency::Inconsistent, vec![TlsReason::NoGreaseInCiphers]);
    assert_eq!(altered, Finished::found(Verdict::Warn, "altered"));
}

#[test]
fn what_cannot_be_told_says_why() {
    assert_eq!(read(Consistency::Unknown, vec![TlsReason::BehindProxy]), absent(Reason::BehindProxy));
    assert_eq!(read(Consistency::Unknown, vec![TlsReason::NeedsHttps]), absent(Reason::NeedsHttps));
    assert_eq!(read(Consistency::Unknown, vec![TlsReason::Unreadable]), unclear(Reason::Disturbed));
    for reason in [TlsReason::FamilyNotJudged, TlsReason::OldVersion, TlsReason::NoHybridKey] {
        assert_eq!(read(Consistency::Unknown, vec![reason]), unclear(Reason::BrowserNotJudged));
    }
}
