//! Pages of plain prose: privacy and accessibility.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::config::Who;
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
    let who = match visit.portal().config.probe.who {
        Who::Network => "privacy.looks-network",
        Who::Code => "privacy.looks-code",
    };
    let looks = visit.portal().lookout.is_some();
    let (lede, more) =
        if looks { ("privacy.lede-looks", &["privacy.looks", who][..]) } else { ("privacy.lede", &[][..]) };
    page(&visit, ["privacy.heading", lede, "privacy.body"], more)
}

/// `/accessibility`
pub(crate) async fn accessibility(visit: Visit) -> Response {
    page(&visit, ["accessibility.heading", "accessibility.lede", "accessibility.body"], &[])
}

/// A page from its three phrases, and more at its end.
fn page(visit: &Visit, phrases: [&str; 3], more: &[&str]) -> Response {
    let [heading, lede, mut body] = phrases.map(|key| visit.w().say(key));
    for more in more {
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
