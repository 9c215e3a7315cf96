//! What other programs read: sitemap, feed of changes, search descriptor, list of pages with their review dates.

use askama::Template;
use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use diagnosis::words::reference::Review;
use serde::Serialize;

use crate::calendar;
use crate::catalogue::{Entry, Kind, entries};
use crate::failure::PageError;
use crate::visit::Visit;

/// Entries of the feed.
const NEWEST: usize = 50;
/// Pages that are no entries of the knowledge.
const OTHERS: [&str; 14] = [
    "/",
    "/causes",
    "/codes",
    "/events",
    "/updates",
    "/myths",
    "/glossary",
    "/collector",
    "/evidence",
    "/how-we-estimate",
    "/self-check",
    "/privacy",
    "/accessibility",
    "/contact",
];

#[derive(Template)]
#[template(path = "sitemap.xml", escape = "html")]
struct Sitemap {
    /// Address and date of the last change, which may be empty.
    pages: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "feed.xml", escape = "html")]
struct Feed {
    language: String,
    title: String,
    author: String,
    start: String,
    own: String,
    updated: String,
    entries: Vec<Change>,
}

struct Change {
    address: String,
    title: String,
    summary: String,
    /// Whether the summary is what changed.
    told: bool,
    updated: String,
}

#[derive(Template)]
#[template(path = "opensearch.xml", escape = "html")]
struct Descriptor {
    name: String,
    description: String,
    search: String,
    icon: String,
}

/// A page in the list for machines.
#[derive(Serialize)]
struct Listed {
    path: String,
    kind: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_reviewed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    review_due: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    overdue: Option<bool>,
}

/// Everything that has an address of its own: anchors within a page are left out.
fn pages(visit: &Visit) -> Vec<Entry> {
    let mut pages = entries(visit.base(), visit.language());
    pages.retain(|entry| !entry.path.contains('#'));
    pages
}

/// `/sitemap.xml`
pub(crate) async fn sitemap(visit: Visit) -> Response {
    let entries = pages(&visit);
    let reviewed = |entry: &Entry| entry.review.as_ref().map_or_else(String::new, |review| review.last.clone());
    let others = OTHERS.iter().map(|path| (visit.absolute(path), String::new()));
    let all = others.chain(entries.iter().map(|entry| (visit.absolute(&entry.path), reviewed(entry))));
    xml("application/xml", &Sitemap { pages: all.collect() })
}

/// `/feed.atom`: the pages in the order of their last review, the newest first. What changed then is told, if the entry says
/// so; otherwise what the page is about.
pub(crate) async fn feed(visit: Visit) -> Response {
    let w = visit.w();
    let change = |path: &str, title: String, summary: String, review: &Review| Change {
        address: visit.absolute(path),
        title,
        told: !review.changed.is_empty(),
        summary: if review.changed.is_empty() { summary } else { review.changed.clone() },
        updated: format!("{}T00:00:00Z", review.last),
    };
    let mut changes: Vec<Change> = Vec::new();
    // What is reviewed as a table changes as one: a hundred entries of the same day would hide everything else.
    for entry in pages(&visit).into_iter().filter(|entry| !matches!(entry.kind, Kind::Code | Kind::Event)) {
        changes.extend(entry.review.map(|review| change(&entry.path, entry.title, entry.summary, &review)));
    }
    let articles = visit.articles();
    let (codes, reasons) = (&articles.code_review, &articles.reference.protocol_review);
    let codes = if codes.last < reasons.last { reasons } else { codes };
    for (path, key, review) in [("/codes", "codes", codes), ("/events", "events", &articles.reference.event_review)] {
        let (title, summary) = (w.say(&format!("{key}.heading")), w.say(&format!("{key}.lede")));
        changes.push(change(path, title, summary, review));
    }
    // Of the same day, those that say what changed come first.
    changes.sort_by(|a, b| b.updated.cmp(&a.updated).then(b.told.cmp(&a.told)).then_with(|| a.address.cmp(&b.address)));
    changes.truncate(NEWEST);
    let feed = Feed {
        language: visit.language().tag.to_string(),
        title: w.say("feed.title"),
        author: w.say("product"),
        start: visit.absolute("/"),
        own: visit.absolute("/feed.atom"),
        updated: changes.first().map_or_else(String::new, |change| change.updated.clone()),
        entries: changes,
    };
    xml("application/atom+xml", &feed)
}

/// `/opensearch.xml`: lets a browser search here from its address bar.
pub(crate) async fn opensearch(visit: Visit) -> Response {
    let icon = crate::assets::name("favicon.svg").unwrap_or("favicon.svg");
    let descriptor = Descriptor {
        name: visit.w().say("product"),
        description: visit.w().say("search.label"),
        search: visit.absolute("/search?q={searchTerms}"),
        icon: visit.absolute(&format!("/assets/{icon}")),
    };
    xml("application/opensearchdescription+xml", &descriptor)
}

/// `/api/v1/pages.json`: every page with its review dates, for whoever keeps them fresh.
pub(crate) async fn list(visit: Visit) -> Response {
    let listed = |entry: Entry| Listed {
        kind: entry.kind.word(),
        path: visit.places().page(&entry.path),
        title: entry.title,
        last_reviewed: entry.review.as_ref().map(|review| review.last.clone()),
        review_due: entry.review.as_ref().and_then(|review| calendar::after(&review.last, review.days)),
        overdue: entry.review.as_ref().map(|review| calendar::is_past(visit.portal().clock, &review.last, review.days)),
    };
    Json(pages(&visit).into_iter().map(listed).collect::<Vec<Listed>>()).into_response()
}

fn xml(kind: &'static str, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => ([(header::CONTENT_TYPE, kind)], text).into_response(),
        Err(error) => PageError::internal(error).into_response(),
    }
}
