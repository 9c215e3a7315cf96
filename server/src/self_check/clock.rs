//! `/self-check/clock`: the portal's time of day, to compare a visitor's clock with.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;

use crate::clock::unix_ms;
use crate::portal::Portal;

/// The portal's clock.
#[derive(Serialize)]
struct Reading {
    /// Milliseconds since 1970.
    now: u64,
}

pub(crate) async fn get(State(portal): State<Portal>) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-store")], Json(Reading { now: unix_ms((portal.clock)()) }))
}
