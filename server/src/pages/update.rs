//! `/updates/{id}`: a Windows update that people meet when they search for this error.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use diagnosis::words::Link;

use super::entry::{Entry, Fact, causes, links, sources};
use crate::calendar;
use crate::failure::PageError;
use crate::layout::{Nav, Shell};
use crate::visit::Visit;

pub(crate) async fn get(visit: Visit, Path(id): Path<String>) -> Response {
    let w = visit.w();
    let updates = &visit.articles().reference.updates;
    // People know the number of the package.
    let package = |number: &String| number.trim_start_matches("KB") == id.to_uppercase().trim_start_matches("KB");
    let Some(update) = updates.iter().find(|update| update.id == id) else {
        return match updates.iter().find(|update| update.numbers.iter().any(package)) {
            Some(update) => visit.see_other(&visit.places().page(&format!("/updates/{}", update.id))),
            None => PageError::NotFound.into_response(),
        };
    };
    let list = Link { text: w.say("updates.heading"), href: visit.places().page("/updates") };
    let shell = Shell::new(&visit, update.title.clone()).nav(Nav::Search);
    let facts = [
        Fact::text(w.say("update.released"), calendar::day_or_month(w, &update.released)),
        Fact::text(w.say("update.affects"), &update.affects),
        Fact::name(w.say("update.numbers"), update.numbers.join(" ")),
        Fact::text(w.say("update.way-out"), &update.way_out),
        Fact::text(w.say("update.confirmed"), &update.confirmed),
    ];
    let entry = Entry {
        facts: facts.into_iter().filter(|fact| !fact.text.is_empty()).collect(),
        links: links(w.say("event.points-to"), causes(&visit, &update.causes)).into_iter().collect(),
        sources: sources(&visit, &update.sources),
        ..Entry::new(shell, list, update.title.clone(), update.effect.clone())
    };
    entry.described(&visit, &format!("/updates/{id}"), Some(&update.review)).page(&visit).into_response()
}
