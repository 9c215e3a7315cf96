//! A look at a host with Remote Desktop, or at a gateway, from where we stand: how far does a connection come, and how does
//! it end? No name or password of anybody is ever sent, and the look ends before a session would begin.
//!
//! Asking for addresses ([`Asked::resolve`]) is apart from connecting ([`probe`]), which goes to the given addresses and to
//! no others: whoever offers this to others decides in between. Each phase has a limit of time and of bytes. What a report
//! says is seen from this place; another place may see something else.

mod audit;
mod beside;
mod certificate;
mod dangerous;
mod datagram;
mod denied;
mod evidence;
mod gateway;
mod greeting;
mod limits;
pub(crate) mod lookout;
mod negotiation;
#[cfg(test)]
mod never;
mod ntlm;
mod phase;
mod policy;
mod quotas;
mod range;
mod report;
mod run;
mod seen;
mod sign_in;
mod surroundings;
mod target;
mod tls;
mod verdict;
mod wire;
mod word;

use crate::clock::{Clock, now};

pub use audit::{AUDIT, AuditFile, Record};
pub use beside::{Beside, Certificates, Other, OtherError, Step};
pub use certificate::{CertificateFacts, SelfSigned, Standing};
pub use evidence::Finding;
pub use gateway::GatewayFacts;
pub use limits::Limits;
pub use negotiation::Answer;
pub use ntlm::HostFacts;
pub use phase::{Outcome, Phase, PhaseReport, Side, Speaks};
pub use policy::Pattern;
pub use range::Range;
pub use report::{FORMAT, OtherRequest, Place, Purpose, Report};
pub use run::MOST_CONNECTIONS;
pub use seen::Seen;
pub(crate) use surroundings::World;
pub use surroundings::{Soon, Surroundings};
pub use target::{Asked, Target, TargetError};
pub use tls::TlsFacts;
pub use verdict::Verdict;
pub(crate) use word::word;

/// How a probe is made.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What is looked for.
    pub purpose: Purpose,
    /// Whether more connections are made, only to learn more: other protocols, and UDP.
    pub deep: bool,
    /// Where we stand.
    pub seen_from: Place,
    /// How long it may take.
    pub limits: Limits,
    /// The time of day, which certificates and clocks are held against.
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            purpose: Purpose::Host,
            deep: false,
            seen_from: Place::ThisComputer,
            limits: Limits::default(),
            clock: now,
        }
    }
}

/// Looks at a host or gateway. Connects only to the addresses of the target, at most [`MOST_CONNECTIONS`] times; with
/// [`deep`](Options::deep) five times more, and with at most two datagrams.
pub async fn probe(target: Target, options: Options) -> Report {
    run::Run::new(target, options).report().await
}

/// Every reader of foreign bytes in one place, for fuzzing: the first byte chooses one. Says whether it took the rest.
pub fn read_foreign_bytes(bytes: &[u8]) -> bool {
    let Some((choice, rest)) = bytes.split_first() else { return false };
    match choice % 6 {
        0 => negotiation::answer(rest).is_ok(),
        1 => greeting::Flight::default().take(rest).is_ok_and(|choice| choice.is_some()),
        2 => ntlm::answer(rest).is_ok(),
        3 => matches!(gateway::head(rest), Ok(Some(_))),
        4 => CertificateFacts::read(rest).is_some(),
        _ => datagram::is_answer(rest),
    }
}
