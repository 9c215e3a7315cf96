//! WebSockets with small buffers: the library's own are 256 KiB a socket.

use axum::extract::WebSocketUpgrade;
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};

use super::limits::SOCKET_READ;

/// Bytes of a frame's head, at most.
const FRAME_HEAD: usize = 14;

/// A socket that takes messages of at most `largest` bytes and writes each at once.
pub(super) fn bounded(upgrade: WebSocketUpgrade, largest: usize) -> WebSocketUpgrade {
    upgrade
        .max_message_size(largest)
        .max_frame_size(largest)
        .read_buffer_size(SOCKET_READ)
        .write_buffer_size(0)
        .max_write_buffer_size(largest.max(125) + FRAME_HEAD)
}

/// Ends a socket that has had all it can have.
pub(super) async fn enough(socket: &mut WebSocket) {
    let frame = CloseFrame { code: close_code::POLICY, reason: "enough".into() };
    // Whoever is gone need not hear it.
    let _ = socket.send(Message::Close(Some(frame))).await;
}
