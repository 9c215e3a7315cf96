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
    let looks = visit.portal().lookout.is_some().then_some("privacy.looks");
    page(&visit, ["privacy.heading", "privacy.lede", "privacy.body"], looks)
}

/// `/accessibility`
pub(crate) async fn accessibility(visit: Visit) -> Response {
    page(&visit, ["accessibility.heading", "accessibility.lede", "accessibility.body"], None)
}

/// A page from its three phrases, and one more at its end.
fn page(visit: &Visit, phrases: [&str; 3], more: Option<&str>) -> Response {
    let [heading, lede, mut body] = phrases.map(|key| visit.w().say(key));
    if let Some(more) = more {
        body = format!("{body}\n{}", visit.w().say(more));
    }
    let page = ProsePage {
        shell: Shell::new(visit, heading.clone()),
        heading,
        lede,
        body: markdown::render(visit.places(), &body),
    };
    Page::new(page.shell.policy(), page).into_response()
}
