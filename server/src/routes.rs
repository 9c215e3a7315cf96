//! The whole route table.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::failure::{PageError, panicked, with_page};
use crate::pages::{
    cause, causes, code, collector, confirm, contact, event, evidence, find, glossary, interview, lookup, method, myth,
    observation, plan, probe, prose, read, reason, remedy, self_check as self_check_pages, start, update,
};
use crate::portal::Portal;
use crate::{assets, feeds, health, packs, qr, schemas, security, self_check, telemetry};

/// A pasted box has at most 16,000 letters, which a form may write with three bytes for each byte.
const LARGEST_BODY: usize = 64 * 1024;
/// A case of all observations has less than 4 KiB, which a form may write with three bytes for each byte; and a name.
const SMALL_BODY: usize = 16 * 1024;
/// No page takes longer than a fraction of a second; what does is stuck.
pub(crate) const LONGEST_REQUEST: Duration = Duration::from_secs(10);
/// A file of the largest size at 1 Mbit/s, and time to spare.
const LONGEST_UPLOAD: Duration = Duration::from_secs(90);

/// The portal as a service, below the path of its base address.
pub fn app(portal: &Portal) -> Router {
    let pages = Router::new()
        .route("/read", get(read::get).post(read::post))
        .route("/evidence/taken", get(evidence::get_taken).post(evidence::post_taken))
        .route("/diagnose", get(interview::get).post(interview::post))
        .route("/plan", get(plan::get).post(plan::post))
        .route("/plan/confirm", get(confirm::get).post(confirm::post))
        .route("/collector", get(collector::get))
        .route("/collector/collect.ps1", get(collector::file))
        .route("/probe", get(probe::get).post(probe::post).layer(DefaultBodyLimit::max(SMALL_BODY)))
        .route("/probe/taken", get(probe::get_taken).post(probe::post_taken).layer(DefaultBodyLimit::max(SMALL_BODY)))
        .route("/causes", get(causes::get))
        .route("/causes/{id}", get(cause::get))
        .route("/causes/{id}/confirm", get(confirm::get_article).post(confirm::post_article))
        .route("/codes", get(lookup::codes))
        .route("/codes/{code}", get(code::get))
        .route("/codes/extended/{code}", get(reason::extended))
        .route("/codes/protocol/{code}", get(reason::protocol))
        .route("/codes/negotiation/{code}", get(reason::negotiation))
        .route("/events", get(lookup::events))
        .route("/events/{number}", get(event::get))
        .route("/updates", get(lookup::updates))
        .route("/updates/{id}", get(update::get))
        .route("/myths", get(lookup::myths))
        .route("/myths/{id}", get(myth::get))
        .route("/remedies/{id}", get(remedy::get))
        .route("/remedies/{id}/confirm", get(confirm::get_remedy).post(confirm::post_remedy))
        .route("/observations/{id}", get(observation::get))
        .route("/glossary", get(glossary::get))
        .route("/search", get(find::get))
        .route("/how-we-estimate", get(method::get))
        .route("/self-check", get(self_check_pages::get))
        .route("/self-check/host", get(self_check_pages::host))
        .route("/privacy", get(prose::privacy))
        .route("/accessibility", get(prose::accessibility))
        .route("/contact", get(contact::get))
        .route("/qr.svg", get(qr::get))
        .route("/knowledge/{fingerprint}", get(packs::get))
        .route("/assets/{name}", get(assets::get))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/schemas/{name}", get(schemas::get))
        .route("/api/v1/pages.json", get(feeds::list))
        .route("/sitemap.xml", get(feeds::sitemap))
        .route("/feed.atom", get(feeds::feed))
        .route("/opensearch.xml", get(feeds::opensearch))
        .route("/robots.txt", get(health::robots));
    let quick = below(portal.base_path(), pages).layer(patience(LONGEST_REQUEST));
    let uploads = Router::new().route("/evidence", get(evidence::get).post(evidence::post));
    quick
        .merge(under(portal.base_path(), uploads).layer(patience(LONGEST_UPLOAD)))
        .fallback(|| async { PageError::NotFound })
        .with_state(portal.clone())
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(portal.clone(), with_page))
        .layer(CompressionLayer::new())
        .merge(bare_far_ends(portal))
        .layer(from_fn_with_state(portal.clone(), security::headers))
        .layer(from_fn(telemetry::log))
}

/// The far ends of the browser checks as a service of their own, for the port that has nothing else.
pub(crate) fn far_ends(portal: &Portal) -> Router {
    bare_far_ends(portal).layer(from_fn_with_state(portal.clone(), security::headers)).layer(from_fn(telemetry::log))
}

/// The far ends: never compressed, because they count bytes, and without pages for errors, because scripts read them.
fn bare_far_ends(portal: &Portal) -> Router {
    let routes = self_check::routes(portal);
    let path = portal.base_path();
    under(path, routes)
        .with_state(portal.clone())
        .layer(patience(LONGEST_REQUEST))
        .layer(CatchPanicLayer::custom(panicked))
}

/// How long a request may take.
fn patience(longest: Duration) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, longest)
}

/// Puts routes below a path that may be empty.
fn under(path: &str, routes: Router<Portal>) -> Router<Portal> {
    if path.is_empty() { routes } else { Router::new().nest(path, routes) }
}

/// Puts all routes below a path, with the start page at its slash. The path without a slash leads there, and so does the
/// root, for whoever types only the host.
fn below(path: &str, pages: Router<Portal>) -> Router<Portal> {
    let start = format!("{path}/");
    if path.is_empty() {
        return pages.route(&start, get(start::get));
    }
    let home = get({
        let start = start.clone();
        move || async move { Redirect::to(&start) }
    });
    Router::new().nest(path, pages).route(&start, get(start::get)).route(path, home.clone()).route("/", home)
}
