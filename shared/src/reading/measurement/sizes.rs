//! Packet sizes: a path that swallows large packets without a word stalls at a size class.
//!
//! The page's own port is measured; the port with small segments is the control, because there nothing large travels. A
//! size class is told, never a number of bytes that would pass: browsers cut and join packets as they like.

use alloc::vec::Vec;

use super::report::{Finished, absent, unclear};
use super::{ENOUGH, Reason, Verdict};
use crate::self_check_plan::SIZE_CLASSES;

#[cfg(test)]
mod tests;

/// Milliseconds after which a transfer of a few kilobytes counts as stalled.
pub const STALL_MS: u32 = 3_000;

/// How a transfer went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// It arrived whole.
    Whole,
    /// Nothing more came until the time was up.
    Stalled,
    /// The portal said that it has no room now.
    Busy,
    /// It broke off in another way.
    Failed,
}

/// Where a transfer went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// A new connection: the browser's greeting alone needs two full packets.
    Greeting,
    /// To the visitor.
    Down,
    /// To the portal.
    Up,
}

/// What the check saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SizeSamples {
    /// Transfers over the page's port: direction, class in bytes (0 for a greeting), how it went. It ends at the first that
    /// is not whole, because the connection is of no use any more.
    pub transfers: Vec<(Direction, u32, Transfer)>,
    /// Transfers over the port with small segments, before and after; none if there is no such port.
    pub control: Option<Vec<Transfer>>,
}

/// Transfers of a clean run: the greeting, and every class both ways.
pub const SIZE_TRANSFERS: usize = 1 + 2 * SIZE_CLASSES.len();

/// Reads what the check saw.
pub fn sizes(samples: &SizeSamples) -> Finished {
    let control = samples.control.as_deref();
    if control.is_some_and(|c| c.is_empty() || c.iter().any(|t| *t != Transfer::Whole)) {
        return unclear(Reason::ControlFailed);
    }
    let Some((direction, class, last)) = samples.transfers.last().copied() else { return absent(Reason::NoConnection) };
    let steps = samples.transfers.iter().map(|(_, _, went)| if *went == Transfer::Whole { "1" } else { "0" }.into());
    match last {
        Transfer::Busy => unclear(Reason::Busy),
        Transfer::Failed => unclear(Reason::Disturbed),
        Transfer::Stalled if control.is_none() => unclear(Reason::NoControl),
        Transfer::Stalled => {
            let phrase = match direction {
                Direction::Greeting => "greeting",
                Direction::Down => "down",
                Direction::Up => "up",
            };
            Finished::found(Verdict::Bad, "large-stall")
                .saying(phrase, &[("bytes", alloc::format!("{class}"))])
                .drawing(steps)
        }
        Transfer::Whole if (samples.transfers.len() as f64) < ENOUGH * SIZE_TRANSFERS as f64 => {
            unclear(Reason::FewSamples)
        }
        Transfer::Whole => Finished::found(Verdict::Ok, "all-sizes")
            .saying("all", &[("bytes", alloc::format!("{class}"))])
            .drawing(steps),
    }
}
