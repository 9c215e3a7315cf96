//! Browser measurements become verdicts and findings: one file a check, from samples to [`report::Finished`].

use alloc::string::{String, ToString};

use crate::math::ln;

pub mod clock;
pub mod datagrams;
pub mod environment;
pub mod families;
pub mod greeting;
pub mod hold;
pub mod host;
pub mod load;
pub mod mapping;
pub mod path;
pub mod report;
pub mod sizes;

/// Share of the planned samples below which there is no result.
const ENOUGH: f64 = 0.8;
/// Timers that drift by more than this share say that the page was not running freely.
const DRIFT: f64 = 0.2;
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
    /// Not every server answered.
    NoAnswer,
    /// It sends much, and the line is paid by the byte.
    Metered,
    /// The time for all checks of a run was up.
    OutOfTime,
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

/// Steps toward the other side of a threshold at ratio 1: 4 at the threshold, 0 from [`NEAR`] on.
fn softness(ratio: f64) -> u8 {
    let distance = libm::fabs(ln(ratio)) / ln(NEAR);
    if distance < 1.0 { libm::ceil((1.0 - distance) * 4.0) as u8 } else { 0 }
}

/// A figure without its fraction.
fn whole(figure: f64) -> String {
    (libm::round(figure) as i64).to_string()
}

/// A figure of at least 0 with one decimal.
fn tenths(figure: f64) -> String {
    let tenths = libm::round(figure * 10.0) as u64;
    alloc::format!("{}.{}", tenths / 10, tenths % 10)
}
