use super::*;

fn after(iso: &str, days: i64) -> (i64, i64) {
    let (year, month, day) = parts(iso).unwrap();
    month_of(number(year, month, day) + days)
}

#[test]
fn half_a_year_after_the_last_review() {
    assert_eq!(after("2026-11-22", 180), (2027, 5));
    assert_eq!(after("2026-11-22", 0), (2026, 11));
    assert_eq!(after("2027-12-31", 1), (2028, 1));
}

#[test]
fn leap_years_are_counted() {
    assert_eq!(after("2028-02-28", 1), (2028, 2));
    assert_eq!(after("2028-02-28", 2), (2028, 3));
    assert_eq!(after("2027-02-28", 1), (2027, 3));
    assert_eq!(after("2100-02-28", 1), (2100, 3));
}

#[test]
fn nonsense_is_no_date() {
    assert!(parts("2026-13-01").is_none());
    assert!(parts("soon").is_none());
}
