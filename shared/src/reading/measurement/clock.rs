//! The clock: this device's against the portal's.
//!
//! A clock may differ by 60 s without harm; Kerberos refuses 300 s (source `s-kerberos-clock`).

use super::report::{Finished, unclear};
use super::{ENOUGH, Reason, Verdict, softness, tenths, whole};

#[cfg(test)]
mod tests;

/// Samples of the clock check.
pub const CLOCK_SAMPLES: usize = 12;

const WARN_MS: f64 = 60_000.0;
const BAD_MS: f64 = 300_000.0;
/// A result with a wider bound than this says nothing.
const BOUND_MS: f64 = 30_000.0;
/// From this many seconds on, a difference is told in minutes.
const MINUTES_S: f64 = 90.0;

/// One exchange of the clock check, in milliseconds since 1970 on each side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClockSample {
    /// This device's clock when the question left.
    pub sent: f64,
    /// The portal's clock.
    pub portal: f64,
    /// Round trip by a clock that only runs forward.
    pub round_trip: f64,
}

/// Reads the clock samples: the exchange with the least round trip is the most exact, its bound half of that round trip.
pub fn clock(samples: &[ClockSample]) -> Finished {
    let best = samples.iter().min_by(|a, b| a.round_trip.total_cmp(&b.round_trip));
    let Some(best) = best.filter(|_| samples.len() as f64 >= ENOUGH * CLOCK_SAMPLES as f64) else {
        return unclear(Reason::FewSamples);
    };
    let bound = best.round_trip / 2.0;
    let difference = best.sent + bound - best.portal;
    let off = libm::fabs(difference);
    let verdict = match off {
        _ if bound > BOUND_MS => return unclear(Reason::TooUncertain),
        off if off > BAD_MS => Verdict::Bad,
        off if off > WARN_MS => Verdict::Warn,
        _ => Verdict::Ok,
    };
    let (own, other) = if off > WARN_MS { ("off", "right") } else { ("right", "off") };
    let seconds = off / 1_000.0;
    let (figure, n) = match (seconds >= MINUTES_S, difference > 0.0) {
        _ if seconds < 1.0 => ("same", 0.0),
        (true, true) => ("ahead-minutes", seconds / 60.0),
        (true, false) => ("behind-minutes", seconds / 60.0),
        (false, true) => ("ahead-seconds", seconds),
        (false, false) => ("behind-seconds", seconds),
    };
    let numbers = [("n", whole(n)), ("bound", tenths(libm::ceil(bound / 100.0) / 10.0))];
    let chart = [whole(difference / 1_000.0)].into_iter();
    Finished::found(verdict, own).toward(other, softness(off / WARN_MS)).saying(figure, &numbers).drawing(chart)
}
