//! How long a connection may stay: silence before the first request, rest between two, and a request that does not end, each
//! has its limit. Bytes alone do not count, so that neither a head that trickles in nor the answers to pings keep a seat.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use crate::self_check::limits;

/// The requests of one connection.
#[derive(Debug)]
pub(super) struct Attendance {
    requests: Mutex<Requests>,
    changed: Notify,
}

#[derive(Debug)]
struct Requests {
    /// When the connection began, and later when a request ended last.
    since: Instant,
    /// Whether one ended.
    ended: bool,
    /// When those began that have not ended; no more than HTTP/2 allows at once.
    open: Vec<Instant>,
}

/// A request, from its head to the end of its answer.
#[derive(Debug)]
pub(super) struct Asked {
    attendance: Arc<Attendance>,
    began: Instant,
}

impl Attendance {
    pub(super) fn new() -> Arc<Self> {
        let requests = Requests { since: Instant::now(), ended: false, open: Vec::new() };
        Arc::new(Self { requests: Mutex::new(requests), changed: Notify::new() })
    }

    /// A request begins; it ends when what is returned is dropped.
    pub(super) fn begin(self: &Arc<Self>) -> Asked {
        let began = Instant::now();
        self.change(|requests| requests.open.push(began));
        Asked { attendance: self.clone(), began }
    }

    /// Ends when the connection has had its time.
    pub(super) async fn runs_out(&self) {
        loop {
            let end = self.requests.lock().unwrap_or_else(PoisonError::into_inner).end();
            tokio::select! {
                biased;
                () = self.changed.notified() => {}
                () = sleep_until(end) => return,
            }
        }
    }

    fn change(&self, change: impl FnOnce(&mut Requests)) {
        change(&mut self.requests.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_one();
    }
}

impl Requests {
    /// The moment at which the connection has had its time, as things stand.
    fn end(&self) -> Instant {
        match self.open.iter().min() {
            Some(oldest) => *oldest + limits::REQUEST_LIFE,
            None if self.ended => self.since + limits::REST,
            None => self.since + limits::FIRST_REQUEST,
        }
    }
}

impl Asked {
    /// An answer that ends the request when it was taken whole, or is given up.
    pub(super) fn answered(self, body: Body) -> Body {
        Body::new(Answer { body, _asked: self })
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.attendance.change(|requests| {
            if let Some(place) = requests.open.iter().position(|began| *began == self.began) {
                requests.open.swap_remove(place);
            }
            requests.ended = true;
            requests.since = Instant::now();
        });
    }
}

/// The body of an answer, with its request.
struct Answer {
    body: Body,
    _asked: Asked,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests;
