//! Two looks at the same computer from two places, laid beside each other: where they differ is evidence of its own.
//!
//! This look is the user's; the other one is a file that `fix904 probe --json` wrote elsewhere, best near the computer that is
//! reached. What differs lies on the way from here, or another computer answers.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::evidence::{Finding, found};
use super::phase::{Outcome, Phase};
use super::report::{FORMAT, Purpose, Report};

/// Phases that are compared, in their order. Second opinions, and what may be missing by choice, are not.
const COMPARED: [Phase; 6] =
    [Phase::Resolve, Phase::Connect, Phase::Negotiation, Phase::Tls, Phase::SignIn, Phase::Gateway];

/// Why a file cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OtherError {
    /// No such file.
    #[error("it is not what `fix904 probe --json` writes: {0}")]
    Syntax(String),
    /// Another version.
    #[error("its format is {0:?}, and only {FORMAT:?} can be compared; make it again with this version")]
    Format(String),
    /// Another computer.
    #[error("it looked at {there}, and this look is at {here}; two looks at the same name and port can be compared")]
    OtherComputer {
        /// What the file looked at.
        there: String,
        /// What is looked at here.
        here: String,
    },
}

/// A look from another place, as far as it is compared.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Other {
    format: String,
    name: String,
    port: u16,
    purpose: Purpose,
    address: Option<IpAddr>,
    phases: Vec<OtherPhase>,
    certificates: Vec<OtherCertificate>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct OtherPhase {
    phase: Phase,
    outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct OtherCertificate {
    thumbprint: String,
}

/// The file, of which the findings are not read: they are compared anew.
#[derive(Deserialize)]
struct File {
    probe: Other,
}

impl Other {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// If it is none that can be compared.
    pub fn read(text: &str) -> Result<Self, OtherError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let File { probe } = serde_json::from_str(text).map_err(|error| OtherError::Syntax(error.to_string()))?;
        if probe.format == FORMAT { Ok(probe) } else { Err(OtherError::Format(probe.format)) }
    }

    fn outcome(&self, phase: Phase) -> Option<Outcome> {
        self.phases.iter().rev().find(|report| report.phase == phase).map(|report| report.outcome)
    }
}

/// A phase that ended in another way there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The phase.
    pub phase: Phase,
    /// How it ended here; none if it was not reached.
    pub here: Option<Outcome>,
    /// How it ended there.
    pub there: Option<Outcome>,
}

/// The first certificates of both looks, by thumbprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Certificates {
    /// Both are the same.
    Same,
    /// They differ.
    Different {
        /// The thumbprint here.
        here: String,
        /// And there.
        there: String,
    },
    /// The connection stood here, but no certificate came; there one did.
    OnlyThere,
    /// The other way round.
    OnlyHere,
}

/// What differs between two places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Beside {
    /// The addresses here and there, if they differ.
    pub addresses: Option<(IpAddr, IpAddr)>,
    /// Phases that ended differently.
    pub steps: Vec<Step>,
    /// The certificates; none if too little was seen to compare them.
    pub certificates: Option<Certificates>,
    #[serde(skip)]
    findings: Vec<Finding>,
}

impl Beside {
    /// Compares this look with one from another place.
    ///
    /// # Errors
    /// If they looked at different computers.
    pub fn of(report: &Report, other: &Other) -> Result<Self, OtherError> {
        let named = |name: &str, port: u16, purpose: Purpose| {
            let gateway = if purpose == Purpose::Gateway { " as a gateway" } else { "" };
            format!("{name}:{port}{gateway}")
        };
        let here = named(&report.name, report.port, report.purpose);
        let there = named(&other.name, other.port, other.purpose);
        if !here.eq_ignore_ascii_case(&there) {
            return Err(OtherError::OtherComputer { there, here });
        }
        let steps = COMPARED.into_iter().filter_map(|phase| {
            let (here, there) = (report.outcome(phase), other.outcome(phase));
            (here != there).then_some(Step { phase, here, there })
        });
        let certificates = certificates(report, other);
        Ok(Self {
            addresses: report.address.zip(other.address).filter(|(here, there)| here != there),
            steps: steps.collect(),
            findings: certificates.iter().filter_map(|seen| finding(report, seen)).collect(),
            certificates,
        })
    }

    /// What the comparison says to the engine.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

fn certificates(report: &Report, other: &Other) -> Option<Certificates> {
    let here = report.certificates.first().map(|c| c.thumbprint.clone());
    let there = other.certificates.first().map(|c| c.thumbprint.clone());
    match (here, there) {
        (Some(here), Some(there)) if here.eq_ignore_ascii_case(&there) => Some(Certificates::Same),
        (Some(here), Some(there)) => Some(Certificates::Different { here, there }),
        (None, Some(_)) if report.outcome(Phase::Connect) == Some(Outcome::Fine) => Some(Certificates::OnlyThere),
        (Some(_), None) if other.outcome(Phase::Connect) == Some(Outcome::Fine) => Some(Certificates::OnlyHere),
        _ => None,
    }
}

/// The observation is that of two collector reports: whether both sides see the same certificate.
fn finding(report: &Report, seen: &Certificates) -> Option<Finding> {
    if report.purpose == Purpose::Gateway {
        return None;
    }
    // A refusal in words comes from somebody who speaks Remote Desktop. Only silence and a cut speak of the way.
    let cut = report.outcome(Phase::Tls).or(report.outcome(Phase::Negotiation)).is_some_and(Outcome::is_wordless);
    let outcome = match seen {
        Certificates::Same => "same",
        Certificates::Different { .. } => "different",
        Certificates::OnlyThere if cut => "none-seen",
        Certificates::OnlyThere | Certificates::OnlyHere => return None,
    };
    Some(found("report-certificate-seen", outcome))
}

#[cfg(test)]
mod tests;
