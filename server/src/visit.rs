//! What a handler knows of a request: the portal, the language, and the case in the address.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use diagnosis::knowledge_base::{Kind, Role};
use diagnosis::words::{Articles, Places, StepWords, Words};
use diagnosis::{Entry, Evidence, KnowledgeBase, Surface, transcript};

use crate::config::Contact;
use crate::portal::{Knowledge, Language, PageWords, Portal};
use crate::telemetry::RequestId;

/// Key of the language in an address; only languages that the server holds are followed.
const LANGUAGE: &str = "lang";

/// A request, as far as a page needs it.
#[derive(Clone)]
pub(crate) struct Visit {
    portal: Portal,
    /// As it was when the request came.
    knowledge: Arc<Knowledge>,
    language: usize,
    /// The query as it came, without the question mark.
    pub(crate) query: String,
    /// Names this request to the visitor and in the log.
    pub(crate) id: RequestId,
    host: String,
    /// Host and port as the browser wrote them.
    asked_host: Option<String>,
    site: Option<String>,
    origin: Option<String>,
}

impl FromRequestParts<Portal> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Infallible> {
        Ok(Self::of(portal, parts))
    }
}

impl Visit {
    pub(crate) fn of(portal: &Portal, parts: &Parts) -> Self {
        let query = parts.uri.query().unwrap_or("").to_string();
        let tag = transcript::pairs(&query).find(|(key, _)| key == LANGUAGE).map(|(_, tag)| tag);
        let knowledge = portal.knowledge();
        let language = knowledge.languages.iter().position(|language| Some(&language.tag) == tag.as_ref());
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_string);
        Self {
            portal: portal.clone(),
            knowledge,
            language: language.unwrap_or(0),
            query,
            id: parts.extensions.get::<RequestId>().cloned().unwrap_or_default(),
            host: host(portal, &parts.headers),
            asked_host: text(header::HOST),
            site: text(header::HeaderName::from_static("sec-fetch-site")),
            origin: text(header::ORIGIN),
        }
    }

    pub(crate) fn portal(&self) -> &Portal {
        &self.portal
    }

    /// What can be offered to this visitor.
    pub(crate) fn surface(&self) -> Surface {
        Surface { looks: self.portal.lookout.is_some(), ..Surface::default() }
    }

    pub(crate) fn base(&self) -> &KnowledgeBase {
        &self.knowledge.base
    }

    pub(crate) fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// The same, for work that goes on beside this request.
    pub(crate) fn knowledge_shared(&self) -> Arc<Knowledge> {
        self.knowledge.clone()
    }

    pub(crate) fn places(&self) -> &Places {
        &self.portal.places
    }

    pub(crate) fn language(&self) -> &Language {
        &self.knowledge.languages[self.language]
    }

    pub(crate) fn words(&self) -> &Words {
        &self.language().words
    }

    /// Where the page of a path is by now, if it has moved.
    pub(crate) fn moved(&self, path: &str) -> Option<String> {
        let page = path.strip_prefix(&self.places().base)?.strip_prefix('/')?;
        let renamed = &self.articles().reference.renamed;
        renamed.iter().find(|(old, _)| old == page).map(|(_, new)| self.places().page(&format!("/{new}")))
    }

    /// Whom the visitor can ask.
    pub(crate) fn contact(&self) -> &Contact {
        self.knowledge.contact.as_ref().unwrap_or(&self.portal.config.contact)
    }

    pub(crate) fn steps(&self) -> &StepWords {
        &self.language().steps
    }

    pub(crate) fn articles(&self) -> &Articles {
        &self.language().articles
    }

    /// Words of what was understood of texts of machines.
    pub(crate) fn reader(&self) -> &Words {
        &self.language().reader
    }

    pub(crate) fn w(&self) -> PageWords<'_> {
        PageWords::of(self.language())
    }

    /// The value of a key in the query.
    pub(crate) fn asked_for(&self, key: &str) -> Option<String> {
        form_urlencoded::parse(self.query.as_bytes()).find(|(name, _)| name == key).map(|(_, value)| value.into_owned())
    }

    /// The case in the address. All of it is only claimed: a better source than a person's word counts as one.
    pub(crate) fn evidence(&self) -> Evidence {
        self.case(&self.query)
    }

    /// A case that was written down as text, in an address or a form.
    pub(crate) fn case(&self, text: &str) -> Evidence {
        let mut evidence = transcript::parse(self.base(), text);
        evidence.mark_carried(&[]);
        evidence
    }

    /// Evidence as it stands in addresses.
    pub(crate) fn print(&self, evidence: &Evidence) -> String {
        transcript::print(self.base(), evidence)
    }

    /// Whether somebody else's page or mail sent the visitor here with more than context and code facts.
    pub(crate) fn brings_answers(&self, evidence: &Evidence) -> bool {
        let foreign = self.site.as_deref() == Some("cross-site");
        foreign && evidence.entries().iter().any(|entry| self.is_answer(entry))
    }

    /// Whether an entry is more than context and code facts.
    fn is_answer(&self, entry: &Entry) -> bool {
        let Entry::Observed(observed) = entry else { return true };
        let observation = self.base().observation(observed.observation);
        observation.is_some_and(|o| o.role == Role::Symptom && o.kind != Kind::Code && o.id != "extended-code")
    }

    /// Whether the request was made by a page of this portal. Browsers name the site of the request over https and on
    /// localhost; over plain http, where they do not, the origin must be this host.
    pub(crate) fn is_own(&self) -> bool {
        match (&self.site, &self.origin) {
            (Some(site), _) => site == "same-origin",
            (None, Some(origin)) => {
                let host = origin.split_once("://").map(|(_, host)| host);
                host.is_some() && (host == Some(&self.host) || host == self.asked_host.as_deref())
            }
            (None, None) => false,
        }
    }

    /// The whole address of a page, for whoever reads it elsewhere.
    pub(crate) fn absolute(&self, path: &str) -> String {
        self.origin() + &self.portal.places.page(path)
    }

    /// Host and port by which visitors reach the portal.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// Scheme and host by which visitors reach the portal, for addresses that leave the browser.
    pub(crate) fn origin(&self) -> String {
        let scheme = if self.portal.config.tls.source().is_some() { "https" } else { "http" };
        self.portal.base_url.origin.clone().unwrap_or_else(|| format!("{scheme}://{}", self.host))
    }

    /// Sends the browser on with GET, in the same language.
    pub(crate) fn see_other(&self, address: &str) -> Response {
        if self.language == 0 {
            return axum::response::Redirect::to(address).into_response();
        }
        let joint = if address.contains('?') { '&' } else { '?' };
        axum::response::Redirect::to(&format!("{address}{joint}{LANGUAGE}={}", self.language().tag)).into_response()
    }
}

/// Host and port of the portal: the configured one, or the one that the browser asked for if it looks like one.
pub(crate) fn host(portal: &Portal, headers: &HeaderMap) -> String {
    let plain =
        |host: &&str| !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-._:[]".contains(c));
    let asked = || headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(plain);
    portal.base_url.host().or_else(asked).unwrap_or("localhost").to_string()
}

/// The fields of a form, in order. Whatever is not a form has none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let body = Bytes::from_request(request, state).await.map_err(|rejection| rejection.status().into_response())?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }
}

impl Fields {
    /// The value of a field; empty if it is missing.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// All values of a field that may come several times.
    pub(crate) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
