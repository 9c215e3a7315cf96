//! Dates and times as Windows writes them in many countries.

use alloc::string::String;
use alloc::vec::Vec;

/// Years of the Thai calendar are ahead by this many.
const THAI: i64 = 543;

/// Days since 1970-01-01 of a date, if there is such a date.
pub fn day(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1900..2200).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    Some(civil_day(year, month, day))
}

/// Days since 1970-01-01 of a date of the years from 1 on, by the usual era arithmetic. Whether a month has so many days is
/// not looked at.
pub(crate) fn civil_day(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y / 400;
    let of_era = y - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Every day that a written date can mean: `3/4/2026` is in March or in April.
pub fn days(text: &str) -> Vec<i64> {
    let numbers = numbers(text);
    let [(first, digits), (second, _), (third, _), ..] = numbers[..] else { return Vec::new() };
    let gregorian = |year: i64| match year {
        0..100 => year + 2000,
        2400.. => year - THAI,
        _ => year,
    };
    let readings = if digits == 4 {
        [day(gregorian(first), second, third), None]
    } else if slashed(text) {
        [day(gregorian(third), first, second), day(gregorian(third), second, first)]
    } else {
        [day(gregorian(third), second, first), None]
    };
    let mut found: Vec<i64> = readings.into_iter().flatten().collect();
    found.dedup();
    found
}

/// Seconds since 1970 of a written date with its time, in whatever zone it was written. Of two readings it takes the first:
/// what is compared stands in one text, and there every date has the same one.
pub(super) fn instant(text: &str) -> Option<i64> {
    let day = *days(text).first()?;
    let rest = numbers(text);
    let time: Vec<i64> = rest.iter().skip(3).take(3).map(|(number, _)| *number).collect();
    let [hour, minute, ref second @ ..] = time[..] else { return None };
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return None;
    }
    let second = second.first().copied().filter(|s| (0..=60).contains(s)).unwrap_or(0);
    let afternoon = ["PM", "pm", "p. m.", "p.m.", "午後", "下午", "오후"].iter().any(|mark| text.contains(mark));
    let morning = ["AM", "am", "a. m.", "a.m.", "午前", "上午", "오전"].iter().any(|mark| text.contains(mark));
    let hour = match hour {
        12 if morning => 0,
        1..12 if afternoon => hour + 12,
        _ => hour,
    };
    Some(day * 86_400 + hour * 3_600 + minute * 60 + second)
}

/// A date or time with nothing else: letters of a zone or of a name go, except those of the half of the day.
pub(super) fn plain(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|c| c.is_ascii_digit() || matches!(c, '.' | '/' | '-' | ':' | ' ' | 'T'))
        .take(19)
        .collect();
    let half = ["AM", "PM"].into_iter().find(|half| text.contains(&alloc::format!(" {half}")));
    let time = kept.trim().replace('T', " ");
    match half {
        Some(half) => alloc::format!("{time} {half}"),
        None => time,
    }
}

fn slashed(text: &str) -> bool {
    text.trim_start_matches(|c: char| !c.is_ascii_digit())
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .starts_with('/')
}

/// Numbers with how many digits each has.
fn numbers(text: &str) -> Vec<(i64, usize)> {
    let parts = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    parts.take(7).filter_map(|part| Some((part.parse().ok()?, part.len()))).collect()
}

#[cfg(test)]
mod tests;
