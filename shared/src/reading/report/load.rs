//! What the other computer has left, and whether strangers keep it busy.

use alloc::format;

use super::attempt::from;
use super::moment::seconds;
use super::schema::Event;
use super::{Case, Sign};

/// Failed sign-ins of a day above which somebody is guessing (the collector's field list; source `s10`).
const FLOOD: u64 = 1_000;
/// Below this share of memory, in percent, almost nothing is left. A judgement.
const LEAST_MEMORY: f64 = 2.0;
/// Below this much room on the system disk, in GB. A judgement.
const LEAST_DISK: f64 = 0.5;
/// Processor and committed memory above this, in percent. A judgement.
const FULL: f64 = 95.0;
const DAY: i64 = 86_400;

/// How many entries with a number the last 24 hours have.
pub(super) fn count(case: &Case<'_>, number: &str) -> Option<u64> {
    case.host?.event_counts24h.as_ref()?.get(number).copied()
}

/// A flood of failed sign-ins.
pub(super) fn guessing(case: &Case<'_>) -> Option<Sign> {
    let found = count(case, "4625").filter(|n| *n > FLOOD)?;
    Some(Sign::new("eventCounts24h.4625", format!("{found}")))
}

/// Memory, processor or disk at the end.
pub(super) fn exhausted(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let now = host.collected_utc.as_deref().and_then(seconds);
    let low = |e: &&Event| {
        let time = e.utc.as_deref().and_then(seconds).zip(now);
        e.id == Some(2004) && from(e, &["Resource-Exhaustion"]) && time.is_some_and(|(at, now)| now - at <= DAY)
    };
    if host.events.iter().flatten().any(|e| low(&e)) {
        return Some(Sign::new("events", "2004"));
    }
    let left = host.resources.as_ref()?;
    let memory = left.mem_free_mb.zip(left.mem_total_mb.filter(|t| *t > 0.0)).map(|(free, all)| 100.0 * free / all);
    let checks = [
        ("resources.memFreeMB", memory.filter(|share| *share < LEAST_MEMORY)),
        ("resources.sysDriveFreeGB", left.sys_drive_free_gb.filter(|gb| *gb < LEAST_DISK)),
        ("resources.cpuPct", left.cpu_pct.filter(|share| *share >= FULL)),
        ("resources.commitPct", left.commit_pct.filter(|share| *share >= FULL)),
    ];
    let (field, value) = checks.into_iter().find_map(|(field, value)| Some((field, value?)))?;
    Some(Sign::new(field, format!("{value:.1}")))
}

/// Enough of everything.
pub(super) fn normal(case: &Case<'_>) -> Option<Sign> {
    let left = case.host?.resources.as_ref()?;
    let free = left.mem_free_mb?;
    count(case, "4625")?;
    Some(Sign::new("resources.memFreeMB", format!("{free:.0}")))
}
