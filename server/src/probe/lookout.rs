//! The whole way of a visitor's request: quotas, policy, addresses, the look, and the record.
//!
//! Whatever the reason, a refusal is the same and comes at the same moment: who asks cannot tell a name that is not allowed
//! from one that does not exist, or from one that leads where nothing may go.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout};

use super::audit::{AuditFile, Line};
use super::limits::{Limits, MOST_ADDRESSES};
use super::phase::{Outcome, Phase, PhaseReport};
use super::policy::{Policy, strict};
use super::quotas::{Quotas, Why};
use super::report::{Place, Purpose};
use super::seen::Seen;
use super::surroundings::Surroundings;
use super::target::Target;
use super::word::word;
use super::{MOST_CONNECTIONS, Options};
use crate::clock::Clock;
use crate::config::{self, Who};
use crate::self_check::network::Network;
use crate::self_check::seats::Seats;

/// Looks at once: in all, and for one network.
const SEATS: (usize, usize) = (8, 2);
/// How long to wait when all seats are taken.
const SEAT_WAIT: Duration = Duration::from_secs(10);
/// For how long what was seen is shown again instead of looking again.
const FRESH: Duration = Duration::from_secs(30);
/// Answers of a name server that are judged at most; a name with more is refused.
const MOST_ANSWERS: usize = 64;
/// Limits of a look: together with the addresses it ends before a request must.
const LIMITS: Limits = Limits {
    resolve: Duration::from_secs(2),
    connect: Duration::from_secs(2),
    negotiation: Duration::from_secs(2),
    tls: Duration::from_secs(2),
    sign_in: Duration::from_secs(2),
    gateway: Duration::from_secs(3),
    datagram: Duration::from_secs(1),
    pause: Duration::from_millis(200),
    total: Duration::from_secs(7),
};
/// When a refusal is given, counted from the request: later than the slowest name server is waited for.
const REFUSAL: Duration = Duration::from_millis(2_500);

/// The longest look, in seconds, with the addresses; and its connections at most. For whoever is told before.
pub(crate) fn most() -> (u64, usize) {
    ((LIMITS.resolve + LIMITS.total).as_secs(), MOST_CONNECTIONS)
}

/// What a request leads to.
#[derive(Debug)]
pub(crate) enum Reply {
    /// What was seen.
    Seen(Arc<Seen>),
    /// No, for whatever reason.
    Refused,
    /// Not now, but after this time.
    Later(Duration),
}

/// Why nothing is answered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LookoutError {
    /// Without a record nothing is looked at.
    #[error("the record of looks cannot be written: {0}")]
    Audit(#[from] std::io::Error),
    /// A defect of ours. Its own text may hold what was typed, so it goes no further.
    #[error("a look panicked")]
    Panicked,
}

/// Why a request is refused, as it stands in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    NotAName,
    NotListed,
    NoAddress,
    DeniedAddress,
}

impl Refusal {
    fn word(self) -> &'static str {
        match self {
            Self::NotAName => "refused: no name or address",
            Self::NotListed => "refused: not on the list",
            Self::NoAddress => "refused: no address",
            Self::DeniedAddress => "refused: address not allowed",
        }
    }
}

/// A request on its way.
struct Request {
    typed: String,
    network: Network,
    id: String,
    began: Instant,
}

/// How a request ended: what the visitor gets, and what stands in the record besides.
enum Ended {
    Seen(Arc<Seen>),
    Refused(Refusal),
    Later(Duration),
}

/// What was seen under a name and port, and when.
type Recent = HashMap<(String, u16), (Instant, Arc<Seen>)>;

/// Looks at computers for visitors.
pub(crate) struct Lookout {
    policy: Policy,
    clock: Clock,
    audit: AuditFile,
    surroundings: Box<dyn Surroundings>,
    quotas: Mutex<Quotas>,
    recent: Arc<Mutex<Recent>>,
    seats: Seats,
    names: Who,
    /// Makes the codes of networks, new at every start.
    key: RandomState,
}

/// Ends a look at a computer, also if it panics.
struct Busy<'l>(&'l Lookout, Vec<IpAddr>);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.quotas().end(&self.1);
    }
}

impl Lookout {
    /// A lookout for a configuration that was checked; none if nothing may be looked at. `own` are the portal's names.
    pub(crate) fn new(
        config: &config::Probe,
        own: Vec<String>,
        clock: Clock,
        surroundings: Box<dyn Surroundings>,
    ) -> Option<Self> {
        let audit = AuditFile::new(config.audit.as_deref().filter(|_| config.is_on())?);
        Some(Self {
            policy: Policy::new(config, own),
            clock,
            audit,
            surroundings,
            quotas: Mutex::default(),
            recent: Arc::default(),
            seats: Seats::new(SEATS),
            names: config.who,
            key: RandomState::new(),
        })
    }

