//! `/codes/extended/{code}` and `/codes/protocol/{code}`: the second line of an error box, and what the other computer
//! says in the protocol.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use diagnosis::reading::dialog;
use diagnosis::words::Link;

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
    let ours = Link { text: w.fill("other-code.link", &[("code", "0x904")]), href: visit.places().page("/codes/0x904") };
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
    entry.described(&visit, &path, None).page().into_response()
}

pub(crate) async fn protocol(visit: Visit, Path(written): Path<String>) -> Response {
    let w = visit.w();
    let number = dialog::number(visit.base(), &written);
    let reasons = &visit.articles().reference.protocol;
    let Some(words) = reasons.iter().find(|reason| Some(reason.value) == number) else {
        return PageError::NotFound.into_response();
    };
    let path = format!("/codes/protocol/{}", words.hex);
    if words.hex != written {
        return visit.see_other(&visit.places().page(&path));
    }
    let list = Link { text: w.say("codes.heading"), href: visit.places().page("/codes") };
    let heading = w.fill("protocol.heading", &[("code", &words.hex), ("title", &words.title)]);
    let shell = Shell::new(&visit, heading.clone()).nav(Nav::Codes);
    let entry = Entry {
        facts: vec![
            Fact::text(w.say("code.column-decimal"), words.value.to_string()),
            Fact::name(w.say("code.name"), &words.name),
            Fact::text(w.say("code.family"), w.say(&format!("code-family.{}", words.family))),
            Fact::text(w.say("other-code.go"), &words.go),
        ],
        caution: if words.sure { String::new() } else { w.say("event.unsure") },
        links: links(w.say("event.points-to"), causes(&visit, &words.causes)).into_iter().collect(),
        sources: sources(&visit, std::slice::from_ref(&words.source)),
        ..Entry::new(shell, list, heading, words.means.clone())
    };
    entry.described(&visit, &path, None).page().into_response()
}
