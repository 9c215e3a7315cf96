use axum::http::Request;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Duration, Instant};

use super::*;
use crate::self_check::limits::{STALL, TRANSFER_SEATS};
use crate::serve::in_memory::{HOST, connect};

const SECOND: Duration = Duration::from_secs(1);

fn portal() -> Portal {
    Portal::new(crate::Config::default(), crate::now).unwrap()
}

/// A reader that takes a little each second. Only the time limit of the transfer ends that.
#[tokio::test(start_paused = true)]
async fn a_slow_reader_is_cut_off_when_the_time_is_up() {
    let portal = portal();
    let mut stream = connect(&portal);
    let head = format!("GET /self-check/transfer/down HTTP/1.1\r\nHost: {HOST}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    assert_eq!(stream.read_u8().await.unwrap(), b'H');
    let start = Instant::now();
    let (mut taken, mut piece) = (0, [0; 1_024]);
    // Half a second off, so that no look falls on the very moment of the end.
    sleep(SECOND / 2).await;
    loop {
        let came = stream.read(&mut piece).await.unwrap_or(0);
        if came == 0 {
            break;
        }
        taken += came;
        sleep(SECOND).await;
        assert_eq!(portal.far_ends.transfer.taken(), usize::from(start.elapsed() < TRANSFER_LIFE), "{taken}");
    }
    assert!(start.elapsed() >= TRANSFER_LIFE && taken < TRANSFER_BYTES, "{taken}");
}

/// Over HTTP/2 a body that the other side does not take is not asked for more, so it cannot notice that its time is up.
#[tokio::test(start_paused = true)]
async fn a_body_that_http_2_holds_back_gives_its_seat_back() {
    const { assert!(TRANSFER_LIFE.as_secs() < STALL.as_secs()) };
    let portal = portal();
    let mut client = http2::Builder::new(TokioExecutor::new());
    client.initial_stream_window_size(1_000);
    let (mut sender, connection) = client.handshake(TokioIo::new(connect(&portal))).await.unwrap();
    let connection = tokio::spawn(connection);
    let address = format!("http://{HOST}/self-check/transfer/down");
    let answer = sender.send_request(Request::get(address).body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), axum::http::StatusCode::OK);
    sleep(TRANSFER_LIFE - SECOND).await;
    assert_eq!(portal.far_ends.transfer.taken(), 1);
    sleep(2 * SECOND).await;
    assert_eq!(portal.far_ends.transfer.taken(), 0);
    assert!(!connection.is_finished(), "the connection is still there");
    drop(answer);
}

#[tokio::test(start_paused = true)]
async fn a_transfer_that_ends_gives_its_seat_back_early() {
    let portal = portal();
    let mut stream = connect(&portal);
    let head = format!("GET /self-check/transfer/down?bytes=10 HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.read_to_end(&mut Vec::new()).await.unwrap();
    sleep(SECOND).await;
    assert_eq!(portal.far_ends.transfer.taken(), 0);
}

#[test]
fn nobody_pays_for_being_refused() {
    let portal = portal();
    let address = Some(std::net::IpAddr::from([192, 0, 2, 1]));
    let caller = Caller { connection: None, address, behind_proxy: false, proxied: false, http: "1.1" };
    let seats: Vec<Seat> = (0..TRANSFER_SEATS.1).map(|_| admit(&portal, &caller).unwrap()).collect();
    for _ in 0..1_000 {
        assert_eq!(admit(&portal, &caller).err(), Some(Refused::Full));
    }
    drop(seats);
    assert!(admit(&portal, &caller).is_ok(), "the allowance is still there");
    let paid = (0..1_000).take_while(|_| admit(&portal, &caller).is_ok()).count();
    assert!(paid < 1_000, "transfers cost");
    assert_eq!(admit(&portal, &caller).err(), Some(Refused::TooOften));
    assert_eq!(portal.far_ends.transfer.taken(), 0, "who cannot pay takes no seat");
}
