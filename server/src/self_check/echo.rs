//! `/self-check/echo`: sends every small message straight back, so that the page can time the way here and back.

use std::time::Duration;

use axum::Extension;
use axum::extract::ws::{Message, WebSocket};
use axum::extract::{State, WebSocketUpgrade};
use axum::response::Response;
use diagnosis::self_check_plan::Refused;

use super::caller::Caller;
use super::refusal::refuse;
use super::socket::{bounded, enough};
use crate::portal::Portal;

/// Bytes of one message: a number and some filling. Larger ones end the connection.
const LARGEST: usize = 256;
/// Messages of one connection; a check needs 60.
const MOST: usize = 400;
/// Life of one connection. A check takes 6 seconds; this leaves room for a very slow line.
const LONGEST: Duration = Duration::from_secs(60);

pub(crate) async fn get(
    State(portal): State<Portal>,
    Extension(caller): Extension<Caller>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let Some(seat) = portal.far_ends.echo.take(Some(caller.network())) else { return refuse(Refused::Full) };
    bounded(upgrade, LARGEST).on_upgrade(|socket| async move {
        // Whoever is too slow is cut off; there is nobody to tell.
        let _ = tokio::time::timeout(LONGEST, echo(socket)).await;
        drop(seat);
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
    enough(&mut socket).await;
}
