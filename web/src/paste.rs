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
    let places = Places { base: facts.base };
    let submitted = EventListener::new_with_options(
        &form,
        "submit",
        EventListenerOptions::enable_prevent_default(),
        move |event| {
            let Some(read) = read(&base, &places, &field.value()) else { return };
            let going = dom::window().and_then(|w| w.location().assign(&read.address));
            if going.is_ok() {
                event.prevent_default();
                // Whoever comes back to this page finds the text without names.
                field.set_value(&read.echo);
            }
        },
    );
    submitted.forget();
    Ok(())
}

/// A text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Where to go on, with codes only.
    pub address: String,
    /// The text with names masked.
    pub echo: String,
}

/// Reads a pasted text; none if it holds no code of ours. The server then says what else it is.
pub fn read(base: &KnowledgeBase, places: &Places, text: &str) -> Option<Read> {
    let dialog = dialog::read(base, text);
    let code = dialog.code?;
    base.codes.iter().find(|c| c.value == code && c.ours)?;
    let evidence = dialog::evidence(base, &dialog);
    Some(Read { address: places.interview(&transcript::print(base, &evidence)), echo: dialog.echo })
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
