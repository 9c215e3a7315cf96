use alloc::vec;

use super::{day, days, instant, plain};

#[test]
fn days_are_counted_from_1970() {
    assert_eq!((day(1970, 1, 1), day(2000, 3, 1), day(2026, 11, 26)), (Some(0), Some(11_017), Some(20_783)));
    assert_eq!((day(2026, 13, 1), day(1066, 10, 14), day(2026, 0, 1)), (None, None, None));
}

#[test]
fn a_date_is_read_as_its_country_writes_it() {
    let day = |y, m, d| day(y, m, d).unwrap();
    assert_eq!(days("2026-11-22T08:14:03.1234567Z"), vec![day(2026, 11, 22)]);
    assert_eq!(days("22.11.2026 08:14"), vec![day(2026, 11, 22)]);
    assert_eq!(days("22-11-26 08:14"), vec![day(2026, 11, 22)]);
    assert_eq!(days("2026/11/22 8:14"), vec![day(2026, 11, 22)]);
    assert_eq!(days("11/22/2026 8:14 AM"), vec![day(2026, 11, 22)]);
    assert_eq!(days("22/11/2569 8:14"), vec![day(2026, 11, 22)]);
    assert_eq!(days("3/4/2026"), vec![day(2026, 3, 4), day(2026, 4, 3)]);
    assert!(days("22-Nov-26").is_empty());
    assert!(days("1.2.840.113549.1.1.5").is_empty());
}

#[test]
fn halves_of_the_day_are_told_apart() {
    let at = |text| instant(text).unwrap() % 86_400;
    assert_eq!(at("11/22/2026 12:14:03 AM"), 14 * 60 + 3);
    assert_eq!(at("11/22/2026 12:14:03 PM"), 12 * 3600 + 14 * 60 + 3);
    assert_eq!(at("2026/11/22 午後 8:14:03"), 20 * 3600 + 14 * 60 + 3);
    assert_eq!(at("22.11.2026 08:14"), 8 * 3600 + 14 * 60);
    assert_eq!((instant("22.11.2026"), instant("22.11.2026 25:14"), instant("")), (None, None, None));
}

#[test]
fn a_shown_time_holds_no_letters() {
    assert_eq!(plain("2026-11-22T08:14:03.123Z on JANES-PC"), "2026-11-22 08:14:03");
    assert_eq!(plain("22.11.2026 08:14:03"), "22.11.2026 08:14:03");
    assert_eq!(plain("11/22/2026 8:14:03 PM"), "11/22/2026 8:14:03 PM");
}
