//! `/self-check/address`: by which family of addresses this request came. The address itself is neither told nor kept.

use std::net::IpAddr;

use axum::http::header;
use axum::response::IntoResponse;
use axum::{Extension, Json};
use diagnosis::self_check_plan::{AddressFamily, AddressReading};

use super::caller::Caller;

pub(crate) async fn get(Extension(caller): Extension<Caller>) -> impl IntoResponse {
    let family = match caller.address {
        Some(IpAddr::V4(_)) => AddressFamily::V4,
        Some(IpAddr::V6(_)) => AddressFamily::V6,
        None => AddressFamily::Unknown,
    };
    let reading = AddressReading { family, proxied: caller.proxied, http: caller.http.into() };
    ([(header::CACHE_CONTROL, "no-store")], Json(reading))
}
