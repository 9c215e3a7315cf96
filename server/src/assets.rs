//! Embedded files under names that carry their fingerprint, so that they may be kept for ever.

use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::failure::Shown;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// What has a fingerprint in its name never changes.
pub(crate) const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// An embedded file.
pub(crate) struct Asset {
    /// Its name in the source.
    pub(crate) logical: &'static str,
    /// Its name in addresses.
    pub(crate) name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

/// Name in addresses of an embedded file, if it is embedded.
pub(crate) fn name(logical: &str) -> Option<&'static str> {
    ASSETS.iter().find(|asset| asset.logical == logical).map(|asset| asset.name)
}

/// Whether a browser client is embedded.
pub(crate) fn has_client() -> bool {
    name("boot.js").is_some()
}

/// `/assets/{name}`
pub(crate) async fn get(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else { return absent() };
    let own = Bytes::from_static;
    let bytes = Compressed { plain: own(asset.bytes), brotli: asset.brotli.map(own), gzip: asset.gzip.map(own) };
    bytes.respond(&headers, asset.kind)
}

/// A short 404 for programs, which no page is made for.
pub(crate) fn absent() -> Response {
    (StatusCode::NOT_FOUND, axum::Extension(Shown), "404\n").into_response()
}

/// A file with its compressed forms.
pub(crate) struct Compressed {
    pub(crate) plain: Bytes,
    pub(crate) brotli: Option<Bytes>,
    pub(crate) gzip: Option<Bytes>,
}

impl Compressed {
    /// The smallest form that the browser takes, to be kept for ever.
    pub(crate) fn respond(self, headers: &HeaderMap, kind: &'static str) -> Response {
        let (bytes, encoding) = match (self.brotli, self.gzip) {
            (Some(brotli), _) if accepts(headers, "br") => (brotli, Some("br")),
            (_, Some(gzip)) if accepts(headers, "gzip") => (gzip, Some("gzip")),
            _ => (self.plain, None),
        };
        let mut response = Response::new(Body::from(bytes));
        let head = response.headers_mut();
        head.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        head.insert(header::CACHE_CONTROL, FOR_EVER);
        head.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(encoding) = encoding {
            head.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }
}

/// Whether the browser takes this encoding.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let written = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    written.split(',').any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        let named = pieces.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        named && !pieces.any(|piece| matches!(piece, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}
