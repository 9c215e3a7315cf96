//! As much of an HTTP client as talking to our own server and to chromedriver takes: both are on this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// Longer than any answer takes; a page of the browser may be loading behind it.
const PATIENCE: Duration = Duration::from_secs(120);

/// An answer: its status and its body as sent, so still in chunks if the server chose to send it so.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// Sends one request over a connection of its own. `host` is `address:port`; a body is taken for JSON.
///
/// # Errors
/// When nobody listens there, or the answer is not HTTP.
pub(crate) fn request(method: &str, host: &str, path: &str, body: &str) -> Result<Answer> {
    let stream = TcpStream::connect(host).with_context(|| format!("nobody answers at {host}"))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let length = body.len();
    // Not HTTP/1.0, which would rule out chunked answers but which chromedriver refuses; it sends none.
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json; charset=utf-8\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    (&stream).write_all(head.as_bytes())?;
    (&stream).write_all(body.as_bytes())?;
    read_answer(&mut BufReader::new(stream)).with_context(|| format!("no HTTP answer from {host}{path}"))
}

fn read_answer(stream: &mut impl BufRead) -> Result<Answer> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let Some(status) = line.split(' ').nth(1).and_then(|status| status.parse().ok()) else {
        bail!("it begins with {line:?}");
    };
    let mut length = u64::MAX;
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse()?;
        }
    }
    let mut body = Vec::new();
    stream.take(length).read_to_end(&mut body)?;
    Ok(Answer { status, body })
}

#[cfg(test)]
mod tests;
