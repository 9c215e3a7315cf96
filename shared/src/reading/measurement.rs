//! Browser measurements become outcomes.
//!
//! Thresholds: round trip up to 150 ms is good, up to 200 ms is enough for text, above it is bad; jitter above 30 ms is
//! borderline and above 60 ms bad; a share of 4 % or more of late samples (three times the least plus 20 ms) suggests loss.
//! A clock may differ by 60 s without harm; Kerberos refuses 300 s. See the sources `s-rdp-latency` and
//! `s-kerberos-clock`; jitter and tail are judgements.

use alloc::vec::Vec;

use crate::evidence::{Device, Observed, Soft, Source};
use crate::knowledge_base::KnowledgeBase;
use crate::math::{ln, sort_by};

pub mod datagrams;
pub mod families;
pub mod greeting;
pub mod hold;
pub mod report;
pub mod sizes;

/// Samples of the latency check, the first [`WARM_UP`] included.
pub const PATH_SAMPLES: usize = 60;
/// Samples dropped because the connection is still warming up.
pub const WARM_UP: usize = 2;
/// Samples of the clock check.
pub const CLOCK_SAMPLES: usize = 12;
/// Share of the planned samples below which there is no result.
const ENOUGH: f64 = 0.8;
/// Timers that drift by more than this share say that the page was not running freely.
const DRIFT: f64 = 0.2;

const GOOD_MS: f64 = 150.0;
const BAD_MS: f64 = 200.0;
const JITTER_WARN_MS: f64 = 30.0;
const JITTER_BAD_MS: f64 = 60.0;
const TAIL_WARN: f64 = 0.04;
const CLOCK_WARN_MS: f64 = 60_000.0;
const CLOCK_BAD_MS: f64 = 300_000.0;
/// A clock result with a wider bound than this says nothing.
const CLOCK_BOUND_MS: f64 = 30_000.0;
/// Figures within this factor of a threshold are soft.
const NEAR: f64 = 1.25;

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Too few samples came back.
    FewSamples,
    /// The tab was hidden meanwhile.
    Hidden,
    /// The page's timers did not keep time.
    TimersDrifted,
    /// No connection to the portal's far end.
    NoConnection,
    /// The bound is too wide.
    TooUncertain,
    /// The visitor stopped it.
    Stopped,
    /// It would speak of another device than the one one connects from.
    NotThisDevice,
    /// Browsers allow it only on pages that came over https.
    NeedsHttps,
    /// This portal has no far end for it.
    NotSetUp,
    /// A proxy in front of the portal hides it.
    BehindProxy,
    /// The program of these checks could not be loaded.
    NoProgram,
    /// The browser has no such thing.
    BrowserLacksIt,
    /// Nobody has measured this browser.
    BrowserNotJudged,
    /// The portal has no room now.
    Busy,
    /// It broke off for another reason than the one looked for.
    Disturbed,
    /// What must work for a result did not work.
    ControlFailed,
    /// There is nothing to compare it with.
    NoControl,
    /// UDP gets an answer, but no session comes up.
    OnlyStun,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Good.
    Ok,
    /// Borderline.
    Warn,
    /// A problem.
    Bad,
    /// No clear result.
    Inconclusive(Reason),
    /// Cannot run here.
    NotAvailable(Reason),
}

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
pub struct PathFigures {
    /// Samples used.
    pub samples: usize,
    /// Least round trip.
    pub least: f64,
    /// Median round trip.
    pub median: f64,
    /// 95th percentile.
    pub p95: f64,
    /// Mean difference between neighbours.
    pub jitter: f64,
    /// Share of late samples.
    pub tail: f64,
}

/// Result of the latency check.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathResult {
    /// How it ended.
    pub verdict: Verdict,
    /// Figures, if there are enough samples.
    pub figures: Option<PathFigures>,
}

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

/// Result of the clock check.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClockResult {
    /// How it ended.
    pub verdict: Verdict,
    /// This device's clock minus the portal's, and the bound of its error, both in milliseconds.
    pub difference: Option<(f64, f64)>,
}

