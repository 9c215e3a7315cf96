//! `/self-check/echo`: sends every small message straight back, so that the page can time the way here and back.

use std::time::Duration;

use axum::extract::WebSocketUpgrade;
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use axum::response::{IntoResponse, Response};

use crate::failure::PageError;
use crate::visit::Visit;

/// Bytes of one message: a number and some filling. Larger ones end the connection.
const LARGEST: usize = 256;
/// Messages of one connection; a check needs 60.
const MOST: usize = 400;
/// Life of one connection. A check takes 6 seconds; this leaves room for a very slow line.
const LONGEST: Duration = Duration::from_secs(60);

/// Only pages of this portal may use it.
pub(crate) async fn get(visit: Visit, upgrade: WebSocketUpgrade) -> Response {
    if !visit.is_own() {
        return PageError::Refused.into_response();
    }
    upgrade.max_message_size(LARGEST).max_frame_size(LARGEST).on_upgrade(|socket| async {
        // Whoever is too slow is cut off; there is nobody to tell.
        let _ = tokio::time::timeout(LONGEST, echo(socket)).await;
    })
}

async fn echo(mut socket: WebSocket) {
    for _ in 0..MOST {
        match socket.recv().await {
            Some(Ok(message @ (Message::Text(_) | Message::Binary(_)))) => {
                if socket.send(message).await.is_err() {
                    return;
                }
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Close(_)) | Err(_)) | None => return,
        }
    }
    let enough = CloseFrame { code: close_code::POLICY, reason: "enough".into() };
    let _ = socket.send(Message::Close(Some(enough))).await;
}
