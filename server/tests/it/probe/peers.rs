//! Peers that follow a script.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// What a peer does with every connection.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Script {
    CloseOnAccept,
    CloseAfterRequest,
    ResetAfterRequest,
    /// Reads, and says nothing.
    Tarpit,
    /// Confirms, one byte every 20 ms.
    Drip,
    /// Reads the request, says this, and stays.
    Says(&'static [u8]),
    /// A failure code.
    Fails(u8),
    /// Confirms this protocol, and is silent from then on.
    Selects(u8),
    ResetAfterConfirm,
    CloseAfterHello,
    ResetAfterHello,
    /// Confirms TLS, reads the hello, and says this.
    AfterHello(&'static [u8]),
    /// Speaks TLS as far as the middle of its certificate.
    CutInCertificate,
    /// Does the whole handshake. With a sign-in it confirms CredSSP, reads the first message and closes.
    Tls {
        sign_in: bool,
    },
    /// Another script for each connection in turn; the last one stays.
    Turns(&'static [Script]),
    /// A gateway that chooses TLS 1.2 with an old cipher, whatever is offered, and says no more.
    OldGateway,
    /// TLS from the first byte, then this answer to a question; an empty one closes.
    Gateway(&'static str),
}

/// A peer that is there until it is dropped.
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    heard: Arc<Mutex<Vec<u8>>>,
    accepted: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Peer {
    pub(crate) async fn start(script: Script) -> Self {
        Self::start_at(script, (Ipv4Addr::LOCALHOST, 0).into()).await
    }

    /// The same at a place of this computer.
    pub(crate) async fn start_at(script: Script, place: SocketAddr) -> Self {
        let listener = TcpListener::bind(place).await.unwrap();
        let address = listener.local_addr().unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(identity()));
        let heard = Arc::new(Mutex::new(Vec::new()));
        let keeps = Arc::clone(&heard);
        let accepted = Arc::new(AtomicUsize::new(0));
        let counts = Arc::clone(&accepted);
        let task = tokio::spawn(async move {
            for turn in 0.. {
                let Ok((stream, _)) = listener.accept().await else { return };
                counts.fetch_add(1, Ordering::Relaxed);
                let script = match script {
                    Script::Turns(turns) => turns[turn.min(turns.len() - 1)],
                    other => other,
                };
                tokio::spawn(play(script, stream, acceptor.clone(), Arc::clone(&keeps)));
            }
        });
        Self { address, heard, accepted, task }
    }

    /// Connections that it has taken so far.
    pub(crate) fn accepted(&self) -> usize {
        self.accepted.load(Ordering::Relaxed)
    }

    /// An address where nobody listens: the port was free a moment ago.
    pub(crate) async fn closed() -> SocketAddr {
        TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
    }

    /// What was heard inside of TLS, once something was.
    pub(crate) async fn heard(&self) -> Vec<u8> {
        loop {
            let heard = self.heard.lock().unwrap().clone();
            if !heard.is_empty() {
                return heard;
            }
            tokio::task::yield_now().await;
        }
    }
}

/// An authority's certificate for the names of the tests.
fn identity() -> ServerConfig {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name.push(rcgen::DnType::CommonName, "Example authority");
    let issuer = Issuer::new(authority, KeyPair::generate().unwrap());
    let names = ["pc-17.example.org", "rdg.example.org"];
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(names.map(String::from).to_vec()).unwrap();
    params.not_after = rcgen::date_time_ymd(2100, 1, 1);
    let certificate = params.signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap()
}

fn confirm(kind: u8, value: u8) -> Vec<u8> {
    vec![3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, kind, 0, 8, 0, value, 0, 0, 0]
}

/// Reads the request of the probe to its end, so that a close is a polite one.
async fn request(stream: &mut TcpStream) {
    let mut head = [0; 4];
    if stream.read_exact(&mut head).await.is_ok() {
        let mut rest = vec![0; usize::from(head[3]) - 4];
        let _ = stream.read_exact(&mut rest).await;
    }
}

/// Reads one record of TLS to its end.
async fn hello(stream: &mut TcpStream) {
    let mut head = [0; 5];
    if stream.read_exact(&mut head).await.is_ok() {
        let mut rest = vec![0; usize::from(head[3]) << 8 | usize::from(head[4])];
        let _ = stream.read_exact(&mut rest).await;
    }
}

/// Closing with a linger of zero sends RST (tcp(7), SO_LINGER).
fn reset(stream: TcpStream) {
    stream.set_zero_linger().unwrap();
    drop(stream);
}

/// Stays until the other side goes.
async fn stay(mut stream: TcpStream) {
    let mut buffer = [0; 1024];
    while matches!(stream.read(&mut buffer).await, Ok(1..)) {}
}

async fn play(script: Script, mut stream: TcpStream, acceptor: TlsAcceptor, heard: Arc<Mutex<Vec<u8>>>) {
    match script {
        Script::CloseOnAccept => {}
        Script::Tarpit => stay(stream).await,
        Script::Gateway(says) => {
            let Ok(mut tls) = acceptor.accept(stream).await else { return };
            let mut buffer = [0; 4096];
            let _ = tls.read(&mut buffer).await;
            let _ = tls.write_all(says.as_bytes()).await;
            let _ = tls.shutdown().await;
        }
        Script::OldGateway => {
            hello(&mut stream).await;
            // A server's hello, and the end of its flight.
            let mut bytes = vec![22, 3, 3, 0, 46, 2, 0, 0, 38, 3, 3];
            bytes.extend_from_slice(&[7; 32]);
            bytes.extend_from_slice(&[0, 0xc0, 0x28, 0, 14, 0, 0, 0]);
            let _ = stream.write_all(&bytes).await;
            stay(stream).await;
        }
        other => {
            request(&mut stream).await;
            answered(other, stream, acceptor, heard).await;
        }
    }
}

/// What follows a request.
async fn answered(script: Script, mut stream: TcpStream, acceptor: TlsAcceptor, heard: Arc<Mutex<Vec<u8>>>) {
    match script {
        Script::ResetAfterRequest => return reset(stream),
        Script::Drip => {
            for byte in confirm(2, 1) {
                let _ = stream.write_all(&[byte]).await;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            return stay(stream).await;
        }
        Script::Says(bytes) => {
            let _ = stream.write_all(bytes).await;
            return stay(stream).await;
        }
        Script::Fails(code) => {
            let _ = stream.write_all(&confirm(3, code)).await;
            return stay(stream).await;
        }
        Script::CloseAfterRequest => return,
        _ => {}
    }
    let selected = match script {
        Script::Selects(protocol) => protocol,
        Script::Tls { sign_in: true } => 2,
        _ => 1,
    };
    let _ = stream.write_all(&confirm(2, selected)).await;
    match script {
        Script::ResetAfterConfirm => reset(stream),
        Script::Selects(_) => stay(stream).await,
        Script::CloseAfterHello => hello(&mut stream).await,
        Script::ResetAfterHello => {
            hello(&mut stream).await;
            reset(stream);
        }
        Script::AfterHello(bytes) => {
            hello(&mut stream).await;
            let _ = stream.write_all(bytes).await;
            stay(stream).await;
        }
        Script::CutInCertificate => {
            hello(&mut stream).await;
            // A record that promises more than comes: a server's hello, and the beginning of a certificate.
            let mut bytes = vec![22, 3, 3, 2, 0, 2, 0, 0, 38, 3, 3];
            bytes.extend_from_slice(&[7; 32]);
            bytes.extend_from_slice(&[0, 0xc0, 0x2f, 0, 11, 0, 1, 0xc0, 0, 1, 0xbd]);
            let _ = stream.write_all(&bytes).await;
        }
        Script::Tls { sign_in } => {
            let Ok(mut tls) = acceptor.accept(stream).await else { return };
            let mut buffer = [0; 4096];
            let count = tls.read(&mut buffer).await.unwrap_or(0);
            heard.lock().unwrap().extend_from_slice(&buffer[..count]);
            if sign_in {
                let _ = tls.shutdown().await;
            }
        }
        other => panic!("{other:?} ends before"),
    }
}
