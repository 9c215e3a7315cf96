//! Before every far end: is it a page of this portal that asks, and does its network still have allowance? And after: the
//! headers by which the browser lets that page see the answer and its times.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use diagnosis::self_check_plan::Refused;

use super::caller::{Caller, asked_host, is_portal};
use super::refusal::refuse;
use crate::portal::Portal;

/// The same as ACCESS_CONTROL_ALLOW_ORIGIN, for the timing of resources.
const TIMING: &str = "timing-allow-origin";

/// Lets a request through, or refuses it.
pub(crate) async fn gate(State(portal): State<Portal>, mut request: Request, next: Next) -> Response {
    let caller = Caller::of(&portal, &request);
    // First of all, so that no other site can use up what its visitors' network may ask.
    let Ok(origin) = origin(&portal, &request) else { return refuse(Refused::Origin) };
    if !portal.far_ends.pays(caller.network(), 1) {
        return refuse(Refused::TooOften);
    }
    let mut response = if is_preflight(&request) {
        preflight()
    } else {
        request.extensions_mut().insert(caller);
        next.run(request).await
    };
    if let Some(origin) = origin {
        allow(response.headers_mut(), origin);
    }
    response
}

/// The origin of the page that asks. Whatever changes something or opens a socket must say it. When a page only reads from its
/// own host the browser leaves it out; then `Sec-Fetch-Site` is the proof. Browsers send that over https and to their own
/// machine only, so its absence is borne, as is an address that was typed.
fn origin(portal: &Portal, request: &Request) -> Result<Option<HeaderValue>, Refused> {
    let headers = request.headers();
    if let Some(origin) = headers.get(header::ORIGIN) {
        let text = origin.to_str().unwrap_or_default();
        return if is_portal(portal, text, asked_host(headers)) {
            Ok(Some(origin.clone()))
        } else {
            Err(Refused::Origin)
        };
    }
    let reads = [Method::GET, Method::HEAD].contains(request.method()) && !headers.contains_key(header::UPGRADE);
    let own = headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none");
    if reads && own { Ok(None) } else { Err(Refused::Origin) }
}

fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

fn allow(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(TIMING, origin);
    headers.append(header::VARY, HeaderValue::from_static("origin"));
}
