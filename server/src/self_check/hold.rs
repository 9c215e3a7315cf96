//! `/self-check/hold`: bears long silence and then answers, so that the page can learn how long a firewall in between lets a
//! resting connection live. Nothing is sent from here unasked, because that would keep the connection from resting.

use axum::Extension;
use axum::extract::ws::{Message, WebSocket};
use axum::extract::{State, WebSocketUpgrade};
use axum::response::Response;
use diagnosis::self_check_plan::Refused;
use tokio::time::timeout;

use super::caller::Caller;
use super::limits::{HOLD_LIFE, HOLD_MESSAGE, HOLD_MESSAGES, HOLD_SILENCE};
use super::refusal::refuse;
use super::socket::{bounded, enough};
use crate::portal::Portal;

pub(crate) async fn get(
    State(portal): State<Portal>,
    Extension(caller): Extension<Caller>,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !portal.config.self_check.hold {
        return refuse(Refused::SwitchedOff);
    }
    let Some(seat) = portal.far_ends.hold.take(Some(caller.network())) else { return refuse(Refused::Full) };
    bounded(upgrade, HOLD_MESSAGE).on_upgrade(|socket| async move {
        let _ = timeout(HOLD_LIFE, hold(socket)).await;
        drop(seat);
    })
}

async fn hold(mut socket: WebSocket) {
    for _ in 0..HOLD_MESSAGES {
        match timeout(HOLD_SILENCE, socket.recv()).await {
            Ok(Some(Ok(message @ (Message::Text(_) | Message::Binary(_))))) => {
                if socket.send(message).await.is_err() {
                    return;
                }
            }
            Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {}
            Ok(Some(Ok(Message::Close(_)) | Err(_)) | None) => return,
            Err(_) => break,
        }
    }
    enough(&mut socket).await;
}

#[cfg(test)]
mod tests;
