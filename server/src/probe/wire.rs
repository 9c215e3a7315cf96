//! One connection, counted: how much came, what came first, and how it ended.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use super::limits::FIRST_BYTES;
use super::phase::Outcome;

/// A connection to the other computer.
#[derive(Debug)]
pub(super) struct Wire {
    stream: TcpStream,
    count: Count,
    /// Bytes that may still come in this phase.
    most: u64,
}

/// When a phase ends, and what it means if nothing came till then.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    at: Instant,
    /// [`Outcome::Silent`], or [`Outcome::OutOfTime`] if our own time ends first.
    outcome: Outcome,
}

impl Deadline {
    /// After this time; or at `end`, if nothing may take longer than that.
    pub(super) fn after(limit: Duration, end: Instant) -> Self {
        let at = Instant::now() + limit;
        if at <= end { Self { at, outcome: Outcome::Silent } } else { Self { at: end, outcome: Outcome::OutOfTime } }
    }
}

/// What came in a phase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) bytes: u64,
    pub(super) first: Vec<u8>,
}

/// What came in a phase, also when the connection itself is gone with the failed handshake that held it.
#[derive(Clone, Debug, Default)]
pub(super) struct Count(Arc<Mutex<Seen>>);

impl Count {
    pub(super) fn seen(&self) -> Seen {
        self.keep().clone()
    }

    fn keep(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wire {
    /// Connects to exactly this address.
    pub(super) async fn connect(address: SocketAddr, until: Deadline) -> Result<Self, Outcome> {
        let stream = by(until, TcpStream::connect(address)).await?;
        // One small message at a time: waiting to fill packets would only distort the times.
        let _ = stream.set_nodelay(true);
        Ok(Self { stream, count: Count::default(), most: u64::MAX })
    }

    /// The address of this end.
    pub(super) fn local(&self) -> Option<SocketAddr> {
        self.stream.local_addr().ok()
    }

    /// Begins a phase in which at most so many bytes are read, and counts them.
    pub(super) fn begin(&mut self, most: u64) -> Count {
        self.count = Count::default();
        self.most = most;
        self.count.clone()
    }

    /// Writes everything.
    pub(super) async fn say(&mut self, bytes: &[u8], until: Deadline) -> Result<(), Outcome> {
        by(until, self.write_all(bytes)).await
    }

    /// Reads exactly as much as there is room for.
    pub(super) async fn fill(&mut self, buffer: &mut [u8], until: Deadline) -> Result<(), Outcome> {
        by(until, self.read_exact(buffer)).await.map(|_| ())
    }

    /// Reads what is there, at least one byte; 0 at the end.
    pub(super) async fn some(&mut self, buffer: &mut [u8], until: Deadline) -> Result<usize, Outcome> {
        by(until, self.read(buffer)).await
    }
}

/// Waits for something until a moment.
pub(super) async fn by<T>(until: Deadline, what: impl Future<Output = io::Result<T>>) -> Result<T, Outcome> {
    waited(until, what).await?.map_err(|error| ending(&error))
}

/// The same, for whoever looks at the error itself.
pub(super) async fn waited<T>(until: Deadline, what: impl Future<Output = T>) -> Result<T, Outcome> {
    timeout_at(until.at, what).await.map_err(|_| until.outcome)
}

/// How an error of the system ends a phase.
pub(super) fn ending(error: &io::Error) -> Outcome {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Outcome::Refused,
        io::ErrorKind::TimedOut => Outcome::Silent,
        io::ErrorKind::UnexpectedEof => Outcome::Closed,
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => Outcome::Reset,
        io::ErrorKind::FileTooLarge => Outcome::TooLong,
        // Whatever else the system says is about the way: no route, no address of this family, forbidden by a rule.
        _ => Outcome::Unreachable,
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.most == 0 {
            return Poll::Ready(Err(io::ErrorKind::FileTooLarge.into()));
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        let fresh = buffer.filled().get(before..).unwrap_or_default();
        let count = fresh.len() as u64;
        let mut seen = self.count.keep();
        let room = FIRST_BYTES.saturating_sub(seen.first.len());
        seen.first.extend_from_slice(&fresh[..fresh.len().min(room)]);
        seen.bytes += count;
        drop(seen);
        // The last read may pass the limit by what one buffer holds; the next one does not happen.
        self.most = self.most.saturating_sub(count);
        polled
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
