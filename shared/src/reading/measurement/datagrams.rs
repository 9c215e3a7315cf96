//! UDP: whether datagrams reach the portal's ports, and what share is lost each way.
//!
//! Loss up to 1 % is good, up to 2 % borderline, above it bad; the limits are a judgement beside Microsoft's 1 % for calls.
//! The portal counts what arrives, so each direction has its own loss.

use alloc::string::ToString;

use super::report::{Finished, absent, percent, unclear};
use super::{ENOUGH, Reason, Verdict};

#[cfg(test)]
mod tests;

/// Small datagrams of a round, their bytes, and their group.
pub const SMALL: (u32, usize, u8) = (250, 100, 0);
/// Large ones.
pub const LARGE: (u32, usize, u8) = (100, 1_000, 1);
/// Milliseconds between two datagrams.
pub const SPACING_MS: u32 = 20;
/// Milliseconds after which a session that is not there will not come; Firefox would wait for half a minute.
pub const CONNECT_MS: u32 = 5_000;
/// Milliseconds for the second opinion.
pub const STUN_MS: u32 = 4_000;
/// Rounds of small datagrams that follow if some were lost: more of them make the interval narrower.
pub const MORE_ROUNDS: u32 = 2;

const WARN: f64 = 0.01;
const BAD: f64 = 0.02;
/// Standard errors of a one-sided 95 % bound, and of a two-sided 95 % interval.
const ONE_SIDED: f64 = 1.645;
const TWO_SIDED: f64 = 1.96;

/// What the second opinion says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stun {
    /// An answer came by UDP.
    Answered,
    /// None came.
    Silent,
    /// It could not be asked: no such far end, or the browser has it switched off.
    NotAsked,
}

/// Datagrams of one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Sent on their way.
    pub sent: u32,
    /// Arrived, each once.
    pub arrived: u32,
}

/// In which order numbered datagrams arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Those that came after one with a higher number.
    pub late: u32,
    /// Most that are missing in a row, below the highest that came: losses that come together hurt more.
    pub gap: u32,
}

impl Order {
    /// The order of two groups of datagrams.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self { late: self.late + other.late, gap: self.gap.max(other.gap) }
    }
}

/// What the check saw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DatagramSamples {
    /// No session on any port.
    NoSession(Stun),
    /// A session stood.
    Session {
        /// Ports that opened a session, of all.
        ports: (u32, u32),
        /// What was planned to be sent.
        planned: u32,
        /// From here to the portal.
        up: Counted,
        /// From the portal to here.
        down: Counted,
        /// In which order they arrived: at the portal, and back here.
        order: [Order; 2],
        /// Whether the tab was hidden at any time.
        hidden: bool,
        /// How far the page's timers were off, as a share of their period.
        drift: f64,
    },
    /// The portal had no room.
    Busy,
    /// The counts of the portal did not come.
    NoTally,
}

/// Reads what the check saw.
pub fn datagrams(samples: &DatagramSamples) -> Finished {
    match *samples {
        DatagramSamples::NoSession(Stun::Silent) => Finished::found(Verdict::Bad, "blocked"),
        DatagramSamples::NoSession(Stun::Answered) => unclear(Reason::OnlyStun),
        DatagramSamples::NoSession(Stun::NotAsked) => unclear(Reason::NoControl),
        DatagramSamples::Busy => unclear(Reason::Busy),
        DatagramSamples::NoTally => unclear(Reason::NoConnection),
        DatagramSamples::Session { ports, planned, up, down, order, hidden, drift } => {
            let few = (up.sent as f64) < ENOUGH * f64::from(planned) || down.sent == 0;
            if hidden {
                unclear(Reason::Hidden)
            } else if few {
                unclear(Reason::FewSamples)
            } else if drift > super::DRIFT {
                unclear(Reason::TimersDrifted)
            } else {
                loss(ports, up, down, order)
            }
        }
    }
}

fn loss((open, of): (u32, u32), up: Counted, down: Counted, order: [Order; 2]) -> Finished {
    let worse = if up.lost() >= down.lost() { up } else { down };
    let share = worse.lost();
    let verdict = match share {
        s if s > BAD => Verdict::Bad,
        s if s > WARN => Verdict::Warn,
        _ => Verdict::Ok,
    };
    let (own, other) = if share > WARN { ("lossy", "open") } else { ("open", "lossy") };
    let (low, high) = worse.interval();
    let numbers = [
        ("ports", open.to_string()),
        ("of", of.to_string()),
        ("up", percent(up.lost())),
        ("down", percent(down.lost())),
        ("low", percent(low)),
        ("high", percent(high)),
    ];
    let [there, back] = order;
    let counts = [up.sent, up.arrived, down.sent, down.arrived, there.gap, back.gap, there.late, back.late];
    let chart = counts.map(|count| count.to_string()).into_iter();
    Finished::found(verdict, own).toward(other, worse.softness()).saying("loss", &numbers).drawing(chart)
}

impl Counted {
    /// Share that was lost.
    pub fn lost(self) -> f64 {
        f64::from(self.sent.saturating_sub(self.arrived)) / f64::from(self.sent.max(1))
    }

    /// The 95 % interval of the loss by Wilson's formula, which holds for few losses too.
    pub fn interval(self) -> (f64, f64) {
        let n = f64::from(self.sent.max(1));
        let (p, z2) = (self.lost(), TWO_SIDED * TWO_SIDED);
        let middle = p + z2 / (2.0 * n);
        let half = TWO_SIDED * libm::sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n));
        let scale = 1.0 + z2 / n;
        (((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0))
    }

    /// Steps toward the other side of the limit: 0 if the count would be a surprise there (one-sided, 95 %), 4 at the limit.
    fn softness(self) -> u8 {
        let n = f64::from(self.sent.max(1));
        let errors = libm::fabs(self.lost() - WARN) / libm::sqrt(WARN * (1.0 - WARN) / n);
        if errors < ONE_SIDED { libm::ceil((1.0 - errors / ONE_SIDED) * 4.0) as u8 } else { 0 }
    }
}

/// The browser has no such datagrams.
pub fn no_datagrams() -> Finished {
    absent(Reason::BrowserLacksIt)
}
