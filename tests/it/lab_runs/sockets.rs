//! Measuring with plain sockets, no browser: datagrams with numbers, round trips, a download.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::lab::network::addresses::PORTAL;
use crate::lab::network::{Network, at, tcp, udp};

/// Bytes of the headers of IPv4 and UDP.
pub(super) const HEADERS: usize = 28;
/// After the last datagram this long nothing may come before the rest counts as lost: more than any of our round trips.
const LAST_WAIT: Duration = Duration::from_millis(2_500);

/// Servers on the portal's side that answer with what they hear.
pub(super) struct Echo {
    pub(super) tcp: SocketAddr,
    pub(super) udp: SocketAddr,
    /// Numbers of the datagrams that arrived.
    heard: Arc<Mutex<BTreeSet<u64>>>,
}

/// What became of numbered datagrams.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Datagrams {
    pub(super) sent: u64,
    /// Numbers that the portal's side did not hear.
    pub(super) lost_up: Vec<u64>,
    /// Numbers whose answers the client did not hear, of those that were answered.
    pub(super) lost_down: Vec<u64>,
    /// Round trips of those that came back.
    pub(super) round_trips: Vec<Duration>,
}

impl Echo {
    /// Starts both on ports that nobody has used.
    pub(super) fn start(network: &Network) -> Self {
        let tcp = tcp(network.portal(), at(PORTAL[0], 0)).unwrap();
        let udp = udp(network.portal(), at(PORTAL[0], 0)).unwrap();
        let heard = Arc::new(Mutex::new(BTreeSet::new()));
        let echo = Self { tcp: tcp.local_addr().unwrap(), udp: udp.local_addr().unwrap(), heard: Arc::clone(&heard) };
        network.runtime().spawn(async move {
            let tcp = tokio::net::TcpListener::from_std(tcp).unwrap();
            while let Ok((mut stream, _)) = tcp.accept().await {
                tokio::spawn(async move {
                    stream.set_nodelay(true).unwrap();
                    let mut buffer = [0; 8];
                    while stream.read_exact(&mut buffer).await.is_ok() && stream.write_all(&buffer).await.is_ok() {}
                });
            }
        });
        network.runtime().spawn(async move {
            let udp = tokio::net::UdpSocket::from_std(udp).unwrap();
            let mut buffer = [0; 2048];
            while let Ok((length, from)) = udp.recv_from(&mut buffer).await {
                heard.lock().unwrap().insert(number(&buffer));
                // What cannot be sent is lost, and counted as such.
                let _ = udp.send_to(&buffer[..length], from).await;
            }
        });
        echo
    }

    /// Sends numbered datagrams from the client's side, one each `apart`, and counts each direction on its own.
    pub(super) fn datagrams(&self, network: &Network, count: u64, apart: Duration, bytes: usize) -> Datagrams {
        self.heard.lock().unwrap().clear();
        let returned = network.client().run(|| {
            let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
            socket.connect(self.udp).unwrap();
            let began = Instant::now();
            let hears = || hear(&socket, count, began, apart);
            thread::scope(|scope| {
                let hears = scope.spawn(hears);
                let mut datagram = vec![0; bytes - HEADERS];
                for number in 0..count {
                    let due = began + apart * u32::try_from(number).unwrap();
                    thread::sleep(due.saturating_duration_since(Instant::now()));
                    datagram[..8].copy_from_slice(&number.to_be_bytes());
                    datagram[8..16].copy_from_slice(&(began.elapsed().as_nanos() as u64).to_be_bytes());
                    socket.send(&datagram).unwrap();
                }
                hears.join().unwrap()
            })
        });
        let heard = self.heard.lock().unwrap();
        let lost = |found: &dyn Fn(&u64) -> bool| (0..count).filter(|number| !found(number)).collect::<Vec<u64>>();
        Datagrams {
            sent: count,
            lost_up: lost(&|number| heard.contains(number)),
            lost_down: lost(&|number| !heard.contains(number) || returned.iter().any(|(back, _)| back == number)),
            round_trips: returned.into_iter().map(|(_, took)| took).collect(),
        }
    }

    /// Opens a connection from the client's side.
    pub(super) fn connect(&self, network: &Network) -> io::Result<TcpStream> {
        let stream = network.client().run(|| TcpStream::connect_timeout(&self.tcp, Duration::from_secs(20)))?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    /// Round trips over one warm connection, shortest first.
    pub(super) fn round_trips(&self, network: &Network, count: usize) -> Vec<Duration> {
        let mut stream = self.connect(network).unwrap();
        ping(&mut stream, Duration::from_secs(20)).unwrap();
        let mut took: Vec<Duration> = (0..count).map(|_| ping(&mut stream, Duration::from_secs(20)).unwrap()).collect();
        took.sort_unstable();
        took
    }
}

/// Receives answers until all have come, or none comes any more; returns their numbers and round trips.
fn hear(socket: &UdpSocket, count: u64, began: Instant, apart: Duration) -> Vec<(u64, Duration)> {
    let sends_until = began + apart * u32::try_from(count).unwrap();
    let mut found = Vec::new();
    let mut buffer = [0; 2048];
    while (found.len() as u64) < count {
        let wait = sends_until.saturating_duration_since(Instant::now()) + LAST_WAIT;
        socket.set_read_timeout(Some(wait)).unwrap();
        match socket.recv(&mut buffer) {
            Ok(_) => {
                let sent = Duration::from_nanos(u64::from_be_bytes(buffer[8..16].try_into().unwrap()));
                found.push((number(&buffer), began.elapsed().saturating_sub(sent)));
            }
            Err(_) if Instant::now() < sends_until => {}
            Err(_) => break,
        }
    }
    found
}

fn number(datagram: &[u8]) -> u64 {
    u64::from_be_bytes(datagram[..8].try_into().unwrap())
}

/// One question and its answer.
pub(super) fn ping(stream: &mut TcpStream, patience: Duration) -> io::Result<Duration> {
    stream.set_read_timeout(Some(patience))?;
    let (began, mut answer) = (Instant::now(), [0; 8]);
    stream.write_all(b"question")?;
    stream.read_exact(&mut answer)?;
    Ok(began.elapsed())
}

/// Downloads from the portal's side; returns bits per second from before the first byte was written until the last was read,
/// which can never be more than the line carries.
pub(super) fn download(network: &Network, bytes: usize) -> f64 {
    let listener = tcp(network.portal(), at(PORTAL[0], 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, begins) = std::sync::mpsc::channel();
    network.runtime().spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = tell.send(Instant::now());
        // If the client has gone, the test has failed already.
        let _ = stream.write_all(&vec![0; bytes]).await;
    });
    let mut stream = network.client().run(|| TcpStream::connect(address)).unwrap();
    let mut buffer = vec![0; 64 * 1024];
    let mut got = 0;
    while got < bytes {
        got += stream.read(&mut buffer).unwrap();
    }
    let took = begins.recv().unwrap().elapsed();
    got as f64 * 8.0 / took.as_secs_f64()
}
