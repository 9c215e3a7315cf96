//! Copy buttons on the pages that this client draws. On the server's pages its script `copy.js` does the same.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, HtmlElement};

use crate::dom;

/// How long a button says that it has copied.
const SAID: u32 = 4_000;

/// Gives each block that can be copied its button.
///
/// # Errors
/// If the document does not take them.
pub(crate) fn offer(main: &Element) -> Result<(), JsValue> {
    let blocks = main.query_selector_all("[data-copy]")?;
    for block in (0..blocks.length()).filter_map(|i| blocks.get(i)?.dyn_into::<Element>().ok()) {
        if block.query_selector("button")?.is_none() {
            equip(&block)?;
        }
    }
    Ok(())
}

fn equip(block: &Element) -> Result<(), JsValue> {
    let Some(label) = block.query_selector("span")? else { return Ok(()) };
    let button: HtmlElement = dom::document()?.create_element("button")?.dyn_into()?;
    button.set_attribute("type", "button")?;
    button.set_class_name("btn quiet small");
    name(block, &button, "data-copy")?;
    label.after_with_node_1(&button)?;
    let (owner, block) = (button.clone(), block.clone());
    let pressed = Closure::<dyn Fn()>::new(move || spawn_local(copied(block.clone(), button.clone())));
    owner.set_onclick(Some(pressed.as_ref().unchecked_ref()));
    // The browser drops it together with the button.
    drop(pressed.into_js_value());
    Ok(())
}

fn name(block: &Element, button: &HtmlElement, word: &str) -> Result<(), JsValue> {
    let word = block.get_attribute(word).unwrap_or_default();
    let label = block.query_selector("span")?.and_then(|l| l.text_content()).unwrap_or_default();
    button.set_text_content(Some(&word));
    button.set_attribute("aria-label", &format!("{word}: {label}"))
}

async fn copied(block: Element, button: HtmlElement) {
    let Ok(Some(source)) = block.query_selector("pre") else { return };
    if write(&source).await.is_ok() {
        let _ = name(&block, &button, "data-copied");
        gloo_timers::future::TimeoutFuture::new(SAID).await;
        let _ = name(&block, &button, "data-copy");
    } else if let Ok(Some(selection)) = dom::window().and_then(|w| w.get_selection()) {
        // No right to the clipboard, for example over plain http: select the text, so that one key copies it.
        let _ = selection.select_all_children(&source);
    }
}

async fn write(source: &Element) -> Result<(), JsValue> {
    let window = dom::window()?;
    if !window.is_secure_context() {
        return Err(JsValue::NULL);
    }
    let text = source.text_content().unwrap_or_default();
    JsFuture::from(window.navigator().clipboard().write_text(&text)).await?;
    Ok(())
}
