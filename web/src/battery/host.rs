//! A look at the visitor's own host on port 3389, on a click only. What a browser learns there is time, and in Firefox one close code.
//!
//! Firefox opens about ten connections for one failed request but a single one for a WebSocket, and Chromium slows WebSockets down
//! after a dozen failures; so each is asked in the way that makes the least noise.

use diagnosis::reading::measurement::host::{Attempt, HOST_MS, HostResult, Permission, host, is_public, target};
use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortController, CloseEvent, Element, HtmlButtonElement, HtmlInputElement, RequestCache, RequestCredentials,
    RequestInit, RequestMode, WebSocket, Window,
};

use super::far_end::within;
use super::now;

/// Requests in a browser that is asked by requests; the first one is spoiled by looking up the name.
const REQUESTS: usize = 3;

/// Offers it on the page.
///
/// # Errors
/// If the page is another one.
pub fn offer() -> Result<(), JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let document = window.document().ok_or(JsValue::NULL)?;
    let one = |selector: &str| document.query_selector(selector)?.ok_or(JsValue::NULL);
    let (place, without) = (one("[data-host]")?, one("[data-without-scripts]")?);
    let (field, button, status) =
        (one("#host")?.dyn_into::<HtmlInputElement>()?, one("[data-host] button")?, one("[data-host] [role=status]")?);
    without.set_attribute("hidden", "")?;
    place.remove_attribute("hidden")?;
    let pressed: HtmlButtonElement = button.clone().dyn_into()?;
    EventListener::new(&button, "click", move |_| {
        let (window, status, pressed) = (window.clone(), status.clone(), pressed.clone());
        let Some(name) = target(field.value().trim()) else { return say(&status, "not-a-name") };
        say(&status, "running");
        // One try at a time: the result of a silent host would come after that of the next one.
        pressed.set_disabled(true);
        spawn_local(async move {
            let attempts = attempts(&window, &name).await;
            let permission = if is_public(&name) { Permission::Given } else { permission(&window).await };
            say(&status, word(host(&attempts, permission)));
            pressed.set_disabled(false);
        });
    })
    .forget();
    Ok(())
}

fn say(status: &Element, result: &str) {
    status.set_text_content(status.get_attribute(&format!("data-{result}")).as_deref());
}

fn word(result: HostResult) -> &'static str {
    match result {
        HostResult::Answered => "answered",
        HostResult::NoAnswer => "no-answer",
        HostResult::Completed => "completed",
        HostResult::Certificate => "certificate",
        HostResult::Pending => "pending",
        HostResult::NotAvailable => "not-available",
        HostResult::Inconclusive => "inconclusive",
    }
}

/// Names of the permission to reach the visitor's own network: Chromium knows both, Firefox the second.
const OWN_NETWORK: [&str; 2] = ["local-network-access", "local-network"];

/// What this browser says of the visitor's own network.
async fn permission(window: &Window) -> Permission {
    for name in OWN_NETWORK {
        match state(window, name).await.as_deref() {
            None => {}
            Some("granted") => return Permission::Given,
            Some("denied") => return Permission::Denied,
            Some(_) => return Permission::Asks,
        }
    }
    Permission::Given
}

/// State of a permission; none if the browser does not know it.
async fn state(window: &Window, name: &str) -> Option<String> {
    let permissions = Reflect::get(&window.navigator(), &"permissions".into()).ok()?;
    let query: Function = Reflect::get(&permissions, &"query".into()).ok()?.dyn_into().ok()?;
    let wanted = Object::new();
    Reflect::set(&wanted, &"name".into(), &name.into()).ok()?;
    let asked: Promise = query.call1(&permissions, &wanted).ok()?.dyn_into().ok()?;
    let status = JsFuture::from(asked).await.ok()?;
    Reflect::get(&status, &"state".into()).ok()?.as_string()
}

async fn attempts(window: &Window, name: &str) -> Vec<Attempt> {
    // A refusal by the page's policy looks like any failure, but for this event.
    let refused = Rc::new(Cell::new(false));
    let noted = Rc::clone(&refused);
    let heard = window
        .document()
        .map(|document| EventListener::new(&document, "securitypolicyviolation", move |_| noted.set(true)));
    let mut attempts = tries(window, name).await;
    drop(heard);
    if refused.get() {
        attempts.push(Attempt::Refused);
    }
    attempts
}

async fn tries(window: &Window, name: &str) -> Vec<Attempt> {
    let firefox = window.navigator().user_agent().is_ok_and(|agent| agent.contains("Firefox/"));
    if firefox {
        return vec![socket(name).await];
    }
    let mut attempts = Vec::new();
    for _ in 0..REQUESTS {
        let attempt = request(window, name).await;
        attempts.push(attempt);
        // Silence is silence; more of it tells nothing.
        if attempt == Attempt::Silent {
            break;
        }
    }
    attempts
}

async fn request(window: &Window, name: &str) -> Attempt {
    let Ok(controller) = AbortController::new() else { return Attempt::Failed(0.0) };
    let options = RequestInit::new();
    options.set_mode(RequestMode::NoCors);
    options.set_cache(RequestCache::NoStore);
    options.set_credentials(RequestCredentials::Omit);
    options.set_signal(Some(&controller.signal()));
    let began = now();
    let asked = window.fetch_with_str_and_init(&format!("https://{name}:3389/"), &options);
    let ended = within(asked, HOST_MS).await;
    let took = now() - began;
    controller.abort();
    match ended {
        None => Attempt::Silent,
        Some(Ok(_)) => Attempt::Completed,
        Some(Err(_)) => Attempt::Failed(took),
    }
}

async fn socket(name: &str) -> Attempt {
    let began = now();
    // It throws for a kind of connection that is not allowed here.
    let Ok(socket) = WebSocket::new(&format!("wss://{name}:3389/")) else { return Attempt::Refused };
    let mut listeners = Vec::new();
    let ended = Promise::new(&mut |resolve, _| {
        for name in ["open", "close"] {
            let resolve = resolve.clone();
            listeners.push(EventListener::once(&socket, name, move |event| {
                // The code of a close, 0 for an open connection. Settles a promise, which cannot fail.
                let code = event.dyn_ref::<CloseEvent>().map_or(0, CloseEvent::code);
                let _ = resolve.call1(&JsValue::NULL, &code.into());
            }));
        }
    });
    let ended = within(ended, HOST_MS).await;
    let took = now() - began;
    // Closing fails only for arguments that are not given here.
    let _ = socket.close();
    match ended.and_then(Result::ok).and_then(|code| code.as_f64()).map(|code| code as u16) {
        None => Attempt::Silent,
        Some(0) => Attempt::Completed,
        Some(1_015) => Attempt::Certificate,
        Some(_) => Attempt::Failed(took),
    }
}
