//! Datagrams over WebTransport on UDP ports: each small numbered datagram is counted and sent straight back. The counts are
//! fetched over https, so that loss is known for each direction and even if nothing came back.

mod certificate;

use std::net::UdpSocket;
use std::sync::PoisonError;
use std::time::Duration;

use tokio::time::timeout;
use wtransport::endpoint::IncomingSession;
use wtransport::quinn::TransportConfig;
use wtransport::{Connection, Endpoint, ServerConfig, VarInt};

use super::caller::is_portal;
use super::limits::{SESSION_BUFFER, SESSION_DATAGRAMS, SESSION_LIFE, SESSION_SEATS, SESSION_START, WINDOW};
use super::network::Network;
use super::seats::Seat;
use super::tallies::Shared;
use crate::portal::Portal;
use crate::tls::TlsError;

pub(crate) use certificate::Rotation;

/// Path of a session, to which its token is added.
pub(crate) const PATH: &str = "/self-check/datagrams/";
/// How long a session may rest.
const IDLE: Duration = Duration::from_secs(10);
/// HTTP/3 control streams of each side, and the one of the session.
const STREAMS: u8 = 8;

/// Why there are no datagrams.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DatagramError {
    #[error(transparent)]
    Certificate(#[from] TlsError),
    #[error("QUIC does not start: {0}")]
    Socket(#[from] std::io::Error),
}

/// Takes a socket for QUIC.
///
/// # Errors
/// If there is no certificate, or the system refuses.
pub(crate) fn open(
    socket: UdpSocket,
    portal: &Portal,
) -> Result<Endpoint<wtransport::endpoint::endpoint_side::Server>, DatagramError> {
    let tls = portal.far_ends.rotation.server_config()?;
    let mut transport = TransportConfig::default();
    transport
        .max_concurrent_bidi_streams(STREAMS.into())
        .max_concurrent_uni_streams(STREAMS.into())
        .stream_receive_window(WINDOW.into())
        .receive_window(WINDOW.into())
        .send_window(WINDOW.into())
        .datagram_receive_buffer_size(Some(SESSION_BUFFER))
        .datagram_send_buffer_size(SESSION_BUFFER)
        .max_idle_timeout(IDLE.try_into().ok());
    let config = ServerConfig::builder().with_bind_socket(socket).with_custom_tls_and_transport(tls, transport);
    let mut config = config.allow_migration(false).build();
    config.quic_config_mut().max_incoming(SESSION_SEATS.0);
    Ok(Endpoint::server(config)?)
}

/// What is done with whoever knocks.
#[derive(Debug)]
enum Knock {
    Enter(Seat),
    /// To show first that it can be reached where it says it is.
    ComeAgain,
    Refuse,
}

/// Decides by what is taken: `open` are the connections of this port, which outlive their seats while they close, and
/// `reachable` says whether the asker has shown that it can be reached.
fn knock(portal: &Portal, network: Network, open: usize, reachable: bool) -> Knock {
    let sessions = &portal.far_ends.sessions;
    if open >= SESSION_SEATS.0 {
        return Knock::Refuse;
    }
    if sessions.are_half_taken() && !reachable {
        return Knock::ComeAgain;
    }
    match sessions.take(Some(network)).filter(|_| portal.far_ends.pays(network, 1)) {
        Some(seat) => Knock::Enter(seat),
        None => Knock::Refuse,
    }
}

/// Takes sessions until it is dropped.
pub(crate) async fn serve(endpoint: Endpoint<wtransport::endpoint::endpoint_side::Server>, portal: Portal) {
    loop {
        let incoming = endpoint.accept().await;
        let network = Network::of(incoming.remote_address().ip());
        match knock(&portal, network, endpoint.open_connections(), incoming.remote_address_validated()) {
            Knock::Enter(seat) => drop(tokio::spawn(session(incoming, portal.clone(), seat))),
            Knock::ComeAgain => incoming.retry(),
            Knock::Refuse => incoming.refuse(),
        }
    }
}

async fn session(incoming: IncomingSession, portal: Portal, seat: Seat) {
    // Whoever is too slow or breaks off is nobody's concern.
    if let Ok(Some((connection, counted))) = timeout(SESSION_START, start(incoming, &portal)).await {
        let _ = timeout(SESSION_LIFE, exchange(&connection, &counted.0)).await;
        connection.close(VarInt::from_u32(0), b"enough");
    }
    drop(seat);
}

/// The counts of a session; dropped, they say that it ended.
struct Counted(Shared);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).end();
    }
}

/// From the handshake to the beginning of a session. Only a page of this portal with a fresh token gets one; the others are
/// answered, and may take as little time over it.
async fn start(incoming: IncomingSession, portal: &Portal) -> Option<(Connection, Counted)> {
    let request = incoming.await.ok()?;
    if !request.origin().is_some_and(|origin| is_portal(portal, origin, request.authority())) {
        request.forbidden().await;
        return None;
    }
    let token = request.path().strip_prefix(portal.base_path()).and_then(|path| path.strip_prefix(PATH));
    let Some(shared) = token.and_then(|token| portal.far_ends.session(token)) else {
        request.not_found().await;
        return None;
    };
    let counted = Counted(shared);
    Some((request.accept().await.ok()?, counted))
}

/// Counts and echoes. What does not fit into the buffer is not sent: a full buffer would push out older echoes, which were
/// counted as sent already.
async fn exchange(connection: &Connection, shared: &Shared) {
    for _ in 0..SESSION_DATAGRAMS {
        let Ok(datagram) = connection.receive_datagram().await else { return };
        let payload = datagram.payload();
        let group = shared.lock().unwrap_or_else(PoisonError::into_inner).arrived(&payload);
        let Some(group) = group else { continue };
        let room = connection.quic_connection().datagram_send_buffer_space() > 2 * payload.len();
        if room && connection.send_datagram(payload).is_ok() {
            shared.lock().unwrap_or_else(PoisonError::into_inner).echoed(group);
        }
    }
}

#[cfg(test)]
mod tests;
