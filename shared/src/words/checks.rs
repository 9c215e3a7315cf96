//! The checks panel: one row a check, with mark, word and figure.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Mark, Words};
use crate::evidence::Device;
use crate::reading::measurement::report::{BatteryCheck, Told};
use crate::reading::measurement::{ClockResult, PathResult, Reason, Verdict};

/// How a check stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress<R> {
    /// Not begun.
    Waiting,
    /// Steps done, of all.
    Running(usize, usize),
    /// Ended.
    Ended(R),
}

/// How all checks of the panel stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Checks {
    /// Latency, jitter and tail.
    pub path: Progress<PathResult>,
    /// Clock difference.
    pub clock: Progress<ClockResult>,
    /// Those of the battery, in their order.
    pub battery: Vec<(BatteryCheck, Progress<Told>)>,
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
    let mut parts = alloc::vec![share(&checks.path), share(&checks.clock)];
    let mut rows = alloc::vec![path_row(words, checks), clock_row(words, checks)];
    for (check, progress) in &checks.battery {
        // Nobody waits for what runs in the background.
        if !check.is_in_background() {
            parts.push(share(progress));
        }
        rows.push(battery_row(words, *check, progress));
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

fn share<R>(progress: &Progress<R>) -> f64 {
    match progress {
        Progress::Waiting => 0.0,
        Progress::Running(done, of) => (*done as f64 / (*of).max(1) as f64).min(0.99),
        Progress::Ended(_) => 1.0,
    }
}

fn path_row(words: &Words, checks: &Checks) -> CheckRow {
    let (mark, status, meaning) = match &checks.path {
        Progress::Ended(result) => {
            let figure = result.figures.map(|f| {
                let (median, jitter) = (ms(f.median), ms(f.jitter));
                words.fill("checks.path-figure", &[("median", &median), ("jitter", &jitter)])
            });
            let meaning = match result.verdict {
                Verdict::Ok => "checks.path-ok",
                Verdict::Warn => "checks.path-warn",
                Verdict::Bad => "checks.path-bad",
                Verdict::Inconclusive(_) | Verdict::NotAvailable(_) => "checks.not-used",
            };
            (mark(result.verdict), status(words, result.verdict, figure), words.say(meaning))
        }
        other => running(words, other),
    };
    CheckRow { id: "check-path", mark, name: words.say("checks.path"), status, meaning }
}

fn clock_row(words: &Words, checks: &Checks) -> CheckRow {
    let (mark, status, meaning) = match &checks.clock {
        Progress::Ended(result) => {
            let figure = result.difference.map(|(off, bound)| clock_figure(words, off, bound));
            let meaning = match result.verdict {
                Verdict::Ok => "checks.clock-ok",
                Verdict::Warn => "checks.clock-warn",
                Verdict::Bad => "checks.clock-bad",
                Verdict::Inconclusive(_) | Verdict::NotAvailable(_) => "checks.not-used",
            };
            (mark(result.verdict), status(words, result.verdict, figure), words.say(meaning))
        }
        other => running(words, other),
    };
    CheckRow { id: "check-clock", mark, name: words.say("checks.clock"), status, meaning }
}

/// The battery says which phrases; this one puts them into words.
fn battery_row(words: &Words, check: BatteryCheck, progress: &Progress<Told>) -> CheckRow {
    let id = check.id();
    let (mark, status, meaning) = match progress {
        Progress::Ended(told) => {
            let (mark, verdict) = told.verdict();
            let verdict = words.say(verdict);
            let status = match told.detail() {
                "" => verdict,
                detail => {
                    let detail = words.fill(detail, &told.numbers());
                    words.fill("verdict.with", &[("verdict", &verdict), ("detail", &detail)])
                }
            };
            (mark, status, words.say(if told.is_decided() { told.meaning() } else { "checks.not-used" }))
        }
        other => running(words, other),
    };
    CheckRow { id, mark, name: words.say(&alloc::format!("battery.{id}")), status, meaning }
}

/// "7 minutes ahead, give or take 0.1 s".
fn clock_figure(words: &Words, off: f64, bound: f64) -> String {
    let seconds = libm::fabs(off) / 1000.0;
    let amount = if seconds >= 90.0 {
        words.count("checks.clock-minutes", libm::round(seconds / 60.0) as usize)
    } else {
        words.count("checks.clock-seconds", libm::round(seconds) as usize)
    };
    let direction = if seconds < 1.0 {
        "checks.clock-same"
    } else if off > 0.0 {
        "checks.clock-ahead"
    } else {
        "checks.clock-behind"
    };
    let tenths = libm::ceil(bound / 100.0) as u64;
    let bound = alloc::format!("{}.{}", tenths / 10, tenths % 10);
    words.fill(direction, &[("amount", &amount), ("bound", &bound)])
}

fn ms(value: f64) -> String {
    (libm::round(value) as i64).to_string()
}

fn mark(verdict: Verdict) -> Mark {
    match verdict {
        Verdict::Ok => Mark::Ok,
        Verdict::Warn => Mark::Warn,
        Verdict::Bad => Mark::Bad,
        Verdict::Inconclusive(_) => Mark::Unclear,
        Verdict::NotAvailable(_) => Mark::Absent,
    }
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
    }
}

fn status(words: &Words, verdict: Verdict, figure: Option<String>) -> String {
    let (key, detail) = match verdict {
        Verdict::Ok => ("verdict.ok", figure),
        Verdict::Warn => ("verdict.warn", figure),
        Verdict::Bad => ("verdict.bad", figure),
        Verdict::Inconclusive(why) => ("verdict.inconclusive", Some(words.say(reason_key(why)))),
        Verdict::NotAvailable(why) => ("verdict.not-available", Some(words.say(reason_key(why)))),
    };
    match detail {
        Some(detail) => words.fill("verdict.with", &[("verdict", &words.say(key)), ("detail", &detail)]),
        None => words.say(key),
    }
}

fn running<R>(words: &Words, progress: &Progress<R>) -> (Mark, String, String) {
    match progress {
        Progress::Running(done, of) => {
            let (done, of) = (done.to_string(), of.to_string());
            (Mark::Running, words.fill("verdict.running", &[("done", &done), ("of", &of)]), String::new())
        }
        Progress::Waiting | Progress::Ended(_) => (Mark::Quiet, words.say("verdict.waiting"), String::new()),
    }
}
