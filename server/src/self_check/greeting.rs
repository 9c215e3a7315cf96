//! `/self-check/tls`: whether the greeting of this very connection fits the browser that the request claims to come from.

use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use axum::{Extension, Json};
use diagnosis::self_check_plan::{Consistency, Family, HelloReading, TlsReading, TlsReason};

use super::caller::Caller;
use super::client_hello::{ClientHello, is_grease, ja4, judge};

pub(crate) async fn get(Extension(caller): Extension<Caller>, headers: HeaderMap) -> impl IntoResponse {
    let user_agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let hello = caller.connection.as_ref().and_then(|connection| connection.hello.as_ref());
    let reading = if caller.proxied {
        unknown(TlsReason::BehindProxy)
    } else if !caller.is_tls() {
        unknown(TlsReason::NeedsHttps)
    } else {
        hello.map_or_else(|| unknown(TlsReason::Unreadable), |hello| reading(hello, user_agent))
    };
    ([(header::CACHE_CONTROL, "no-store")], Json(reading))
}

fn unknown(reason: TlsReason) -> TlsReading {
    TlsReading { state: Consistency::Unknown, reasons: vec![reason], family: Family::Other, hello: None }
}

/// What a greeting says of a browser that names itself so.
pub(super) fn reading(hello: &ClientHello, user_agent: &str) -> TlsReading {
    let judgement = judge(hello, user_agent);
    TlsReading {
        state: judgement.state,
        reasons: judgement.reasons,
        family: judgement.family,
        hello: Some(contents(hello)),
    }
}

fn contents(hello: &ClientHello) -> HelloReading {
    let greases = |values: &[u16]| values.iter().any(|value| is_grease(*value));
    let version = match hello.version() {
        0x0304 => "1.3",
        0x0303 => "1.2",
        _ => "other",
    };
    let real = hello.key_shares.iter().filter(|group| !is_grease(**group));
    HelloReading {
        ja4: ja4(hello),
        length: hello.length as u32,
        version: version.into(),
        grease_ciphers: greases(&hello.ciphers),
        grease_extensions: greases(&hello.extensions),
        grease_groups: greases(&hello.groups),
        grease_signatures: greases(&hello.signatures),
        key_shares: real.map(|group| format!("{group:04x}")).collect(),
        hybrid: hello.has_hybrid_key(),
    }
}
