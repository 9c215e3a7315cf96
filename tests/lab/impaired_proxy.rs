//! A line for everybody, without root: a proxy for TCP and one for UDP in this process. They delay, narrow, stall and end
//! connections, and lose datagrams, all by seed. What they cannot do needs packets: see `network`.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, sleep_until};

use super::impairment::{Direction, Rate, Way};
use super::lane::{Counts, Lane};

/// Bytes of the headers of IPv4 and UDP: sizes of datagrams count with them, as on the path of the emulated network.
const HEADERS: usize = 28;
/// A piece of a connection: what one packet carries.
const PIECE: usize = 1_460;

/// What happens to a connection after some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    /// The direction in which bytes are counted, in each connection by itself.
    pub(crate) way: Way,
    /// The bytes of that direction that still come through.
    pub(crate) after: u64,
    pub(crate) how: Ending,
}

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Nothing comes any more in this direction, and nobody is told.
    Stall,
    /// Both ends see an orderly close.
    Close,
    /// Both ends see a reset.
    Reset,
}

/// What the line does. For TCP, loss and holes do not apply, and the queue of a rate is without end: a connection loses
/// nothing. All connections share the rate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Line {
    pub(crate) up: Direction,
    pub(crate) down: Direction,
    /// For TCP.
    pub(crate) end: Option<End>,
}

/// The line of a proxy, which can be changed while it runs.
#[derive(Clone)]
struct Shared(Arc<Mutex<State>>);

struct State {
    line: Line,
    lanes: [Lane; 2],
    began: Instant,
}

impl Shared {
    fn new(line: Line, seed: u64) -> Self {
        let lanes = [Lane::new(seed), Lane::new(!seed)];
        Self(Arc::new(Mutex::new(State { line, lanes, began: Instant::now() })))
    }

    /// When a datagram, or a piece of a connection, of so many bytes arrives; none if it is lost.
    fn due(&self, way: Way, bytes: usize, datagram: bool) -> Option<Instant> {
        let State { line, lanes, began } = &mut *self.0.lock().unwrap();
        let (lane, direction) = match way {
            Way::Up => (&mut lanes[0], line.up),
            Way::Down => (&mut lanes[1], line.down),
        };
        let direction = if datagram { direction } else { lossless(direction) };
        Some(*began + lane.admit(began.elapsed(), &direction, bytes, datagram)?)
    }

    fn end(&self, way: Way) -> Option<End> {
        self.0.lock().unwrap().line.end.filter(|end| end.way == way)
    }
}

/// A proxy; it ends with the runtime that it was started on.
pub(crate) struct ImpairedProxy {
    address: SocketAddr,
    shared: Shared,
}

impl ImpairedProxy {
    /// A line of TCP connections to a server.
    pub(crate) async fn tcp(server: SocketAddr, line: Line, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self { address: listener.local_addr().unwrap(), shared: Shared::new(line, seed) };
        let shared = proxy.shared.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(connection(shared.clone(), client, server));
            }
        });
        proxy
    }

    /// A line of datagrams to a server.
    pub(crate) async fn udp(server: SocketAddr, line: Line, seed: u64) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self { address: socket.local_addr().unwrap(), shared: Shared::new(line, seed) };
        tokio::spawn(datagrams(proxy.shared.clone(), socket, server));
        proxy
    }

    /// Where clients connect or send to.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Changes the line from now on; what is on the way is not touched.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Line)) {
        change(&mut self.shared.0.lock().unwrap().line);
    }

    /// What was counted up and down: datagrams, or pieces of connections.
    pub(crate) fn counts(&self) -> [Counts; 2] {
        let state = self.shared.0.lock().unwrap();
        [state.lanes[0].counts, state.lanes[1].counts]
    }
}

async fn connection(shared: Shared, client: TcpStream, server: SocketAddr) {
    let Ok(server) = TcpStream::connect(server).await else { return };
    // Without this, small messages would wait for each other, and the delay would not be ours.
    if client.set_nodelay(true).is_err() || server.set_nodelay(true).is_err() {
        return;
    }
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let (ended, mut ends) = unbounded_channel();
    let both = async {
        tokio::join!(
            pass(&shared, Way::Up, &mut from_client, &mut to_server, &ended),
            pass(&shared, Way::Down, &mut from_server, &mut to_client, &ended),
        );
    };
    tokio::select! {
        () = both => {}
        how = ends.recv() => {
            if how == Some(Ending::Reset) {
                for half in [to_client, to_server] {
                    // With no time to linger, closing is a reset. If it fails, the connection is gone already.
                    let _ = half.as_ref().set_zero_linger();
                    // Dropped, it would close in order first.
                    half.forget();
                }
            }
        }
    }
}

