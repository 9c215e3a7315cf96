//! Entry of the battery: a module of its own, so that nobody loads it before checks are to run.
#![allow(unsafe_code, reason = "what wasm-bindgen makes of an exported function is not safe code")]

use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};
use web::battery;
use web_sys::AbortSignal;

fn main() {}

/// Runs the checks of an order and tells `report` of each, in the form of `diagnosis::reading::measurement::report`. Ends when
/// all have ended, or soon after the signal.
///
/// # Errors
/// If the order cannot be read.
#[wasm_bindgen]
pub async fn run(order: Vec<u8>, report: Function, signal: AbortSignal) -> Result<(), JsError> {
    let order = postcard::from_bytes(&order)?;
    battery::run(order, signal, move |said| {
        if let Ok(bytes) = postcard::to_allocvec(said) {
            // What the page does with it is its own concern.
            let _ = report.call1(&JsValue::NULL, &Uint8Array::from(bytes.as_slice()));
        }
    })
    .await;
    Ok(())
}
