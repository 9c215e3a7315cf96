//! Says in the log that something does not work, but not over and over.

use std::sync::{Mutex, PoisonError};

use tokio::time::{Duration, Instant};

/// How long it is silent after it spoke.
const EVERY: Duration = Duration::from_secs(60);

/// A complaint that several may utter, and that is heard at most once a minute.
#[derive(Debug, Default)]
pub(super) struct Complaint(Mutex<Option<Instant>>);

impl Complaint {
    /// Whether it is time to speak; who is told so must.
    pub(super) fn is_due(&self, now: Instant) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = last.is_none_or(|last| now.saturating_duration_since(last) >= EVERY);
        if due {
            *last = Some(now);
        }
        due
    }
}

#[cfg(test)]
mod tests;
