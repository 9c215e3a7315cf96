//! Entry of the second module, with all that the questions do not need: the checks, their pages, and the reader of pasted text.
#![allow(unsafe_code, reason = "what wasm-bindgen makes of an exported function is not safe code")]

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web::battery;
use web_sys::AbortSignal;

fn main() {}

/// Reads what is pasted on the start page.
#[wasm_bindgen]
pub async fn paste() -> Result<(), JsValue> {
    web::read_pasted().await
}

/// Fills in the page of all results.
#[wasm_bindgen]
pub fn details() -> Result<(), JsValue> {
    battery::details::show()
}

/// Offers the look at the visitor's own host.
#[wasm_bindgen]
pub fn host() -> Result<(), JsValue> {
    battery::host::offer()
}

/// Runs checks, named by the ids of their observations with blanks between them, below the base path of the portal. Tells
/// `report` the id and either progress (done and of all, with a blank) or the result as a line of
/// `diagnosis::reading::measurement::report::Told`. Ends when all have ended, or soon after the signal.
#[wasm_bindgen]
pub async fn run(base: String, checks: String, report: Function, signal: AbortSignal) {
    battery::run(base, &checks, signal, move |check, told| {
        // What the page does with it is its own concern.
        let _ = report.call2(&JsValue::NULL, &check.id().into(), &told.into());
    })
    .await;
}
