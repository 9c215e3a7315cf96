//! How a router maps addresses: do two ports of the portal see the same address and port of this device?
//!
//! It decides whether RDP Shortpath of Azure Virtual Desktop and Windows 365 can go directly, and has no part in plain Remote
//! Desktop; so it is never worse than borderline, and nothing follows from it for the case.

use super::report::{Finished, absent, unclear};
use super::{Reason, Verdict};

#[cfg(test)]
mod tests;

/// What the check saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MappingSamples {
    /// Different pairs of address and port that the servers saw, of the family with more of them; 0 if they saw what the device
    /// itself knows.
    pub seen: u32,
    /// Whether the browser uses UDP at all.
    pub udp: bool,
    /// Whether a server could not be asked.
    pub failed: bool,
    /// Whether both servers were done with before the time was up.
    pub complete: bool,
}

/// Reads what the check saw.
pub fn mapping(samples: &MappingSamples) -> Finished {
    match *samples {
        MappingSamples { udp: false, .. } => absent(Reason::BrowserLacksIt),
        MappingSamples { seen: 2.., .. } => Finished::found(Verdict::Warn, "many"),
        // One answer may be all that one of the servers has said.
        MappingSamples { complete: false, .. } => unclear(Reason::NoAnswer),
        MappingSamples { seen: 1, .. } => Finished::found(Verdict::Ok, "one"),
        MappingSamples { failed: true, .. } => unclear(Reason::NoAnswer),
        MappingSamples { .. } => Finished::found(Verdict::Ok, "none"),
    }
}
