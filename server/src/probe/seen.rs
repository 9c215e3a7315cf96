//! What a visitor may see of a look. First bytes, names, domain and version of the computer, who issued its certificate, and
//! all addresses end here: no field has room for them.

use std::time::Duration;

use super::certificate::Standing;
use super::evidence::Finding;
use super::greeting::known_version;
use super::phase::{Outcome, Phase};
use super::report::Report;
use super::verdict::Verdict;

/// A look, as far as a visitor may see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// What came of it.
    pub verdict: Verdict,
    /// Whether that rests on the behaviour of Windows that we know from documents only.
    pub unverified_on_windows: bool,
    /// The phases in their order: how each ended, and how long it took.
    pub phases: Vec<(Phase, Outcome, Duration)>,
    /// Version of TLS, and whether it was agreed; otherwise it is only what would be chosen.
    pub tls: Option<(&'static str, bool)>,
    /// First and last day of the certificate, `2026-11-22`.
    pub valid: Option<(String, String)>,
    /// What follows from the certificate.
    pub standing: Option<Standing>,
    /// By how many minutes the clocks differ, if that is more than a sign-in bears.
    pub clock_minutes: Option<u64>,
    /// What it says to the engine.
    pub findings: Vec<Finding>,
}

impl Seen {
    /// What may be seen of a report.
    pub(super) fn of(report: &Report) -> Self {
        let differs = report.clock_ahead.filter(|_| report.clocks_differ());
        Self {
            verdict: report.verdict,
            unverified_on_windows: report.unverified_on_windows,
            phases: report.phases.iter().map(|phase| (phase.phase, phase.outcome, phase.time)).collect(),
            // Only a version that we know how to name: the other side can write any number.
            tls: report.tls.as_ref().and_then(|tls| Some((known_version(&tls.version)?, tls.complete))),
            valid: report.certificates.first().map(|own| (own.first_day.clone(), own.last_day.clone())),
            standing: report.standing,
            clock_minutes: differs.map(|seconds| seconds.unsigned_abs() / 60),
            findings: report.findings(),
        }
    }
}
