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
    page(&visit, "privacy")
}

/// `/accessibility`
pub(crate) async fn accessibility(visit: Visit) -> Response {
    page(&visit, "accessibility")
}

fn page(visit: &Visit, name: &str) -> Response {
    let say = |part: &str| visit.w().say(&format!("{name}.{part}"));
    let page = ProsePage {
        shell: Shell::new(visit, say("heading")),
        heading: say("heading"),
        lede: say("lede"),
        body: markdown::render(visit.places(), &say("body")),
    };
    Page::new(page.shell.policy(), page).into_response()
}