    /// Answers a request. What was begun is finished and recorded even if the visitor goes away.
    ///
    /// # Errors
    /// If there is no record, or if there is a defect.
    pub(crate) async fn ask(self: &Arc<Self>, typed: &str, network: Network, id: &str) -> Result<Reply, LookoutError> {
        let began = Instant::now();
        self.audit.open()?;
        let counted = self.quotas().ask(network, began);
        if let Err((why, wait)) = counted {
            self.turn_away(network, id, why);
            return Ok(Reply::Later(wait));
        }
        // Before anything is known of the name, so that a full house says nothing about it.
        let Some(seat) = self.seats.take(Some(network)) else {
            self.turn_away(network, id, Why::NoSeat);
            return Ok(Reply::Later(SEAT_WAIT));
        };
        let request = Request { typed: typed.to_string(), network, id: id.to_string(), began };
        let this = Arc::clone(self);
        let attended = async move {
            let ended = this.attend(&request).await;
            if matches!(ended, Ended::Refused(_)) {
                sleep_until(began + REFUSAL).await;
            }
            // Not before the answer: a seat that is free earlier would tell a refusal from a look.
            drop(seat);
            ended
        };
        // It cannot be told how far a look came that panicked, but who asked for what.
        let ended = tokio::spawn(attended).await.map_err(|_| {
            let (who, asked) = (self.who(network), strict(typed));
            let (host, ms) = (asked.as_ref().map(|asked| asked.name.as_str()), began.elapsed().as_millis() as u64);
            Line { host, ms, outcome: "panicked", ..Line::of(id, &who) }.write();
            LookoutError::Panicked
        })?;
        Ok(match ended {
            Ended::Seen(seen) => Reply::Seen(seen),
            Ended::Later(wait) => Reply::Later(wait),
            Ended::Refused(_) => Reply::Refused,
        })
    }

    /// Notes a request that was not looked at, without what was typed: nobody has read it. Who asks too often must not fill
    /// the disk, so only so many a minute have a line of their own.
    fn turn_away(&self, network: Network, id: &str, why: Why) {
        let noted = self.quotas().note(Instant::now());
        if let Some(left_out) = noted {
            Line { left_out, outcome: why.word(), ..Line::of(id, &self.who(network)) }.write();
        }
    }

    /// How a network stands in the record.
    fn who(&self, network: Network) -> String {
        match self.names {
            Who::Network => network.to_string(),
            Who::Code => format!("{:016x}", self.key.hash_one(network)),
        }
    }

    async fn attend(&self, request: &Request) -> Ended {
        let who = self.who(request.network);
        let mut line = Line::of(&request.id, &who);
        let mut addresses = Vec::new();
        let asked = strict(&request.typed);
        line.host = asked.as_ref().map(|asked| asked.name.as_str());
        let judged = asked.as_ref().ok_or(Refusal::NotAName);
        let judged = judged.and_then(|asked| Ok((asked, self.policy.purpose(asked).ok_or(Refusal::NotListed)?)));
        let ended = match judged {
            Ok((asked, (purpose, port))) => {
                line.port = Some(port);
                let named = (asked.name.as_str(), asked.address);
                self.serve(named, (purpose, port), &mut addresses).await
            }
            Err(refusal) => Ended::Refused(refusal),
        };
        line.addresses = &addresses;
        line.ms = request.began.elapsed().as_millis() as u64;
        let verdict;
        line.outcome = match &ended {
            Ended::Seen(seen) => {
                verdict = word(&seen.verdict);
                &verdict
            }
            Ended::Refused(refusal) => refusal.word(),
            Ended::Later(_) => "later: looked at now, or too often",
        };
        line.write();
        if matches!(ended, Ended::Refused(_)) && self.quotas().refused(request.network, Instant::now()) {
            line.alert();
        }
        ended
    }

    /// From a name or address that may be asked for to what was seen.
    async fn serve(
        &self,
        (name, address): (&str, Option<IpAddr>),
        (purpose, port): (Purpose, u16),
        judged: &mut Vec<IpAddr>,
    ) -> Ended {
        let key = (name.to_string(), port);
        if let Some(seen) = self.fresh(&key) {
            return Ended::Seen(seen);
        }
        let watch = Instant::now();
        let found = match address {
            Some(address) => vec![address],
            None => timeout(LIMITS.resolve, self.surroundings.addresses(name)).await.unwrap_or_default(),
        };
        let resolution = PhaseReport::of(Phase::Resolve, Outcome::Fine, watch.elapsed());
        for address in found.iter().take(MOST_ANSWERS) {
            if !judged.contains(address) {
                judged.push(*address);
            }
        }
        if found.is_empty() {
            return Ended::Refused(Refusal::NoAddress);
        }
        // Every answer, not only those that would be tried: a name that also leads elsewhere is not trusted at all.
        let admitted = |address: &IpAddr| self.policy.admits(*address) && self.surroundings.is_elsewhere(*address);
        if found.len() > MOST_ANSWERS || !judged.iter().all(admitted) {
            return Ended::Refused(Refusal::DeniedAddress);
        }
        let addresses: Vec<IpAddr> = judged.iter().copied().take(MOST_ADDRESSES).collect();
        if let Err(wait) = self.quotas().begin(&addresses, Instant::now()) {
            return Ended::Later(wait);
        }
        let busy = Busy(self, addresses.clone());
        let target = Target { name: name.to_string(), addresses, port };
        let options = Options { purpose, deep: false, seen_from: Place::Portal, limits: LIMITS, clock: self.clock };
        let report = self.surroundings.look(target, options).await.after(resolution);
        let seen = Arc::new(Seen::of(&report));
        self.keep(key, &seen);
        drop(busy);
        Ended::Seen(seen)
    }

    /// What was seen a moment ago.
    fn fresh(&self, key: &(String, u16)) -> Option<Arc<Seen>> {
        let recent = self.recent();
        recent.get(key).filter(|(at, _)| at.elapsed() < FRESH).map(|(_, seen)| Arc::clone(seen))
    }

    /// Keeps it for a moment, and no longer, also if nobody asks again.
    fn keep(&self, key: (String, u16), seen: &Arc<Seen>) {
        let now = Instant::now();
        self.recent().insert(key, (now, Arc::clone(seen)));
        let recent = Arc::clone(&self.recent);
        tokio::spawn(async move {
            sleep_until(now + FRESH).await;
            recent.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, (at, _)| at.elapsed() < FRESH);
        });
    }

    fn quotas(&self) -> MutexGuard<'_, Quotas> {
        self.quotas.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
