//! Far ends that carry bytes: size classes on both ports, transfers, and connections that are held.

use axum::body::Bytes;
use axum::http::StatusCode;
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use server::config::SelfCheck;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::far_ends::{Running, ask, asking, get, socket};
use crate::waiting::{soon, until};

fn clamped() -> SelfCheck {
    SelfCheck { clamped_listen: Some("127.0.0.1:0".into()), ..SelfCheck::default() }
}

/// Host and port of the small port, from the plan.
async fn small_port(server: &Running) -> String {
    let plan = server.plan(false).await;
    plan["clamped"].as_str().unwrap().strip_prefix("http://").unwrap().to_string()
}

#[cfg(unix)]
#[tokio::test]
async fn segments_of_the_small_port_are_small() {
    let server = Running::plain(clamped()).await;
    let segment = |stream: &TcpStream| socket2::SockRef::from(stream).tcp_mss().unwrap();
    let small = TcpStream::connect(small_port(&server).await).await.unwrap();
    assert!(segment(&small) <= 1_200, "{}", segment(&small));
    assert!(segment(&server.connect().await) > 1_400, "the other port is as it was");
    server.stop().await;
}

#[tokio::test]
async fn both_ports_carry_every_size_class_and_no_other() {
    let server = Running::plain(clamped()).await;
    let home = format!("http://{}", server.address);
    for host in [server.address.clone(), small_port(&server).await] {
        for bytes in [1_000, 1_300, 1_500, 3_000] {
            let down = asking("GET", &host, &format!("/self-check/size/down?bytes={bytes}"))
                .header("accept-encoding", "br, gzip")
                .header("origin", &home);
            let stream = TcpStream::connect(&host).await.unwrap();
            let reply = ask(stream, down.body(Default::default()).unwrap()).await;
            assert_eq!((reply.status, reply.body.len()), (StatusCode::OK, bytes), "{host}");
            assert_eq!((reply.header("content-encoding"), reply.header("content-length")), ("", &*bytes.to_string()));
            assert_eq!(reply.header("access-control-allow-origin"), home);
            let up = asking("POST", &host, "/self-check/size/up").header("origin", &home);
            let stream = TcpStream::connect(&host).await.unwrap();
            let reply = ask(stream, up.body(Bytes::from(vec![7; bytes]).into()).unwrap()).await;
            assert_eq!(reply.json(), json!({"received": bytes}), "{host}");
        }
        for bytes in ["", "0", "999", "-1", "100000000", "x"] {
            let stream = TcpStream::connect(&host).await.unwrap();
            let reply = ask(stream, get(&host, &format!("/self-check/size/down?bytes={bytes}"))).await;
            assert_eq!((reply.status, reply.json()), (StatusCode::BAD_REQUEST, json!({"refused": "size"})), "{bytes}");
        }
        let up = asking("POST", &host, "/self-check/size/up").header("origin", &home);
        let reply = ask(TcpStream::connect(&host).await.unwrap(), up.body(Bytes::from(vec![7; 3_001]).into()).unwrap());
        assert_eq!(reply.await.status, StatusCode::PAYLOAD_TOO_LARGE);
    }
    server.stop().await;
}

#[tokio::test]
async fn what_arrived_on_one_port_is_told_on_the_other() {
    let server = Running::plain(clamped()).await;
    let (home, small) = (format!("http://{}", server.address), small_port(&server).await);
    let ask_small = |request| async { ask(TcpStream::connect(&small).await.unwrap(), request).await.json() };
    let new = asking("POST", &small, "/self-check/tallies").header("origin", &home).body(Default::default()).unwrap();
    let token = ask_small(new).await["token"].as_str().unwrap().to_string();
    for bytes in [1_000, 3_000] {
        let up = asking("POST", &server.address, &format!("/self-check/size/up?token={token}")).header("origin", &home);
        let reply = ask(server.connect().await, up.body(Bytes::from(vec![7; bytes]).into()).unwrap()).await;
        assert_eq!(reply.status, StatusCode::OK);
    }
    let tally = ask_small(get(&small, &format!("/self-check/tallies/{token}"))).await;
    assert_eq!(tally["sizes_up"], json!([1_000, 3_000]));
    server.stop().await;
}

