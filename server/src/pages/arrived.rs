//! When a page or mail of somebody else brings answers: ask before they count. What was tried is not taken over at all.

use askama::Template;
use axum::response::{IntoResponse, Response};
use diagnosis::words::{TrailRow, trail};
use diagnosis::{Evidence, Surface, consult};

use crate::layout::Shell;
use crate::page::Page;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "arrived.html")]
struct ArrivedPage<'a> {
    shell: Shell<'a>,
    trail: Vec<TrailRow>,
    /// Whether results of steps were left out.
    dropped: bool,
    on: String,
}

/// The page, if the request brings answers from elsewhere. `on` makes the address to go on with.
pub(crate) fn page(visit: &Visit, evidence: &Evidence, on: impl Fn(&str) -> String) -> Option<Response> {
    if !visit.brings_answers(evidence) {
        return None;
    }
    let mut kept = evidence.clone();
    kept.drop_results();
    let case = visit.print(&kept);
    let consultation = consult(visit.base(), &kept, &Surface::default());
    let page = ArrivedPage {
        shell: Shell::new(visit, visit.w().say("arrived.heading")).unlisted(),
        trail: trail(visit.base(), visit.words(), visit.places(), &case, &consultation),
        dropped: evidence.tried().next().is_some(),
        on: on(&case),
    };
    Some(Page::new(page.shell.policy(), page).into_response())
}
