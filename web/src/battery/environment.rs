//! The surroundings: what the browser says of its system, and what the portal sees of the request.

use diagnosis::reading::measurement::Reason;
use diagnosis::reading::measurement::environment::{EnvironmentSamples, System};
use diagnosis::self_check_plan::{AddressFamily, AddressReading, HttpReading};
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::SHORT;
use super::far_end::{Answer, Portal, within};

/// The family of addresses by which the portal is reached now.
pub(super) async fn family(portal: &Portal) -> AddressFamily {
    match portal.ask(&portal.page("address"), None, SHORT).await {
        Answer::Good(bytes) => {
            serde_json::from_slice::<AddressReading>(&bytes).map_or(AddressFamily::Unknown, |reading| reading.family)
        }
        Answer::Busy | Answer::Refused | Answer::Stalled | Answer::Failed => AddressFamily::Unknown,
    }
}

/// Looks around; `first` is the family of addresses at the beginning of the run.
///
/// # Errors
/// If the portal does not answer.
pub(super) async fn measure(portal: &Portal, first: AddressFamily) -> Result<EnvironmentSamples, Reason> {
    let http = match portal.ask(&portal.page("http"), None, SHORT).await {
        Answer::Good(bytes) => serde_json::from_slice::<HttpReading>(&bytes).map_err(|_| Reason::NotSetUp)?,
        Answer::Busy => return Err(Reason::Busy),
        Answer::Refused | Answer::Stalled | Answer::Failed => return Err(Reason::NoConnection),
    };
    let families = [first, family(portal).await];
    Ok(EnvironmentSamples { system: system().await, http, families, zone: zone() })
}

fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Chromium tells the version of its system when it is asked; the others only give themselves a name.
async fn system() -> System {
    let Some(window) = web_sys::window() else { return System::Other };
    let navigator = window.navigator();
    let hints = get(&navigator, "userAgentData");
    let named = || System::of_name(&navigator.user_agent().unwrap_or_default());
    let Ok(ask) = get(&hints, "getHighEntropyValues").dyn_into::<Function>() else { return named() };
    let wanted = Array::of1(&"platformVersion".into());
    let asked = ask.call1(&hints, &wanted).ok().and_then(|asked| asked.dyn_into::<Promise>().ok());
    let Some(asked) = asked else { return named() };
    match within(asked, SHORT).await {
        Some(Ok(told)) => {
            let text = |name: &str| get(&told, name).as_string().unwrap_or_default();
            System::of_hints(&text("platform"), &text("platformVersion"))
        }
        Some(Err(_)) | None => named(),
    }
}

/// Name of the time zone, as `Europe/Berlin`.
fn zone() -> String {
    let format = js_sys::Intl::DateTimeFormat::new(&Array::new(), &js_sys::Object::new());
    get(&format.resolved_options(), "timeZone").as_string().unwrap_or_default()
}
