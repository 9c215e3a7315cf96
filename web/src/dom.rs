//! The document, as far as the client touches it by hand.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Document, Element, HtmlElement, HtmlInputElement, Location, Response, Storage, Window};

use crate::portal::Facts;
use crate::results::{self, MEMORY};
use crate::state::Landing;

/// Name under which `server/build.rs` lets the start script offer the battery.
const BATTERY: &str = "fix904Battery";

/// The window. There always is one where this runs.
pub(crate) fn window() -> Result<Window, JsValue> {
    web_sys::window().ok_or(JsValue::NULL)
}

/// The document.
pub(crate) fn document() -> Result<Document, JsValue> {
    window()?.document().ok_or(JsValue::NULL)
}

/// `<main>`, and the facts that the server has put there; none where no client is wanted.
pub(crate) fn main() -> Result<(HtmlElement, Facts), JsValue> {
    let main: HtmlElement = document()?.get_element_by_id("main").ok_or(JsValue::NULL)?.dyn_into()?;
    let fact = |name: &str| main.get_attribute(name).unwrap_or_default();
    let facts = Facts {
        base: fact("data-base"),
        model: fact("data-model"),
        words: fact("data-words"),
        steps: fact("data-steps"),
        step: fact("data-step"),
        looks: main.has_attribute("data-looks"),
    };
    Ok((main, facts))
}

/// Path and query of this page.
pub(crate) fn address() -> String {
    let part = |of: fn(&Location) -> Result<String, JsValue>| {
        window().ok().and_then(|w| of(&w.location()).ok()).unwrap_or_default()
    };
    format!("{}{}", part(Location::pathname), part(Location::search))
}

/// The page as the server sent it, with the case that it shows. That can be less than the address: results of steps in a
/// foreign link, for example, are dropped. On the answer to a form the address holds none at all.
pub(crate) fn landing(main: &Element, facts: &Facts) -> Landing {
    let value = |selector: &str| {
        let input = main.query_selector(selector).ok().flatten()?.dyn_into::<HtmlInputElement>().ok()?;
        Some(input.value())
    };
    Landing {
        transcript: main.get_attribute("data-case").unwrap_or_default(),
        question: value("input[name=q]").filter(|_| facts.step == "interview"),
        chosen: value("input[name=a]:checked"),
        memory: memory(),
        address: address(),
    }
}

/// Chooses an answer in the server's form.
pub(crate) fn choose(main: &Element, answer: &str) {
    let Ok(choices) = main.query_selector_all("input[name=a]") else { return };
    let choices = (0..choices.length()).filter_map(|i| choices.get(i)?.dyn_into::<HtmlInputElement>().ok());
    for choice in choices.filter(|c| c.value() == answer) {
        choice.set_checked(true);
    }
}

/// Takes the focus from what has it in here.
pub(crate) fn unfocus(main: &Element) {
    let focused = document().ok().and_then(|document| document.active_element());
    let focused = focused.filter(|focused| main.contains(Some(focused)));
    if let Some(focused) = focused.and_then(|focused| focused.dyn_into::<HtmlElement>().ok()) {
        // If it stays, nothing is lost but time.
        let _ = focused.blur();
    }
}

/// Bytes of an address; nothing unless the answer is good.
pub(crate) async fn fetch(address: &str) -> Result<Vec<u8>, JsValue> {
    let response: Response = JsFuture::from(window()?.fetch_with_str(address)).await?.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::from_str(&response.status_text()));
    }
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Loads the battery, lets it run these checks, and waits for its end. `report` gets a check and what is told of it.
///
/// # Errors
/// If it cannot be loaded, or broke off.
pub(crate) async fn battery(
    base: &str,
    checks: &str,
    signal: &AbortSignal,
    report: impl Fn(String, String) + 'static,
) -> Result<(), JsValue> {
    let window = window()?;
    // The script that starts this program knows under which names the battery lies.
    let load: Function = Reflect::get(&window, &BATTERY.into())?.dyn_into()?;
    let report = Closure::<dyn Fn(String, String)>::new(report);
    let order = Array::of4(&base.into(), &checks.into(), report.as_ref(), signal);
    let ended: Promise = load.apply(&window, &order)?.dyn_into()?;
    JsFuture::from(ended).await?;
    Ok(())
}

/// What this tab remembers. A browser may refuse it; then there is nothing.
pub(crate) fn memory() -> String {
    storage().and_then(|s| s.get_item(MEMORY).ok()?).unwrap_or_default()
}

/// Keeps the memory of this tab.
pub(crate) fn remember(memory: &str) {
    keep(MEMORY, memory);
}

/// Keeps the results in words for the page that shows all of them.
pub(crate) fn remember_results(results: &str) {
    keep(results::KEY, results);
}

fn keep(key: &str, text: &str) {
    if let Some(storage) = storage() {
        // Full or forbidden storage costs the restoring of a choice after a reload, and that page; nothing else.
        let _ = storage.set_item(key, text);
    }
}

fn storage() -> Option<Storage> {
    window().ok()?.session_storage().ok()?
}

/// One line in the browser's console, for whoever looks after the portal.
pub(crate) fn log(why: &str) {
    web_sys::console::warn_1(&JsValue::from_str(&format!("fix904: the page stays as it is: {why}")));
}
