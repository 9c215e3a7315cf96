use std::io::Write;
use std::sync::{Arc, Mutex};

use super::*;

/// A log in memory.
#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    /// What something writes into the log.
    pub(crate) fn of<T>(work: impl FnOnce() -> T) -> (T, String) {
        let lines = Self::default();
        let writer = lines.clone();
        let done = tracing::subscriber::with_default(subscriber(move || writer.clone()), work);
        (done, lines.text())
    }

    /// What stands in it.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// As the library of QUIC says it when the network refuses an answer, and as others might.
#[test]
fn libraries_that_name_a_visitor_are_not_heard() {
    let ((), text) = Lines::of(|| {
        tracing::warn!(target: "quinn_udp", "sendmsg error, Transmit: {{ destination: 192.0.2.7:50123 }}");
        tracing::error!(target: "quinn_udp::imp", destination = "192.0.2.7:50123", "sendmsg error");
        tracing::error!(target: "quinn::endpoint", "I/O error: 192.0.2.7");
        tracing::error!(target: "a_library_of_tomorrow", "192.0.2.7 is gone");
        tracing::debug!("too fine");
        tracing::info!("the certificate was read again");
        tracing::error!(target: "server::serve::connection", "the system lets no connection in");
    });
    assert!(!text.contains("192.0.2.7") && !text.contains("too fine"), "{text}");
    let said: Vec<&str> = text.lines().collect();
    assert_eq!(said.len(), 2, "{text}");
    assert!(said[0].contains("read again") && said[1].contains("no connection"), "{text}");
}
