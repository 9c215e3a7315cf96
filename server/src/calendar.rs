//! Dates of reviews and readings, in words.

use crate::portal::PageWords;

/// A date as people write it, from `2026-11-22`; the text itself if it is no date.
pub(crate) fn date(w: PageWords<'_>, iso: &str) -> String {
    let Some((year, month, day)) = parts(iso) else { return iso.to_string() };
    let (year, day) = (year.to_string(), day.to_string());
    w.fill("date", &[("day", &day), ("month", &w.say(&format!("month.{month}"))), ("year", &year)])
}

/// The month that lies so many days after a date.
pub(crate) fn month_after(w: PageWords<'_>, iso: &str, days: u32) -> String {
    let Some((year, month, day)) = parts(iso) else { return iso.to_string() };
    let (year, month) = month_of(number(year, month, day) + i64::from(days));
    w.fill("month", &[("month", &w.say(&format!("month.{month}"))), ("year", &year.to_string())])
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

fn month_of(number: i64) -> (i64, i64) {
    let mut year = number * 400 / 146_097;
    let begins = |year: i64| 365 * year + year / 4 - year / 100 + year / 400;
    while begins(year + 1) <= number {
        year += 1;
    }
    while begins(year) > number {
        year -= 1;
    }
    let month = (5 * (number - begins(year)) + 2) / 153;
    if month < 10 { (year, month + 3) } else { (year + 1, month - 9) }
}

#[cfg(test)]
mod tests;
