//! `/qr.svg`: the address of a plan, or of the portal itself, for a phone's camera.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use diagnosis::transcript;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use crate::failure::PageError;
use crate::visit::Visit;

/// Pixels of the picture's side; the page may show it smaller.
const SIDE: u32 = 240;

/// Draws what the query holds as a case, never the query itself.
pub(crate) async fn get(visit: Visit) -> Result<Response, PageError> {
    let places = visit.places();
    let case = transcript::print(visit.base(), &visit.evidence());
    let path = if case.is_empty() { places.page("/") } else { places.plan(&case) };
    let address = format!("{}{path}", visit.origin());
    let code = QrCode::with_error_correction_level(address, EcLevel::L).map_err(PageError::internal)?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(SIDE, SIDE).build();
    let mut response = picture.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    Ok(response)
}
