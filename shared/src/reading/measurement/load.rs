//! The line under load: how much it carries, and how much longer an answer takes meanwhile.
//!
//! A delay that rises by more than 100 ms is borderline, by more than 200 ms a problem; less than 1.5 Mbit/s downwards is a problem.
//! All three are judgements. Nothing follows for the case: nearly every home line slows down when somebody fills it on purpose, and
//! whether that happens beside Remote Desktop only the visitor knows.

use alloc::vec::Vec;

use super::report::{Finished, unclear};
use super::{Reason, Verdict, tenths, whole};
use crate::math::sort_by;

#[cfg(test)]
mod tests;

/// Milliseconds that each direction is loaded.
pub const LOAD_MS: u32 = 4_000;
/// Milliseconds in which the line at rest is measured.
pub const REST_MS: u32 = 1_200;
/// Milliseconds between two questions.
pub const ASK_MS: u32 = 100;

const RISE_WARN_MS: f64 = 100.0;
/// A delay that rises by more is a problem, in milliseconds.
pub const RISE_BAD_MS: f64 = 200.0;
const NARROW_MBIT: f64 = 1.5;
/// Answers of one phase below which there is no result.
const LEAST: usize = 5;
/// Below this share of the time a direction was not loaded long enough to be judged by its delay.
const LEAST_MS: f64 = 500.0;

/// One phase.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Phase {
    /// Round trips in milliseconds.
    pub round_trips: Vec<f64>,
    /// Bytes that arrived at the far side.
    pub bytes: f64,
    /// Milliseconds until the last of them arrived.
    pub took: f64,
    /// Milliseconds for which the direction was loaded.
    pub lasted: f64,
}

/// What the check saw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoadSamples {
    /// Without load.
    pub rest: Phase,
    /// With load to the visitor.
    pub down: Phase,
    /// With load to the portal.
    pub up: Phase,
    /// Whether the tab was hidden at any time.
    pub hidden: bool,
}

/// Round trips of a phase. A question that is still out counts with the time it has taken so far, once that is longer than half
/// of the answers took: left out, a line that stalls would look better than one that is slow.
pub fn with_open(mut answered: Vec<f64>, open: &[f64]) -> Vec<f64> {
    let usual = median(&answered).unwrap_or_default();
    answered.extend(open.iter().filter(|ms| **ms > usual));
    answered
}

fn median(times: &[f64]) -> Option<f64> {
    let mut sorted = times.to_vec();
    sort_by(&mut sorted, f64::total_cmp);
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}

impl Phase {
    fn median(&self) -> Option<f64> {
        median(&self.round_trips)
    }

    /// Million bits a second.
    fn rate(&self) -> f64 {
        self.bytes * 8.0 / 1_000.0 / self.took.max(1.0)
    }

    /// The delay under this load: that at rest if the cap of bytes was reached before the line was full for long enough. None
    /// if hardly an answer came in all that time.
    fn loaded(&self, idle: f64) -> Option<f64> {
        if self.lasted < LEAST_MS {
            return Some(idle);
        }
        self.median().filter(|_| self.round_trips.len() >= LEAST)
    }
}

/// Reads what the check saw.
pub fn load(samples: &LoadSamples) -> Finished {
    let LoadSamples { rest, down, up, hidden } = samples;
    if *hidden {
        return unclear(Reason::Hidden);
    }
    let Some(idle) = rest.median().filter(|_| rest.round_trips.len() >= LEAST) else {
        return unclear(Reason::FewSamples);
    };
    if down.bytes < 1.0 || up.bytes < 1.0 {
        return unclear(Reason::FewSamples);
    }
    let (Some(down_ms), Some(up_ms)) = (down.loaded(idle), up.loaded(idle)) else {
        return unclear(Reason::FewSamples);
    };
    let loaded = [down_ms, up_ms];
    let rise = (loaded[0].max(loaded[1]) - idle).max(0.0);
    let (verdict, result) = match rise {
        _ if down.rate() < NARROW_MBIT => (Verdict::Bad, "narrow"),
        rise if rise > RISE_BAD_MS => (Verdict::Bad, "rises"),
        rise if rise > RISE_WARN_MS => (Verdict::Warn, "rises"),
        _ => (Verdict::Ok, "steady"),
    };
    let numbers = [("down", tenths(down.rate())), ("up", tenths(up.rate())), ("rise", whole(rise))];
    let chart = [idle, loaded[0], loaded[1]].map(whole).into_iter();
    Finished::found(verdict, result).saying("figure", &numbers).drawing(chart)
}
