//! Difference between this device's clock and the portal's, over a few requests.

use diagnosis::reading::measurement::{CLOCK_SAMPLES, ClockSample, Reason};
use gloo_timers::callback::Timeout;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCache, RequestInit, Response};

use super::{Stop, now};

#[cfg(test)]
mod tests;

/// What the check sets out to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockPlan {
    /// Requests, one after the other.
    pub samples: usize,
    /// Milliseconds after which the check ends with what it has.
    pub cap: u32,
}

impl Default for ClockPlan {
    fn default() -> Self {
        Self { samples: CLOCK_SAMPLES, cap: 6_000 }
    }
}

/// Asks the portal for its clock.
///
/// # Errors
/// Says why there are no samples.
pub async fn measure(
    address: &str,
    plan: ClockPlan,
    stop: &Stop,
    mut progress: impl FnMut(usize, usize),
) -> Result<Vec<ClockSample>, Reason> {
    let controller = AbortController::new().map_err(|_| Reason::NoConnection)?;
    stop.holds(Some(controller.clone()));
    let cap = Timeout::new(plan.cap, {
        let controller = controller.clone();
        move || controller.abort()
    });
    let mut samples = Vec::new();
    for _ in 0..plan.samples {
        if let Ok(sample) = ask(address, &controller).await {
            samples.push(sample);
        }
        if controller.signal().aborted() {
            break;
        }
        progress(samples.len(), plan.samples);
    }
    cap.cancel();
    stop.holds(None);
    match samples.is_empty() {
        _ if stop.stopped() => Err(Reason::Stopped),
        true => Err(Reason::NoConnection),
        false => Ok(samples),
    }
}

async fn ask(address: &str, controller: &AbortController) -> Result<ClockSample, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoStore);
    options.set_signal(Some(&controller.signal()));
    let sent = js_sys::Date::now();
    let began = now();
    let response = JsFuture::from(window.fetch_with_str_and_init(address, &options)).await?;
    // The head of the answer is there; the few bytes of its body come in the same packet.
    let round_trip = now() - began;
    let response: Response = response.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    let text = JsFuture::from(response.text()?).await?;
    let portal = text.as_string().as_deref().and_then(read).ok_or(JsValue::NULL)?;
    Ok(ClockSample { sent, portal, round_trip })
}

/// Reads `{"now": 1764000000000}`: milliseconds since 1970. Written by hand, because a JSON parser would weigh more than
/// this whole check.
pub fn read(text: &str) -> Option<f64> {
    let mut parts = text.split('"').skip_while(|part| *part != "now");
    let number = parts.nth(1)?.trim_start().strip_prefix(':')?.trim_start();
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    let (whole, after) = number.split_at(digits);
    // Beyond 2^53 ms a number is no time; a sign or an exponent is none of ours either.
    let ended = after.trim_start().starts_with(['}', ',', '.']) || after.trim().is_empty();
    let milliseconds: u64 = whole.parse().ok()?;
    (ended && milliseconds < 1 << 53).then_some(milliseconds as f64)
}
