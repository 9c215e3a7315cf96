//! What came of a probe, in one word. It names the phase in which it was decided, and speaks of causes, never of proofs: the
//! sentences are in `knowledge/wording/pages.toml`.
//!
//! FIN and RST are not told apart here: a polite end with unread bytes looks like an abrupt one.

use serde::Serialize;

use super::certificate::{SelfSigned, Standing};
use super::greeting::is_of_today;
use super::negotiation::{Answer, protocol};
use super::phase::{Outcome, Phase, Speaks};
use super::report::{Purpose, Report};

/// A difference of clocks that Kerberos does not bear, in seconds (RFC 4120 section 1.6 leaves it to the realm; Windows'
/// default is five minutes).
const CLOCK_SKEW: u64 = 300;

/// What came of a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// There is no such name, or nobody told its address.
    NameUnknown,
    /// The port is closed, or something refuses for it.
    PortRefused,
    /// Nothing answers to a connection.
    NoConnection,
    /// There is no way to the address.
    NoWay,
    /// Connected, and closed before any answer.
    ClosedEarly,
    /// Connected, and silent.
    SilentEarly,
    /// A web server answers.
    WebServer,
    /// An SSH server answers.
    SshServer,
    /// Something answers that is not Remote Desktop.
    OtherService,
    /// Sent away without a code.
    Dismissed,
    /// The host insists on TLS and got no offer that it takes.
    WantsTls,
    /// The host takes only the old encryption of RDP.
    OldEncryptionOnly,
    /// The host has no certificate that it can use.
    NoCertificate,
    /// The host insists on a sign-in before anything else.
    WantsNla,
    /// The host wants a certificate from the client.
    WantsClientCertificate,
    /// Another failure code.
    OtherFailure,
    /// TLS was offered, and the host chose the old encryption.
    WithoutTls,
    /// Words without encryption where it should start.
    PlainInTls,
    /// Closed while encryption starts.
    ClosedInTls,
    /// Silent while encryption starts.
    SilentInTls,
    /// An alert while encryption starts.
    AlertInTls,
    /// Only old versions or ciphers.
    OldTls,
    /// A certificate of a security product.
    ForeignCertificate,
    /// A certificate that is out of date.
    ExpiredCertificate,
    /// A certificate that is not valid yet.
    EarlyCertificate,
    /// A certificate that is weak or of an unfit kind.
    UnfitCertificate,
    /// A certificate with another name.
    OtherName,
    /// Clocks that differ by more than five minutes.
    ClockDiffers,
    /// Closed after the first message of the sign-in.
    ClosedInSignIn,
    /// All well so far as a look without a sign-in goes.
    AllWell,
    /// The gateway's certificate is not in order.
    GatewayCertificate,
    /// The gateway's answer is not that of a gateway.
    GatewayOdd,
    /// The gateway cannot be reached, or does not answer.
    GatewaySilent,
    /// The gateway is well.
    GatewayWell,
    /// Our own time ran out, or a second opinion could not be had.
    Undecided,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 35] = [
        Self::NameUnknown,
        Self::PortRefused,
        Self::NoConnection,
        Self::NoWay,
        Self::ClosedEarly,
        Self::SilentEarly,
        Self::WebServer,
        Self::SshServer,
        Self::OtherService,
        Self::Dismissed,
        Self::WantsTls,
        Self::OldEncryptionOnly,
        Self::NoCertificate,
        Self::WantsNla,
        Self::WantsClientCertificate,
        Self::OtherFailure,
        Self::WithoutTls,
        Self::PlainInTls,
        Self::ClosedInTls,
        Self::SilentInTls,
        Self::AlertInTls,
        Self::OldTls,
        Self::ForeignCertificate,
        Self::ExpiredCertificate,
        Self::EarlyCertificate,
        Self::UnfitCertificate,
        Self::OtherName,
        Self::ClockDiffers,
        Self::ClosedInSignIn,
        Self::AllWell,
        Self::GatewayCertificate,
        Self::GatewayOdd,
        Self::GatewaySilent,
        Self::GatewayWell,
        Self::Undecided,
    ];

    /// Judges a report.
    pub(super) fn of(report: &Report) -> Self {
        if let Some(verdict) = connection(report) {
            return verdict;
        }
        if report.is_gateway() {
            return gateway(report);
        }
        match negotiation(report) {
            Some(verdict) => verdict,
            None => encryption(report).unwrap_or_else(|| finished(report)),
        }
    }

    /// The phase in which it was decided; none when all phases were well or nothing was decided.
    pub fn phase(self) -> Option<Phase> {
        Some(match self {
            Self::NameUnknown => Phase::Resolve,
            Self::PortRefused | Self::NoConnection | Self::NoWay => Phase::Connect,
            Self::ClosedEarly
            | Self::SilentEarly
            | Self::WebServer
            | Self::SshServer
            | Self::OtherService
            | Self::Dismissed
            | Self::WantsTls
            | Self::OldEncryptionOnly
            | Self::NoCertificate
            | Self::WantsNla
            | Self::WantsClientCertificate
            | Self::OtherFailure
            | Self::WithoutTls => Phase::Negotiation,
            Self::PlainInTls
            | Self::ClosedInTls
            | Self::SilentInTls
            | Self::AlertInTls
            | Self::OldTls
            | Self::ForeignCertificate
            | Self::ExpiredCertificate
            | Self::EarlyCertificate
            | Self::UnfitCertificate
            | Self::OtherName
            | Self::GatewayCertificate => Phase::Tls,
            Self::ClockDiffers | Self::ClosedInSignIn => Phase::SignIn,
            Self::GatewayOdd | Self::GatewaySilent => Phase::Gateway,
            Self::AllWell | Self::GatewayWell | Self::Undecided => return None,
        })
    }

    /// Whether it rests on behaviour of Windows or of its gateway that we know from documents only. Connections, names and
    /// certificates are the same everywhere; so are services that are not Remote Desktop.
    pub(super) fn is_unverified_on_windows(self) -> bool {
        !matches!(
            self,
            Self::NameUnknown
                | Self::PortRefused
                | Self::NoConnection
                | Self::NoWay
                | Self::WebServer
                | Self::SshServer
                | Self::OtherService
                | Self::ForeignCertificate
                | Self::EarlyCertificate
                | Self::OtherName
                | Self::GatewayCertificate
                | Self::Undecided
        )
    }
}

