//! Listening, and stopping gracefully.

use std::future::{Future, IntoFuture};
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, lookup_host};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::portal::Portal;
use crate::routes;

/// How long open requests may take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(8);

/// Why the server does not listen.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Another program has the port.
    #[error(
        "fix904 cannot listen on {0}: another program uses this port. Stop that program, or choose another port, \
         for example: fix904 serve --listen localhost:2309"
    )]
    Taken(String),
    /// The address is none, or not ours.
    #[error(
        "fix904 cannot listen on {address}: {reason}. Write host and port, for example: fix904 serve --listen localhost:2308"
    )]
    Impossible {
        /// As it was configured.
        address: String,
        /// What the system says.
        reason: std::io::Error,
    },
}

/// A server that has its ports and does not answer yet.
pub struct Bound {
    portal: Portal,
    listeners: Vec<TcpListener>,
    /// Host part of the configured address.
    host: String,
}

/// Takes the configured port on every address that its host name has.
///
/// # Errors
/// Says why, and what to do about it.
pub async fn bind(portal: &Portal) -> Result<Bound, ListenError> {
    let written = portal.config.listen.clone();
    let impossible = |reason| ListenError::Impossible { address: written.clone(), reason };
    let addresses: Vec<SocketAddr> = lookup_host(&written).await.map_err(impossible)?.collect();
    let mut listeners: Vec<TcpListener> = Vec::new();
    let mut refused = std::io::Error::other("the name has no address");
    for mut address in addresses {
        // With port 0 the system chooses once, and the other addresses take the same.
        if let Some(Ok(first)) = listeners.first().map(TcpListener::local_addr) {
            address.set_port(first.port());
        }
        match TcpListener::bind(address).await {
            Ok(listener) => listeners.push(listener),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => return Err(ListenError::Taken(written)),
            // A machine without IPv6 still has the other one.
            Err(error) => refused = error,
        }
    }
    if listeners.is_empty() {
        return Err(impossible(refused));
    }
    let host = written.rsplit_once(':').map_or(written.as_str(), |(host, _)| host).to_string();
    Ok(Bound { portal: portal.clone(), listeners, host })
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
        let host = if local.ip().is_unspecified() { "localhost" } else { &self.host };
        let path = self.portal.base_path();
        let slash = if path.is_empty() { "" } else { "/" };
        Ok(format!("http://{host}:{}{path}{slash}", local.port()))
    }

    /// Answers until `stop` ends, then lets open requests finish.
    ///
    /// # Errors
    /// If a listener fails.
    pub async fn run(self, stop: impl Future<Output = ()>) -> std::io::Result<()> {
        let app = routes::app(&self.portal);
        let (tell, told) = watch::channel(false);
        let mut servers = JoinSet::new();
        for listener in self.listeners {
            let mut told = told.clone();
            let stopped = async move {
                // An error means that the sender is gone, which is a stop too.
                let _ = told.wait_for(|stop| *stop).await;
            };
            servers.spawn(axum::serve(listener, app.clone()).with_graceful_shutdown(stopped).into_future());
        }
        stop.await;
        // Nobody listens any more if every server has failed; then there is nothing to stop.
        let _ = tell.send(true);
        let finished = async {
            while let Some(server) = servers.join_next().await {
                server.map_err(std::io::Error::other)??;
            }
            Ok(())
        };
        // A browser that keeps its connection open must not keep the server.
        tokio::time::timeout(GRACE, finished).await.unwrap_or(Ok(()))
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
