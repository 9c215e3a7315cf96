//! `/read`: what stands in a pasted error box. The answer holds the text masked, and the text goes with the answer: it is
//! neither stored nor logged, and only codes go on.

use askama::Template;
use axum::response::{IntoResponse, Response};
use diagnosis::reading::dialog::{self, Dialog};
use diagnosis::words::{CodeWords, Link};

use super::{other_code, start};
use crate::layout::Shell;
use crate::page::Page;
use crate::visit::{Fields, Visit};

#[derive(Template)]
#[template(path = "read.html")]
struct ReadPage<'a> {
    shell: Shell<'a>,
    heading: String,
    lede: String,
    /// Where to go on with another code; empty for our own.
    go: String,
    /// What was read: label and text.
    facts: Vec<(String, String)>,
    on: Link,
    code_page: Option<Link>,
    /// The text with names masked.
    echo: String,
}

/// Reloading the answer by its address begins anew.
pub(crate) async fn get(visit: Visit) -> Response {
    visit.see_other(&visit.places().page("/"))
}

pub(crate) async fn post(visit: Visit, fields: Fields) -> Response {
    let text = fields.get("text");
    if text.trim().is_empty() {
        return start::page(&visit, Some("start.empty"));
    }
    let dialog = dialog::read(visit.base(), text);
    match dialog.code {
        Some(code) => page(&visit, &dialog, code),
        None => start::page(&visit, Some("start.unreadable")),
    }
}

fn page(visit: &Visit, dialog: &Dialog, code: u32) -> Response {
    let (base, w) = (visit.base(), visit.w());
    let listed = base.codes.iter().position(|c| c.value == code);
    let words = listed.and_then(|position| visit.articles().codes.get(position));
    let ours = listed.and_then(|position| base.codes.get(position)).is_some_and(|c| c.ours);
    let case = visit.print(&dialog::evidence(base, dialog));
    let hex = words.map_or_else(|| hex(code), |words| words.hex.clone());
    let (heading, lede, go) = match words {
        Some(_) if ours => (w.say("read.heading"), w.say("read.lede"), String::new()),
        Some(words) => (other_code::heading(visit, words), words.means.clone(), words.go.clone()),
        None => (w.fill("unlisted.heading", &[("code", &hex)]), w.say("unlisted.text"), w.say("unlisted.go")),
    };
    let on = if ours {
        Link { text: w.say("interview.submit"), href: visit.places().interview(&case) }
    } else {
        Link { text: w.say("other-code.also"), href: other_code::also(visit, listed) }
    };
    let page = ReadPage {
        shell: Shell::new(visit, heading.clone()).unlisted(),
        heading,
        lede,
        go,
        facts: facts(visit, dialog, &hex, words),
        on,
        code_page: words.filter(|_| !ours).map(|words| other_code::link(visit, words)),
        echo: dialog.echo.clone(),
    };
    Page::new(page.shell.policy(), page).unstored().into_response()
}

fn facts(visit: &Visit, dialog: &Dialog, code: &str, words: Option<&CodeWords>) -> Vec<(String, String)> {
    let w = visit.w();
    let with = |number: &str, text: &str| w.fill("read.with", &[("number", number), ("text", text)]);
    let code = words.map_or_else(|| code.to_string(), |words| with(code, &words.title));
    let extended = dialog.extended.map_or_else(
        || w.say("read.extended-none"),
        |value| {
            let position = visit.base().extended.iter().position(|e| e.value == value);
            let words = position.and_then(|position| visit.articles().extended.get(position));
            words.map_or_else(
                || with(&hex(value), &w.say("read.extended-unknown")),
                |words| with(&words.hex, &words.means),
            )
        },
    );
    let time = dialog.time.clone().map(|time| (w.say("read.time"), time));
    [(w.say("read.code"), code), (w.say("read.extended"), extended)].into_iter().chain(time).collect()
}

/// A number as it stands in error boxes.
pub(crate) fn hex(value: u32) -> String {
    format!("0x{value:X}")
}
