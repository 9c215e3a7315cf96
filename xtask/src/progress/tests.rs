use std::time::Duration;

use super::{elapsed, kilobytes};

#[test]
fn times_and_sizes_read_as_one_says_them() {
    assert_eq!(elapsed(Duration::from_millis(420)), "0.4 s");
    assert_eq!(elapsed(Duration::from_millis(73_900)), "73 s");
    assert_eq!(elapsed(Duration::from_secs(245)), "4 min 05 s");
    assert_eq!(kilobytes(98_728), "98.7 kB");
    assert_eq!(kilobytes(40), "0.0 kB");
}
