//! `/myths/{id}`: advice that people give, why we do not, and what to do instead.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use diagnosis::words::Link;

use super::entry::{Entry, Fact, causes, links, sources};
use crate::crosslinks::remedy_link;
use crate::failure::PageError;
use crate::layout::{Nav, Shell};
use crate::markdown;
use crate::visit::Visit;

pub(crate) async fn get(visit: Visit, Path(id): Path<String>) -> Response {
    let w = visit.w();
    let Some(myth) = visit.articles().reference.myths.iter().find(|myth| myth.id == id) else {
        return PageError::NotFound.into_response();
    };
    let list = Link { text: w.say("myths.heading"), href: visit.places().page("/myths") };
    let heading = w.fill("myth.heading", &[("tip", &myth.title)]);
    let shell = Shell::new(&visit, heading.clone()).nav(Nav::Search);
    let remedies = myth.remedies.iter().filter_map(|remedy| remedy_link(&visit, *remedy)).collect();
    let groups = [links(w.say("myth.remedies"), remedies), links(w.say("myth.causes"), causes(&visit, &myth.causes))];
    let entry = Entry {
        facts: vec![
            Fact::text(w.say("myth.verdict"), w.say(&format!("verdict.{}", myth.verdict))),
            Fact::text(w.say("myth.instead"), &myth.instead),
        ],
        prose: markdown::render(visit.places(), &myth.body),
        links: groups.into_iter().flatten().collect(),
        sources: sources(&visit, &myth.sources),
        ..Entry::new(shell, list, heading, myth.reason.clone())
    };
    entry.described(&visit, &format!("/myths/{id}"), Some(&myth.review)).page(&visit).into_response()
}
