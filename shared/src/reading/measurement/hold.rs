//! Idle hold: how long a quiet connection lives before something on the way forgets it.
//!
//! A connection that dies within a minute of silence is a problem, within five a borderline case; both limits are judgements.

use super::report::{Finished, absent, unclear};
use super::{DRIFT, Reason, Verdict};

#[cfg(test)]
mod tests;

/// Silences in seconds, one after the other on the same connection.
pub const SILENCES_S: [u32; 4] = [30, 60, 120, 300];
/// Milliseconds in which the connection must stand, and in which an echo must come after a silence.
pub const ECHO_MS: u32 = 5_000;

/// A connection that lives less than this many seconds in silence is a problem.
const BAD_S: u32 = 60;

/// How the connection ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending {
    /// It outlived every silence.
    Outlived,
    /// It was dead after a silence, and so was another one.
    Dead {
        /// The silence in seconds, as planned.
        planned: u32,
        /// How long it was by this device's clock: sleep and frozen tabs make it longer.
        took: f64,
        /// Whether the portal answers on a new connection.
        portal_answers: bool,
    },
    /// It never stood.
    NeverStood,
    /// It was dead once, and another one outlived the same silence: something else ended it, as a change of network does.
    Once,
}

/// What the check saw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HoldSamples {
    /// The longest silence in seconds that the connection outlived; 0 if none.
    pub longest: u32,
    /// How it ended.
    pub ending: Ending,
}

/// Reads what the check saw.
pub fn hold(samples: &HoldSamples) -> Finished {
    let longest = samples.longest;
    match samples.ending {
        Ending::NeverStood => absent(Reason::NoConnection),
        Ending::Once => unclear(Reason::Disturbed),
        Ending::Outlived => Finished::found(Verdict::Ok, "holds").saying("outlived", &numbers(longest, longest)),
        Ending::Dead { portal_answers: false, .. } => unclear(Reason::ControlFailed),
        Ending::Dead { planned, took, .. } if took > f64::from(planned) * (1.0 + DRIFT) => {
            unclear(Reason::TimersDrifted)
        }
        Ending::Dead { planned, .. } => {
            let verdict = if longest < BAD_S { Verdict::Bad } else { Verdict::Warn };
            Finished::found(verdict, "cut").saying("cut", &numbers(longest, planned))
        }
    }
}

fn numbers(longest: u32, planned: u32) -> [(&'static str, alloc::string::String); 2] {
    [("longest", alloc::format!("{longest}")), ("planned", alloc::format!("{planned}"))]
}
