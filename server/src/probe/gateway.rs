//! A Remote Desktop gateway, asked for its way in without a name or a password (MS-TSGU 3.3.5.1). A healthy one answers that
//! it wants a sign-in.

use serde::Serialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::client::TlsStream;

use super::certificate::shown;
use super::limits::LONGEST_HEAD;
use super::phase::{Outcome, Speaks};
use super::wire::{Deadline, Seen, Wire, by};

/// Where a gateway listens (MS-TSGU 2.2.3.2.1).
const PATH: &str = "/remoteDesktopGateway/";
/// Ways of signing in that are kept.
const MOST_WAYS: usize = 8;

/// What a gateway answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GatewayFacts {
    /// Status of the answer, such as 401.
    pub status: u16,
    /// Ways of signing in that are offered, such as `Negotiate`.
    pub ways: Vec<String>,
}

impl GatewayFacts {
    /// Whether it asks for a sign-in, as a gateway does.
    pub(super) fn asks_for_sign_in(&self) -> bool {
        self.status == 401 && !self.ways.is_empty()
    }
}

/// The question in the words of the gateway protocol, or as a browser would open a socket: some proxies let only one pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// The method that only gateways know.
    Own,
    /// An upgrade to a web socket.
    WebSocket,
}

/// The question.
pub(super) fn question(manner: Manner, host: &str) -> String {
    // A fixed connection of nobody: it is answered before it is looked at.
    let connection = "{904f1904-0000-4000-8000-000000000904}";
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_string() };
    match manner {
        Manner::Own => format!(
            "RDG_OUT_DATA {PATH} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\nUser-Agent: fix904\r\nRDG-Connection-Id: {connection}\r\n\r\n"
        ),
        Manner::WebSocket => format!(
            "GET {PATH} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: fix904\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: Zml4OTA0LXByb2JlLWtleQ==\r\nRDG-Connection-Id: {connection}\r\n\r\n"
        ),
    }
}

/// Asks, and reads the head of the answer.
pub(super) async fn ask(
    stream: &mut TlsStream<Wire>,
    manner: Manner,
    host: &str,
    until: Deadline,
) -> (Result<GatewayFacts, Outcome>, Seen) {
    let count = stream.get_mut().0.begin(4 * LONGEST_HEAD as u64);
    let result = exchange(stream, &question(manner, host), until).await;
    (result, count.seen())
}

async fn exchange(stream: &mut TlsStream<Wire>, question: &str, until: Deadline) -> Result<GatewayFacts, Outcome> {
    by(until, stream.write_all(question.as_bytes())).await?;
    by(until, stream.flush()).await?;
    let mut bytes = Vec::new();
    let mut buffer = [0; 2048];
    loop {
        if let Some(facts) = head(&bytes)? {
            return Ok(facts);
        }
        let count = by(until, stream.read(&mut buffer)).await?;
        if count == 0 {
            return Err(Outcome::Closed);
        }
        bytes.extend_from_slice(&buffer[..count]);
    }
}

/// Reads the head of an answer in HTTP/1; none as long as it is not whole.
///
/// # Errors
/// If it is none, or too long.
pub(super) fn head(bytes: &[u8]) -> Result<Option<GatewayFacts>, Outcome> {
    let start = &bytes[..bytes.len().min(7)];
    if !b"HTTP/1.".starts_with(start) {
        return Err(Outcome::Foreign { speaks: Speaks::Other });
    }
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
        return if bytes.len() > LONGEST_HEAD { Err(Outcome::TooLong) } else { Ok(None) };
    };
    let text = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = text.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let status = status.filter(|status| (100..600).contains(status)).ok_or(Outcome::Malformed)?;
    let way = |line: &str| {
        let (name, value) = line.split_once(':')?;
        let scheme = value.split_whitespace().next()?;
        name.eq_ignore_ascii_case("www-authenticate").then(|| shown(scheme))
    };
    let ways = lines.filter_map(way).take(MOST_WAYS).collect();
    Ok(Some(GatewayFacts { status, ways }))
}

#[cfg(test)]
mod tests;
