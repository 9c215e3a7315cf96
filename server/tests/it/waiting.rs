//! Waiting, but never for ever: a test that hangs says nothing.

use std::future::Future;
use std::io::{BufRead, BufReader};
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Long enough for a loaded machine; only a failure takes as long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// What happens, as long as it happens at all.
pub(crate) async fn soon<T>(what: &str, happening: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, happening).await.unwrap_or_else(|_| panic!("waited in vain: {what}"))
}

/// Tries again and again until it works.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut works: impl FnMut() -> F) {
    let trying = async {
        while !works().await {
            tokio::task::yield_now().await;
        }
    };
    soon(what, trying).await;
}

/// What a program prints.
pub(crate) struct Printed(Receiver<String>);

impl Printed {
    /// The program must have been started with a pipe for that.
    pub(crate) fn by(program: &mut Child) -> Self {
        let (lines, printed) = channel();
        let reader = BufReader::new(program.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in reader.lines().map_while(Result::ok) {
                if lines.send(line).is_err() {
                    return;
                }
            }
        });
        Self(printed)
    }

    /// The first line from here on that has this text.
    pub(crate) fn find(&self, text: &str) -> String {
        let end = Instant::now() + PATIENCE;
        while let Ok(line) = self.0.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if line.contains(text) {
                return line;
            }
        }
        panic!("the program does not say: {text}");
    }

    /// What it says until it ends.
    pub(crate) fn rest(&self) -> Vec<String> {
        let end = Instant::now() + PATIENCE;
        std::iter::from_fn(|| self.0.recv_timeout(end.saturating_duration_since(Instant::now())).ok()).collect()
    }
}
