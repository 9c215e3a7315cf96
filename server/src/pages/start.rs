//! `/`: paste the error, or begin without it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use diagnosis::words::{StationView, line};
use diagnosis::{Evidence, Surface, consult};

use crate::layout::Shell;
use crate::page::Page;
use crate::visit::Visit;

/// The case of somebody who has error 0x904 and nothing else to tell.
pub(crate) const OUR_CASE: &str = "code=0x904";

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage<'a> {
    shell: Shell<'a>,
    /// What is wrong with the pasted text; empty if nothing is.
    wrong: String,
    line: Vec<StationView>,
    /// Where somebody without the text goes on.
    without: String,
    /// What to type on a phone.
    address: String,
}

pub(crate) async fn get(visit: Visit) -> Response {
    page(&visit, None)
}

/// The page, with the key of what is wrong if the text could not be read. It never holds the text.
pub(crate) fn page(visit: &Visit, wrong: Option<&str>) -> Response {
    let shell = Shell::new(visit, visit.w().say("start.heading")).client(visit, "start", "");
    let shell = if wrong.is_some() { shell.wrong() } else { shell };
    let stations = consult(visit.base(), &Evidence::default(), &Surface::default()).line;
    let page = StartPage {
        wrong: wrong.map_or_else(String::new, |key| visit.w().say(key)),
        line: line(visit.words(), &stations),
        without: visit.places().interview(OUR_CASE),
        address: format!("{}{}", visit.host(), visit.portal().base_path()),
        shell,
    };
    let page = Page::new(page.shell.policy(), page);
    if wrong.is_some() {
        page.status(StatusCode::UNPROCESSABLE_ENTITY).unstored().into_response()
    } else {
        page.into_response()
    }
}
