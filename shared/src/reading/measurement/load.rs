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
const RISE_BAD_MS: f64 = 200.0;
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
    /// Milliseconds that it took.
    pub took: f64,
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

impl Phase {
    fn median(&self) -> Option<f64> {
        let mut sorted = self.round_trips.clone();
        sort_by(&mut sorted, f64::total_cmp);
        sorted.get(sorted.len().checked_sub(1)? / 2).copied()
    }

    /// Million bits a second.
    fn rate(&self) -> f64 {
        self.bytes * 8.0 / 1_000.0 / self.took.max(1.0)
    }

    /// The delay under this load; none if the cap of bytes was reached before the line was full for long enough.
    fn loaded(&self) -> Option<f64> {
        (self.took >= LEAST_MS && self.round_trips.len() >= LEAST).then(|| self.median())?
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
    // A line that carries the cap within half a second is wide enough; there is no delay to tell of.
    let loaded = [down.loaded().unwrap_or(idle), up.loaded().unwrap_or(idle)];
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
