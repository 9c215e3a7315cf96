use axum::body::Body;
use axum::http::StatusCode;
use axum::routing::get;
use hyper::client::conn::{http1, http2};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::*;
use crate::portal::Portal;
use crate::serve::in_memory::{HOST, connect};

/// Long enough for a loaded machine; only a failure takes as long.
const PATIENCE: Duration = Duration::from_secs(60);

/// The same in time that moves by itself: longer than every limit.
const HOUR: Duration = Duration::from_secs(3_600);

fn portal() -> Portal {
    Portal::new(crate::Config::default(), crate::now).unwrap()
}

fn request(path: &str) -> Request<Body> {
    Request::get(format!("http://{HOST}{path}")).header(header::HOST, HOST).body(Body::empty()).unwrap()
}

/// How long it takes until the server ends a connection on which nothing else happens.
async fn end(stream: &mut DuplexStream) -> Duration {
    let start = Instant::now();
    let mut rest = Vec::new();
    timeout(HOUR, stream.read_to_end(&mut rest)).await.unwrap().unwrap();
    start.elapsed()
}

#[tokio::test(start_paused = true)]
async fn whoever_asks_nothing_is_let_go() {
    let mut silent = connect(&portal());
    assert_eq!(end(&mut silent).await, limits::FIRST_REQUEST);
}

#[tokio::test(start_paused = true)]
async fn a_head_that_trickles_in_does_not_keep_the_connection() {
    let mut stream = connect(&portal());
    let start = Instant::now();
    while stream.write_all(b"x").await.is_ok() {
        sleep(Duration::from_secs(1)).await;
        assert!(start.elapsed() <= limits::FIRST_REQUEST + Duration::from_secs(1));
    }
    assert!(start.elapsed() >= limits::FIRST_REQUEST);
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_still_there_after_two_minutes_of_rest() {
    let (mut sender, connection) = http1::handshake(TokioIo::new(connect(&portal()))).await.unwrap();
    let connection = tokio::spawn(connection);
    for rest in [0, 31, 121, 149] {
        sleep(Duration::from_secs(rest)).await;
        let answer = sender.send_request(request("/healthz")).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "after {rest} s");
        axum::body::to_bytes(Body::new(answer.into_body()), 1_000).await.unwrap();
    }
    let start = Instant::now();
    let _ = timeout(HOUR, connection).await.unwrap().unwrap();
    assert_eq!(start.elapsed(), limits::REST);
}

#[tokio::test(start_paused = true)]
async fn answers_to_pings_are_no_requests() {
    let (mut sender, connection) =
        http2::handshake(TokioExecutor::new(), TokioIo::new(connect(&portal()))).await.unwrap();
    let connection = tokio::spawn(connection);
    let answer = sender.send_request(request("/healthz")).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    axum::body::to_bytes(Body::new(answer.into_body()), 1_000).await.unwrap();
    let start = Instant::now();
    let _ = timeout(HOUR, connection).await.unwrap().unwrap();
    assert_eq!(start.elapsed(), limits::REST);
}

/// The client of this test answers pings, and grants not one byte more than 100 of what it asked for.
#[tokio::test(start_paused = true)]
async fn an_answer_that_is_not_taken_ends_the_connection() {
    let mut client = http2::Builder::new(TokioExecutor::new());
    client.initial_stream_window_size(100);
    let (mut sender, connection) = client.handshake(TokioIo::new(connect(&portal()))).await.unwrap();
    let connection = tokio::spawn(connection);
    let start = Instant::now();
    let answer = sender.send_request(request("/self-check/transfer/down")).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let _ = timeout(HOUR, connection).await.unwrap().unwrap();
    assert_eq!(start.elapsed(), limits::REQUEST_LIFE);
    drop(answer);
}

/// Twice as many connections as there are seats: those that fit are served, the others are turned away at once, and when the
/// first go there is room again. The number of seats is small here, because each takes two of the file handles of this process.
#[tokio::test]
async fn more_connections_than_seats_are_turned_away() {
    const SEATS: usize = 16;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let door = Door {
        app: Router::new().route("/", get(|| async { "here" })),
        tls: None,
        seats: Seats::new((SEATS, 1)),
        proxied: false,
        complaint: Arc::default(),
    };
    let accepting = tokio::spawn(async move { accept(listener, door, &GracefulShutdown::new()).await });
    let visit = || async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        // Whoever is turned away may hear of it here already.
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
        let mut first = [0; 8];
        let served = stream.read_exact(&mut first).await.is_ok() && &first == b"HTTP/1.1";
        (stream, served)
    };
    let mut visits = Vec::new();
    for _ in 0..2 * SEATS {
        visits.push(timeout(PATIENCE, visit()).await.unwrap());
    }
    let served: Vec<bool> = visits.iter().map(|(_, served)| *served).collect();
    assert_eq!(served, [[true; SEATS], [false; SEATS]].concat());
    visits.clear();
    let again = async { while !visit().await.1 {} };
    timeout(PATIENCE, again).await.unwrap();
    accepting.abort();
}

#[test]
fn there_are_as_many_seats_as_the_limit_says() {
    let seats = portal().far_ends.connections.clone();
    let taken: Vec<_> = std::iter::from_fn(|| seats.take(None)).take(2 * limits::CONNECTIONS).collect();
    assert_eq!(taken.len(), limits::CONNECTIONS);
    let network = |last| Some(Network::of(IpAddr::from([192, 0, last, 1])));
    drop(taken);
    let taken: Vec<_> = std::iter::from_fn(|| seats.take(network(2))).take(2 * limits::CONNECTIONS).collect();
    assert_eq!(taken.len(), limits::CONNECTIONS_EACH);
    assert!(seats.take(network(3)).is_some());
}