/// What failed before a word was said.
fn connection(report: &Report) -> Option<Verdict> {
    let outcome = |phase| report.outcome(phase).filter(|outcome| *outcome != Outcome::Fine);
    if outcome(Phase::Resolve).is_some() {
        return Some(Verdict::NameUnknown);
    }
    match outcome(Phase::Connect)? {
        Outcome::Refused => Some(Verdict::PortRefused),
        Outcome::Unreachable => Some(Verdict::NoWay),
        Outcome::OutOfTime => Some(Verdict::Undecided),
        _ => Some(Verdict::NoConnection),
    }
}

/// What the first answer decided.
fn negotiation(report: &Report) -> Option<Verdict> {
    match report.outcome(Phase::Negotiation).unwrap_or(Outcome::Silent) {
        Outcome::Fine => {}
        Outcome::Silent => return Some(Verdict::SilentEarly),
        Outcome::OutOfTime => return Some(Verdict::Undecided),
        Outcome::Dismissed => return Some(Verdict::Dismissed),
        Outcome::Failure { code } => return Some(failure(code)),
        Outcome::Foreign { speaks: Speaks::Http } => return Some(Verdict::WebServer),
        Outcome::Foreign { speaks: Speaks::Ssh } => return Some(Verdict::SshServer),
        Outcome::Closed | Outcome::Reset => return Some(Verdict::ClosedEarly),
        _ => return Some(Verdict::OtherService),
    }
    match report.answer {
        Some(Answer::Bare | Answer::Selected { protocol: protocol::STANDARD, .. }) => Some(Verdict::WithoutTls),
        _ => None,
    }
}

/// Failure codes (MS-RDPBCGR 2.2.1.2.2).
fn failure(code: u32) -> Verdict {
    match code {
        1 => Verdict::WantsTls,
        2 => Verdict::OldEncryptionOnly,
        3 => Verdict::NoCertificate,
        5 => Verdict::WantsNla,
        6 => Verdict::WantsClientCertificate,
        _ => Verdict::OtherFailure,
    }
}