/// Passes one direction on. Reading goes on meanwhile, or a delay would become a brake.
async fn pass(
    shared: &Shared,
    way: Way,
    from: &mut OwnedReadHalf,
    to: &mut OwnedWriteHalf,
    ended: &UnboundedSender<Ending>,
) {
    let (put, mut take) = unbounded_channel();
    let reading = async move {
        let mut buffer = [0; PIECE];
        while let Ok(length @ 1..) = from.read(&mut buffer).await {
            let Some(due) = shared.due(way, length, false) else { continue };
            if put.send((due, buffer[..length].to_vec())).is_err() {
                return;
            }
        }
    };
    let writing = async move {
        let mut written = 0;
        while let Some((due, mut piece)) = take.recv().await {
            sleep_until(due).await;
            let end = shared.end(way);
            let room = end.map_or(u64::MAX, |end| end.after.saturating_sub(written));
            piece.truncate(usize::try_from(room).unwrap_or(usize::MAX));
            if to.write_all(&piece).await.is_err() {
                return;
            }
            written += piece.len() as u64;
            if let Some(end) = end.filter(|end| written >= end.after) {
                if end.how != Ending::Stall {
                    // Whoever listens ends both directions.
                    let _ = ended.send(end.how);
                }
                std::future::pending::<()>().await;
            }
        }
        // The other end may have gone already.
        let _ = to.shutdown().await;
    };
    tokio::join!(reading, writing);
}

/// A connection loses nothing, and waits for room.
fn lossless(direction: Direction) -> Direction {
    let rate = direction.rate.map(|rate| Rate { queue: None, ..rate });
    Direction { loss: 0.0, hole_above: None, rate, ..direction }
}

/// A datagram on its way.
struct Parcel {
    due: Instant,
    socket: Arc<UdpSocket>,
    /// None on the way up, where the socket knows it.
    to: Option<SocketAddr>,
    bytes: Vec<u8>,
}

/// Parcels arrive in the order in which they were sent, so one task does for a direction.
async fn deliver(mut parcels: UnboundedReceiver<Parcel>) {
    while let Some(Parcel { due, socket, to, bytes }) = parcels.recv().await {
        sleep_until(due).await;
        // Nobody there: lost, as on any line.
        let _ = match to {
            Some(to) => socket.send_to(&bytes, to).await,
            None => socket.send(&bytes).await,
        };
    }
}

async fn datagrams(shared: Shared, front: UdpSocket, server: SocketAddr) {
    let (up, ups) = unbounded_channel();
    let (down, downs) = unbounded_channel();
    tokio::spawn(deliver(ups));
    tokio::spawn(deliver(downs));
    let front = Arc::new(front);
    let mut clients: HashMap<SocketAddr, Arc<UdpSocket>> = HashMap::new();
    let mut buffer = [0; 2048];
    loop {
        // An error tells of an earlier datagram that nobody took.
        let Ok((length, client)) = front.recv_from(&mut buffer).await else { continue };
        let socket = match clients.get(&client) {
            Some(socket) => Arc::clone(socket),
            None => {
                let socket = Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap());
                socket.connect(server).await.unwrap();
                clients.insert(client, Arc::clone(&socket));
                let (from, to) = (Arc::clone(&socket), (Arc::clone(&front), client));
                tokio::spawn(answers(shared.clone(), from, to, down.clone()));
                socket
            }
        };
        if let Some(due) = shared.due(Way::Up, length + HEADERS, true) {
            let parcel = Parcel { due, socket, to: None, bytes: buffer[..length].to_vec() };
            if up.send(parcel).is_err() {
                return;
            }
        }
    }
}

/// Passes on what the server sends to one client.
async fn answers(
    shared: Shared,
    from: Arc<UdpSocket>,
    (front, client): (Arc<UdpSocket>, SocketAddr),
    down: UnboundedSender<Parcel>,
) {
    let mut buffer = [0; 2048];
    loop {
        let Ok(length) = from.recv(&mut buffer).await else { continue };
        if let Some(due) = shared.due(Way::Down, length + HEADERS, true) {
            let parcel = Parcel { due, socket: Arc::clone(&front), to: Some(client), bytes: buffer[..length].to_vec() };
            if down.send(parcel).is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests;
