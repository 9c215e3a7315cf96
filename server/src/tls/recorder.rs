//! Keeps the first bytes of a connection while it passes them on, so that the browser's greeting can be read as it came.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Bytes that are kept. A browser's greeting has about 2,000; more than this is nobody's.
pub(crate) const MOST: usize = 16 * 1024;

/// A stream whose first bytes are kept until they are taken.
#[derive(Debug)]
pub(crate) struct Recorder<S> {
    stream: S,
    /// None once taken.
    kept: Option<Vec<u8>>,
}

impl<S> Recorder<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, kept: Some(Vec::new()) }
    }

    /// What came so far; from now on nothing is kept.
    pub(crate) fn recorded(&mut self) -> Vec<u8> {
        self.kept.take().unwrap_or_default()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Recorder<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if let Some(kept) = &mut self.kept {
            let fresh = buffer.filled().get(before..).unwrap_or_default();
            let room = MOST.saturating_sub(kept.len());
            kept.extend_from_slice(&fresh[..fresh.len().min(room)]);
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Recorder<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
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