/// Reads the latency samples.
pub fn path(samples: &PathSamples) -> PathResult {
    let figures = figures(&samples.round_trips);
    let verdict = match figures {
        None => Verdict::Inconclusive(Reason::FewSamples),
        Some(f) if (f.samples as f64) < ENOUGH * (PATH_SAMPLES - WARM_UP) as f64 => {
            Verdict::Inconclusive(Reason::FewSamples)
        }
        Some(_) if samples.hidden => Verdict::Inconclusive(Reason::Hidden),
        Some(_) if samples.drift > DRIFT => Verdict::Inconclusive(Reason::TimersDrifted),
        Some(f) if f.median > BAD_MS || f.jitter > JITTER_BAD_MS => Verdict::Bad,
        Some(f) if f.median > GOOD_MS || f.jitter > JITTER_WARN_MS || f.tail >= TAIL_WARN => Verdict::Warn,
        Some(_) => Verdict::Ok,
    };
    PathResult { verdict, figures }
}

/// Reads the clock samples: the exchange with the least round trip is the most exact, its bound half of that round trip.
pub fn clock(samples: &[ClockSample]) -> ClockResult {
    let best = samples.iter().min_by(|a, b| a.round_trip.total_cmp(&b.round_trip));
    let Some(best) = best.filter(|_| samples.len() as f64 >= ENOUGH * CLOCK_SAMPLES as f64) else {
        return ClockResult { verdict: Verdict::Inconclusive(Reason::FewSamples), difference: None };
    };
    let bound = best.round_trip / 2.0;
    let difference = best.sent + bound - best.portal;
    let verdict = match libm::fabs(difference) {
        _ if bound > CLOCK_BOUND_MS => Verdict::Inconclusive(Reason::TooUncertain),
        off if off > CLOCK_BAD_MS => Verdict::Bad,
        off if off > CLOCK_WARN_MS => Verdict::Warn,
        _ => Verdict::Ok,
    };
    ClockResult { verdict, difference: Some((difference, bound)) }
}

/// The latency result as a finding; none without a verdict.
pub fn path_finding(base: &KnowledgeBase, result: &PathResult, device: Device) -> Option<Observed> {
    let figures = result.figures.filter(|_| decided(result.verdict))?;
    let slow = figures.median / GOOD_MS;
    let unsteady = (figures.jitter / JITTER_WARN_MS).max(figures.tail / TAIL_WARN);
    let (worse, ratio) = if slow >= unsteady { ("slow", slow) } else { ("unsteady", unsteady) };
    finding(base, "check-path", "good", worse, ratio, device)
}

/// The clock result as a finding; none without a verdict.
pub fn clock_finding(base: &KnowledgeBase, result: &ClockResult, device: Device) -> Option<Observed> {
    let (difference, _) = result.difference.filter(|_| decided(result.verdict))?;
    finding(base, "check-clock", "right", "off", libm::fabs(difference) / CLOCK_WARN_MS, device)
}

fn decided(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Ok | Verdict::Warn | Verdict::Bad)
}

/// An outcome on one side of a threshold at ratio 1, softened in up to four steps when the figure is near it.
fn finding(base: &KnowledgeBase, id: &str, below: &str, above: &str, ratio: f64, device: Device) -> Option<Observed> {
    let observation = base.observation_by_id(id)?;
    let (own, other) = if ratio > 1.0 { (above, below) } else { (below, above) };
    let distance = libm::fabs(ln(ratio)) / ln(NEAR);
    let steps = if distance < 1.0 { libm::ceil((1.0 - distance) * 4.0) as u8 } else { 0 };
    let toward = base.outcome_by_id(observation, other)?;
    Some(Observed {
        observation,
        outcome: Some(base.outcome_by_id(observation, own)?),
        source: Source::Measured,
        device,
        soft: (steps > 0).then_some(Soft { toward, steps }),
        carried: false,
    })
}

fn figures(round_trips: &[f64]) -> Option<PathFigures> {
    let used = round_trips.get(WARM_UP..).filter(|u| u.len() >= 2)?;
    let mut sorted = used.to_vec();
    sort_by(&mut sorted, f64::total_cmp);
    let at = |share: f64| sorted[((sorted.len() - 1) as f64 * share) as usize];
    let steps: f64 = used.windows(2).map(|pair| libm::fabs(pair[1] - pair[0])).sum();
    let late = used.iter().filter(|ms| **ms > 3.0 * sorted[0] + 20.0).count();
    Some(PathFigures {
        samples: used.len(),
        least: sorted[0],
        median: at(0.5),
        p95: at(0.95),
        jitter: steps / (used.len() - 1) as f64,
        tail: late as f64 / used.len() as f64,
    })
}
