//! Entry of the third module: reads on the page itself what a machine says.
#![allow(unsafe_code, reason = "what wasm-bindgen makes of an exported function is not safe code")]

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

/// Takes up the work on the page; from then on nothing that is pasted or chosen is sent.
#[wasm_bindgen]
pub async fn begin() -> Result<(), JsValue> {
    web::reader::begin().await
}
