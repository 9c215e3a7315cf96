//! `/self-check/http`: how the request looked when it arrived, which tells of proxies in between.

use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use axum::{Extension, Json};
use diagnosis::self_check_plan::HttpReading;

use super::caller::Caller;

pub(crate) async fn get(Extension(caller): Extension<Caller>, headers: HeaderMap) -> impl IntoResponse {
    let reading = HttpReading {
        version: caller.http.into(),
        tls: caller.is_tls(),
        behind_proxy: caller.behind_proxy,
        via: headers.contains_key(header::VIA),
        forwarded: headers.contains_key(header::FORWARDED),
        x_forwarded_for: headers.contains_key("x-forwarded-for"),
        x_bluecoat_via: headers.contains_key("x-bluecoat-via"),
    };
    ([(header::CACHE_CONTROL, "no-store")], Json(reading))
}
