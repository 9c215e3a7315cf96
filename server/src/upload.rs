//! A form with a file: read whole, up to a limit, and dropped with the answer. Nothing of it touches a disk or a log.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use http_body::Body as _;
use tokio::sync::Semaphore;

use crate::pages::failed;
use crate::portal::Portal;
use crate::visit::Visit;

/// The largest form, in bytes. A few hours of a log in XML; the page says how to save less (judgement).
pub(crate) const LARGEST: usize = 8 * 1024 * 1024;
/// So much is received and thrown away, because browsers show an answer only after they have sent everything.
const DRAINED: usize = 64 * 1024 * 1024;
/// Forms that are received at once: 16 of the largest are 128 MB of memory.
const AT_ONCE: usize = 16;

static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);

/// The fields of a form, files among them. Names of files are not kept.
pub(crate) struct Upload(Vec<(String, Vec<u8>)>);

impl Upload {
    /// The bytes of all fields of a name: several files come under one.
    pub(crate) fn all<'u>(&'u self, name: &str) -> impl Iterator<Item = &'u [u8]> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_slice())
    }

    /// A short field as text; empty if it is missing or no text.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.all(name).next().and_then(|value| std::str::from_utf8(value).ok()).unwrap_or("")
    }
}

impl FromRequest<Portal> for Upload {
    type Rejection = Response;

    async fn from_request(request: Request, portal: &Portal) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let visit = || Visit::of(portal, &parts);
        let Ok(_place) = PLACES.try_acquire() else { return Err(failed::busy(&visit())) };
        match gather(body).await {
            Ok(bytes) => Ok(Self(fields(&parts.headers, &bytes))),
            Err(Excess::TooLarge) => Err(failed::too_large(&visit())),
            Err(Excess::Broken) => Err(failed::page(&visit(), axum::http::StatusCode::BAD_REQUEST)),
        }
    }
}

enum Excess {
    TooLarge,
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

/// Splits a form. What is neither of the two kinds of form has no fields.
fn fields(headers: &HeaderMap, bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    if kind.to_ascii_lowercase().starts_with("multipart/form-data") {
        return boundary(kind).map_or_else(Vec::new, |boundary| parts(boundary, bytes));
    }
    form_urlencoded::parse(bytes).map(|(name, value)| (name.into_owned(), value.into_owned().into_bytes())).collect()
}

fn boundary(kind: &str) -> Option<&str> {
    let place = kind.to_ascii_lowercase().find("boundary=")? + "boundary=".len();
    let value = &kind[place..];
    let value = match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => value.split(';').next()?.trim(),
    };
    (1..=70).contains(&value.len()).then_some(value)
}

/// The parts of a form with files (RFC 7578): each between two lines with the boundary, a head, an empty line, the value.
fn parts(boundary: &str, bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mark = [b"\r\n--", boundary.as_bytes()].concat();
    // The first boundary has no line before it.
    let Some(mut rest) = bytes.strip_prefix(&mark[2..]) else { return Vec::new() };
    let mut found = Vec::new();
    while let Some(inside) = rest.strip_prefix(b"\r\n") {
        let Some(end) = place(inside, &mark) else { break };
        if let Some(head) = place(&inside[..end], b"\r\n\r\n")
            && let Some(name) = name(&inside[..head])
        {
            found.push((name, inside[head + 4..end].to_vec()));
        }
        rest = &inside[end + mark.len()..];
    }
    found
}

fn place(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut from = 0;
    while let Some(step) = bytes.get(from..)?.iter().position(|byte| *byte == first) {
        let at = from + step;
        if bytes[at..].starts_with(wanted) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// The name of a field; that of a file stands under another word.
fn name(head: &[u8]) -> Option<String> {
    let head = std::str::from_utf8(head).ok()?;
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let (_, value) =
        line.split(';').map(str::trim).filter_map(|part| part.split_once('=')).find(|(key, _)| *key == "name")?;
    Some(value.trim_matches('"').to_string())
}

#[cfg(test)]
mod tests;
