//! One direction of a line: which packet passes, and when. It knows no socket and no clock, so it is tested without either.

use std::time::Duration;

use super::impairment::{Direction, Rate};
use yardstick::dice::Dice;

/// What became of the packets of one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    /// Bytes of those, heads of IP included.
    pub(crate) bytes: u64,
    /// Lost by chance.
    pub(crate) lost: u64,
    /// Too large.
    pub(crate) hole: u64,
    /// Blocked as UDP.
    pub(crate) udp: u64,
    /// The line was dead.
    pub(crate) outage: u64,
    /// The queue was full.
    pub(crate) queue: u64,
    /// The connection had been forgotten.
    pub(crate) idle: u64,
}

impl Counts {
    /// Everything that came.
    pub(crate) fn all(&self) -> u64 {
        self.passed + self.lost + self.hole + self.udp + self.outage + self.queue + self.idle
    }
}

/// One direction.
pub(crate) struct Lane {
    /// Datagrams draw from a stream of their own, or a packet of TCP in between would move which of them are lost.
    datagram_chance: Dice,
    chance: Dice,
    /// Until then the line is busy with packets that came before.
    busy_until: Duration,
    /// When the packet before this one arrives.
    last_due: Duration,
    pub(crate) counts: Counts,
}

impl Lane {
    /// An empty one.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            datagram_chance: Dice::new(seed),
            chance: Dice::new(seed.rotate_left(32)),
            busy_until: Duration::ZERO,
            last_due: Duration::ZERO,
            counts: Counts::default(),
        }
    }

    /// Decides over a packet of so many bytes, a datagram of UDP or something else: when it arrives, or that it is lost. Times count from the beginning of the run.
    pub(crate) fn admit(
        &mut self,
        now: Duration,
        direction: &Direction,
        bytes: usize,
        datagram: bool,
    ) -> Option<Duration> {
        let chance = if datagram { &mut self.datagram_chance } else { &mut self.chance };
        // Both numbers are drawn for every packet: a run with another rate or size loses the same ones.
        // Drawn in any case, so that a change of the loss does not move what comes later.
        let lost = chance.even() < direction.loss;
        let jitter = direction.jitter.mul_f64(chance.even());
        let lost_as = if direction.hole_above.is_some_and(|limit| bytes > limit) {
            &mut self.counts.hole
        } else if lost {
            &mut self.counts.lost
        } else if let Some(sent) = self.through(now, direction.rate, bytes as u64) {
            self.counts.passed += 1;
            self.counts.bytes += bytes as u64;
            self.last_due = (sent + direction.delay + jitter).max(self.last_due);
            return Some(self.last_due);
        } else {
            &mut self.counts.queue
        };
        *lost_as += 1;
        None
    }

    /// When the last bit has left the buffer; none if there is no room.
    fn through(&mut self, now: Duration, rate: Option<Rate>, bytes: u64) -> Option<Duration> {
        let Some(Rate { bits_per_second, queue }) = rate else { return Some(now) };
        let takes = |bytes: u64| Duration::from_secs_f64(bytes as f64 * 8.0 / bits_per_second as f64);
        let begins = self.busy_until.max(now);
        if queue.is_some_and(|queue| begins - now > takes(queue)) {
            return None;
        }
        self.busy_until = begins + takes(bytes);
        Some(self.busy_until)
    }
}

#[cfg(test)]
mod tests;
