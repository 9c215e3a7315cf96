//! Every limit of the far ends, in one place, and what they add up to.
//!
//! Memory at worst, with everything taken at once by people who mean harm, is [`WORST_MEMORY`], about 540 MiB: 1,024 connections
//! of 452 KiB, nearly all of it heads and answers of eight requests at once over HTTP/2; 656 sockets of about 110 KiB, nearly
//! all of it TLS; 64 datagram sessions of 192 KiB; small tables. Not in it: the pages that are being written, each of which
//! is held whole until it is sent; forms, of at most 64 KiB each; forms with files, of which [`UPLOAD_SEATS`] are there at once;
//! and what the system keeps in its own socket buffers. A visitor's whole battery takes well below 1 MiB.

use std::time::Duration;

/// TCP connections of all listeners together.
pub(crate) const CONNECTIONS: usize = 1_024;
/// A quarter of them for one network, unless all visitors come through the operator's own proxy.
pub(crate) const CONNECTIONS_EACH: usize = CONNECTIONS / 4;
/// Time for the TLS handshake.
pub(crate) const HANDSHAKE: Duration = Duration::from_secs(10);
/// Bytes of the browser's greeting that are looked at. It has about 2,000; more than this is nobody's.
pub(crate) const GREETING: usize = 16 * 1024;
/// Time from the beginning of a connection, or the end of its handshake, to the end of the head of its first request.
pub(crate) const FIRST_REQUEST: Duration = Duration::from_secs(30);
/// How long a connection may rest after a request, the head of the next one included. Longer than two minutes, so that a page
/// whose checks pause that long still has its connection.
pub(crate) const REST: Duration = Duration::from_secs(150);
/// Life of a request from the end of its head to the end of its answer: the largest file of the client, compressed, over
/// 16 kbit/s.
pub(crate) const REQUEST_LIFE: Duration = Duration::from_secs(300);
/// How often HTTP/2 asks whether the other side is still there.
pub(crate) const PING: Duration = Duration::from_secs(30);
/// How long the other side may take nothing of what is written to it.
pub(crate) const STALL: Duration = Duration::from_secs(30);
/// Bytes of a request's head.
pub(crate) const HEAD_BYTES: usize = 16 * 1024;
/// Requests at once on an HTTP/2 connection.
pub(crate) const STREAMS: u32 = 8;
/// Bytes that an HTTP/2 stream may send ahead; a connection may send twice as many.
pub(crate) const WINDOW: u32 = 32 * 1024;
/// Bytes that wait to be written on an HTTP/2 stream.
pub(crate) const SEND_BUFFER: usize = 16 * 1024;
/// Bytes that TLS may hold for a connection: 64 KiB to be sent, which is the library's own limit, and two records read.
pub(crate) const TLS_BYTES: usize = 100 * 1024;
/// Bytes that one connection may hold over HTTP/2, which needs more than HTTP/1.1: heads and answers of all its requests, what
/// was sent ahead, a frame each way, and TLS.
pub(crate) const CONNECTION_BYTES: usize =
    STREAMS as usize * (HEAD_BYTES + SEND_BUFFER) + 2 * WINDOW as usize + 2 * 16 * 1024 + TLS_BYTES;

/// Requests that a network can make at once; a battery makes about 120, so this is ten at the same moment.
pub(crate) const BURST: u32 = 1_200;
/// Requests a second that come back: a battery each six seconds from one network, for as long as it likes.
pub(crate) const PER_SECOND: u32 = 20;
/// What a transfer costs, in requests, for its 10 MB.
pub(crate) const TRANSFER_COST: u32 = 40;
/// Networks that are remembered, each in 40 bytes; whoever was not seen for longest makes room.
pub(crate) const NETWORKS: usize = 4_096;

/// Forms with files at once, and for one network: from the first byte until what was read of them is dropped. Each has 8 MiB
/// at most, and several times that while it is split and read as text.
pub(crate) const UPLOAD_SEATS: (usize, usize) = (16, 4);

