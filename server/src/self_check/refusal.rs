//! How a far end says no: a status and one word, as JSON.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use diagnosis::self_check_plan::{Refusal, Refused};

use crate::failure::Shown;

/// Seconds after which it is worth to ask again.
const LATER: HeaderValue = HeaderValue::from_static("10");

/// A refusal as a response.
pub(crate) fn refuse(refused: Refused) -> Response {
    let status = match refused {
        Refused::Origin => StatusCode::FORBIDDEN,
        Refused::TooOften | Refused::Full => StatusCode::TOO_MANY_REQUESTS,
        Refused::SwitchedOff | Refused::Token => StatusCode::NOT_FOUND,
        Refused::Size => StatusCode::BAD_REQUEST,
    };
    let mut response = (status, [(header::CACHE_CONTROL, "no-store")], Json(Refusal { refused })).into_response();
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, LATER);
    }
    response.extensions_mut().insert(Shown);
    response
}
