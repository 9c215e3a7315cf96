//! The stream of a connection, watched in both directions. Inwards the first bytes are kept, so that the browser's greeting can
//! be read as it came. Outwards whoever takes nothing any more is given up: a transfer has a time limit of its own; this is for
//! everything else, so that whoever asks for pages and reads none of them does not keep a seat.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Duration, Sleep, sleep};

/// A stream on which writing may not stand still for longer than a while. Reading may: that is `attendance`'s concern.
#[derive(Debug)]
pub(super) struct Watched<S> {
    stream: S,
    longest: Duration,
    /// Runs while there is something to write and nothing goes.
    stalled: Option<Pin<Box<Sleep>>>,
    /// The first bytes, and how many are kept at most; none if nobody wants them.
    kept: Option<(Vec<u8>, usize)>,
}

impl<S> Watched<S> {
    /// `longest` is how long writing may stand still.
    pub(super) fn new(stream: S, longest: Duration) -> Self {
        Self { stream, longest, stalled: None, kept: None }
    }

    /// From now on keeps what comes, at most so many bytes.
    pub(super) fn keep(&mut self, most: usize) {
        self.kept = Some((Vec::new(), most));
    }

    /// What came since then; from now on nothing is kept.
    pub(super) fn kept(&mut self) -> Vec<u8> {
        self.kept.take().map(|(bytes, _)| bytes).unwrap_or_default()
    }

    /// What became of an attempt to write.
    fn judge<T>(&mut self, polled: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.stalled = None;
            return polled;
        }
        let longest = self.longest;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(longest)));
        stalled.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if let Some((kept, most)) = &mut self.kept {
            let fresh = buffer.filled().get(before..).unwrap_or_default();
            let room = most.saturating_sub(kept.len());
            kept.extend_from_slice(&fresh[..fresh.len().min(room)]);
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.judge(polled, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.judge(polled, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests;
