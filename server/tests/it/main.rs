//! The portal in process: requests go straight to the router, without a port.
//!
//! `Site` stands for the server, `Answer` for what a browser gets. Only `serving` opens ports.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use server::config::Contact;
use server::probe::Surroundings;
use server::routes::app;
use server::{Config, Portal, now};
use tower::ServiceExt;

mod assets;
mod authors;
mod base_path;
mod collector;
mod contact;
mod diagnose;
mod every_page;
mod evidence;
mod far_ends;
mod feeds;
mod gate;
mod glossary;
mod graph;
mod headers;
mod interview;
mod links;
mod logs;
mod looks;
mod lookup;
mod overlay;
mod paste;
mod plan;
mod probe;
mod schemas;
mod search;
mod self_check_datagrams;
mod self_check_gate;
mod self_check_pages;
mod self_check_paths;
mod self_check_stun;
mod self_check_tls;
mod serving;
mod waiting;

/// A server with its configuration.
struct Site(Router);

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Site {
    fn new() -> Self {
        Self::with(Config::default())
    }

    fn with(config: Config) -> Self {
        logs::begin();
        Self(app(&Portal::new(config, now).unwrap()))
    }

    /// A server whose clock shows another time.
    fn at(clock: server::Clock) -> Self {
        logs::begin();
        Self(app(&Portal::new(Config::default(), clock).unwrap()))
    }

    /// A server that stands in a world of its own.
    fn within(config: Config, surroundings: impl Surroundings + 'static) -> Self {
        logs::begin();
        Self(app(&Portal::within(config, now, Box::new(surroundings)).unwrap()))
    }

    fn below(path: &str) -> Self {
        Self::with(Config { base_url: Some(format!("https://help.example.org{path}")), ..Config::default() })
    }

    fn named(contact: Contact) -> Self {
        Self::with(Config { contact, ..Config::default() })
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.0.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    async fn get(&self, address: &str) -> Answer {
        self.get_with(address, &[]).await
    }

    async fn get_with(&self, address: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(request(&Method::GET, address, headers, Body::empty())).await
    }

    /// Sends a form as a page of this portal does.
    async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(address, fields, &[("sec-fetch-site", "same-origin")]).await
    }

    async fn post_with(&self, address: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(request(&Method::POST, address, headers, Body::from(form))).await
    }
}

fn request(method: &Method, address: &str, headers: &[(&str, &str)], body: Body) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(address).header(header::HOST, "localhost:2308");
    if *method == Method::POST {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body).unwrap()
}

impl Answer {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where a redirect after a form leads.
    fn leads_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER);
        self.header("location")
    }

    fn has(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// The text of the first element with this tag.
    fn element(&self, tag: &str) -> String {
        let text = self.text();
        let start = text.find(&format!("<{tag}")).unwrap_or_else(|| panic!("no <{tag}> in {text}"));
        let inside = &text[start..];
        let end = inside.find(&format!("</{tag}>")).unwrap();
        plain(&inside[inside.find('>').unwrap() + 1..end])
    }

    fn heading(&self) -> String {
        self.element("h1")
    }

    fn title(&self) -> String {
        self.element("title")
    }

    /// What a person reads, without head, tags and entities.
    fn reading(&self) -> String {
        plain(&self.text()[self.text().find("<body").unwrap()..])
    }
}

/// Text without tags.
fn plain(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        let shown = if text.is_empty() && !html.starts_with('<') && piece == html.split('<').next().unwrap_or("") {
            piece
        } else {
            piece.split_once('>').map_or("", |(_, shown)| shown)
        };
        text.push_str(shown);
    }
    text.replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&amp;", "&")
        .replace("&#38;", "&")
}
