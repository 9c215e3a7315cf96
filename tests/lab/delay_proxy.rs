//! A line between browser and portal: it can take its time in each direction, hold a request back until it is let go, and
//! remembers what the browser said. It passes bytes, so HTTP and WebSocket alike go through it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

/// The line; it ends with the test's runtime.
pub(crate) struct DelayProxy {
    address: SocketAddr,
    line: Arc<Line>,
}

struct Line {
    /// One way.
    delay: Duration,
    upstream: watch::Sender<Option<SocketAddr>>,
    /// Requests that hold these bytes wait.
    held: watch::Sender<Option<&'static str>>,
    heard: Mutex<Vec<u8>>,
}

impl DelayProxy {
    /// Takes a port. Connections wait until [`Self::lead_to`] says where they go.
    pub(crate) async fn bind(delay: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let line = Arc::new(Line {
            delay,
            upstream: watch::Sender::new(None),
            held: watch::Sender::new(None),
            heard: Mutex::default(),
        });
        let accepts = Arc::clone(&line);
        tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(connect(Arc::clone(&accepts), browser));
            }
        });
        Self { address, line }
    }

    /// A line to a portal.
    pub(crate) async fn to(upstream: SocketAddr, delay: Duration) -> Self {
        let line = Self::bind(delay).await;
        line.lead_to(upstream);
        line
    }

    /// Says where connections go.
    pub(crate) fn lead_to(&self, upstream: SocketAddr) {
        self.line.upstream.send_replace(Some(upstream));
    }

    /// Host and port for the browser.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on, requests that hold this text wait.
    pub(crate) fn hold(&self, text: &'static str) {
        self.line.held.send_replace(Some(text));
    }

    /// Lets go what waits.
    pub(crate) fn release(&self) {
        self.line.held.send_replace(None);
    }

    /// Everything that browsers have said, requests that wait included.
    pub(crate) fn heard(&self) -> String {
        String::from_utf8_lossy(&self.line.heard.lock().unwrap()).into_owned()
    }
}

async fn connect(line: Arc<Line>, browser: TcpStream) {
    let mut upstream = line.upstream.subscribe();
    let Ok(Some(address)) = upstream.wait_for(Option::is_some).await.map(|address| *address) else { return };
    let Ok(portal) = TcpStream::connect(address).await else { return };
    // Without this, small messages would wait for each other, and the measured delay would not be ours.
    if browser.set_nodelay(true).is_err() || portal.set_nodelay(true).is_err() {
        return;
    }
    let (from_browser, to_browser) = browser.into_split();
    let (from_portal, to_portal) = portal.into_split();
    tokio::join!(pass(&line, from_browser, to_portal, true), pass(&line, from_portal, to_browser, false),);
}

/// Passes bytes on, each piece after the delay of one way. Reading goes on meanwhile, or a delay would become a brake.
async fn pass(line: &Line, mut from: OwnedReadHalf, mut to: OwnedWriteHalf, from_browser: bool) {
    let (put, mut take) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let reading = async move {
        let mut buffer = vec![0; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer).await {
            let piece = buffer[..length].to_vec();
            if from_browser {
                line.heard.lock().unwrap().extend_from_slice(&piece);
                let free = |held: &Option<&'static str>| held.is_none_or(|text| !contains(&piece, text.as_bytes()));
                if line.held.subscribe().wait_for(free).await.is_err() {
                    return;
                }
            }
            if put.send((Instant::now() + line.delay, piece)).is_err() {
                return;
            }
        }
    };
    let writing = async move {
        while let Some((due, piece)) = take.recv().await {
            sleep_until(due).await;
            if to.write_all(&piece).await.is_err() {
                return;
            }
        }
        // The other end may have gone already.
        let _ = to.shutdown().await;
    };
    tokio::join!(reading, writing);
}

fn contains(piece: &[u8], text: &[u8]) -> bool {
    piece.windows(text.len()).any(|window| window == text)
}

#[tokio::test]
async fn the_line_delays_both_ways_and_holds_what_it_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let portal = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut buffer = [0; 4];
        while socket.read_exact(&mut buffer).await.is_ok() {
            socket.write_all(&buffer).await.unwrap();
        }
    });
    let delay = Duration::from_millis(30);
    let line = DelayProxy::to(portal, delay).await;
    let mut browser = TcpStream::connect(line.address()).await.unwrap();
    let (began, mut buffer) = (Instant::now(), [0; 4]);
    browser.write_all(b"ping").await.unwrap();
    browser.read_exact(&mut buffer).await.unwrap();
    // Only the lower bound: how much longer a busy machine takes says nothing.
    assert!(began.elapsed() >= delay * 2 && buffer == *b"ping");
    line.hold("wait");
    browser.write_all(b"wait").await.unwrap();
    let early = tokio::time::timeout(delay * 3, browser.read_exact(&mut buffer)).await;
    assert!(early.is_err(), "what is held came through");
    line.release();
    browser.read_exact(&mut buffer).await.unwrap();
    assert!(buffer == *b"wait" && line.heard() == "pingwait");
}
