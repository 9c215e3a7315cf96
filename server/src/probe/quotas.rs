//! How often: for whoever asks, for each computer, and for all together. Time enters as a value.

use std::collections::{HashMap, HashSet, VecDeque};
use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

use crate::self_check::network::Network;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Requests of one network in a minute. A judgement: somebody who corrects a name needs three.
pub(super) const PER_MINUTE: usize = 6;
/// Requests of one network in a day.
pub(super) const PER_DAY: usize = 60;
/// Requests of all networks in a minute. With [`PER_DAY`] it bounds what is remembered: 86,400 moments.
pub(super) const ALL_PER_MINUTE: usize = 60;
/// Looks at one address in a minute, whoever asks.
pub(super) const TARGET_PER_MINUTE: usize = 6;
/// Refusals within [`REFUSALS_WITHIN`] after which a network has to wait for [`BLOCK`].
pub(super) const REFUSALS: usize = 10;
const REFUSALS_WITHIN: Duration = Duration::from_secs(10 * 60);
pub(super) const BLOCK: Duration = Duration::from_secs(60 * 60);
/// How long a look takes at most, for whoever has to wait for it to end.
const LOOK: Duration = Duration::from_secs(10);

/// Requests that were turned away and have a line of the record, in a minute.
pub(super) const NOTED_PER_MINUTE: usize = 60;

/// Why a request is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// All networks together ask too often.
    Everybody,
    /// The network was refused too often.
    Blocked,
    /// The network asks too often.
    TooOften,
    /// Everything is busy.
    NoSeat,
}

impl Why {
    /// As it stands in the record.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Everybody => "turned away: too many requests of all",
            Self::Blocked => "turned away: blocked",
            Self::TooOften => "turned away: too many requests",
            Self::NoSeat => "turned away: no free seat",
        }
    }
}

/// Moments of the past.
#[derive(Debug, Default)]
struct Moments(VecDeque<Instant>);

impl Moments {
    /// Forgets what is older.
    fn forget(&mut self, age: Duration, now: Instant) {
        while self.0.front().is_some_and(|at| now.saturating_duration_since(*at) >= age) {
            self.0.pop_front();
        }
    }

    /// How long one has to wait until fewer than `most` lie within `age`.
    fn wait(&self, most: usize, age: Duration, now: Instant) -> Option<Duration> {
        let oldest = self.0.len().checked_sub(most).and_then(|at| self.0.get(at))?;
        Some(age.saturating_sub(now.saturating_duration_since(*oldest))).filter(|wait| !wait.is_zero())
    }
}

#[derive(Debug, Default)]
struct Caller {
    asked: Moments,
    refused: Moments,
    blocked_until: Option<Instant>,
}

/// Who asked when, and what is looked at now.
#[derive(Debug, Default)]
pub(super) struct Quotas {
    callers: HashMap<Network, Caller>,
    all: Moments,
    targets: HashMap<IpAddr, Moments>,
    busy: HashSet<IpAddr>,
    /// Requests turned away that have a line, and how many came since then without one.
    noted: Moments,
    left_out: u64,
}

impl Quotas {
    /// Counts a request.
    ///
    /// # Errors
    /// Why and how long the network has to wait; then it is not counted.
    pub(super) fn ask(&mut self, network: Network, now: Instant) -> Result<(), (Why, Duration)> {
        self.all.forget(MINUTE, now);
        if let Some(wait) = self.all.wait(ALL_PER_MINUTE, MINUTE, now) {
            return Err((Why::Everybody, wait));
        }
        self.sweep(now);
        let caller = self.callers.entry(network).or_default();
        let blocked = caller.blocked_until.map(|until| until.saturating_duration_since(now));
        let waits = [
            blocked.filter(|wait| !wait.is_zero()).map(|wait| (Why::Blocked, wait)),
            caller.asked.wait(PER_MINUTE, MINUTE, now).map(|wait| (Why::TooOften, wait)),
            caller.asked.wait(PER_DAY, DAY, now).map(|wait| (Why::TooOften, wait)),
        ];
        if let Some(longest) = waits.into_iter().flatten().max_by_key(|(_, wait)| *wait) {
            return Err(longest);
        }
        caller.asked.0.push_back(now);
        self.all.0.push_back(now);
        Ok(())
    }

    /// Whether a request that is turned away now has a line, and how many had none since the last one.
    pub(super) fn note(&mut self, now: Instant) -> Option<u64> {
        self.noted.forget(MINUTE, now);
        if self.noted.0.len() >= NOTED_PER_MINUTE {
            self.left_out = self.left_out.saturating_add(1);
            return None;
        }
        self.noted.0.push_back(now);
        Some(std::mem::take(&mut self.left_out))
    }

    /// Notes a refusal; whether it was one too many, so that the network is blocked from now on.
    pub(super) fn refused(&mut self, network: Network, now: Instant) -> bool {
        let caller = self.callers.entry(network).or_default();
        caller.refused.forget(REFUSALS_WITHIN, now);
        caller.refused.0.push_back(now);
        let many = caller.refused.0.len() >= REFUSALS;
        if many {
            caller.refused.0.clear();
            caller.blocked_until = Some(now + BLOCK);
        }
        many
    }

    /// Begins a look at a computer with these addresses.
    ///
    /// # Errors
    /// How long one has to wait, because it is looked at now or was too often.
    pub(super) fn begin(&mut self, addresses: &[IpAddr], now: Instant) -> Result<(), Duration> {
        self.targets.retain(|_, moments| {
            moments.forget(MINUTE, now);
            !moments.0.is_empty()
        });
        if addresses.iter().any(|address| self.busy.contains(address)) {
            return Err(LOOK);
        }
        let wait = |address: &IpAddr| self.targets.get(address)?.wait(TARGET_PER_MINUTE, MINUTE, now);
        if let Some(wait) = addresses.iter().filter_map(wait).max() {
            return Err(wait);
        }
        for address in addresses {
            self.busy.insert(*address);
            self.targets.entry(*address).or_default().0.push_back(now);
        }
        Ok(())
    }

    /// Ends a look.
    pub(super) fn end(&mut self, addresses: &[IpAddr]) {
        for address in addresses {
            self.busy.remove(address);
        }
    }

    /// Forgets whoever has nothing left that counts.
    fn sweep(&mut self, now: Instant) {
        self.callers.retain(|_, caller| {
            caller.asked.forget(DAY, now);
            caller.refused.forget(REFUSALS_WITHIN, now);
            let blocked = caller.blocked_until.is_some_and(|until| until > now);
            blocked || !caller.asked.0.is_empty() || !caller.refused.0.is_empty()
        });
    }
}

#[cfg(test)]
mod tests;
