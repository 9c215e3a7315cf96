//! `/codes/extended/{code}` and `/codes/protocol/{code}`: the second line of an error box, and what the other computer
//! says in the protocol.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use diagnosis::reading::dialog;
use diagnosis::words::Link;
use diagnosis::words::reference::ReasonWords;

use super::entry::{Entry, Fact, causes, links, sources};
use crate::failure::PageError;
use crate::layout::{Nav, Shell};
use crate::visit::Visit;

/// The extended code that most reports of 0x904 show.
const SEVEN: u32 = 7;

pub(crate) async fn extended(visit: Visit, Path(written): Path<String>) -> Response {
    let (base, w) = (visit.base(), visit.w());
    let number = dialog::number(base, &written);
    let position = number.and_then(|n| base.extended.iter().position(|code| code.value == n));
    let Some((value, words)) = position.and_then(|p| Some((base.extended[p].value, visit.articles().extended.get(p)?)))
    else {
        return PageError::NotFound.into_response();
    };
    let path = format!("/codes/extended/{}", words.hex);
    if words.hex != written {
        return visit.see_other(&visit.places().page(&path));
    }
    let list = Link { text: w.say("codes.heading"), href: visit.places().page("/codes") };
    let heading = w.fill("extended.short", &[("code", &words.hex)]);
    let shell = Shell::new(&visit, heading.clone()).nav(Nav::Codes);
    let ours =
        Link { text: w.fill("other-code.link", &[("code", "0x904")]), href: visit.places().page("/codes/0x904") };
    let entry = Entry {
        facts: vec![
            Fact::text(w.say("code.column-decimal"), value.to_string()),
            Fact::name(w.say("code.name"), &words.name),
        ],
        caution: if value == SEVEN { w.say("extended.seven") } else { String::new() },
        links: links(w.say("extended.read-on"), vec![ours]).into_iter().collect(),
        sources: sources(&visit, std::slice::from_ref(&words.source)),
        ..Entry::new(shell, list, heading, words.means.clone())
    };
    entry.described(&visit, &path, Some(&visit.articles().code_review)).page(&visit).into_response()
}

/// The address of a reason's page.
pub(crate) fn path(reason: &ReasonWords) -> String {
    let list = if reason.negotiation { "negotiation" } else { "protocol" };
    format!("/codes/{list}/{}", reason.hex)
}

pub(crate) async fn protocol(visit: Visit, Path(written): Path<String>) -> Response {
    reason(&visit, &written, false)
}

pub(crate) async fn negotiation(visit: Visit, Path(written): Path<String>) -> Response {
    reason(&visit, &written, true)
}

/// The phrase of its heading.
pub(crate) fn heading(reason: &ReasonWords) -> &'static str {
    if reason.negotiation { "negotiation.heading" } else { "protocol.heading" }
}

fn reason(visit: &Visit, written: &str, negotiation: bool) -> Response {
    let w = visit.w();
    let number = dialog::number(visit.base(), written);
    let reasons = &visit.articles().reference.protocol;
    let Some(words) = reasons.iter().find(|reason| reason.negotiation == negotiation && Some(reason.value) == number)
    else {
        return PageError::NotFound.into_response();
    };
    let path = path(words);
    if words.hex != written {
        return visit.see_other(&visit.places().page(&path));
    }
    let list = Link { text: w.say("codes.heading"), href: visit.places().page("/codes") };
    let heading = w.fill(heading(words), &[("code", &words.hex), ("title", &words.title)]);
    let shell = Shell::new(visit, heading.clone()).nav(Nav::Codes);
    let entry = Entry {
        facts: vec![
            Fact::text(w.say("code.column-decimal"), words.value.to_string()),
            Fact::name(w.say("code.name"), &words.name),
            Fact::text(w.say("code.family"), w.say(&format!("code-family.{}", words.family))),
            Fact::text(w.say("other-code.go"), &words.go),
        ],
        caution: if words.sure { String::new() } else { w.say("event.unsure") },
        links: links(w.say("event.points-to"), causes(visit, &words.causes)).into_iter().collect(),
        sources: sources(visit, std::slice::from_ref(&words.source)),
        ..Entry::new(shell, list, heading, words.means.clone())
    };
    entry.described(visit, &path, Some(&visit.articles().reference.protocol_review)).page(visit).into_response()
}
