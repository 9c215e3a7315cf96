//! What a page says to its reader, apart from how it was made: elements with roles, names, addresses and form fields, and
//! the text in order. Two pages with the same tree look, sound and work alike.

use scraper::node::Element;
use scraper::{ElementRef, Html, Node, Selector};

/// Attributes that decide what an element is, says or does. Classes are among them, because the style sheet is the same.
const TELLING: [&str; 27] = [
    "action",
    "alt",
    "aria-current",
    "aria-describedby",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "aria-live",
    "checked",
    "class",
    "data-copied",
    "data-copy",
    "dir",
    "disabled",
    "for",
    "hidden",
    "href",
    "id",
    "maxlength",
    "method",
    "name",
    "novalidate",
    "required",
    "role",
    "src",
    "type",
    "value",
];
/// Attributes that are there or not, whatever their value.
const SWITCHES: [&str; 5] = ["checked", "disabled", "hidden", "novalidate", "required"];
/// Elements inside which a blank is a blank, not a line break of the template.
const RUNNING_TEXT: [&str; 24] = [
    "a", "b", "button", "code", "dd", "dt", "em", "h1", "h2", "h3", "h4", "label", "li", "p", "pre", "small", "span",
    "strong", "summary", "td", "th", "title", "var", "option",
];

/// What is left out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Without {
    /// Which answer is chosen: a browser keeps that outside the document.
    pub(crate) choice: bool,
    /// The copy buttons, which are there only where scripts run.
    pub(crate) copy_buttons: bool,
}

/// The tree of `<main>`, one line an element or a text. The place of the checks is left out: only one renderer fills it.
pub(crate) fn of_main(html: &str, without: Without) -> Vec<String> {
    let document = Html::parse_document(html);
    let selector = Selector::parse("main").unwrap();
    let main = document.select(&selector).next().unwrap_or_else(|| panic!("no main in {html}"));
    let mut lines = Vec::new();
    children(main, 0, without, &mut lines);
    lines
}

/// The same for what stands inside `<main>`.
pub(crate) fn of_fragment(inner: &str, without: Without) -> Vec<String> {
    of_main(&format!("<!doctype html><body><main>{inner}</main>"), without)
}

/// A page whose own addresses begin with `/`, for comparing pages of servers with different names. A plan names itself whole,
/// because it is printed.
pub(crate) fn without_origin(html: &str) -> String {
    let origin = html.split_once("data-origin=\"").and_then(|(_, rest)| rest.split('"').next());
    origin.filter(|origin| !origin.is_empty()).map_or_else(|| html.to_string(), |origin| html.replace(origin, ""))
}

/// The title of a document.
pub(crate) fn title(html: &str) -> String {
    text_of(html, "head title")
}

/// The text of the first element that a selector finds; empty if there is none.
pub(crate) fn text_of(html: &str, selector: &str) -> String {
    let document = Html::parse_document(html);
    let found = document.select(&Selector::parse(selector).unwrap()).next().map(|e| e.text().collect::<String>());
    squeezed(&found.unwrap_or_default()).trim().to_string()
}

/// Values of an attribute, of all elements that a selector finds.
pub(crate) fn attributes(html: &str, selector: &str, attribute: &str) -> Vec<String> {
    let document = Html::parse_document(html);
    let selector = Selector::parse(selector).unwrap();
    document.select(&selector).filter_map(|e| e.value().attr(attribute)).map(str::to_string).collect()
}

/// Where two trees first differ, with what stands before it; none if they are the same.
pub(crate) fn difference(left: &[String], right: &[String]) -> Option<String> {
    let at = left.iter().zip(right).position(|(a, b)| a != b).unwrap_or(left.len().min(right.len()));
    if at == left.len() && at == right.len() {
        return None;
    }
    let before = left[at.saturating_sub(4)..at].join("\n");
    let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_else(|| "(nothing more)".to_string());
    Some(format!("{before}\n- {}\n+ {}", line(left), line(right)))
}

fn children(element: ElementRef<'_>, depth: usize, without: Without, lines: &mut Vec<String>) {
    let running = RUNNING_TEXT.contains(&element.value().name());
    let (mut text, mut first) = (String::new(), true);
    for child in element.children() {
        match child.value() {
            Node::Text(piece) => text.push_str(piece),
            Node::Element(_) => {
                let Some(child) = ElementRef::wrap(child) else { continue };
                if left_out(child.value(), without) {
                    continue;
                }
                say(&mut text, depth, Blanks { before: running && !first, after: running }, lines);
                first = false;
                lines.push(format!("{}{}", "  ".repeat(depth), described(child.value(), without)));
                sends(child, depth + 1, lines);
                children(child, depth + 1, without, lines);
            }
            _ => {}
        }
    }
    say(&mut text, depth, Blanks { before: running && !first, after: false }, lines);
}

/// What a form sends along unseen. Where in the form it stands means nothing.
fn sends(element: ElementRef<'_>, depth: usize, lines: &mut Vec<String>) {
    if element.value().name() == "form" {
        let hidden = Selector::parse("input[type=hidden]").unwrap();
        let mut sent: Vec<String> = element
            .select(&hidden)
            .map(|field| format!("{}sends {:?}={:?}", "  ".repeat(depth), field.attr("name"), field.attr("value")))
            .collect();
        sent.sort();
        lines.extend(sent);
    }
}

/// Whether a blank at either end of a text separates it from a neighbour.
#[derive(Clone, Copy)]
struct Blanks {
    before: bool,
    after: bool,
}

fn left_out(element: &Element, without: Without) -> bool {
    let copy_button =
        element.name() == "button" && element.attr("type") == Some("button") && element.attr("name").is_none();
    let sent_along = element.name() == "input" && element.attr("type") == Some("hidden");
    element.id() == Some("checks") || sent_along || (without.copy_buttons && copy_button)
}

fn described(element: &Element, without: Without) -> String {
    let mut attributes: Vec<String> = element
        .attrs()
        .filter(|(name, _)| TELLING.contains(name) && !(without.choice && *name == "checked"))
        // The client gives the heading a place for the focus; that is no class and no name.
        .filter(|(name, value)| !(*name == "class" && value.trim().is_empty()))
        .map(
            |(name, value)| {
                if SWITCHES.contains(&name) { name.to_string() } else { format!("{name}={:?}", squeezed(value)) }
            },
        )
        .collect();
    attributes.sort();
    if attributes.is_empty() {
        element.name().to_string()
    } else {
        format!("{} [{}]", element.name(), attributes.join(" "))
    }
}

fn say(text: &mut String, depth: usize, blanks: Blanks, lines: &mut Vec<String>) {
    let squeezed = squeezed(text);
    text.clear();
    let said = if blanks.before { squeezed.as_str() } else { squeezed.trim_start() };
    let said = if blanks.after { said } else { said.trim_end() };
    if !said.is_empty() {
        lines.push(format!("{}{said:?}", "  ".repeat(depth)));
    }
}

/// A run of white space is one blank.
pub(crate) fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '\n' | '\t' | '\r' if out.ends_with(' ') => {}
            ' ' | '\n' | '\t' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
