//! Pages of plain prose: privacy and accessibility.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::layout::Shell;
use crate::markdown;
use crate::page::Page;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "prose.html")]
struct ProsePage<'a> {
    shell: Shell<'a>,
    heading: String,
    lede: String,
    body: String,
}

/// `/privacy`
pub(crate) async fn privacy(visit: Visit) -> Response {
    page(&visit, ["privacy.heading", "privacy.lede", "privacy.body"])
}

/// `/accessibility`
pub(crate) async fn accessibility(visit: Visit) -> Response {
    page(&visit, ["accessibility.heading", "accessibility.lede", "accessibility.body"])
}

/// A page from its three phrases.
fn page(visit: &Visit, phrases: [&str; 3]) -> Response {
    let [heading, lede, body] = phrases.map(|key| visit.w().say(key));
    let page = ProsePage {
        shell: Shell::new(visit, heading.clone()),
        heading,
        lede,
        body: markdown::render(visit.places(), &body),
    };
    Page::new(page.shell.policy(), page).into_response()
}
