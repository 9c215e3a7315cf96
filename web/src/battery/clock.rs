//! Difference between this device's clock and the portal's, over a few requests.

use diagnosis::reading::measurement::Reason;
use diagnosis::reading::measurement::clock::{CLOCK_SAMPLES, ClockSample};
use serde::Deserialize;

use super::far_end::{Answer, Portal};
use super::{SHORT, now};

/// Milliseconds after which the check ends with what it has: enough for all samples by satellite.
const CAP: f64 = 10_000.0;

/// What `/self-check/clock` says.
#[derive(Deserialize)]
struct Reading {
    /// Milliseconds since 1970.
    now: u64,
}

/// Asks the portal for its clock.
///
/// # Errors
/// Says why there are no samples.
pub(super) async fn measure(portal: &Portal, progress: &impl Fn(u32, u32)) -> Result<Vec<ClockSample>, Reason> {
    let address = portal.page("clock");
    let (began, mut samples) = (now(), Vec::new());
    for done in 1..=CLOCK_SAMPLES {
        let left = CAP - (now() - began);
        if left < 1.0 || portal.signal.aborted() {
            break;
        }
        let (sent, asked) = (js_sys::Date::now(), now());
        let answer = portal.ask(&address, None, (left as u32).min(SHORT)).await;
        // Head and body of so short an answer come in one packet.
        let round_trip = now() - asked;
        match answer {
            Answer::Good(bytes) => {
                if let Ok(reading) = serde_json::from_slice::<Reading>(&bytes) {
                    samples.push(ClockSample { sent, portal: reading.now as f64, round_trip });
                }
            }
            Answer::Busy => return Err(Reason::Busy),
            Answer::Refused | Answer::Stalled | Answer::Failed => {}
        }
        progress(done as u32, CLOCK_SAMPLES as u32);
    }
    if samples.is_empty() { Err(Reason::NoConnection) } else { Ok(samples) }
}
