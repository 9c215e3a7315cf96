//! The one place where the server reads a clock.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A source of the time of day; tests bring their own.
pub type Clock = fn() -> SystemTime;

/// The time of day.
pub fn now() -> SystemTime {
    SystemTime::now()
}

/// Milliseconds since 1970; 0 before that.
pub(crate) fn unix_ms(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

/// The date of a clock, `2026-11-22`.
pub(crate) fn today(clock: Clock) -> String {
    crate::calendar::of_day(crate::calendar::days(clock))
}

/// Runs from its making; only ever forward.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