/// What the start of the encryption decided; none when it was well.
fn encryption(report: &Report) -> Option<Verdict> {
    let first = report.outcome(Phase::Tls).unwrap_or(Outcome::Silent);
    if first == Outcome::Fine {
        return None;
    }
    let greetings = [report.outcome(Phase::Greeting), report.outcome(Phase::OldGreeting)];
    let all = || [Some(first)].into_iter().chain(greetings).flatten();
    if all().any(|outcome| outcome == Outcome::Plain) {
        return Some(Verdict::PlainInTls);
    }
    // A greeting that is answered with what we could have agreed on says that the handshake broke later, and not why.
    let answered = greetings.contains(&Some(Outcome::Fine));
    let of_today = report.tls.as_ref().is_some_and(|tls| is_of_today(&tls.version, &tls.cipher));
    if answered && !of_today {
        return Some(Verdict::OldTls);
    }
    if report.standing == Some(Standing::Unfit) {
        return Some(Verdict::UnfitCertificate);
    }
    // Our library's failure alone says nothing about the other side, and the last greeting would have shown an old host.
    let second = report.outcome(Phase::OldGreeting).or(report.outcome(Phase::Greeting));
    if !first.is_opinion() || !second.is_some_and(Outcome::is_opinion) {
        return Some(Verdict::Undecided);
    }
    // The oldest greeting is sent only after silence or an end for one of today. An alert for it refuses TLS 1.0, as most hosts
    // should, and shows no more than that somebody is there.
    let mut of_weight = [Some(first), greetings[0], greetings[1].filter(|old| old.is_wordless())].into_iter().flatten();
    let alerts = |outcome: Outcome| matches!(outcome, Outcome::Alert { .. } | Outcome::Malformed | Outcome::TooLong);
    Some(if of_weight.clone().any(alerts) {
        Verdict::AlertInTls
    } else if of_weight.all(|outcome| outcome == Outcome::Silent || !outcome.is_opinion()) {
        Verdict::SilentInTls
    } else {
        Verdict::ClosedInTls
    })
}

/// What a whole handshake shows. The most telling comes first.
fn finished(report: &Report) -> Verdict {
    match report.standing {
        Some(Standing::Foreign) => return Verdict::ForeignCertificate,
        Some(Standing::Expired) => return Verdict::ExpiredCertificate,
        Some(Standing::Early) => return Verdict::EarlyCertificate,
        Some(Standing::Unfit) => return Verdict::UnfitCertificate,
        _ => {}
    }
    if report.clocks_differ() {
        return Verdict::ClockDiffers;
    }
    match report.outcome(Phase::SignIn) {
        Some(outcome) if outcome.is_opinion() && outcome != Outcome::Fine => Verdict::ClosedInSignIn,
        _ if report.standing == Some(Standing::WrongName) => Verdict::OtherName,
        Some(Outcome::OutOfTime) => Verdict::Undecided,
        _ => Verdict::AllWell,
    }
}

fn gateway(report: &Report) -> Verdict {
    // A second handshake is made only after an answer; that it fails takes nothing back.
    let broken = if report.gateway.is_some() { None } else { encryption(report) };
    // Unlike a host's own, a gateway's certificate is judged by the client: it must be in date, fit, named and trusted.
    let unseen = broken.is_some() && report.standing.is_none();
    let good = matches!(report.standing, Some(Standing::Fine | Standing::Nameless)) && !report.is_self_signed();
    if !good && !unseen {
        return Verdict::GatewayCertificate;
    }
    match broken {
        None => {}
        Some(open @ (Verdict::OldTls | Verdict::Undecided)) => return open,
        Some(Verdict::PlainInTls | Verdict::AlertInTls) => return Verdict::GatewayOdd,
        Some(_) => return Verdict::GatewaySilent,
    }
    match &report.gateway {
        Some(facts) if facts.asks_for_sign_in() => Verdict::GatewayWell,
        Some(_) => Verdict::GatewayOdd,
        None => match report.outcome(Phase::Gateway) {
            Some(Outcome::OutOfTime) => Verdict::Undecided,
            Some(outcome) if outcome.is_wordless() => Verdict::GatewaySilent,
            _ => Verdict::GatewayOdd,
        },
    }
}

impl Report {
    /// Whether a gateway was asked.
    fn is_gateway(&self) -> bool {
        self.purpose == Purpose::Gateway
    }

    /// Whether the clocks differ by more than a sign-in bears.
    pub(super) fn clocks_differ(&self) -> bool {
        self.clock_ahead.is_some_and(|seconds| seconds.unsigned_abs() > CLOCK_SKEW)
    }

    fn is_self_signed(&self) -> bool {
        self.certificates.first().is_some_and(|own| own.self_signed != SelfSigned::No)
    }
}

#[cfg(test)]
mod tests;
