//! Servers of the portal's side. They run in this process: only their sockets are inside.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use tokio::net::TcpStream;
use tokio::runtime::{Handle, Runtime};
use tokio_rustls::TlsAcceptor;

use super::namespace::Namespace;

/// A listening socket inside, ready for a runtime.
pub(crate) fn tcp(side: &Namespace, address: SocketAddr) -> io::Result<TcpListener> {
    let listener = side.run(|| TcpListener::bind(address))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// A UDP socket inside, ready for a runtime.
pub(crate) fn udp(side: &Namespace, address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = side.run(|| UdpSocket::bind(address))?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

/// Where the servers run.
pub(crate) struct Services {
    /// There until it is dropped.
    runtime: Option<Runtime>,
}

impl Services {
    pub(crate) fn new() -> io::Result<Self> {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(2).thread_name("portal side").enable_all().build()?;
        Ok(Self { runtime: Some(runtime) })
    }

    /// To start servers on.
    pub(crate) fn handle(&self) -> &Handle {
        self.runtime.as_ref().expect("it is there until it is dropped").handle()
    }

    /// Gives every connection to a handler.
    pub(crate) fn accept<F>(&self, listener: TcpListener, handler: impl Fn(TcpStream) -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.handle().spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            loop {
                match listener.accept().await {
                    Ok((stream, _)) => drop(tokio::spawn(handler(stream))),
                    // Too many open files, or a connection that is gone already: the next one may do better.
                    Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
                }
            }
        });
    }

    /// Serves pages over TLS.
    pub(crate) fn https(&self, listener: TcpListener, tls: Arc<ServerConfig>, pages: Router) {
        let acceptor = TlsAcceptor::from(tls);
        self.accept(listener, move |stream| {
            let (acceptor, pages) = (acceptor.clone(), pages.clone());
            async move {
                // Small answers must not wait for each other.
                let _ = stream.set_nodelay(true);
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let builder = Builder::new(TokioExecutor::new());
                let service = TowerToHyperService::new(pages);
                // A browser that goes away in the middle is nobody's fault.
                let _ = builder.serve_connection_with_upgrades(TokioIo::new(stream), service).await;
            }
        });
    }

    /// Ends TLS before a plain server on the same side, byte by byte. The server sees connections from the side's own address.
    pub(crate) fn tls_before(
        &self,
        listener: TcpListener,
        tls: Arc<ServerConfig>,
        connect: impl Fn() -> io::Result<std::net::TcpStream> + Clone + Send + 'static,
    ) {
        let acceptor = TlsAcceptor::from(tls);
        self.accept(listener, move |stream| {
            let (acceptor, connect) = (acceptor.clone(), connect.clone());
            async move {
                let _ = stream.set_nodelay(true);
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let Ok(server) = connect() else { return };
                if server.set_nonblocking(true).is_err() || server.set_nodelay(true).is_err() {
                    return;
                }
                let Ok(mut server) = TcpStream::from_std(server) else { return };
                let _ = tokio::io::copy_bidirectional(&mut stream, &mut server).await;
            }
        });
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        // Waiting for the servers would be for ever, and is forbidden inside another runtime.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A socket address.
pub(crate) fn at(host: impl Into<IpAddr>, port: u16) -> SocketAddr {
    SocketAddr::new(host.into(), port)
}
