//! Headers that tell the browser what a page may do. Nothing is inline, nothing comes from elsewhere.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::portal::Portal;
use crate::self_check::caller::name_and_port;
use crate::self_check::reach::Reach;
use crate::visit::host;

/// What a page needs beyond the least; rides on the response until the headers are set.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Policy {
    /// The browser client runs here: WebAssembly and its connections. Trusted Types are not required, because its
    /// glue writes through a setter that they forbid.
    pub(crate) client: bool,
    /// A form here must be sent from this page itself. Over plain http the only witness is the header `Origin`, which
    /// browsers withhold without a referrer, so the referrer stays within the portal instead of being cut off.
    pub(crate) gate: bool,
    /// The browser tries the visitor's own RDP host from here: connections to port 3389 of any host, if the operator allows it.
    /// For the document `/self-check/host` only.
    pub(crate) host_check: bool,
}

const FEATURES: &str = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
    magnetometer=(), microphone=(), payment=(), usb=()";

/// Sets the headers of every response.
pub(crate) async fn headers(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let host = host(&portal, request.headers());
    let mut response = next.run(request).await;
    let policy = response.extensions().get::<Policy>().copied().unwrap_or_default();
    let head = response.headers_mut();
    if let Ok(content) = HeaderValue::from_str(&content_policy(policy, &host, &portal)) {
        head.insert(header::CONTENT_SECURITY_POLICY, content);
    }
    let referrer = if policy.gate { "same-origin" } else { "no-referrer" };
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS.as_str(), "nosniff"),
        (header::REFERRER_POLICY.as_str(), referrer),
        ("permissions-policy", FEATURES),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ];
    for (name, value) in fixed {
        head.insert(name, HeaderValue::from_static(value));
    }
    if portal.insists_on_https() {
        head.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

fn content_policy(policy: Policy, host: &str, portal: &Portal) -> String {
    let common = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    if policy.client {
        // Browsers before 2022 do not count a WebSocket of the same host as 'self'.
        let mut connect = format!("'self' ws://{host} wss://{host}");
        for source in far_ends(host, portal) {
            connect = connect + " " + &source;
        }
        if policy.host_check && portal.config.self_check.host_check {
            connect += " https://*:3389 wss://*:3389";
        }
        format!("{common}; connect-src {connect}; script-src 'self' 'wasm-unsafe-eval'")
    } else {
        format!("{common}; connect-src 'self'; script-src 'self'; require-trusted-types-for 'script'")
    }
}

/// Where the client finds far ends that are not behind the page's own host and port. Configured names hold nothing that could
/// end a policy; the configuration is checked for that.
fn far_ends(host: &str, portal: &Portal) -> Vec<String> {
    let reach = Reach::of(portal, name_and_port(host).0);
    let mut sources: Vec<String> = reach.clamped.into_iter().collect();
    sources.extend(portal.config.self_check.family_origins().map(str::to_string));
    // A WebSocket may go over the small port too.
    let sockets: Vec<String> =
        sources.iter().filter_map(|source| Some(format!("ws{}", source.strip_prefix("http")?))).collect();
    sources.extend(sockets);
    sources.extend(reach.datagrams.iter().map(|place| format!("https://{place}")));
    sources
}

#[cfg(test)]
mod tests;
