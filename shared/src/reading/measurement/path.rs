//! The line: latency, jitter and the tail of late samples.
//!
//! A round trip up to 150 ms is good, up to 200 ms is enough for text, above it is bad (source `s-rdp-latency`). Jitter above
//! 30 ms is borderline and above 60 ms bad, and a share of 4 % or more of late samples (three times the least plus 20 ms)
//! suggests loss; these are judgements.

use alloc::vec::Vec;

use super::report::{Finished, unclear};
use super::{DRIFT, ENOUGH, Reason, Verdict, softness, whole};
use crate::math::sort_by;

#[cfg(test)]
mod tests;

/// Samples of the latency check, the first [`WARM_UP`] included.
pub const PATH_SAMPLES: usize = 60;
/// Samples dropped because the connection is still warming up.
pub const WARM_UP: usize = 2;
/// Milliseconds between two samples.
pub const SPACING_MS: f64 = 100.0;

const GOOD_MS: f64 = 150.0;
const BAD_MS: f64 = 200.0;
const JITTER_WARN_MS: f64 = 30.0;
const JITTER_BAD_MS: f64 = 60.0;
const TAIL_WARN: f64 = 0.04;
/// Share of the jitter that the page's own timers may make up before nothing can be said; a judgement.
const OWN_SHARE: f64 = 0.5;

/// What the latency check saw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PathSamples {
    /// Round trips in milliseconds, in order.
    pub round_trips: Vec<f64>,
    /// Whether the tab was hidden at any time.
    pub hidden: bool,
    /// How far the page's timers were off, as a share of their period.
    pub drift: f64,
}

/// Figures of the latency check, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Figures {
    samples: usize,
    median: f64,
    /// Mean difference between neighbours.
    jitter: f64,
    /// Share of late samples.
    tail: f64,
}

/// Reads the latency samples.
pub fn path(samples: &PathSamples) -> Finished {
    let Some(f) = figures(&samples.round_trips) else { return unclear(Reason::FewSamples) };
    if (f.samples as f64) < ENOUGH * (PATH_SAMPLES - WARM_UP) as f64 {
        return unclear(Reason::FewSamples);
    }
    if samples.hidden {
        return unclear(Reason::Hidden);
    }
    if samples.drift > DRIFT {
        return unclear(Reason::TimersDrifted);
    }
    let verdict = match f {
        f if f.median > BAD_MS || f.jitter > JITTER_BAD_MS => Verdict::Bad,
        f if f.median > GOOD_MS || f.jitter > JITTER_WARN_MS || f.tail >= TAIL_WARN => Verdict::Warn,
        _ => Verdict::Ok,
    };
    let slow = f.median / GOOD_MS;
    // A machine whose own timers are as uneven as the answers cannot tell its line from itself. A slow line it can.
    if verdict != Verdict::Ok && slow <= 1.0 && samples.drift * SPACING_MS >= f.jitter * OWN_SHARE {
        return unclear(Reason::TimersDrifted);
    }
    let unsteady = (f.jitter / JITTER_WARN_MS).max(f.tail / TAIL_WARN);
    let (worse, ratio) = if slow >= unsteady { ("slow", slow) } else { ("unsteady", unsteady) };
    let (own, other) = if verdict == Verdict::Ok { ("good", worse) } else { (worse, "good") };
    let numbers = [("median", whole(f.median)), ("jitter", whole(f.jitter))];
    let chart = samples.round_trips.get(WARM_UP..).unwrap_or_default().iter().map(|ms| whole(*ms));
    Finished::found(verdict, own).toward(other, softness(ratio)).saying("figure", &numbers).drawing(chart)
}

fn figures(round_trips: &[f64]) -> Option<Figures> {
    let used = round_trips.get(WARM_UP..).filter(|u| u.len() >= 2)?;
    let mut sorted = used.to_vec();
    sort_by(&mut sorted, f64::total_cmp);
    let steps: f64 = used.windows(2).map(|pair| libm::fabs(pair[1] - pair[0])).sum();
    let late = used.iter().filter(|ms| **ms > 3.0 * sorted[0] + 20.0).count();
    Some(Figures {
        samples: used.len(),
        median: sorted[(sorted.len() - 1) / 2],
        jitter: steps / (used.len() - 1) as f64,
        tail: late as f64 / used.len() as f64,
    })
}
