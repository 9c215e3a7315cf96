//! The client: takes over from the server's pages at the next Continue, and runs the checks meanwhile.
//!
//! Read in this order: [`state`] decides, [`client`] does what it says, [`listeners`] hears, [`components`] draw. [`battery`]
//! measures; with [`paste`] it becomes a module of its own, `src/bin/battery.rs`, which only those load who need it. So does
//! [`reader`], `src/bin/reader.rs`, on the page for what machines say. When anything here fails, the page simply stays: the
//! server's forms and links go on working.

pub mod arrival;
pub mod battery;
pub mod client;
pub mod components;
mod copy;
mod dom;
mod listeners;
pub mod paste;
pub mod portal;
pub mod reader;
pub mod results;
pub mod state;

use wasm_bindgen::JsValue;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Begins, once the page has loaded.
pub fn start() {
    wasm_bindgen_futures::spawn_local(async {
        if let Err(why) = begin().await {
            dom::log(&why.as_string().unwrap_or_else(|| format!("{why:?}")));
        }
    });
}

/// Takes up the work on the start page, from the second module: nobody needs its reader in the interview.
///
/// # Errors
/// If the model cannot be had or read; the text then goes to the server, which reads it as well.
pub async fn read_pasted() -> Result<(), JsValue> {
    let (main, facts) = dom::main()?;
    paste::begin(&main, facts).await
}

async fn begin() -> Result<(), JsValue> {
    let (main, facts) = dom::main()?;
    match facts.step.as_str() {
        "interview" | "plan" => client::begin(main, facts).await,
        _ => Ok(()),
    }
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests;
