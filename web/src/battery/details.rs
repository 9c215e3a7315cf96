//! The page of all results: fills in what this tab has measured, and hands it out when the visitor asks for it.
//!
//! The page and all its words come from the server; results come from the tab's memory. Nothing is sent.

use diagnosis::reading::measurement::report::{Check, Told};
use gloo_events::EventListener;
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement};

use super::chart;
use crate::results::{self, Row};

/// Fills in the page.
///
/// # Errors
/// If there is no document.
pub fn show() -> Result<(), JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let document = window.document().ok_or(JsValue::NULL)?;
    let storage = window.session_storage().ok().flatten();
    let kept = |key: &str| storage.as_ref().and_then(|s| s.get_item(key).ok().flatten()).unwrap_or_default();
    let (rows, memory) = (results::read(&kept(results::KEY)), kept(results::MEMORY));
    if rows.is_empty() {
        return Ok(());
    }
    for row in &rows {
        if let Some(place) = document.get_element_by_id(&row.id) {
            fill(&document, &place, row, &told(&memory, &row.id));
        }
    }
    let all = json(&rows, &memory);
    hand_out(&document, "text", text, "text/plain", rows.clone())?;
    hand_out(&document, "json", move |_| format!("{all:#}"), "application/json", rows)?;
    if let Some(print) = offered(&document, "print") {
        EventListener::new(&print, "click", move |_| drop(window.print())).forget();
    }
    Ok(())
}

/// The result of a check as the tab keeps it.
fn told(memory: &str, id: &str) -> Told {
    let line = memory.lines().find_map(|line| line.strip_prefix("check ")?.strip_prefix(id)?.strip_prefix(' '));
    Told(line.unwrap_or_default().to_string())
}

fn fill(document: &Document, place: &Element, row: &Row, told: &Told) {
    let put = |name: &str, text: &str| {
        if let Ok(Some(part)) = place.query_selector(&format!("[data-{name}]")) {
            part.set_text_content(Some(text));
        }
    };
    put("status", &row.status);
    put("meaning", &row.meaning);
    let Ok(Some(figure)) = place.query_selector("[data-chart]") else { return };
    let attribute = |name: &str| figure.get_attribute(name).unwrap_or_default();
    let labels = attribute("data-labels");
    let labels: Vec<&str> = labels.split('|').collect();
    let Some(chart) = Check::of(&row.id).and_then(|check| chart::draw(check, told.chart(), &labels)) else { return };
    let mut said = attribute("data-chart");
    for (name, number) in &chart.figures {
        said = said.replace(&format!("{{{name}}}"), number);
    }
    let svg = format!("<svg class=\"chart\" viewBox=\"0 0 320 {}\" role=\"img\">{}</svg>", chart.height, chart.inside);
    figure.set_inner_html(&svg);
    if let Some(drawn) = figure.first_element_child() {
        // Refused only for a name that is none.
        let _ = drawn.set_attribute("aria-label", &said);
    }
    if let Ok(words) = document.create_element("span") {
        words.set_text_content(Some(&said));
        let _ = figure.append_child(&words);
    }
}

/// A button or link that works only with scripts; shown from now on.
fn offered(document: &Document, name: &str) -> Option<HtmlElement> {
    let button = document.query_selector(&format!("[data-export={name}]")).ok().flatten()?;
    button.remove_attribute("hidden").ok()?;
    button.dyn_into().ok()
}

/// Puts the results behind a link at the moment in which it is clicked, and not before.
fn hand_out(
    document: &Document,
    name: &str,
    content: impl Fn(&[Row]) -> String + 'static,
    kind: &'static str,
    rows: Vec<Row>,
) -> Result<(), JsValue> {
    let Some(link) = offered(document, name) else { return Ok(()) };
    let target = link.clone();
    EventListener::new(&link, "click", move |_| {
        let content = js_sys::encode_uri_component(&content(&rows));
        let _ = target.set_attribute("href", &format!("data:{kind};charset=utf-8,{content}"));
    })
    .forget();
    Ok(())
}

/// One paragraph a check.
fn text(rows: &[Row]) -> String {
    let lines = rows.iter().map(|row| [row.name.as_str(), ": ", &row.status, "\n", &row.meaning].concat());
    lines.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// The same for programs, with figures, finding and the numbers of the chart.
fn json(rows: &[Row], memory: &str) -> Value {
    let row = |row: &Row| {
        let told = told(memory, &row.id);
        let numbers: serde_json::Map<String, Value> =
            told.numbers().into_iter().map(|(name, number)| (name.to_string(), number.into())).collect();
        let chart: Vec<f64> = told.chart().split(',').filter_map(|number| number.parse().ok()).collect();
        json!({
            "check": row.id, "name": row.name, "status": row.status, "meaning": row.meaning,
            "phrase": told.detail(), "numbers": numbers, "finding": told.finding(), "chart": chart,
        })
    };
    json!({ "version": 1, "results": rows.iter().map(row).collect::<Vec<_>>() })
}