/// Sockets of the echo: at once, and for one network.
pub(crate) const ECHO_SEATS: (usize, usize) = (128, 32);
/// Sockets that are held: at once, and for one network.
pub(crate) const HOLD_SEATS: (usize, usize) = (512, 64);
/// Transfers at once, and for one network.
pub(crate) const TRANSFER_SEATS: (usize, usize) = (16, 4);

/// Bytes of a read from a WebSocket.
pub(crate) const SOCKET_READ: usize = 4 * 1024;

/// Silence that a held connection bears. The longest planned silence is 300 s; this leaves room for a slow path.
pub(crate) const HOLD_SILENCE: Duration = Duration::from_secs(315);
/// Life of a held connection: silences of 30, 60, 120 and 300 s one after the other, and their echoes.
pub(crate) const HOLD_LIFE: Duration = Duration::from_secs(600);
/// Messages of a held connection.
pub(crate) const HOLD_MESSAGES: usize = 32;
/// Bytes of one of them.
pub(crate) const HOLD_MESSAGE: usize = 64;

/// Bytes of a transfer each way.
pub(crate) const TRANSFER_BYTES: usize = 10_000_000;
/// Life of a transfer each way. It is planned for 5 s.
pub(crate) const TRANSFER_LIFE: Duration = Duration::from_secs(20);
/// Bytes of one message upwards.
pub(crate) const TRANSFER_MESSAGE: usize = 64 * 1024;

/// Bytes of a segment on the small port. With IPv6 and TCP headers it needs a path of 1,272 bytes, which is below the least
/// that IPv6 allows (1,280, RFC 8200).
pub(crate) const CLAMPED_SEGMENT: u32 = 1_200;

/// Tallies that are kept, 700 bytes each.
pub(crate) const TALLIES: usize = 256;
/// How long a tally is kept.
pub(crate) const TALLY_LIFE: Duration = Duration::from_secs(180);

/// Datagram sessions at once, and for one network.
pub(crate) const SESSION_SEATS: (usize, usize) = (64, 16);
/// Datagrams of a session; a check sends 350, and repeats at most twice.
pub(crate) const SESSION_DATAGRAMS: u32 = 1_200;
/// Bytes of a datagram.
pub(crate) const DATAGRAM: usize = 1_200;
/// Life of a session. It is planned for 7 s.
pub(crate) const SESSION_LIFE: Duration = Duration::from_secs(40);
/// Time for the handshake and the request of a session.
pub(crate) const SESSION_START: Duration = Duration::from_secs(10);
/// Bytes of datagrams that wait, each way.
pub(crate) const SESSION_BUFFER: usize = 64 * 1024;
/// Bytes that a session may hold: both buffers, and the library's own state.
pub(crate) const SESSION_BYTES: usize = 192 * 1024;

/// STUN requests that a network can make at once; a check makes about 8.
pub(crate) const STUN_BURST: u32 = 80;
/// STUN requests a second that come back.
pub(crate) const STUN_PER_SECOND: u32 = 8;

/// What all of it may take at once, in bytes.
pub(crate) const WORST_MEMORY: usize = CONNECTIONS * CONNECTION_BYTES
    + TRANSFER_SEATS.0 * (TLS_BYTES + SOCKET_READ + 2 * TRANSFER_MESSAGE)
    + HOLD_SEATS.0 * (TLS_BYTES + 2 * SOCKET_READ + 2 * HOLD_MESSAGE)
    + ECHO_SEATS.0 * (TLS_BYTES + 2 * SOCKET_READ + 2 * 256)
    + SESSION_SEATS.0 * SESSION_BYTES
    + TALLIES * 700
    + 2 * NETWORKS * 40;
/// Held by the compiler, so that nobody raises a limit without seeing this.
const _: () = assert!(WORST_MEMORY < 600 * 1024 * 1024);
