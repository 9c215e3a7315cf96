//! Everything a probe learned, as it is told to people and programs.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::Options;
use super::certificate::{CertificateFacts, Standing};
use super::evidence::{Finding, findings};
use super::gateway::GatewayFacts;
use super::negotiation::Answer;
use super::ntlm::HostFacts;
use super::phase::{Outcome, Phase, PhaseReport};
use super::target::Asked;
use super::tls::TlsFacts;
use super::verdict::Verdict;

/// Name of the format. Names and meanings stay as they are while it has this name; fields may be added.
pub const FORMAT: &str = "fix904-probe-1";

/// What a probe learned. Names, domain and version of a host are internal facts of an organisation: whoever shows a report
/// decides who may see them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Always [`FORMAT`].
    pub format: &'static str,
    /// The name that was asked for.
    pub name: String,
    /// The port.
    pub port: u16,
    /// What was looked for there.
    pub purpose: Purpose,
    /// The address that was connected to.
    pub address: Option<IpAddr>,
    /// Where the probe stood: everything here is seen from there.
    pub seen_from: Place,
    /// The address that the probe had there.
    pub own_address: Option<IpAddr>,
    /// The phases in their order.
    pub phases: Vec<PhaseReport>,
    /// The answer to the usual request.
    pub answer: Option<Answer>,
    /// TLS, agreed or only chosen.
    pub tls: Option<TlsFacts>,
    /// The certificates, the host's own first.
    pub certificates: Vec<CertificateFacts>,
    /// What follows from the first certificate.
    pub standing: Option<Standing>,
    /// What the host tells of itself in the sign-in.
    pub host: Option<HostFacts>,
    /// An error (NTSTATUS) that it answered instead.
    pub sign_in_status: Option<u32>,
    /// By how many seconds the host's clock is ahead of the probe's; negative when it is behind.
    pub clock_ahead: Option<i64>,
    /// Answers to other requests, each on a connection of its own.
    pub other_requests: Vec<OtherRequest>,
    /// What a gateway answered.
    pub gateway: Option<GatewayFacts>,
    /// What came of it.
    pub verdict: Verdict,
    /// Whether the verdict rests on the behaviour of Windows that we know from documents only.
    pub unverified_on_windows: bool,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// A computer with Remote Desktop.
    #[default]
    Host,
    /// A Remote Desktop gateway.
    Gateway,
}

impl Purpose {
    /// The usual port: that of Remote Desktop, or that of the web.
    pub fn default_port(self) -> u16 {
        match self {
            Self::Host => 3389,
            Self::Gateway => 443,
        }
    }
}

/// Where a probe stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The computer on which the command was given.
    #[default]
    ThisComputer,
    /// The server of the portal.
    Portal,
}

/// A request for other protocols than usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct OtherRequest {
    /// What was asked for (MS-RDPBCGR 2.2.1.1.1).
    pub protocols: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// The answer, if one came.
    pub answer: Option<Answer>,
}

impl Report {
    pub(super) fn new(name: String, port: u16, purpose: Purpose, seen_from: Place) -> Self {
        Self {
            format: FORMAT,
            name,
            port,
            purpose,
            address: None,
            seen_from,
            own_address: None,
            phases: Vec::new(),
            answer: None,
            tls: None,
            certificates: Vec::new(),
            standing: None,
            host: None,
            sign_in_status: None,
            clock_ahead: None,
            other_requests: Vec::new(),
            gateway: None,
            verdict: Verdict::NameUnknown,
            unverified_on_windows: false,
        }
    }

    /// The report of a name without addresses.
    pub fn unresolved(asked: &Asked, options: &Options, resolution: PhaseReport) -> Self {
        let port = asked.port.unwrap_or(options.purpose.default_port());
        let mut report = Self::new(asked.name.clone(), port, options.purpose, options.seen_from);
        report.phases.push(resolution);
        report.judged()
    }

    /// The same report, with what happened before it.
    #[must_use]
    pub fn after(mut self, resolution: PhaseReport) -> Self {
        self.phases.insert(0, resolution);
        self
    }

    /// With its verdict.
    pub(super) fn judged(mut self) -> Self {
        self.verdict = Verdict::of(&self);
        self.unverified_on_windows = self.verdict.is_unverified_on_windows();
        self
    }

    /// The last report of a phase.
    pub fn phase(&self, phase: Phase) -> Option<&PhaseReport> {
        self.phases.iter().rev().find(|report| report.phase == phase)
    }

    /// How a phase ended.
    pub(super) fn outcome(&self, phase: Phase) -> Option<Outcome> {
        self.phase(phase).map(|report| report.outcome)
    }

    /// What the report says to the engine, as outcomes of its observations.
    pub fn findings(&self) -> Vec<Finding> {
        findings(self)
    }
}
