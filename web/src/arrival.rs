//! What is done once a step is drawn: title, focus, one announcement, top of the page.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

use crate::{copy, dom};

/// Id of the element that speaks.
const SPEAKER: &str = "announcement";

/// How a step is presented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    /// Title of the document.
    pub title: String,
    /// Said politely, once.
    pub announcement: String,
    /// What gets the focus.
    pub focus: &'static str,
    /// Whether a form here goes to the server and must show that it comes from this page.
    pub gate: bool,
}

/// Puts the element that speaks into the page. It must be there before it has something to say.
///
/// # Errors
/// If there is no document.
pub fn prepare() -> Result<(), JsValue> {
    let document = dom::document()?;
    if document.get_element_by_id(SPEAKER).is_some() {
        return Ok(());
    }
    let speaker: HtmlElement = document.create_element("div")?.dyn_into()?;
    speaker.set_id(SPEAKER);
    speaker.set_attribute("aria-live", "polite")?;
    // Heard, not seen. Set one by one, because a style attribute is forbidden by the portal's content policy.
    let style = speaker.style();
    for (property, value) in [
        ("position", "absolute"),
        ("inline-size", "1px"),
        ("block-size", "1px"),
        ("overflow", "hidden"),
        ("clip-path", "inset(50%)"),
        ("white-space", "nowrap"),
    ] {
        style.set_property(property, value)?;
    }
    document.body().ok_or(JsValue::NULL)?.append_child(&speaker)?;
    Ok(())
}

/// Presents the step that has just been drawn.
pub fn arrive(arrival: &Arrival) {
    // Each part is a help of its own; one that fails must not keep the others from happening.
    let _ = present(arrival);
}

fn present(arrival: &Arrival) -> Result<(), JsValue> {
    let (window, document) = (dom::window()?, dom::document()?);
    document.set_title(&arrival.title);
    let (main, _) = dom::main()?;
    copy::offer(&main)?;
    if arrival.gate {
        allow_own_referrer(&document)?;
    }
    // All changes first: scrolling and moving the focus both wait for the layout, which is then made once.
    let target = focusable(&main, arrival.focus);
    window.scroll_to_with_x_and_y(0.0, 0.0);
    // Without it the page is used as well, only less easily.
    let _ = target.map(|target| target.focus());
    if let Some(speaker) = document.get_element_by_id(SPEAKER) {
        speaker.set_text_content(Some(&arrival.announcement));
    }
    Ok(())
}

/// Says something politely, once.
pub(crate) fn announce(said: &str) {
    if let Some(speaker) = dom::document().ok().and_then(|document| document.get_element_by_id(SPEAKER)) {
        speaker.set_text_content(Some(said));
    }
}

/// Gives the focus to something that takes it only from here, not from the Tab key, as a heading.
pub fn focus(main: &Element, selector: &str) {
    let _ = focusable(main, selector).map(|target| target.focus());
}

/// Something that now takes the focus from here.
fn focusable(main: &Element, selector: &str) -> Option<HtmlElement> {
    let target: HtmlElement = main.query_selector(selector).ok()??.dyn_into().ok()?;
    target.set_attribute("tabindex", "-1").ok()?;
    Some(target)
}

/// Without a referrer a browser also withholds `Origin`, by which the server knows over plain http that a confirmation comes
/// from its own page. The server sends such pages with this policy; a page drawn here has to set it.
fn allow_own_referrer(document: &web_sys::Document) -> Result<(), JsValue> {
    let head = document.query_selector("head")?.ok_or(JsValue::NULL)?;
    if head.query_selector("meta[name=referrer]")?.is_some() {
        return Ok(());
    }
    let meta: Element = document.create_element("meta")?;
    meta.set_attribute("name", "referrer")?;
    meta.set_attribute("content", "same-origin")?;
    head.append_child(&meta)?;
    Ok(())
}
