//! What the battery, a module of its own that holds all checks, says of them to the module that every visitor loads first.
//!
//! The battery does the reading, so that the first module needs to know neither far ends nor thresholds: it gets verdicts, keys of
//! phrases, and figures.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Reason, Verdict};
use crate::self_check_plan::{Absence, FarEnd, Plan};
use crate::words::Mark;
use crate::words::checks::reason_key;

#[cfg(test)]
mod tests;

/// A check that the browser runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// This device's clock.
    Clock,
    /// Latency, jitter and tail of the line.
    Path,
    /// Whether something on the way opens the encryption.
    Middlebox,
    /// IPv4 and IPv6.
    Family,
    /// UDP: whether it passes, and how much is lost each way.
    Udp,
    /// How a router maps addresses.
    Mapping,
    /// Sizes of packets.
    Mtu,
    /// The line under load.
    Load,
    /// System, versions, proxies, time zone.
    Environment,
    /// How long a quiet connection lives.
    Hold,
}

/// How many stages there are; see [`Check::stage`].
pub const STAGES: usize = 6;

impl Check {
    /// All of them, in the order in which the panel shows them. They run in stages; see [`Check::stage`].
    pub const ALL: [Self; 10] = [
        Self::Clock,
        Self::Path,
        Self::Middlebox,
        Self::Family,
        Self::Udp,
        Self::Mapping,
        Self::Mtu,
        Self::Load,
        Self::Environment,
        Self::Hold,
    ];

    /// Its id: that of its observation, if it has one.
    pub fn id(self) -> &'static str {
        match self {
            Self::Clock => "check-clock",
            Self::Path => "check-path",
            Self::Middlebox => "check-middlebox",
            Self::Family => "check-ip-family",
            Self::Udp => "check-udp",
            Self::Mapping => "check-mapping",
            Self::Mtu => "check-mtu",
            Self::Load => "check-load",
            Self::Environment => "check-environment",
            Self::Hold => "check-idle-hold",
        }
    }

    /// The check of an id.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|check| check.id() == id)
    }

    /// Whether it looks at the path, not at this very computer; only then may a neighbour stand in.
    pub fn is_of_the_path(self) -> bool {
        !matches!(self, Self::Clock | Self::Middlebox | Self::Environment)
    }

    /// Id of the observation that it speaks of; none if nothing follows from it for the case.
    pub fn observation(self) -> Option<&'static str> {
        match self {
            Self::Mapping | Self::Load | Self::Environment => None,
            other => Some(other.id()),
        }
    }

    /// Names of its results, where these are no outcomes of an observation.
    pub fn results(self) -> &'static [&'static str] {
        match self {
            Self::Mapping => &["none", "one", "many"],
            Self::Load => &["steady", "rises", "narrow"],
            Self::Environment => &["plain", "proxied", "moved"],
            _ => &[],
        }
    }

    /// Names of the phrases that hold its figures.
    pub fn figures(self) -> &'static [&'static str] {
        match self {
            Self::Clock => &["same", "ahead-seconds", "ahead-minutes", "behind-seconds", "behind-minutes"],
            Self::Path | Self::Load | Self::Environment => &["figure"],
            Self::Middlebox | Self::Mapping => &[],
            Self::Family => &["both", "four", "six", "six-broken"],
            Self::Udp => &["loss"],
            Self::Mtu => &["all", "down", "up", "greeting"],
            Self::Hold => &["outlived", "cut"],
        }
    }

    /// Whether it goes on for minutes while the visitor answers; nobody waits for it.
    pub fn is_in_background(self) -> bool {
        self == Self::Hold
    }

    /// In which stage it runs. Checks of one stage run side by side, because they hardly use the line; the stages follow each
    /// other. What fills or could stall the line comes late, alone; what looks back on all of it, and what runs on in the
    /// background, comes last.
    pub fn stage(self) -> usize {
        match self {
            Self::Clock | Self::Path | Self::Middlebox | Self::Family => 0,
            Self::Udp | Self::Mapping => 1,
            Self::Mtu => 2,
            Self::Load => 3,
            Self::Environment => 4,
            Self::Hold => 5,
        }
    }

    /// Seconds that a visitor would wait for it on a path that answers, at most.
    pub fn seconds(self) -> usize {
        match self {
            Self::Hold => 0,
            Self::Middlebox | Self::Family | Self::Mapping | Self::Mtu | Self::Environment => 1,
            Self::Clock => 2,
            Self::Path => 7,
            Self::Udp => 8,
            Self::Load => 10,
        }
    }
}

/// How a check of the battery ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The verdict.
    pub verdict: Verdict,
    /// Phrase with the figures, if there are any: what stands behind the id of the check in its key.
    pub figure: Option<String>,
    /// Its parameters: name and number.
    pub numbers: Vec<(String, String)>,
    /// What it found, if it has a verdict.
    pub found: Option<Found>,
    /// Numbers of its chart, with commas between them; empty if there is none.
    pub chart: String,
}

