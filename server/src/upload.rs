//! A form with a file: read whole, up to a limit, and dropped with the answer. Nothing of it touches a disk or a log.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use http_body::Body as _;

use diagnosis::reading::together::MOST_FILES;

use crate::pages::failed;
use crate::portal::Portal;
use crate::self_check::caller::Caller;
use crate::self_check::seats::Seat;
use crate::visit::Visit;

/// The largest form, in bytes: so much is read.
pub(crate) use diagnosis::reading::together::LARGEST;

/// So much is received and thrown away, because browsers show an answer only after they have sent everything.
const DRAINED: usize = 64 * 1024 * 1024;
/// Fields of a form: its files, and the four others of the page.
const MOST_FIELDS: usize = MOST_FILES + 4;

/// The fields of a form, files among them. Names of files are not kept.
pub(crate) struct Upload {
    fields: Vec<(String, Bytes)>,
    /// Its place among the forms that are in memory at once, given back together with the memory.
    _seat: Seat,
}

impl Upload {
    /// The bytes of all fields of a name: several files come under one.
    pub(crate) fn all<'u>(&'u self, name: &str) -> impl Iterator<Item = &'u [u8]> {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_ref())
    }

    /// A short field as text; empty if it is missing or no text.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.all(name).next().and_then(|value| std::str::from_utf8(value).ok()).unwrap_or("")
    }
}

impl FromRequest<Portal> for Upload {
    type Rejection = Response;

    async fn from_request(request: Request, portal: &Portal) -> Result<Self, Response> {
        let network = Caller::of(portal, &request).network();
        let (parts, body) = request.into_parts();
        let visit = || Visit::of(portal, &parts);
        let Some(seat) = portal.far_ends.uploads.take(Some(network)) else { return Err(failed::busy(&visit())) };
        let fields = match gather(body).await {
            Ok(bytes) => fields(&parts.headers, bytes).await,
            Err(excess) => Err(excess),
        };
        match fields {
            Ok(fields) => Ok(Self { fields, _seat: seat }),
            Err(Excess::TooLarge) => Err(failed::too_large(&visit())),
            Err(Excess::TooMany) => Err(failed::too_many(&visit())),
            Err(Excess::Broken) => Err(failed::page(&visit(), axum::http::StatusCode::BAD_REQUEST)),
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Excess {
    TooLarge,
    /// More fields than [`MOST_FIELDS`].
    TooMany,
    Broken,
}

async fn gather(mut body: Body) -> Result<Vec<u8>, Excess> {
    let mut kept = Vec::new();
    let mut seen = 0_usize;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.map_err(|_| Excess::Broken)?.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen > DRAINED {
            return Err(Excess::TooLarge);
        }
        if seen > LARGEST {
            kept = Vec::new();
        } else {
            kept.extend_from_slice(&data);
        }
    }
    if seen > LARGEST { Err(Excess::TooLarge) } else { Ok(kept) }
}

/// Splits a form. What is neither of the two kinds of form has no fields; of one that breaks off, what was whole.
async fn fields(headers: &HeaderMap, bytes: Vec<u8>) -> Result<Vec<(String, Bytes)>, Excess> {
    let kind = headers.get(header::CONTENT_TYPE);
    if kind.and_then(|kind| kind.to_str().ok()).is_none_or(|kind| !kind.to_ascii_lowercase().starts_with("multipart/"))
    {
        let pairs = form_urlencoded::parse(&bytes);
        let pairs = pairs.map(|(name, value)| (name.into_owned(), Bytes::from(value.into_owned())));
        let found: Vec<(String, Bytes)> = pairs.take(MOST_FIELDS + 1).collect();
        return if found.len() > MOST_FIELDS { Err(Excess::TooMany) } else { Ok(found) };
    }
    let mut request = Request::new(Body::from(bytes));
    request.headers_mut().extend(kind.map(|kind| (header::CONTENT_TYPE, kind.clone())));
    // They are all here already, and below the limit.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut found = Vec::new();
    let Ok(mut form) = Multipart::from_request(request, &()).await else { return Ok(found) };
    let mut seen = 0;
    while let Ok(Some(field)) = form.next_field().await {
        seen += 1;
        if seen > MOST_FIELDS {
            return Err(Excess::TooMany);
        }
        let Some(name) = field.name().map(str::to_string) else { continue };
        let Ok(value) = field.bytes().await else { break };
        found.push((name, value));
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
