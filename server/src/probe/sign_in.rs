//! The first message of a sign-in over a finished handshake.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::client::TlsStream;

use super::limits::LONGEST_TOKEN;
use super::ntlm::{SignIn, answer, answer_length, opening};
use super::phase::Outcome;
use super::wire::{Deadline, Seen, Wire, by};

/// Sends the first message, which names nobody, and reads the answer. Nothing else is ever sent.
pub(super) async fn ask(stream: &mut TlsStream<Wire>, until: Deadline) -> (Result<SignIn, Outcome>, Seen) {
    // What TLS adds to the answer counts too.
    let count = stream.get_mut().0.begin(4 * LONGEST_TOKEN as u64);
    let result = exchange(stream, until).await;
    (result, count.seen())
}

async fn exchange(stream: &mut TlsStream<Wire>, until: Deadline) -> Result<SignIn, Outcome> {
    by(until, stream.write_all(&opening())).await?;
    by(until, stream.flush()).await?;
    let mut bytes = Vec::new();
    let mut buffer = [0; 2048];
    loop {
        match answer_length(&bytes)? {
            Some(length) if bytes.len() >= length => return answer(&bytes[..length]),
            _ => {}
        }
        let count = by(until, stream.read(&mut buffer)).await?;
        if count == 0 {
            return Err(Outcome::Closed);
        }
        bytes.extend_from_slice(&buffer[..count]);
    }
}
