//! Sleep, restarts and updates of the other computer.

use alloc::format;

use super::attempt::from;
use super::moment::seconds;
use super::schema::Event;
use super::{Case, Known, Sign};

/// Sleep or a restart this near to the attempt belongs to it, in seconds. A judgement.
const NEAR: i64 = 600;
const DAY: i64 = 86_400;
/// An update is new for this many days (the observation's own words).
const NEW: i64 = 10 * DAY;
/// Without an update for this long a computer is outdated (the observation's own words).
const OLD: i64 = 365 * DAY;

/// The entry with one of these numbers near the attempt, if somebody knows when that was. Without a known attempt a sleep
/// last night says nothing.
fn near(case: &Case<'_>, numbers: &[i64], names: &[&str]) -> Option<Sign> {
    let attempt = case.attempt.filter(|a| a.known != Known::Guessed)?;
    let is = |e: &&Event| {
        let at = e.utc.as_deref().and_then(seconds);
        e.id.is_some_and(|id| numbers.contains(&id))
            && from(e, names)
            && at.is_some_and(|at| (at - attempt.at).abs() <= NEAR)
    };
    let event = case.host?.events.iter().flatten().find(is)?;
    Some(Sign::new("events", format!("{} {}", event.id.unwrap_or(0), event.utc.as_deref().unwrap_or(""))))
}

/// It slept or woke at the attempt.
pub(super) fn slept(case: &Case<'_>) -> Option<Sign> {
    near(case, &[42, 107], &["Kernel-Power"])
}

/// It was shut down, started or lost power at the attempt.
pub(super) fn restarting(case: &Case<'_>) -> Option<Sign> {
    near(case, &[1074, 6005, 6006, 6008, 41, 109], &["Kernel-Power", "EventLog", "User32"])
}

/// A restart is pending.
pub(super) fn pending(case: &Case<'_>) -> Option<Sign> {
    let pending = case.host?.updates.as_ref()?.pending_reboot;
    (pending == Some(true)).then(|| Sign::new("updates.pendingReboot", "true"))
}

/// How long before the collection the newest update was installed, in seconds, with its day.
fn newest<'r>(case: &Case<'r>) -> Option<(i64, &'r str)> {
    let host = case.host?;
    let now = host.collected_utc.as_deref().and_then(seconds)?;
    let days = host.updates.as_ref()?.last10.iter().flatten().filter_map(|u| u.installed_on.as_deref());
    let (at, day) = days.filter_map(|day| Some((seconds(day)?, day))).max_by_key(|(at, _)| *at)?;
    Some((now - at, day))
}

/// An update of the last days.
pub(super) fn new_update(case: &Case<'_>) -> Option<Sign> {
    let (age, day) = newest(case)?;
    (age <= NEW).then(|| Sign::new("updates.last10[0].installedOn", day))
}

/// No update for a year.
pub(super) fn outdated(case: &Case<'_>) -> Option<Sign> {
    let (age, day) = newest(case)?;
    (age >= OLD).then(|| Sign::new("updates.last10[0].installedOn", day))
}

/// Nothing of this, and the log of the system could be read.
pub(super) fn quiet(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let system = |l: &&super::schema::Log| l.channel.as_deref() == Some("System");
    let read = host.logs.iter().flatten().find(system)?.ok == Some(true);
    let known = case.attempt.is_some_and(|a| a.known != Known::Guessed);
    let (_, day) = newest(case)?;
    (read && known && host.updates.as_ref()?.pending_reboot == Some(false))
        .then(|| Sign::new("updates.last10[0].installedOn", day))
}
