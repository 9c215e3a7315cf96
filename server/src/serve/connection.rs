//! One TCP connection from its acceptance to its end: TLS if there is any, then HTTP/1.1 or HTTP/2.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use rustls::server::Acceptor;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Duration, Instant, sleep, timeout};
use tokio_rustls::LazyConfigAcceptor;
use tower::{ServiceExt, service_fn};

use super::attendance::Attendance;
use super::complaint::Complaint;
use super::watched::Watched;
use crate::self_check::caller::Connection;
use crate::self_check::client_hello::ClientHello;
use crate::self_check::limits;
use crate::self_check::network::Network;
use crate::self_check::seats::Seats;

/// Pause after the system could not accept, for example because it has no file handles left.
const PAUSE: Duration = Duration::from_millis(200);

/// What stands behind a listener.
#[derive(Clone)]
pub(super) struct Door {
    pub(super) app: Router,
    pub(super) tls: Option<Arc<ServerConfig>>,
    /// Seats for connections, which all doors share.
    pub(super) seats: Seats,
    /// Whether visitors come through the operator's own proxy. Nobody proxies the small port.
    pub(super) proxied: bool,
    /// That the system lets nobody in, which all doors share.
    pub(super) complaint: Arc<Complaint>,
}

/// Accepts until it is dropped. Whoever comes when all seats are taken is turned away at once instead of left waiting.
pub(super) async fn accept(listener: TcpListener, door: Door, stop: &GracefulShutdown) {
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                if door.complaint.is_due(Instant::now()) {
                    tracing::error!(%error, "the system lets no connection in; are there too few file handles?");
                }
                sleep(PAUSE).await;
                continue;
            }
        };
        // Behind the operator's proxy all visitors come from its address, so only the whole can be bounded.
        let shared = door.proxied || peer.ip().is_loopback();
        let network = if shared { None } else { Some(Network::of(peer.ip())) };
        let Some(seat) = door.seats.take(network) else { continue };
        let (door, watcher) = (door.clone(), stop.watcher());
        tokio::spawn(async move {
            serve(stream, peer.ip(), door, watcher).await;
            drop(seat);
        });
    }
}

async fn serve(stream: TcpStream, peer: IpAddr, door: Door, watcher: Watcher) {
    // Small answers must not wait for more: they are timed.
    let _ = stream.set_nodelay(true);
    let stream = Watched::new(stream, limits::STALL);
    let connection = Connection { peer, proxied: door.proxied, tls: door.tls.is_some(), hello: None };
    match door.tls {
        None => http(stream, connection, door.app, watcher).await,
        Some(tls) => {
            if let Some((stream, hello)) = greet(stream, tls).await {
                http(stream, Connection { hello, ..connection }, door.app, watcher).await;
            }
        }
    }
}

type Secured = tokio_rustls::server::TlsStream<Watched<TcpStream>>;

/// The TLS handshake. The greeting is read from the bytes as they came, before the library answers it. None if it fails, which
/// is the daily bread of a public port and not worth a line.
async fn greet(mut stream: Watched<TcpStream>, tls: Arc<ServerConfig>) -> Option<(Secured, Option<ClientHello>)> {
    stream.keep(limits::GREETING);
    let handshake = async {
        let mut start = LazyConfigAcceptor::new(Acceptor::default(), stream).await.ok()?;
        let hello = ClientHello::read(&start.io.kept());
        let stream = start.into_stream(tls).await.ok()?;
        Some((stream, hello))
    };
    timeout(limits::HANDSHAKE, handshake).await.ok()?
}

/// HTTP on a stream, until either side ends it or its time is up. Sockets have times of their own.
pub(super) async fn http(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    connection: Connection,
    app: Router,
    watcher: Watcher,
) {
    let connection = Arc::new(connection);
    let attendance = Attendance::new();
    let service = service_fn({
        let attendance = attendance.clone();
        move |mut request: Request<hyper::body::Incoming>| {
            let asked = attendance.begin();
            request.extensions_mut().insert(connection.clone());
            name_host(&mut request);
            let answering = app.clone().oneshot(request);
            async move { answering.await.map(|response| response.map(|body| asked.answered(body))) }
        }
    });
    let builder = builder();
    let serving = builder.serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(service));
    // How a connection ends is known from its requests.
    tokio::select! {
        _ = watcher.watch(serving.into_owned()) => {}
        () = attendance.runs_out() => {}
    }
}

/// HTTP/2 names the host in the address of the request; the pages look for it in the header, where HTTP/1.1 has it.
fn name_host<B>(request: &mut axum::http::Request<B>) {
    if request.headers().contains_key(header::HOST) {
        return;
    }
    let authority = request.uri().authority().and_then(|host| HeaderValue::from_str(host.as_str()).ok());
    if let Some(host) = authority {
        request.headers_mut().insert(header::HOST, host);
    }
}

/// HTTP with bounded buffers. HTTP/2 does not offer WebSockets, so that every socket has a TCP connection of its own and
/// measures that.
fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    // How long a head may take is bounded by `attendance`, which the library's own limit would undercut between two requests.
    builder.http1().timer(TokioTimer::new()).header_read_timeout(None).max_buf_size(limits::HEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(limits::PING)
        .keep_alive_timeout(limits::HANDSHAKE)
        .max_concurrent_streams(limits::STREAMS)
        .initial_stream_window_size(limits::WINDOW)
        .initial_connection_window_size(2 * limits::WINDOW)
        .max_header_list_size(limits::HEAD_BYTES as u32)
        .max_send_buf_size(limits::SEND_BUFFER);
    builder
}

#[cfg(test)]
mod tests;
