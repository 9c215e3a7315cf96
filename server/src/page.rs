//! How a page becomes a response.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::failure::{PageError, Shown};
use crate::glossary::Glossary;
use crate::security::Policy;
use crate::visit::Visit;

/// Pages differ with every case, and say so; the browser may keep one for Back and Forward.
const FOR_THIS_VISIT: HeaderValue = HeaderValue::from_static("private, no-cache");
/// What holds a person's own text or a confirmation is kept nowhere.
const NOWHERE: HeaderValue = HeaderValue::from_static("no-store");

/// A page with everything that its response needs.
pub(crate) struct Page<T> {
    template: T,
    status: StatusCode,
    policy: Policy,
    kept: HeaderValue,
    /// The terms that are linked, and the path of the portal.
    terms: Option<(Glossary, String)>,
}

impl<T: Template> Page<T> {
    pub(crate) fn new(policy: Policy, template: T) -> Self {
        Self { template, status: StatusCode::OK, policy, kept: FOR_THIS_VISIT, terms: None }
    }

    /// The same page with another status.
    pub(crate) fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The same page with links from its terms to the glossary.
    pub(crate) fn explained(self, visit: &Visit) -> Self {
        Self { terms: Some((visit.language().glossary.clone(), visit.places().base.clone())), ..self }
    }

    /// The same page, kept nowhere.
    pub(crate) fn unstored(self) -> Self {
        Self { kept: NOWHERE, ..self }
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let html = match self.template.render() {
            Ok(html) => html,
            Err(error) => return PageError::internal(error).into_response(),
        };
        let html = match &self.terms {
            Some((glossary, base)) => glossary.link(base, &html),
            None => html,
        };
        let mut response = (self.status, Html(html)).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, self.kept);
        response.extensions_mut().insert(Shown);
        response.extensions_mut().insert(self.policy);
        response
    }
}
