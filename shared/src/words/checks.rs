//! The checks panel: one row a check, with mark, word and figure.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Mark, Words};
use crate::evidence::Device;
use crate::reading::measurement::Reason;
use crate::reading::measurement::report::{Check, Told};

/// How a check stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// Not begun.
    Waiting,
    /// Steps done, of all.
    Running(usize, usize),
    /// Ended.
    Ended(Told),
}

/// How all checks of the panel stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Checks {
    /// Each of them, in their order.
    pub all: Vec<(Check, Progress)>,
    /// Seconds left at most.
    pub seconds_left: usize,
}

/// A row of the panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRow {
    /// Id of the observation.
    pub id: &'static str,
    /// Mark.
    pub mark: Mark,
    /// Name of the check.
    pub name: String,
    /// Word and figure.
    pub status: String,
    /// What it means for Remote Desktop, once there is a result.
    pub meaning: String,
}

/// The panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChecksView {
    /// Heading; says whose network it is.
    pub heading: String,
    /// Progress in a sentence, for a polite announcement.
    pub progress: String,
    /// Whole percent of the work done.
    pub percent: u32,
    /// The rows.
    pub rows: Vec<CheckRow>,
    /// What these checks cannot see.
    pub limits: String,
}

/// Puts the checks into words. `device` is where this page is open; none until the visitor has said it.
pub fn panel(words: &Words, checks: &Checks, device: Option<Device>) -> ChecksView {
    let heading = match device {
        Some(Device::ThisComputer) | None => "checks.heading",
        Some(Device::VpnOff) => "checks.heading-vpn-off",
        Some(Device::SameNetwork) => "checks.heading-nearby",
        Some(Device::Elsewhere) => "checks.heading-elsewhere",
    };
    let (mut parts, mut rows) = (Vec::new(), Vec::new());
    for (check, progress) in &checks.all {
        // Nobody waits for what runs in the background.
        if !check.is_in_background() {
            parts.push(share(progress));
        }
        rows.push(row(words, *check, progress));
    }
    let done = parts.iter().filter(|p| **p >= 1.0).count();
    let progress = if done == parts.len() {
        words.count("checks.all-done", done)
    } else {
        let (done, all) = (done.to_string(), parts.len().to_string());
        words.count_with("checks.progress", checks.seconds_left, &[("done", &done), ("all", &all)])
    };
    ChecksView {
        heading: words.say(heading),
        progress,
        percent: (parts.iter().sum::<f64>() / parts.len() as f64 * 100.0) as u32,
        rows,
        limits: words.say("checks.limits"),
    }
}

fn share(progress: &Progress) -> f64 {
    match progress {
        Progress::Waiting => 0.0,
        Progress::Running(done, of) => (*done as f64 / (*of).max(1) as f64).min(0.99),
        Progress::Ended(_) => 1.0,
    }
}

/// The check says which phrases; this puts them into words.
fn row(words: &Words, check: Check, progress: &Progress) -> CheckRow {
    let id = check.id();
    let (mark, status, meaning) = match progress {
        Progress::Ended(told) => {
            let (mark, verdict) = told.verdict();
            let verdict = words.say(verdict);
            let status = match told.detail() {
                "" => verdict,
                detail => {
                    let told = told.numbers();
                    // Some parameters are phrases themselves.
                    let said = told.iter().map(|(name, it)| {
                        (*name, it.strip_prefix('@').map_or_else(|| (*it).to_string(), |key| words.say(key)))
                    });
                    let said: Vec<(&str, String)> = said.collect();
                    let numbers: Vec<(&str, &str)> = said.iter().map(|(name, it)| (*name, it.as_str())).collect();
                    let n = numbers.iter().find_map(|(name, n)| if *name == "n" { n.parse().ok() } else { None });
                    let detail = words.count_with(detail, n.unwrap_or_default(), &numbers);
                    words.fill("verdict.with", &[("verdict", &verdict), ("detail", &detail)])
                }
            };
            (mark, status, words.say(if told.is_decided() { told.meaning() } else { "checks.not-used" }))
        }
        other => running(words, other),
    };
    CheckRow { id, mark, name: words.say(&alloc::format!("battery.{id}")), status, meaning }
}

/// Key of the phrase for a reason.
pub(crate) fn reason_key(reason: Reason) -> &'static str {
    match reason {
        Reason::FewSamples => "reason.few-samples",
        Reason::Hidden => "reason.hidden",
        Reason::TimersDrifted => "reason.timers",
        Reason::NoConnection => "reason.no-connection",
        Reason::TooUncertain => "reason.uncertain",
        Reason::Stopped => "reason.stopped",
        Reason::NotThisDevice => "reason.not-this-device",
        Reason::NeedsHttps => "reason.needs-https",
        Reason::NotSetUp => "reason.not-set-up",
        Reason::BehindProxy => "reason.behind-proxy",
        Reason::NoProgram => "reason.no-program",
        Reason::BrowserLacksIt => "reason.browser-lacks-it",
        Reason::BrowserNotJudged => "reason.browser-not-judged",
        Reason::Busy => "reason.busy",
        Reason::Disturbed => "reason.disturbed",
        Reason::ControlFailed => "reason.control-failed",
        Reason::NoControl => "reason.no-control",
        Reason::OnlyStun => "reason.only-stun",
        Reason::NoAnswer => "reason.no-answer",
        Reason::Metered => "reason.metered",
        Reason::OutOfTime => "reason.out-of-time",
    }
}

fn running(words: &Words, progress: &Progress) -> (Mark, String, String) {
    match progress {
        Progress::Running(done, of) => {
            let (done, of) = (done.to_string(), of.to_string());
            (Mark::Running, words.fill("verdict.running", &[("done", &done), ("of", &of)]), String::new())
        }
        Progress::Waiting | Progress::Ended(_) => (Mark::Quiet, words.say("verdict.waiting"), String::new()),
    }
}
