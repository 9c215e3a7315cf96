//! The handshake: first a real one, by our TLS library; and if that fails, a greeting in the clear, before anything is said
//! about the host. A library's refusal is no fault of the host.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use rustls::AlertDescription;
use rustls::pki_types::ServerName;
use serde::Serialize;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::dangerous::{Recorded, inspector};
use super::greeting::{Choice, Flight, TLS_1_0, cipher_name, greeting, version_name};
use super::limits::LONGEST_FLIGHT;
use super::phase::{Outcome, Phase};
use super::wire::{Deadline, Seen, Wire, by, ending, waited};

/// What was agreed, or what the other side would agree to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TlsFacts {
    /// Version, `TLS 1.3`.
    pub version: String,
    /// Name of the cipher suite.
    pub cipher: String,
    /// Whether the handshake was completed; false for a greeting in the clear, which does not prove that the host can use
    /// its key.
    pub complete: bool,
    /// Whether the signature in the handshake could be checked against the certificate.
    pub signature_checked: bool,
}

/// A handshake that was tried.
pub(super) struct Attempt {
    pub(super) outcome: Outcome,
    pub(super) seen: Seen,
    pub(super) facts: Option<TlsFacts>,
    /// The certificates as they came.
    pub(super) chain: Vec<Vec<u8>>,
    /// The connection, if it may go on.
    pub(super) stream: Option<Box<TlsStream<Wire>>>,
}

impl Attempt {
    fn failed(outcome: Outcome, seen: Seen, chain: Vec<Vec<u8>>) -> Self {
        Self { outcome, seen, facts: None, chain, stream: None }
    }
}

/// A whole handshake.
pub(super) async fn handshake(mut wire: Wire, name: &str, address: IpAddr, until: Deadline) -> Attempt {
    let Ok((config, recorder)) = inspector() else {
        return Attempt::failed(Outcome::Malformed, Seen::default(), Vec::new());
    };
    let server = ServerName::try_from(name.to_string()).unwrap_or_else(|_| ServerName::from(address));
    let count = wire.begin(LONGEST_FLIGHT);
    let connecting = TlsConnector::from(Arc::new(config)).connect(server, wire);
    let connected = waited(until, connecting).await;
    let seen = count.seen();
    let Recorded { chain, signature_checked } = recorder.recorded();
    match connected {
        Ok(Ok(stream)) => {
            let facts = agreed(&stream, signature_checked);
            Attempt { outcome: Outcome::Fine, seen, facts, chain, stream: Some(Box::new(stream)) }
        }
        Ok(Err(error)) => Attempt::failed(failure(&error, &seen.first), seen, chain),
        Err(outcome) => Attempt::failed(outcome, seen, chain),
    }
}

fn agreed(stream: &TlsStream<Wire>, signature_checked: bool) -> Option<TlsFacts> {
    let session = stream.get_ref().1;
    Some(TlsFacts {
        version: version_name(u16::from(session.protocol_version()?))?.to_string(),
        cipher: format!("{:?}", session.negotiated_cipher_suite()?.suite()),
        complete: true,
        signature_checked,
    })
}

/// How a handshake failed. `first` is what the other side said first.
fn failure(error: &io::Error, first: &[u8]) -> Outcome {
    // A frame of RDP, or anything else, where a record of TLS is due.
    if first.first().is_some_and(|kind| !matches!(kind, 21 | 22)) {
        return Outcome::Plain;
    }
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::AlertReceived(alert)) => match alert {
            AlertDescription::CloseNotify => Outcome::Closed,
            other => Outcome::Alert { code: u8::from(*other) },
        },
        // The answer is TLS, but not of a kind that the library takes: the greeting will tell which.
        Some(_) => Outcome::Malformed,
        None => ending(error),
    }
}

/// A greeting in the clear, up to this version. It says how far the other side goes along.
pub(super) async fn greet(mut wire: Wire, version: u16, name: &str, until: Deadline) -> Attempt {
    let count = wire.begin(LONGEST_FLIGHT);
    let result = exchange(&mut wire, version, name, until).await;
    let seen = count.seen();
    match result {
        Ok(choice) => {
            let facts = version_name(choice.version).map(|version| TlsFacts {
                version: version.to_string(),
                cipher: cipher_name(choice.cipher),
                complete: false,
                signature_checked: false,
            });
            Attempt { outcome: Outcome::Fine, seen, facts, chain: choice.chain, stream: None }
        }
        Err(outcome) => Attempt::failed(outcome, seen, Vec::new()),
    }
}

async fn exchange(wire: &mut Wire, version: u16, name: &str, until: Deadline) -> Result<Choice, Outcome> {
    wire.say(&greeting(version, name), until).await?;
    let mut flight = Flight::default();
    let mut buffer = [0; 4096];
    loop {
        let count = wire.some(&mut buffer, until).await?;
        if count == 0 {
            return Err(Outcome::Closed);
        }
        if let Some(choice) = flight.take(&buffer[..count])? {
            return Ok(choice);
        }
    }
}

/// The phase of a greeting.
pub(super) fn phase_of(version: u16) -> Phase {
    if version == TLS_1_0 { Phase::OldGreeting } else { Phase::Greeting }
}

/// Says goodbye in the words of TLS; whether it is heard does not matter.
pub(super) async fn part(mut stream: Box<TlsStream<Wire>>, until: Deadline) {
    let _ = by(until, tokio::io::AsyncWriteExt::shutdown(&mut *stream)).await;
}
