//! A server on free ports with its far ends, and clients that speak to it as browsers do.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::ServerName;
use server::config::{SelfCheck, Tls};
use server::serve::bind;
use server::{Config, Portal, now};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::WebSocketStream;

use crate::waiting::soon;

mod any_certificate;

/// A server that runs until it is stopped.
pub(crate) struct Running {
    /// Host and port, as in the address of the main page.
    pub(crate) address: String,
    stop: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
}

/// A stream of bytes to the server.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin + 'static {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin + 'static> Stream for T {}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Running {
    pub(crate) async fn start(config: Config) -> Self {
        crate::logs::begin();
        let bound = bind(&Portal::new(config, now).unwrap()).await.unwrap();
        let address = bound.address().unwrap();
        let host = address.split("://").nth(1).unwrap().split('/').next().unwrap().to_string();
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(bound.run(async {
            let _ = stopped.await;
        }));
        Self { address: host, stop, server }
    }

    /// On 127.0.0.1 without TLS.
    pub(crate) async fn plain(self_check: SelfCheck) -> Self {
        Self::start(Config { listen: "127.0.0.1:0".into(), self_check, ..Config::default() }).await
    }

    /// On 127.0.0.1 with a certificate that is made at start.
    pub(crate) async fn secure(self_check: SelfCheck) -> Self {
        let tls = Tls { self_signed: true, ..Tls::default() };
        Self::start(Config { listen: "127.0.0.1:0".into(), tls, self_check, ..Config::default() }).await
    }

    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        soon("the end of the server", self.server).await.unwrap().unwrap();
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).await.unwrap()
    }

    /// Asks over plain HTTP/1.1.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        ask(self.connect().await, get(&self.address, path)).await
    }

    /// The plan, as the page sees it.
    pub(crate) async fn plan(&self, secure: bool) -> serde_json::Value {
        let reply = if secure {
            ask(handshake(self.connect().await, &["http/1.1"]).await, get(&self.address, "/self-check/plan")).await
        } else {
            self.get("/self-check/plan").await
        };
        reply.json()
    }

    /// Opens a WebSocket from a page of this server.
    pub(crate) async fn socket(&self, path: &str) -> Result<WebSocketStream<TcpStream>, StatusCode> {
        socket(self.connect().await, &self.address, path, &format!("http://{}", self.address)).await
    }
}

impl Reply {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub(crate) fn get(host: &str, path: &str) -> Request<Full<Bytes>> {
    asking("GET", host, path).body(Full::default()).unwrap()
}

/// A request from a page of the host.
pub(crate) fn asking(method: &str, host: &str, path: &str) -> Builder {
    Request::builder().method(method).uri(path).header("host", host)
}

/// One request over HTTP/1.1 on a connection of its own.
pub(crate) async fn ask(stream: impl Stream, request: Request<Full<Bytes>>) -> Reply {
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let answering = async { read(sender.send_request(request).await.unwrap()).await };
    soon("an answer", answering).await
}

/// One request over HTTP/2, which names the host in its address.
pub(crate) async fn ask2(stream: impl Stream, request: Request<Full<Bytes>>) -> Reply {
    let executor = TokioExecutor::new();
    let (mut sender, connection) = hyper::client::conn::http2::handshake(executor, TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let answering = async { read(sender.send_request(request).await.unwrap()).await };
    soon("an answer", answering).await
}

async fn read(response: axum::http::Response<hyper::body::Incoming>) -> Reply {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Reply { status: parts.status, headers: parts.headers, body }
}

/// TLS of a client that offers these protocols.
pub(crate) async fn handshake<S: Stream>(stream: S, protocols: &[&str]) -> TlsStream<S> {
    let mut config = any_certificate::client();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
    let name = ServerName::try_from("localhost").unwrap();
    soon("the handshake", TlsConnector::from(Arc::new(config)).connect(name, stream)).await.unwrap()
}

/// The certificate that came with a handshake.
pub(crate) fn certificate<S>(stream: &TlsStream<S>) -> Vec<u8> {
    stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
}

/// Opens a WebSocket; the status if it is refused.
pub(crate) async fn socket<S: Stream>(
    stream: S,
    host: &str,
    path: &str,
    origin: &str,
) -> Result<WebSocketStream<S>, StatusCode> {
    use tokio_tungstenite::tungstenite::Error;
    use tokio_tungstenite::tungstenite::handshake::client::generate_key;

    let request = asking("GET", host, &format!("ws://{host}{path}"))
        .header("origin", origin)
        .header("connection", "upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", generate_key())
        .body(())
        .unwrap();
    match soon("an open socket", tokio_tungstenite::client_async(request, stream)).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(response)) => Err(response.status()),
        Err(error) => panic!("{error}"),
    }
}
