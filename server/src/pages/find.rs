//! `/search`: one field for everything.

use askama::Template;
use axum::response::{IntoResponse, Response};
use diagnosis::words::Link;

use crate::layout::{Nav, Shell};
use crate::page::Page;
use crate::search::{Found, Hit, LONGEST, Piece, SHOWN};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    shell: Shell<'a>,
    query: String,
    /// How many were found, for the eye and for screen readers; empty without a query.
    status: String,
    /// What was searched for instead, and a link to what was typed.
    corrected: Option<(String, Link)>,
    /// That a code is not in our lists, and where they are.
    unlisted: Option<(String, Link)>,
    results: Vec<Row>,
}

struct Row {
    kind: String,
    link: Link,
    snippet: Vec<Piece>,
}

pub(crate) async fn get(visit: Visit) -> Response {
    let w = visit.w();
    let query: String = visit.asked_for("q").unwrap_or_default().trim().chars().take(LONGEST).collect();
    let exactly = visit.asked_for("exactly").is_some();
    let search = visit.knowledge().search(visit.language()).filter(|_| !query.is_empty());
    let found = search.map(|search| search.find(&query, exactly));
    let found = match found.transpose() {
        Ok(found) => found.unwrap_or_default(),
        Err(error) => return crate::failure::PageError::internal(error).into_response(),
    };
    let page = SearchPage {
        shell: Shell::new(&visit, w.say("search.heading")).nav(Nav::Search).unlisted(),
        status: status(&visit, &query, &found),
        corrected: found.corrected.as_ref().map(|corrected| {
            let typed = form_urlencoded::Serializer::new(String::new())
                .append_pair("q", &query)
                .append_pair("exactly", "1")
                .finish();
            let link = Link { text: w.say("search.instead"), href: visit.places().page(&format!("/search?{typed}")) };
            (corrected.clone(), link)
        }),
        unlisted: found.unlisted.as_ref().map(|code| {
            let link = Link { text: w.say("search.codes"), href: visit.places().page("/codes") };
            (w.fill("search.unlisted", &[("code", code)]), link)
        }),
        results: found.hits.into_iter().map(|hit| row(&visit, hit)).collect(),
        query,
    };
    Page::new(page.shell.policy(), page).into_response()
}

fn status(visit: &Visit, query: &str, found: &Found) -> String {
    let n = found.hits.len();
    match n {
        _ if query.is_empty() => String::new(),
        // There may be more that fit less well.
        SHOWN => visit.w().fill("search.most", &[("n", &n.to_string())]),
        _ => visit.w().count("search.found", n, &[]),
    }
}

fn row(visit: &Visit, hit: Hit) -> Row {
    Row {
        kind: visit.w().say(&format!("search.{}", hit.kind.word())),
        link: Link { text: hit.title, href: visit.places().page(&hit.path) },
        snippet: hit.snippet,
    }
}
