//! The server in this process: the same routes as in the binary, without a network.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use server::config::Probe;
use server::{Config, Portal, now, routes};
use tower::ServiceExt;

use crate::pages::Ask;

/// The host that requests name.
pub(crate) const HOST: &str = "localhost:2308";

/// A response, as far as the tests look at it.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) location: Option<String>,
    pub(crate) request_id: String,
    pub(crate) html: String,
}

/// A portal below a path.
#[derive(Clone)]
pub(crate) struct ServerSide {
    app: Router,
    base: String,
}

impl ServerSide {
    /// Below the root.
    pub(crate) fn new() -> Self {
        Self::below("")
    }

    /// Below a path such as `/rdp`, with the pseudo-language switched on.
    pub(crate) fn below(path: &str) -> Self {
        Self::with(path, Probe::default())
    }

    /// The same, where the portal looks at other computers. Nothing of it is written or looked at by drawing pages.
    pub(crate) fn looking(path: &str) -> Self {
        let networks = vec!["10.20.0.0/16".to_string()];
        Self::with(path, Probe { networks, audit: Some("looks.jsonl".into()), ..Probe::default() })
    }

    fn with(path: &str, probe: Probe) -> Self {
        let base_url = Some(format!("http://{HOST}{path}"));
        let config = Config { base_url, pseudo_language: true, probe, ..Config::default() };
        let portal = Portal::new(config, now).unwrap();
        Self { app: routes::app(&portal), base: path.to_string() }
    }

    /// An address with its base path.
    pub(crate) async fn get(&self, address: &str) -> Answer {
        self.send(Request::get(address).body(Body::empty()).unwrap()).await
    }

    /// Sends a form, as a page of the portal itself does.
    pub(crate) async fn post<V: AsRef<str>>(&self, address: &str, fields: &[(&str, V)]) -> Answer {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(address)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(form)).unwrap()).await
    }

    /// One of the listed pages; `query` is added to its address.
    pub(crate) async fn ask(&self, ask: &Ask, query: &str) -> Answer {
        let with = |path: &str| {
            let joint = if path.contains('?') { '&' } else { '?' };
            let joint = if query.is_empty() { String::new() } else { joint.to_string() };
            format!("{}{path}{joint}{query}", self.base)
        };
        match ask {
            Ask::Get(path) => self.get(&with(path)).await,
            Ask::Post(path, fields) => self.post(&with(path), fields).await,
            Ask::FromElsewhere(path) => {
                let request = Request::get(with(path)).header("sec-fetch-site", "cross-site");
                self.send(request.body(Body::empty()).unwrap()).await
            }
        }
    }

    async fn send(&self, mut request: Request<Body>) -> Answer {
        request.headers_mut().insert(header::HOST, HOST.parse().unwrap());
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let text = |name: &str| head.headers.get(name).map(|value| value.to_str().unwrap().to_string());
        let (location, request_id) = (text("location"), text("x-request-id").unwrap_or_default());
        let bytes = body.collect().await.unwrap().to_bytes();
        let html = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { status: head.status, location, request_id, html }
    }
}
