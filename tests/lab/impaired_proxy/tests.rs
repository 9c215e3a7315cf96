use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::time::{Instant, timeout};

use super::{End, Ending, ImpairedProxy, Line};
use crate::lab::impairment::{Direction, Rate, Way};

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn delay(milliseconds: u64) -> Direction {
    Direction { delay: ms(milliseconds), ..Direction::default() }
}

/// Answers with what it hears.
async fn echo() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut from, mut to) = stream.split();
                tokio::io::copy(&mut from, &mut to).await
            });
        }
    });
    address
}

/// Sends so many bytes to whoever connects, and waits.
async fn source(bytes: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = stream.write_all(&vec![7; bytes]).await;
                let _ = stream.read(&mut [0]).await;
            });
        }
    });
    address
}

#[tokio::test]
async fn a_connection_takes_the_delay_of_both_ways_and_of_a_change() {
    let proxy = ImpairedProxy::tcp(echo().await, Line { up: delay(10), down: delay(20), end: None }, 1).await;
    let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
    for (least, changed) in [(ms(30), ms(50)), (ms(60), ms(50))] {
        let began = Instant::now();
        stream.write_all(b"ping").await.unwrap();
        let mut answer = [0; 4];
        stream.read_exact(&mut answer).await.unwrap();
        // Only the lower bound: how much longer a busy machine takes says nothing.
        assert!(began.elapsed() >= least && answer == *b"ping");
        proxy.change(|line| line.down.delay = changed);
    }
}

#[tokio::test]
async fn a_narrow_line_is_not_faster_than_it_may_and_loses_nothing() {
    let rate = Rate { bits_per_second: 8_000_000, queue: Some(1_000) };
    let down = Direction { rate: Some(rate), loss: 0.5, ..Direction::default() };
    let proxy = ImpairedProxy::tcp(source(100_000).await, Line { down, ..Line::default() }, 1).await;
    let began = Instant::now();
    let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
    let mut got = vec![0; 100_000];
    stream.read_exact(&mut got).await.unwrap();
    assert!(began.elapsed() >= ms(100) && got.iter().all(|byte| *byte == 7));
}

#[tokio::test]
async fn a_connection_stalls_closes_or_is_reset_after_so_many_bytes() {
    for how in [Ending::Stall, Ending::Close, Ending::Reset] {
        let end = Some(End { way: Way::Down, after: 5_000, how });
        let proxy = ImpairedProxy::tcp(source(20_000).await, Line { end, ..Line::default() }, 1).await;
        let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
        if how != Ending::Reset {
            // A reset may throw away what is not read yet.
            stream.read_exact(&mut vec![0; 5_000]).await.unwrap();
        }
        let mut rest = Vec::new();
        let ended = timeout(ms(if how == Ending::Stall { 200 } else { 10_000 }), stream.read_to_end(&mut rest)).await;
        match how {
            Ending::Stall => assert!(ended.is_err() && rest.is_empty(), "{ended:?}"),
            Ending::Close => assert_eq!(ended.unwrap().unwrap(), 0),
            Ending::Reset => assert_eq!(ended.unwrap().unwrap_err().kind(), ErrorKind::ConnectionReset),
        }
    }
}

/// Sends numbered datagrams through a line; returns the numbers that came back, and what the line lost up and down.
async fn numbered(line: Line, seed: u64, count: u8, bytes: usize) -> (BTreeSet<u8>, [u64; 2]) {
    let server = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = server.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 2048];
        while let Ok((length, from)) = server.recv_from(&mut buffer).await {
            server.send_to(&buffer[..length], from).await.unwrap();
        }
    });
    let proxy = ImpairedProxy::udp(address, line, seed).await;
    let client = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    client.connect(proxy.address()).await.unwrap();
    let mut came = BTreeSet::new();
    let mut datagram = vec![0; bytes];
    for number in 0..count {
        datagram[0] = number;
        client.send(&datagram).await.unwrap();
    }
    loop {
        let [up, down] = proxy.counts();
        // Everything was decided, and everything that passed has come back.
        let decided = up.all() == u64::from(count) && down.all() == up.passed;
        if decided && came.len() as u64 == down.passed {
            return (came, [up.all() - up.passed, down.all() - down.passed]);
        }
        // Without something that comes, it looks again: the last ones may have been lost.
        if let Ok(received) = timeout(ms(20), client.recv(&mut datagram)).await {
            received.unwrap();
            came.insert(datagram[0]);
        }
    }
}

#[tokio::test]
async fn datagrams_are_lost_by_seed_in_each_direction() {
    let lossy = Direction { loss: 0.2, ..delay(1) };
    let run = async |seed| numbered(Line { up: lossy, down: lossy, end: None }, seed, 200, 100).await;
    let (first, lost) = run(1).await;
    assert_eq!(first.len() as u64, 200 - lost[0] - lost[1]);
    // 40 expected up and 32 down; four standard deviations are 23 and 21.
    assert!((17..=63).contains(&lost[0]) && (11..=53).contains(&lost[1]), "{lost:?}");
    assert_eq!(run(1).await.0, first);
    assert_ne!(run(2).await.0, first);
}

#[tokio::test]
async fn large_datagrams_vanish_in_a_hole() {
    let hole = Line { up: Direction { hole_above: Some(1_400), ..Direction::default() }, ..Line::default() };
    assert_eq!(numbered(hole, 1, 20, 1_372).await.1, [0, 0]);
    assert_eq!(numbered(hole, 1, 20, 1_373).await.1, [20, 0]);
}
