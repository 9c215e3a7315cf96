use serde_json::Value;

use super::*;
use crate::telemetry::tests::Lines;

/// The hook belongs to the whole program, so the one of the tests is put back; the log belongs to this thread.
#[test]
fn a_panic_tells_its_place_and_never_its_message() {
    let usual = panic::take_hook();
    install();
    let line = line!() + 1;
    let (panicked, text) = Lines::of(|| panic::catch_unwind(|| panic!("{}", "payroll.example.net")));
    panic::set_hook(usual);
    assert!(panicked.is_err());
    assert_eq!(text.lines().count(), 1, "{text}");
    let told: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&told["fields"]["message"], &told["level"]), (&"panic".into(), &"ERROR".into()));
    let place = told["fields"]["place"].as_str().unwrap();
    assert!(place.contains(&format!("panic_hook/tests.rs:{line}:")), "{place}");
    assert!(!text.contains("payroll"), "{text}");
}
