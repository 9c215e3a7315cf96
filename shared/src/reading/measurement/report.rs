//! What the battery, a module of its own, is told to do and says of it: bytes between two programs of the same build.
//!
//! The battery does the reading, so that the module which every visitor loads first needs to know neither far ends nor
//! thresholds: it gets verdicts, names of phrases, and figures.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Reason, Verdict};
use crate::evidence::{Device, Observed, Soft, Source};
use crate::knowledge_base::KnowledgeBase;
use crate::self_check_plan::{Absence, FarEnd, Plan};

#[cfg(test)]
mod tests;

/// A check of the battery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BatteryCheck {
    /// Whether something on the way opens the encryption.
    Middlebox,
    /// IPv4 and IPv6.
    Family,
    /// UDP: whether it passes, and how much is lost each way.
    Udp,
    /// Sizes of packets.
    Mtu,
}

impl BatteryCheck {
    /// All of them, in the order in which they run: what could stall the path comes last.
    pub const ALL: [Self; 4] = [Self::Middlebox, Self::Family, Self::Udp, Self::Mtu];

    /// Id of its observation.
    pub fn id(self) -> &'static str {
        match self {
            Self::Middlebox => "check-middlebox",
            Self::Family => "check-ip-family",
            Self::Udp => "check-udp",
            Self::Mtu => "check-mtu",
        }
    }

    /// Whether it looks at the path, not at this very computer; only then may a neighbour stand in.
    pub fn is_of_the_path(self) -> bool {
        self != Self::Middlebox
    }

    /// Names of the phrases that hold its figures.
    pub fn figures(self) -> &'static [&'static str] {
        match self {
            Self::Middlebox => &[],
            Self::Family => &["both", "four", "six", "six-broken"],
            Self::Udp => &["loss"],
            Self::Mtu => &["all", "down", "up", "greeting"],
        }
    }

    /// Seconds on a path that answers, at most.
    pub fn seconds(self) -> usize {
        match self {
            Self::Middlebox | Self::Family | Self::Mtu => 1,
            Self::Udp => 8,
        }
    }
}

/// What the battery is to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Base path of the portal, without a slash at its end.
    pub base: String,
    /// The checks, in order.
    pub checks: Vec<BatteryCheck>,
}

/// What the battery says while it works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Report {
    /// A check has come this far: done, of all.
    Progress(BatteryCheck, u32, u32),
    /// A check has ended.
    Ended(BatteryCheck, Finished),
}

/// How a check of the battery ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    /// The verdict.
    pub verdict: Verdict,
    /// Phrase with the figures, if there are any: what stands behind the id of the check in its key.
    pub figure: Option<String>,
    /// Its parameters: name and number.
    pub numbers: Vec<(String, String)>,
    /// What it found, if it has a verdict.
    pub found: Option<Found>,
}

/// An outcome of the check's observation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Id of the outcome.
    pub outcome: String,
    /// Id of the neighbouring outcome and steps toward it, 1 to 4, if the figure is near the threshold.
    pub soft: Option<(String, u8)>,
}

impl Finished {
    /// A check without a result.
    pub fn without(verdict: Verdict) -> Self {
        Self { verdict, figure: None, numbers: Vec::new(), found: None }
    }

    /// A check that found an outcome.
    pub fn found(verdict: Verdict, outcome: &str) -> Self {
        let found = Found { outcome: outcome.to_string(), soft: None };
        Self { found: Some(found), ..Self::without(verdict) }
    }

    /// The same, nearer to a neighbouring outcome by some steps; 0 is not near at all.
    #[must_use]
    pub fn toward(mut self, other: &str, steps: u8) -> Self {
        if let Some(found) = &mut self.found {
            found.soft = (steps > 0).then(|| (other.to_string(), steps));
        }
        self
    }

    /// The same with figures in a phrase.
    #[must_use]
    pub fn saying(mut self, figure: &str, numbers: &[(&str, String)]) -> Self {
        self.figure = Some(figure.to_string());
        self.numbers = numbers.iter().map(|(name, number)| ((*name).to_string(), number.clone())).collect();
        self
    }

    /// What it found as evidence; none without an outcome that the model has.
    pub fn finding(&self, base: &KnowledgeBase, check: BatteryCheck, device: Device) -> Option<Observed> {
        let found = self.found.as_ref()?;
        let observation = base.observation_by_id(check.id())?;
        let soft = |(toward, steps): &(String, u8)| {
            Some(Soft { toward: base.outcome_by_id(observation, toward)?, steps: *steps })
        };
        Some(Observed {
            observation,
            outcome: Some(base.outcome_by_id(observation, &found.outcome)?),
            source: Source::Measured,
            device,
            soft: found.soft.as_ref().and_then(soft),
            carried: false,
        })
    }
}

/// A verdict without figures: it cannot run here.
pub fn absent(reason: Reason) -> Finished {
    Finished::without(Verdict::NotAvailable(reason))
}

/// A verdict without figures: no clear result.
pub fn unclear(reason: Reason) -> Finished {
    Finished::without(Verdict::Inconclusive(reason))
}

/// Why the portal has no far end for a check, as its result.
pub fn without_far_end(plan: &Plan, far_end: FarEnd) -> Finished {
    let named = plan.absent.iter().find(|absent| absent.far_end == far_end);
    absent(match named.map(|absent| absent.reason) {
        Some(Absence::NeedsHttps) => Reason::NeedsHttps,
        Some(Absence::BehindProxy) => Reason::BehindProxy,
        Some(Absence::NotSetUp | Absence::SwitchedOff) | None => Reason::NotSetUp,
    })
}

/// A share as percent with one decimal: `0.012` is "1.2".
pub(super) fn percent(share: f64) -> String {
    let tenths = libm::round(share * 1_000.0) as u32;
    alloc::format!("{}.{}", tenths / 10, tenths % 10)
}
