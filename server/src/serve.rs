//! Listening, and stopping gracefully.

mod attendance;
mod complaint;
mod connection;
#[cfg(test)]
pub(crate) mod in_memory;
mod listening;
mod watched;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;
use wtransport::Endpoint;
use wtransport::endpoint::endpoint_side;

use crate::portal::Portal;
use crate::routes;
use crate::self_check::caller::name_and_port;
use crate::self_check::datagrams::DatagramError;
use crate::self_check::limits::CLAMPED_SEGMENT;
use crate::self_check::{Ports, datagrams, stun};
use crate::tls::{Tls, TlsError};
use complaint::Complaint;
use connection::Door;
use listening::Place;

/// How long open requests may take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(8);

/// Why the server does not listen.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Another program has the port.
    #[error(
        "fix904 cannot listen on {address}, which is {key} in its configuration: another program uses this port. Stop that \
         program, or choose another port, for example: {}", example(.key)
    )]
    Taken {
        /// As it was configured.
        address: String,
        /// Under which key.
        key: &'static str,
    },
    /// The address is none, or not ours.
    #[error(
        "fix904 cannot listen on {address}, which is {key} in its configuration: {reason}. Write host and port, for example: \
         {}", example(.key)
    )]
    Impossible {
        /// As it was configured.
        address: String,
        /// Under which key.
        key: &'static str,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The certificate cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The far end of datagrams does not start.
    #[error("the datagrams of the self-check do not start on {0}: {1}")]
    Datagrams(String, #[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The main port, which has a flag of its own.
const LISTEN: &str = "listen";

/// How to write another port under a key.
fn example(key: &str) -> String {
    match key {
        LISTEN => "fix904 serve --listen localhost:2309".into(),
        "self_check.clamped_listen" => format!("{key} = \"localhost:2319\""),
        _ => format!("{key} = [\"localhost:2318\", \"localhost:2319\"]"),
    }
}

/// A server that has its ports and does not answer yet.
pub struct Bound {
    portal: Portal,
    tls: Option<Tls>,
    listeners: Vec<TcpListener>,
    clamped: Vec<TcpListener>,
    datagrams: Vec<Endpoint<endpoint_side::Server>>,
    stun: Vec<UdpSocket>,
    /// Host part of the configured address.
    host: String,
}

/// Takes the configured port on every address that its host name has, and the ports of the far ends.
///
/// # Errors
/// Says why, and what to do about it.
pub async fn bind(portal: &Portal) -> Result<Bound, ListenError> {
    let config = &portal.config;
    let host = name_and_port(&config.listen).0.to_string();
    let tls = config.tls.source().map(|source| Tls::open(source, &names(portal, &host))).transpose()?;
    let listeners = listening::tcp(Place { written: &config.listen, key: LISTEN }, None).await?;
    let clamped = match &config.self_check.clamped_listen {
        Some(written) => {
            let place = Place { written, key: "self_check.clamped_listen" };
            listening::tcp(place, Some(CLAMPED_SEGMENT)).await?
        }
        None => Vec::new(),
    };
    let port = |listener: &TcpListener| listener.local_addr().ok().map(|local| local.port());
    let mut ports =
        Ports { main: listeners.first().and_then(port), clamped: clamped.first().and_then(port), ..Ports::default() };
    let (mut datagrams, mut stun) = (Vec::new(), Vec::new());
    for written in &config.self_check.datagram_listen {
        let sockets = listening::udp(Place { written, key: "self_check.datagram_listen" }).await?;
        ports.datagrams.extend(udp_port(&sockets));
        for socket in sockets {
            datagrams.push(quic(socket, portal).map_err(|e| ListenError::Datagrams(written.clone(), e.into()))?);
        }
    }
    for written in &config.self_check.stun_listen {
        let sockets = listening::udp(Place { written, key: "self_check.stun_listen" }).await?;
        ports.stun.extend(udp_port(&sockets));
        stun.extend(sockets);
    }
    portal.far_ends.open(ports);
    Ok(Bound { portal: portal.clone(), tls, listeners, clamped, datagrams, stun, host })
}

fn udp_port(sockets: &[UdpSocket]) -> Option<u16> {
    sockets.first()?.local_addr().ok().map(|local| local.port())
}

fn quic(socket: UdpSocket, portal: &Portal) -> Result<Endpoint<endpoint_side::Server>, DatagramError> {
    datagrams::open(socket.into_std()?, portal)
}

/// Hosts that a certificate made for trying out is for.
fn names(portal: &Portal, host: &str) -> Vec<String> {
    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_string).into();
    for name in [Some(host), portal.base_url.host().map(|host| name_and_port(host).0)].into_iter().flatten() {
        let name = name.trim_matches(['[', ']']).to_string();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

impl Bound {
    /// The address to open in a browser on this machine.
    ///
    /// # Errors
    /// If the system does not tell the port.
    pub fn address(&self) -> std::io::Result<String> {
        let local = match self.listeners.first() {
            Some(listener) => listener.local_addr()?,
            None => return Err(std::io::Error::other("no listener")),
        };
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let host = if local.ip().is_unspecified() { "localhost" } else { &self.host };
        let path = self.portal.base_path();
        let slash = if path.is_empty() { "" } else { "/" };
        Ok(format!("{scheme}://{host}:{}{path}{slash}", local.port()))
    }

    /// Answers until `stop` ends, then lets open requests finish.
    ///
    /// # Errors
    /// None so far; a listener that fails tries again.
    pub async fn run(self, stop: impl Future<Output = ()>) -> std::io::Result<()> {
        let Self { portal, tls, listeners, clamped, datagrams, stun, .. } = self;
        let graceful = Arc::new(GracefulShutdown::new());
        let mut servers = JoinSet::new();
        let main = Door {
            app: routes::app(&portal),
            tls: tls.as_ref().map(|tls| tls.server.clone()),
            seats: portal.far_ends.connections.clone(),
            proxied: portal.config.self_check.behind_proxy,
            complaint: Arc::new(Complaint::default()),
        };
        let small = Door { app: routes::far_ends(&portal), proxied: false, ..main.clone() };
        for (listeners, door) in [(listeners, main), (clamped, small)] {
            for listener in listeners {
                let door = door.clone();
                let graceful = graceful.clone();
                servers.spawn(async move { connection::accept(listener, door, &graceful).await });
            }
        }
        for endpoint in datagrams {
            servers.spawn(datagrams::serve(endpoint, portal.clone()));
        }
        for socket in stun {
            servers.spawn(stun::serve(socket, portal.clone()));
        }
        if let Some(renewal) = tls.and_then(|tls| tls.renewal) {
            servers.spawn(renewal.follow());
        }
        stop.await;
        servers.shutdown().await;
        // Nobody accepts any more, so nobody else holds it. A browser that keeps its connection open must not keep the server.
        if let Some(graceful) = Arc::into_inner(graceful) {
            let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
        }
        Ok(())
    }
}
/// Ends when the system or a person at the keyboard asks the server to stop. From this call on, not from its first poll,
/// such a wish is heard.
///
/// # Errors
/// If the system gives no signals.
#[cfg(unix)]
pub fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! { _ = interrupted.recv() => {}, _ = terminated.recv() => {} }
    })
}

/// Ends when a person at the keyboard asks the server to stop.
///
/// # Errors
/// If the system gives no signals.
#[cfg(windows)]
pub fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupted.recv().await;
    })
}
