//! The start page: a pasted error box is read and masked here, and only codes go on.

use diagnosis::KnowledgeBase;
use diagnosis::knowledge_base::Model;
use diagnosis::pack::unpack;
use diagnosis::reading::dialog;
use diagnosis::transcript;
use diagnosis::words::Places;
use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};

use crate::dom;
use crate::portal::Facts;

/// Takes up the work on the start page.
///
/// # Errors
/// If the model cannot be had or read; the text then goes to the server, which reads it as well.
pub async fn begin(main: &HtmlElement, facts: Facts) -> Result<(), JsValue> {
    let Some(form) = main.query_selector("form[data-paste], #paste-form, #read")? else { return Ok(()) };
    let Some(field) = form.query_selector("textarea")? else { return Ok(()) };
    let field: HtmlTextAreaElement = field.dyn_into()?;
    let model: Model =
        unpack(&dom::fetch(&facts.pack(&facts.model)).await?).map_err(|e| JsValue::from_str(&e.to_string()))?;
    let base = KnowledgeBase::new(model);
    tell(main)?;
    let places = Places { base: facts.base, ..Places::default() };
    let submitted = EventListener::new_with_options(
        &form,
        "submit",
        EventListenerOptions::enable_prevent_default(),
        move |event| {
            let read = read(&base, &places, &field.value());
            // Whoever comes back to this page finds the text without names; and what the server gets to see of a text
            // without a known code has none either.
            field.set_value(&read.echo);
            let Some(address) = read.address else { return };
            if dom::window().and_then(|w| w.location().assign(&address)).is_ok() {
                event.prevent_default();
            }
        },
    );
    submitted.forget();
    Ok(())
}

/// A text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Where to go on, with codes only; none if the text holds no code that we know. The server then says what is missing.
    pub address: Option<String>,
    /// The text with names masked.
    pub echo: String,
}

/// Reads a pasted text.
pub fn read(base: &KnowledgeBase, places: &Places, text: &str) -> Read {
    let dialog = dialog::read(base, text);
    let known = dialog.code.is_some_and(|code| base.codes.iter().any(|c| c.value == code));
    let evidence = dialog::evidence(base, &dialog);
    let address = known.then(|| places.interview(&transcript::print(base, &evidence)));
    Read { address, echo: dialog.echo }
}

/// The hint at the field says which of the two ways the text takes.
fn tell(main: &Element) -> Result<(), JsValue> {
    if let Some(hint) = main.query_selector("[data-with-scripts]")? {
        hint.set_text_content(hint.get_attribute("data-with-scripts").as_deref());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
