//! Address families: three names, asked at the same time.

use diagnosis::reading::measurement::families::{FamilySamples, REACH_MS, Reach};
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::far_end::{Answer, Portal};
use super::now;

/// Asks the names.
pub(super) async fn measure(portal: &Portal, four: &str, six: &str, dual: Option<&str>) -> FamilySamples {
    // All are under way before the first is waited for.
    let [four, six] = [ask(portal, four), ask(portal, six)];
    let dual = dual.map(|name| ask(portal, name));
    FamilySamples {
        ipv4: reach(four).await,
        ipv6: reach(six).await,
        dual: match dual {
            Some(dual) => Some(reach(dual).await),
            None => None,
        },
    }
}

/// Gives the milliseconds; negative ones if the name was not reached.
fn ask(portal: &Portal, address: &str) -> Promise {
    let (portal, address) = (portal.clone(), address.to_string());
    future_to_promise(async move {
        let began = now();
        let answer = portal.ask(&address, None, REACH_MS).await;
        let took = now() - began;
        let reached = match answer {
            // Whoever refuses was reached.
            Answer::Good(_) | Answer::Busy | Answer::Refused => took,
            Answer::Stalled | Answer::Failed => -took.max(f64::MIN_POSITIVE),
        };
        Ok(JsValue::from_f64(reached))
    })
}

async fn reach(asked: Promise) -> Reach {
    let took = JsFuture::from(asked).await.ok().and_then(|took| took.as_f64()).unwrap_or(-f64::MIN_POSITIVE);
    if took < 0.0 { Reach::failed_after(-took) } else { Reach::After(took) }
}
