use super::{date, significant, time};

#[test]
fn days_become_dates() {
    assert_eq!(date(0), "1970-01-01");
    assert_eq!(date(11_016), "2000-02-29");
    assert_eq!(date(20_513), "2026-03-01");
    assert_eq!(date(20_818), "2026-12-31");
}

#[test]
fn three_digits_are_shown() {
    assert_eq!(time(0.664), "0.66 µs");
    assert_eq!(time(16.68), "16.7 µs");
    assert_eq!(time(7_981.7), "7.98 ms");
    assert_eq!(time(23_000_000.0), "23.0 s");
    assert_eq!(significant(9_462.3), "9,460");
    assert_eq!(significant(1_234_567.0), "1,230,000");
}
