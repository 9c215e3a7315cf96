use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::*;
use crate::telemetry::subscriber;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The hook belongs to the whole program, so the one of the tests is put back; the log belongs to this thread.
#[test]
fn a_panic_tells_its_place_and_never_its_message() {
    let lines = Lines::default();
    let writer = lines.clone();
    let usual = panic::take_hook();
    install();
    let line = line!() + 2;
    let panicked = tracing::subscriber::with_default(subscriber(move || writer.clone()), || {
        panic::catch_unwind(|| panic!("{}", "payroll.example.net"))
    });
    panic::set_hook(usual);
    assert!(panicked.is_err());
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    let told: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&told["fields"]["message"], &told["level"]), (&"panic".into(), &"ERROR".into()));
    let place = told["fields"]["place"].as_str().unwrap();
    assert!(place.contains(&format!("panic_hook/tests.rs:{line}:")), "{place}");
    assert!(!text.contains("payroll"), "{text}");
}
