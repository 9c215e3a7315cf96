//! Logs. One line a request, with what an operator needs and nothing that tells of a visitor: no address, no query, no
//! referrer, no body.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{MatchedPath, Request};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use tracing::level_filters::LevelFilter;
use tracing::{Subscriber, error, info};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

use crate::clock::Stopwatch;
use crate::failure::Cause;
use crate::probe::{AUDIT, AuditFile};

/// Names a request to the visitor and in the log.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestId(String);

impl RequestId {
    fn fresh() -> Self {
        static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let hash = SEED.hash_one(COUNT.fetch_add(1, Ordering::Relaxed));
        Self(format!("{:04x}-{:04x}-{:04x}", hash >> 48, hash >> 32 & 0xffff, hash >> 16 & 0xffff))
    }

    /// Its text: three groups of four, so that it can be read aloud.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whose lines are written. Libraries underneath name addresses of visitors, for example that of QUIC when it cannot send, and
/// others may begin to; so only this crate speaks.
const SPEAKER: &str = env!("CARGO_CRATE_NAME");

/// JSON lines for this writer. The level is fixed.
pub fn subscriber<W>(writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    audited(writer, None::<AuditFile>)
}

/// The same, with the record of looks at other computers on a writer of its own. Neither holds a line of the other.
pub fn audited<W, A>(writer: W, audit: Option<A>) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
    A: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let only = |target: &str| Targets::new().with_target(target, LevelFilter::INFO);
    let lines = tracing_subscriber::fmt::layer().json().with_target(false).with_writer(writer);
    let record = audit.map(|audit| {
        let lines = tracing_subscriber::fmt::layer().json().with_target(false).with_writer(audit);
        lines.with_filter(only(AUDIT))
    });
    tracing_subscriber::registry().with(lines.with_filter(only(SPEAKER))).with(record)
}

/// Names the request, and logs how it ended.
pub(crate) async fn log(mut request: Request, next: Next) -> Response {
    let id = RequestId::fresh();
    let watch = Stopwatch::start();
    let method = request.method().clone();
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_string(), |path| path.as_str().to_string());
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    let ms = watch.elapsed().as_millis() as u64;
    match response.extensions().get::<Cause>() {
        Some(cause) => error!(id = id.as_str(), %method, route, status, ms, %cause, "request"),
        None => info!(id = id.as_str(), %method, route, status, ms, "request"),
    }
    if let Ok(id) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}

#[cfg(test)]
pub(crate) mod tests;
