//! When there is no page: what is so, ways on, and a reference.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use diagnosis::reading::together::Wrong;
use diagnosis::words::understood::said;

use crate::layout::Shell;
use crate::page::Page;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "failed.html")]
struct FailedPage<'a> {
    shell: Shell<'a>,
    eyebrow: String,
    heading: String,
    text: String,
    reference: String,
}

/// The page of a status.
pub(crate) fn page(visit: &Visit, status: StatusCode) -> Response {
    let (heading, text) = match status {
        StatusCode::NOT_FOUND => ("failed.not-found-heading", "failed.not-found-text"),
        StatusCode::METHOD_NOT_ALLOWED => ("failed.method-heading", "failed.method-text"),
        StatusCode::FORBIDDEN => ("failed.refused-heading", "failed.refused-text"),
        StatusCode::PAYLOAD_TOO_LARGE => ("failed.too-large-heading", "failed.too-large-text"),
        StatusCode::REQUEST_TIMEOUT => ("failed.too-slow-heading", "failed.too-slow-text"),
        status if status.is_client_error() => ("failed.unclear-heading", "failed.unclear-text"),
        _ => ("failed.internal-heading", "failed.internal-text"),
    };
    shown(visit, status, visit.w().say(heading), visit.w().say(text))
}

/// The page of a code that is not in our list.
pub(crate) fn unlisted_code(visit: &Visit, code: &str) -> Response {
    let w = visit.w();
    shown(visit, StatusCode::NOT_FOUND, w.fill("unlisted.heading", &[("code", code)]), w.say("unlisted.text"))
}

/// A form on `/evidence` that is larger than what is read.
pub(crate) fn too_large(visit: &Visit) -> Response {
    let text = said(visit.reader(), &Wrong::too_large());
    shown(visit, StatusCode::PAYLOAD_TOO_LARGE, visit.w().say("failed.upload-large-heading"), text)
}

/// A form on `/evidence` with more files than are read at once.
pub(crate) fn too_many(visit: &Visit) -> Response {
    let text = said(visit.reader(), &Wrong::too_many());
    shown(visit, StatusCode::PAYLOAD_TOO_LARGE, visit.w().say("failed.upload-many-heading"), text)
}

/// Too many forms with files at once.
pub(crate) fn busy(visit: &Visit) -> Response {
    let w = visit.w();
    shown(visit, StatusCode::SERVICE_UNAVAILABLE, w.say("failed.busy-heading"), w.say("failed.busy-text"))
}

fn shown(visit: &Visit, status: StatusCode, heading: String, text: String) -> Response {
    let w = visit.w();
    let page = FailedPage {
        shell: Shell::new(visit, heading.clone()).unlisted(),
        eyebrow: w.fill("failed.eyebrow", &[("status", status.as_str())]),
        heading,
        text,
        reference: w.fill("failed.reference", &[("id", visit.id.as_str())]),
    };
    Page::new(page.shell.policy(), page).status(status).unstored().into_response()
}
