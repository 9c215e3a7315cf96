use futures_util::{SinkExt, StreamExt};
use tokio::io::DuplexStream;
use tokio::time::{Duration, Instant, sleep};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::*;
use crate::serve::in_memory::{HOST, connect};

async fn held(portal: &Portal) -> WebSocketStream<DuplexStream> {
    let mut request = format!("ws://{HOST}/self-check/hold").into_client_request().unwrap();
    request.headers_mut().insert("origin", format!("http://{HOST}").parse().unwrap());
    tokio_tungstenite::client_async(request, connect(portal)).await.unwrap().0
}

/// The reason with which the server closes.
async fn ending(socket: &mut WebSocketStream<DuplexStream>) -> String {
    match timeout(2 * HOLD_LIFE, socket.next()).await.unwrap() {
        Some(Ok(Message::Close(Some(frame)))) => frame.reason.to_string(),
        other => panic!("{other:?}"),
    }
}

/// Silences as long as the plan allows. Neither the limits of a connection nor those of a request are for a socket.
#[tokio::test(start_paused = true)]
async fn five_minutes_of_silence_are_borne() {
    let portal = Portal::new(crate::Config::default(), crate::now).unwrap();
    let mut socket = held(&portal).await;
    for silence in [30, 120, 300] {
        sleep(Duration::from_secs(silence)).await;
        socket.send(Message::binary(vec![silence as u8; 4])).await.unwrap();
        assert_eq!(socket.next().await.unwrap().unwrap(), Message::binary(vec![silence as u8; 4]));
    }
    assert_eq!(portal.far_ends.hold.taken(), 1);
}

#[tokio::test(start_paused = true)]
async fn silence_many_messages_and_a_long_life_have_an_end() {
    let portal = Portal::new(crate::Config::default(), crate::now).unwrap();
    let mut silent = held(&portal).await;
    let start = Instant::now();
    assert_eq!(ending(&mut silent).await, "enough");
    assert_eq!(start.elapsed(), HOLD_SILENCE);
    let mut talkative = held(&portal).await;
    for _ in 0..HOLD_MESSAGES {
        talkative.send(Message::text("x")).await.unwrap();
        assert_eq!(talkative.next().await.unwrap().unwrap(), Message::text("x"));
    }
    assert_eq!(ending(&mut talkative).await, "enough");
    let mut long = held(&portal).await;
    let start = Instant::now();
    while long.send(Message::text("x")).await.is_ok() && matches!(long.next().await, Some(Ok(Message::Text(_)))) {
        sleep(Duration::from_secs(100)).await;
    }
    assert!(start.elapsed() >= HOLD_LIFE && start.elapsed() < HOLD_LIFE + Duration::from_secs(200));
}
