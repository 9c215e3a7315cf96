//! Takes a renewed certificate: when one of its files changes, and on SIGHUP. A pair that cannot be used is not taken; the
//! former one stays, and the log says why.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Certificate, certificate};

/// How often the files are looked at. A renewal writes two files one after the other; a look in between finds a pair that
/// does not match and the next look finds both.
const EVERY: Duration = Duration::from_secs(2);

/// Size and time of change of both files: different whenever one was written.
type Look = [Option<(u64, Option<SystemTime>)>; 2];

fn look(certificate: &Path, key: &Path) -> Look {
    [certificate, key].map(|file| std::fs::metadata(file).ok().map(|facts| (facts.len(), facts.modified().ok())))
}

/// What follows the files. From its making on, SIGHUP is heard.
pub(crate) struct Renewal {
    held: Arc<Certificate>,
    certificate: PathBuf,
    key: PathBuf,
    hangup: Hangup,
    seen: Look,
}

impl Renewal {
    pub(crate) fn new(held: Arc<Certificate>, certificate: PathBuf, key: PathBuf) -> Self {
        let seen = look(&certificate, &key);
        Self { held, certificate, key, hangup: Hangup::new(), seen }
    }

    /// Follows the files until it is dropped.
    pub(crate) async fn follow(mut self) {
        loop {
            let asked = tokio::select! {
                () = self.hangup.heard() => true,
                () = tokio::time::sleep(EVERY) => false,
            };
            let now = look(&self.certificate, &self.key);
            if !asked && now == self.seen {
                continue;
            }
            self.seen = now;
            match certificate::read(&self.certificate, &self.key) {
                Ok(pair) => {
                    self.held.replace(pair);
                    tracing::info!("the certificate was read again");
                }
                Err(error) => tracing::error!(%error, "the certificate was not taken; the former one stays"),
            }
        }
    }
}

/// The signal by which an operator says that the certificate is new.
#[cfg(unix)]
struct Hangup(Option<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Hangup {
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self(signal(SignalKind::hangup()).ok())
    }

    async fn heard(&mut self) {
        match &mut self.0 {
            Some(signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }
}

/// Other systems have no such signal.
#[cfg(not(unix))]
struct Hangup;

#[cfg(not(unix))]
impl Hangup {
    fn new() -> Self {
        Self
    }

    async fn heard(&mut self) {
        std::future::pending().await
    }
}
