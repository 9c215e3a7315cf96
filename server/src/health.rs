//! For whoever watches the server.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::portal::Portal;
use crate::visit::Visit;

/// What a ready server tells.
#[derive(Serialize)]
pub(crate) struct Ready {
    ready: bool,
    /// Fingerprint of the model.
    knowledge: String,
    causes: usize,
    /// Why the last change of the content folder was not taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<String>,
}

/// `/healthz`: the program runs.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// `/readyz`: it has its knowledge and can answer.
pub(crate) async fn readyz(State(portal): State<Portal>) -> Json<Ready> {
    let knowledge = portal.knowledge();
    Json(Ready {
        ready: true,
        knowledge: knowledge.model_pack.clone(),
        causes: knowledge.base.causes.len(),
        trouble: portal.trouble(),
    })
}

/// `/robots.txt`: articles may be found, cases may not.
pub(crate) async fn robots(visit: Visit) -> String {
    let base = visit.portal().base_path();
    let private = ["/diagnose", "/plan", "/read", "/search", "/qr.svg", "/self-check/", "/knowledge/"];
    let lines: String = private.iter().map(|path| format!("Disallow: {base}{path}\n")).collect();
    format!("User-agent: *\n{lines}Sitemap: {}\n", visit.absolute("/sitemap.xml"))
}
