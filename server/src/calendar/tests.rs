use super::*;

fn month(iso: &str, days: i64) -> (i64, i64) {
    let (year, month, day) = parts(iso).unwrap();
    let (year, month, _) = day_of(number(year, month, day) + days);
    (year, month)
}

#[test]
fn half_a_year_after_the_last_review() {
    assert_eq!(month("2026-11-22", 180), (2027, 5));
    assert_eq!(month("2026-11-22", 0), (2026, 11));
    assert_eq!(month("2027-12-31", 1), (2028, 1));
}

#[test]
fn leap_years_are_counted() {
    assert_eq!(month("2028-02-28", 1), (2028, 2));
    assert_eq!(month("2028-02-28", 2), (2028, 3));
    assert_eq!(month("2027-02-28", 1), (2027, 3));
    assert_eq!(month("2100-02-28", 1), (2100, 3));
}

#[test]
fn nonsense_is_no_date() {
    assert!(parts("2026-13-01").is_none());
    assert!(parts("soon").is_none());
}

#[test]
fn a_review_is_due_on_the_day_that_its_days_give() {
    assert_eq!(after("2026-11-22", 180).as_deref(), Some("2027-05-21"));
    assert_eq!(after("2024-02-28", 1).as_deref(), Some("2024-02-29"));
    assert_eq!(after("2026-12-31", 1).as_deref(), Some("2027-01-01"));
    let at = || std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_800_000_000);
    assert!(is_past(at, "2026-11-22", 50) && !is_past(at, "2026-11-22", 60), "15 January 2027");
}
