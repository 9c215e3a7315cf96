//! When something goes wrong: a page with ways out and a reference, and the cause once in the log.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use crate::pages;
use crate::portal::Portal;
use crate::visit::Visit;

/// Why there is no page.
#[derive(Debug)]
pub(crate) enum PageError {
    /// No such page.
    NotFound,
    /// The request may not be made from where it comes.
    Refused,
    /// The fault is ours. The cause is logged and never shown.
    Internal(Cause),
}

impl PageError {
    pub(crate) fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::Internal(Cause(Arc::new(cause)))
    }
}

/// What went wrong inside; rides on the response until the log has it.
#[derive(Clone, Debug)]
pub(crate) struct Cause(Arc<dyn Error + Send + Sync>);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(deeper) = source {
            write!(f, ": {deeper}")?;
            source = deeper.source();
        }
        Ok(())
    }
}

/// Marks a response whose body is complete as it is, whatever its status.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown;

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND.into_response(),
            Self::Refused => StatusCode::FORBIDDEN.into_response(),
            Self::Internal(cause) => (StatusCode::INTERNAL_SERVER_ERROR, axum::Extension(cause)).into_response(),
        }
    }
}

/// Gives every bare error a page, whoever made it: a handler, the router, a limit, or a panic.
pub(crate) async fn with_page(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let visit = Visit::of(&portal, &parts);
    let path = parts.uri.path().to_string();
    let response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    let bare = (status.is_client_error() || status.is_server_error()) && response.extensions().get::<Shown>().is_none();
    if !bare {
        return response;
    }
    if let Some(moved) = visit.moved(&path).filter(|_| status == StatusCode::NOT_FOUND) {
        return Redirect::permanent(&moved).into_response();
    }
    let mut page = pages::failed::page(&visit, status);
    if let Some(cause) = response.extensions().get::<Cause>() {
        page.extensions_mut().insert(cause.clone());
    }
    page
}

/// A handler that panicked. Where is in the log, and its message nowhere; the visitor gets a page.
pub(crate) fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    PageError::internal(std::io::Error::other("a handler panicked")).into_response()
}
