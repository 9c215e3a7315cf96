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
use tokio::time::{Duration, sleep, timeout};
use tokio_rustls::LazyConfigAcceptor;
use tower::ServiceExt;

use super::patience::Patient;
use crate::portal::Portal;
use crate::self_check::caller::Connection;
use crate::self_check::client_hello::ClientHello;
use crate::self_check::limits;
use crate::self_check::network::Network;
use crate::tls::recorder::Recorder;

/// Pause after the system could not accept, for example because it has no file handles left.
const PAUSE: Duration = Duration::from_millis(200);

/// A listener with what it serves.
#[derive(Clone)]
pub(super) struct Door {
    pub(super) app: Router,
    pub(super) tls: Option<Arc<ServerConfig>>,
    pub(super) portal: Portal,
}

/// Accepts until it is dropped. Whoever comes when all seats are taken is turned away at once instead of left waiting.
pub(super) async fn accept(listener: TcpListener, door: Door, stop: &GracefulShutdown) {
    let shared = door.portal.config.self_check.behind_proxy;
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            sleep(PAUSE).await;
            continue;
        };
        // Behind the operator's proxy all visitors come from its address, so only the whole can be bounded.
        let network = if shared || peer.ip().is_loopback() { None } else { Some(Network::of(peer.ip())) };
        let Some(seat) = door.portal.far_ends.connections.take(network) else { continue };
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
    let stream = Patient::new(stream, limits::STALL);
    match door.tls {
        None => http(stream, Connection { peer, tls: false, hello: None }, door.app, watcher).await,
        Some(tls) => {
            if let Some((stream, hello)) = greet(stream, tls).await {
                http(stream, Connection { peer, tls: true, hello }, door.app, watcher).await;
            }
        }
    }
}

type Secured = tokio_rustls::server::TlsStream<Recorder<Patient<TcpStream>>>;

/// The TLS handshake. The greeting is read from the bytes as they came, before the library answers it. None if it fails, which
/// is the daily bread of a public port and not worth a line.
async fn greet(stream: Patient<TcpStream>, tls: Arc<ServerConfig>) -> Option<(Secured, Option<ClientHello>)> {
    let handshake = async {
        let mut start = LazyConfigAcceptor::new(Acceptor::default(), Recorder::new(stream)).await.ok()?;
        let hello = ClientHello::read(&start.io.recorded());
        let stream = start.into_stream(tls).await.ok()?;
        Some((stream, hello))
    };
    timeout(limits::HANDSHAKE, handshake).await.ok()?
}

async fn http(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    connection: Connection,
    app: Router,
    watcher: Watcher,
) {
    let connection = Arc::new(connection);
    let service = app.map_request(move |mut request: Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(connection.clone());
        name_host(&mut request);
        request
    });
    let builder = builder();
    let serving = builder.serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(service));
    // How a connection ends is known from its requests.
    let _ = watcher.watch(serving.into_owned()).await;
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
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits::HEAD).max_buf_size(limits::HEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(limits::HEAD)
        .keep_alive_timeout(limits::HANDSHAKE)
        .max_concurrent_streams(limits::STREAMS)
        .initial_stream_window_size(limits::WINDOW)
        .initial_connection_window_size(2 * limits::WINDOW)
        .max_header_list_size(limits::HEAD_BYTES as u32)
        .max_send_buf_size(limits::SEND_BUFFER);
    builder
}
