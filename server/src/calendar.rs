//! Dates of reviews and readings, in words.

use crate::clock::{Clock, unix_ms};
use crate::portal::PageWords;

/// The day number of 1 January 1970.
const EPOCH: i64 = 719_468;

/// A date as people write it, from `2026-11-22`; the text itself if it is no date.
pub(crate) fn date(w: PageWords<'_>, iso: &str) -> String {
    let Some((year, month, day)) = parts(iso) else { return iso.to_string() };
    let (year, day) = (year.to_string(), day.to_string());
    w.fill("date", &[("day", &day), ("month", &w.say(&format!("month.{month}"))), ("year", &year)])
}

/// A date, or a month where the day is not known: `2025-08-29` or `2018-03`.
pub(crate) fn day_or_month(w: PageWords<'_>, iso: &str) -> String {
    if iso.len() == "2018-03".len() { month_after(w, &format!("{iso}-01"), 0) } else { date(w, iso) }
}

/// The month that lies so many days after a date.
pub(crate) fn month_after(w: PageWords<'_>, iso: &str, days: u32) -> String {
    let Some((year, month, day)) = parts(iso) else { return iso.to_string() };
    let (year, month, _) = day_of(number(year, month, day) + i64::from(days));
    w.fill("month", &[("month", &w.say(&format!("month.{month}"))), ("year", &year.to_string())])
}

/// The date that lies so many days after another one, as `2026-11-22`; none if that is no date.
pub(crate) fn after(iso: &str, days: u32) -> Option<String> {
    let (year, month, day) = parts(iso)?;
    let (year, month, day) = day_of(number(year, month, day) + i64::from(days));
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// The date so many days after 1 January 1970.
pub(crate) fn of_day(days: i64) -> String {
    let (year, month, day) = day_of(days + EPOCH);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Days since 1 January 1970 of a clock.
pub(crate) fn days(clock: Clock) -> i64 {
    (unix_ms(clock()) / 86_400_000) as i64
}

/// Whether so many days after a date have passed; false if it is no date.
pub(crate) fn is_past(clock: Clock, iso: &str, days: u32) -> bool {
    let today = self::days(clock);
    parts(iso).is_some_and(|(year, month, day)| number(year, month, day) - EPOCH + i64::from(days) < today)
}

fn parts(iso: &str) -> Option<(i64, i64, i64)> {
    let mut parts = iso.split('-').map(|part| part.parse::<i64>().ok());
    match (parts.next()??, parts.next()??, parts.next()??) {
        (year, month @ 1..=12, day @ 1..=31) => Some((year, month, day)),
        _ => None,
    }
}

/// Days since 1 March of the year 0, from when on leap days are the last of their year.
fn number(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1
}

fn day_of(number: i64) -> (i64, i64, i64) {
    let mut year = number * 400 / 146_097;
    let begins = |year: i64| 365 * year + year / 4 - year / 100 + year / 400;
    while begins(year + 1) <= number {
        year += 1;
    }
    while begins(year) > number {
        year -= 1;
    }
    let in_year = number - begins(year);
    let month = (5 * in_year + 2) / 153;
    let day = in_year - (153 * month + 2) / 5 + 1;
    if month < 10 { (year, month + 3, day) } else { (year + 1, month - 9, day) }
}

#[cfg(test)]
mod tests;
