//! `/self-check/transfer/down` and `/self-check/transfer/up`: as many bytes as the path carries, within a cap. Downwards a body,
//! upwards a WebSocket on which every message is answered by the number of bytes that have arrived so far.

use std::pin::Pin;
use std::sync::LazyLock;
use std::task::{Context, Poll};

use axum::Extension;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::ws::{Message, WebSocket};
use axum::extract::{RawQuery, State, WebSocketUpgrade};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use diagnosis::self_check_plan::{Refused, filling};
use http_body::{Frame, SizeHint};
use tokio::sync::oneshot;
use tokio::time::{Sleep, sleep, timeout};

use super::caller::{Caller, asked_for};
use super::limits::{TRANSFER_BYTES, TRANSFER_COST, TRANSFER_LIFE, TRANSFER_MESSAGE};
use super::refusal::refuse;
use super::seats::Seat;
use super::socket::{bounded, enough};
use crate::portal::Portal;

/// Bytes of one piece downwards. All transfers share this one piece of memory.
const PIECE: usize = 16 * 1024;
static FILLING: LazyLock<Bytes> = LazyLock::new(|| filling(PIECE).into());

/// Takes a seat and then the price of a transfer, so that nobody pays for being refused.
fn admit(portal: &Portal, caller: &Caller) -> Result<Seat, Refused> {
    if !portal.config.self_check.transfer {
        return Err(Refused::SwitchedOff);
    }
    let seat = portal.far_ends.transfer.take(Some(caller.network())).ok_or(Refused::Full)?;
    if portal.far_ends.pays(caller.network(), TRANSFER_COST) { Ok(seat) } else { Err(Refused::TooOften) }
}

/// Gives a seat back when what is returned is dropped, and at the latest when the time of a transfer is up: a body that HTTP/2
/// holds back, because the other side takes nothing, is not asked any more and would not notice.
fn give_back(seat: Seat) -> oneshot::Sender<()> {
    let (end, ended) = oneshot::channel();
    tokio::spawn(async move {
        let _ = timeout(TRANSFER_LIFE, ended).await;
        drop(seat);
    });
    end
}

/// `GET`, with `bytes` if it shall be less than the cap.
pub(crate) async fn down(
    State(portal): State<Portal>,
    Extension(caller): Extension<Caller>,
    RawQuery(query): RawQuery,
) -> Response {
    let seat = match admit(&portal, &caller) {
        Ok(seat) => seat,
        Err(refused) => return refuse(refused),
    };
    let asked = asked_for(query.as_deref(), "bytes").and_then(|bytes| bytes.parse().ok());
    let left = asked.unwrap_or(TRANSFER_BYTES).min(TRANSFER_BYTES);
    let body = Body::new(Pieces { left, end: Box::pin(sleep(TRANSFER_LIFE)), _end: give_back(seat) });
    ([(header::CACHE_CONTROL, "no-store, no-transform"), (header::CONTENT_TYPE, "application/octet-stream")], body)
        .into_response()
}

/// A body that is made as it is sent; a slow reader only ever holds what waits to be written. When its time is up it ends
/// early, which the browser sees as an error.
struct Pieces {
    left: usize,
    end: Pin<Box<Sleep>>,
    /// Gives the seat back.
    _end: oneshot::Sender<()>,
}

/// The time of a transfer is up.
#[derive(Debug, thiserror::Error)]
#[error("the time of this transfer is up")]
struct TimeIsUp;

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = TimeIsUp;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, TimeIsUp>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        if self.end.as_mut().poll(cx).is_ready() {
            self.left = 0;
            return Poll::Ready(Some(Err(TimeIsUp)));
        }
        let piece = FILLING.slice(..self.left.min(PIECE));
        self.left -= piece.len();
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left as u64)
    }
}

pub(crate) async fn up(
    State(portal): State<Portal>,
    Extension(caller): Extension<Caller>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let seat = match admit(&portal, &caller) {
        Ok(seat) => seat,
        Err(refused) => return refuse(refused),
    };
    bounded(upgrade, TRANSFER_MESSAGE).on_upgrade(|socket| async move {
        let _ = timeout(TRANSFER_LIFE, acknowledge(socket)).await;
        drop(seat);
    })
}

/// Answers every message with the bytes so far, as eight bytes with the highest first.
async fn acknowledge(mut socket: WebSocket) {
    let mut received: u64 = 0;
    while received < TRANSFER_BYTES as u64 {
        match socket.recv().await {
            Some(Ok(Message::Binary(message))) => {
                received += message.len() as u64;
                let answer = Bytes::copy_from_slice(&received.to_be_bytes());
                if socket.send(Message::Binary(answer)).await.is_err() {
                    return;
                }
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Text(_))) => break,
            Some(Ok(Message::Close(_)) | Err(_)) | None => return,
        }
    }
    enough(&mut socket).await;
}

#[cfg(test)]
mod tests;
