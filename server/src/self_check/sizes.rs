//! `/self-check/size/down` and `/self-check/size/up`: bodies of a few sizes, to find the class at which a path swallows what is
//! too large for it. The bodies do not compress, so that nothing in between makes them smaller.

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use diagnosis::self_check_plan::{Refused, SIZE_CLASSES, filling};
use serde::Serialize;

use super::caller::asked_for;
use super::refusal::refuse;
use crate::portal::Portal;

/// What arrived.
#[derive(Serialize)]
struct Arrived {
    received: u32,
}

/// `GET` with `bytes`, one of the classes.
pub(crate) async fn down(State(portal): State<Portal>, RawQuery(query): RawQuery) -> Response {
    if !portal.config.self_check.sizes {
        return refuse(Refused::SwitchedOff);
    }
    let class = asked_for(query.as_deref(), "bytes").and_then(|bytes| bytes.parse().ok());
    let Some(class) = class.filter(|class| SIZE_CLASSES.contains(class)) else { return refuse(Refused::Size) };
    let body = Body::from(filling(class as usize));
    ([(header::CACHE_CONTROL, "no-store, no-transform"), (header::CONTENT_TYPE, "application/octet-stream")], body)
        .into_response()
}

/// `POST` of a body of one of the classes; with `token`, its arrival is noted in that tally.
pub(crate) async fn up(State(portal): State<Portal>, RawQuery(query): RawQuery, body: Bytes) -> Response {
    if !portal.config.self_check.sizes {
        return refuse(Refused::SwitchedOff);
    }
    let Some(class) = SIZE_CLASSES.iter().position(|class| *class as usize == body.len()) else {
        return refuse(Refused::Size);
    };
    if let Some(token) = asked_for(query.as_deref(), "token")
        && !portal.far_ends.note_size(&token, class)
    {
        return refuse(Refused::Token);
    }
    let arrived = Arrived { received: body.len() as u32 };
    ([(header::CACHE_CONTROL, "no-store")], axum::Json(arrived)).into_response()
}