#[tokio::test]
async fn the_small_port_has_far_ends_only() {
    let server = Running::plain(clamped()).await;
    let small = small_port(&server).await;
    for path in ["/", "/causes", "/healthz"] {
        let reply = ask(TcpStream::connect(&small).await.unwrap(), get(&small, path)).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_transfer_down_ends_at_what_was_asked_and_at_the_cap() {
    let server = Running::plain(SelfCheck::default()).await;
    for (asked, bytes) in
        [("?bytes=123456", 123_456), ("?bytes=0", 0), ("?bytes=99999999999", 10_000_000), ("", 10_000_000)]
    {
        let reply = server.get(&format!("/self-check/transfer/down{asked}")).await;
        assert_eq!((reply.status, reply.body.len()), (StatusCode::OK, bytes), "{asked}");
    }
    server.stop().await;
}

/// Begins a transfer and leaves all of it lying but the first bytes, which tell that it has begun.
async fn begun(server: &Running) -> TcpStream {
    let mut stream = server.connect().await;
    let request = format!("GET /self-check/transfer/down HTTP/1.1\r\nHost: {}\r\n\r\n", server.address);
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = [0; 15];
    soon("the head of an answer", stream.read_exact(&mut head)).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    stream
}

/// Seats are for readers that are slow too: while they hold theirs, others are refused, and when they go there is room again.
#[tokio::test]
async fn slow_readers_take_their_seats_and_no_more() {
    let server = Running::plain(SelfCheck::default()).await;
    let mut slow = Vec::new();
    for _ in 0..4 {
        slow.push(begun(&server).await);
    }
    let refused = server.get("/self-check/transfer/down?bytes=10").await;
    assert_eq!((refused.status, refused.json()), (StatusCode::TOO_MANY_REQUESTS, json!({"refused": "full"})));
    assert_eq!(server.get("/self-check/clock").await.status, StatusCode::OK, "other far ends are not concerned");
    slow.clear();
    until("a free seat", || async { server.get("/self-check/transfer/down?bytes=10").await.status == StatusCode::OK })
        .await;
    server.stop().await;
}

#[tokio::test]
async fn a_transfer_up_is_acknowledged_and_ends_at_the_cap() {
    let server = Running::plain(SelfCheck::default()).await;
    let mut socket = server.socket("/self-check/transfer/up").await.unwrap();
    let mut sent: u64 = 0;
    while sent < 10_000_000 {
        socket.send(Message::binary(vec![7; 65_536])).await.unwrap();
        sent += 65_536;
        let Message::Binary(answer) = soon("a message", socket.next()).await.unwrap().unwrap() else {
            panic!("no number")
        };
        assert_eq!(u64::from_be_bytes(answer[..].try_into().unwrap()), sent);
    }
    assert_eq!(ending(&mut socket).await, "enough");
    let mut socket = server.socket("/self-check/transfer/up").await.unwrap();
    socket.send(Message::binary(vec![7; 65_537])).await.unwrap();
    assert!(!matches!(soon("a message", socket.next()).await, Some(Ok(Message::Binary(_)))), "too large a message");
    server.stop().await;
}

/// The reason with which the server closes.
async fn ending(socket: &mut WebSocketStream<TcpStream>) -> String {
    match soon("a message", socket.next()).await {
        Some(Ok(Message::Close(Some(frame)))) => frame.reason.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn held_connections_are_for_pages_of_the_portal_and_bounded() {
    let server = Running::plain(SelfCheck::default()).await;
    let foreign = socket(server.connect().await, &server.address, "/self-check/hold", "https://evil.example").await;
    assert_eq!(foreign.err(), Some(StatusCode::FORBIDDEN));
    let mut held = Vec::new();
    for _ in 0..64 {
        held.push(server.socket("/self-check/hold").await.unwrap());
    }
    assert_eq!(server.socket("/self-check/hold").await.err(), Some(StatusCode::TOO_MANY_REQUESTS));
    let mut echo = server.socket("/self-check/echo").await.unwrap();
    echo.send(Message::text("x")).await.unwrap();
    assert_eq!(soon("a message", echo.next()).await.unwrap().unwrap(), Message::text("x"), "other seats are free");
    held.clear();
    until("a free seat", || async { server.socket("/self-check/hold").await.is_ok() }).await;
    server.stop().await;
}