/// An outcome of the check's observation, or one of its own results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Id of the outcome, or name of the result.
    pub outcome: String,
    /// Id of the neighbouring outcome and steps toward it, 1 to 4, if the figure is near the threshold.
    pub soft: Option<(String, u8)>,
}

impl Finished {
    /// A check without a result.
    pub fn without(verdict: Verdict) -> Self {
        Self { verdict, figure: None, numbers: Vec::new(), found: None, chart: String::new() }
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

    /// The same with numbers for a chart.
    #[must_use]
    pub fn drawing(mut self, numbers: impl Iterator<Item = String>) -> Self {
        self.chart = numbers.collect::<Vec<_>>().join(",");
        self
    }

    /// As one line between the modules; see [`Told`].
    pub fn line(&self, check: Check) -> Told {
        let id = check.id();
        let letter = match self.verdict {
            Verdict::Ok => 'o',
            Verdict::Warn => 'w',
            Verdict::Bad => 'b',
            Verdict::Inconclusive(reason) => return Told::unclear(reason),
            Verdict::NotAvailable(reason) => return Told::absent(reason),
        };
        let detail = self.figure.as_ref().map(|figure| format!("battery.{id}-{figure}")).unwrap_or_default();
        let numbers: Vec<String> = self.numbers.iter().map(|(name, number)| format!("{name}={number}")).collect();
        let meaning = self.found.as_ref().map(|found| format!("battery.{id}-is-{}", found.outcome));
        let finding = check.observation().zip(self.found.as_ref()).map(|(observation, found)| {
            let soft = found.soft.as_ref().map(|(other, steps)| format!("{steps}-{other}"));
            format!("{observation}={}.mt{}", found.outcome, soft.unwrap_or_default())
        });
        let (meaning, finding) = (meaning.unwrap_or_default(), finding.unwrap_or_default());
        Told(format!("{letter}|{detail}|{}|{meaning}|{finding}|{}", numbers.join("&"), self.chart))
    }
}

/// How a check of the battery ended, as the first module keeps and shows it: six fields with `|` between them. They are the
/// letter of the verdict, the key of the phrase with reason or figures, its parameters, the key of what it means, the finding as it
/// would stand in an address, and the numbers of a chart.
///
/// Text, because reading a typed report would weigh more in the first load than all that is done with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told(pub String);

impl Told {
    /// A check without a clear result.
    pub fn unclear(reason: Reason) -> Self {
        Self::without("i", reason)
    }

    /// A check that cannot run here.
    pub fn absent(reason: Reason) -> Self {
        Self::without("n", reason)
    }

    fn without(letter: &str, reason: Reason) -> Self {
        Self([letter, "|", reason_key(reason)].concat())
    }

    fn field(&self, place: usize) -> &str {
        self.0.split('|').nth(place).unwrap_or_default()
    }

    /// Mark, and key of the word for the verdict.
    pub fn verdict(&self) -> (Mark, &'static str) {
        match self.letter() {
            Some('o') => (Mark::Ok, "verdict.ok"),
            Some('w') => (Mark::Warn, "verdict.warn"),
            Some('b') => (Mark::Bad, "verdict.bad"),
            Some('i') => (Mark::Unclear, "verdict.inconclusive"),
            _ => (Mark::Absent, "verdict.not-available"),
        }
    }

    fn letter(&self) -> Option<char> {
        self.0.chars().next()
    }

    /// Whether it has a verdict.
    pub fn is_decided(&self) -> bool {
        matches!(self.letter(), Some('o' | 'w' | 'b'))
    }

    /// Whether it is worth to run once more: without a clear result, the far end not reached, or only to be run when asked for.
    pub fn is_unclear(&self) -> bool {
        let again = [Reason::NoConnection, Reason::Metered].map(Self::absent);
        self.letter() == Some('i') || again.contains(self)
    }

    /// Whether it is worth to be kept over a reload; what could not run may run then.
    pub fn is_kept(&self) -> bool {
        self.letter() != Some('n')
    }

    /// Key of the phrase with reason or figures; empty if there is none.
    pub fn detail(&self) -> &str {
        self.field(1)
    }

    /// Parameters of that phrase.
    pub fn numbers(&self) -> Vec<(&str, &str)> {
        self.field(2).split('&').filter_map(|number| number.split_once('=')).collect()
    }

    /// Key of what it means for Remote Desktop; empty without a verdict.
    pub fn meaning(&self) -> &str {
        self.field(3)
    }

    /// What it found, as it would stand in an address; empty without a verdict.
    pub fn finding(&self) -> &str {
        self.field(4)
    }

    /// Numbers of its chart with commas between them; empty if there is none.
    pub fn chart(&self) -> &str {
        self.field(5)
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
    super::tenths(share * 100.0)
}
