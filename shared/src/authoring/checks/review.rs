//! Rules about dates: of readings and of reviews.

use alloc::format;
use alloc::vec::Vec;

use super::Report;

/// Days until the next review: a review once in two years is the least.
const REVIEW_DAYS: core::ops::RangeInclusive<u32> = 1..=730;

impl Report<'_> {
    pub(in crate::authoring) fn date(&mut self, path: &str, line: usize, date: &str, today: &str) {
        if !is_date(date) {
            self.add(path, line, "date", format!("\"{date}\" is no date."), "Write it as 2026-11-22.");
        } else if date > today {
            self.add(path, line, "date", format!("{date} has not come yet."), "Give the date of the real reading.");
        }
    }

    /// When something was read against its sources, and for how long that holds. `line` gives the line of a key.
    pub(in crate::authoring) fn review(
        &mut self,
        path: &str,
        line: impl Fn(&str) -> usize,
        last: &str,
        days: u32,
        today: &str,
    ) {
        self.date(path, line("last_reviewed"), last, today);
        if !REVIEW_DAYS.contains(&days) {
            let message = format!("A review every {days} days.");
            self.add(path, line("review_in_days"), "review", message, "From 1 to 730 days; 180 is usual.");
        }
    }
}

/// Whether it is a day of the calendar, as 2026-11-22.
fn is_date(text: &str) -> bool {
    let digits =
        text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    let parts: Vec<u32> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    text.len() == 10 && digits && *year > 2000 && (1..=last).contains(day)
}
