//! What a report says to the engine: outcomes of observations that exist in `knowledge/observations`.

use serde::Serialize;

use super::certificate::Standing;
use super::phase::{Outcome, Phase};
use super::report::{Purpose, Report};
use super::verdict::Verdict;

/// An outcome of an observation, seen by the probe. It is an entry of a file of facts as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Id of the observation.
    pub observation: &'static str,
    /// Id of its outcome.
    pub outcome: &'static str,
    /// Always `probed`.
    pub source: &'static str,
}

pub(super) fn found(observation: &'static str, outcome: &'static str) -> Finding {
    Finding { observation, outcome, source: "probed" }
}

/// Everything that a report says.
pub(super) fn findings(report: &Report) -> Vec<Finding> {
    if report.purpose == Purpose::Gateway {
        return gateway(report.verdict).map(|outcome| found("probe-gateway", outcome)).into_iter().collect();
    }
    let mut all: Vec<Finding> = phase(report).map(|outcome| found("probe-phase", outcome)).into_iter().collect();
    // What is not valid yet, or has no name to compare, fits no outcome: it is told in words only.
    let certificate = match report.standing {
        Some(Standing::Fine) => Some("fine"),
        Some(Standing::Expired) => Some("expired"),
        Some(Standing::WrongName) => Some("wrong-name"),
        Some(Standing::Foreign) => Some("foreign"),
        Some(Standing::Unfit) => Some("unfit"),
        Some(Standing::Early | Standing::Nameless) | None => None,
    };
    all.extend(certificate.map(|outcome| found("probe-certificate", outcome)));
    if report.clocks_differ() {
        all.push(found("host-screen", "clock-wrong"));
    }
    all
}

/// How far the attempt came; none if that stayed open.
fn phase(report: &Report) -> Option<&'static str> {
    Some(match report.verdict {
        Verdict::NameUnknown | Verdict::PortRefused | Verdict::NoConnection | Verdict::NoWay => "no-connection",
        Verdict::ClosedEarly | Verdict::SilentEarly | Verdict::Dismissed => "closed-early",
        Verdict::WebServer | Verdict::SshServer | Verdict::OtherService => "not-rdp",
        Verdict::WantsTls
        | Verdict::OldEncryptionOnly
        | Verdict::WantsNla
        | Verdict::WantsClientCertificate
        | Verdict::OtherFailure
        | Verdict::WithoutTls => "refused",
        // For want of a certificate the host says in words what Windows' TLS shows by hanging up: the same fault.
        Verdict::NoCertificate | Verdict::PlainInTls | Verdict::ClosedInTls | Verdict::SilentInTls => "tls-closed",
        Verdict::AlertInTls | Verdict::OldTls => "tls-alert",
        // Our own time ran out: what was seen till then stands, and nothing else.
        Verdict::Undecided if report.outcome(Phase::Tls) != Some(Outcome::Fine) => return None,
        _ => match report.outcome(Phase::Tls) {
            Some(Outcome::Fine) => "all-good",
            Some(outcome) if outcome.is_wordless() => "tls-closed",
            _ => "tls-alert",
        },
    })
}

/// How a gateway is; none if that stayed open. Clients may well speak what our library is too new for.
fn gateway(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::GatewayWell => Some("healthy"),
        Verdict::GatewayCertificate => Some("cert-bad"),
        Verdict::OldTls | Verdict::Undecided => None,
        _ => Some("odd"),
    }
}
