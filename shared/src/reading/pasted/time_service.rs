//! `w32tm /query /status` and `w32tm /stripchart`. All labels are translated; order, numbers and signs are not.

use alloc::vec::Vec;

use super::{About, Machine, Part, Tool};
use crate::knowledge_base::KnowledgeBase;
use crate::reading::understood::Rank;

/// "LOCL": the computer follows no clock but its own.
const OWN_CLOCK: u32 = 0x4c4f_434c;
/// The status says that it is not in step.
const NOT_IN_STEP: u32 = 3;
/// A clock that is off by less is right for the questions, in seconds; the same bound as that of the browser check.
const RIGHT: f64 = 60.0;
/// Kerberos refuses a clock that is off by more, in seconds; see the source `s-kerberos-clock`.
const REFUSED: f64 = 300.0;

/// Samples that are looked at: at one in two seconds, the usual rhythm of `w32tm`, more than half an hour (judgement). They
/// all tell of one clock, so more would not change the middle one.
const MOST_SAMPLES: usize = 1_000;

/// Reads status and samples, if there are any.
pub(super) fn read(base: &KnowledgeBase, text: &str, about: &About) -> Option<Part> {
    let mut part = Part::new(Tool::TimeService);
    if let Some((leap, reference)) = status(text) {
        let value = alloc::format!("{leap}");
        part.understood.note("Leap", &value, if leap == NOT_IN_STEP { "time-not-in-step" } else { "time-in-step" });
        if reference == OWN_CLOCK {
            part.understood.note("LOCL", "0x4C4F434C", "time-own-clock");
        }
    }
    let (offsets, failed) = samples(text);
    if let Some(offset) = median(&offsets) {
        offset_line(base, &mut part, offset, about);
    } else if failed > 0 {
        part.understood.note("stripchart", "0x800705B4", "time-no-answer");
    }
    (!part.understood.lines.is_empty()).then_some(part)
}

fn offset_line(base: &KnowledgeBase, part: &mut Part, offset: f64, about: &About) {
    let size = libm::fabs(offset);
    let value = alloc::format!("{offset:+.1} s");
    let derived = match about.machine {
        // Between the two bounds a sign-in still works, and the questions ask for a minute.
        Some(Machine::Client) if size > RIGHT => Some((Rank::Fault, ("check-clock", "off"))),
        Some(Machine::Client) => Some((Rank::Healthy, ("check-clock", "right"))),
        Some(Machine::Host) if size > REFUSED => Some((Rank::Fault, ("host-screen", "clock-wrong"))),
        Some(Machine::Host) | None => None,
    };
    let rule = if size > REFUSED {
        "time-far-off"
    } else if size > RIGHT {
        "time-off"
    } else {
        "time-right"
    };
    match derived {
        Some((rank, found)) => part.understood.derive(base, ("stripchart", &value), rule, rank, found),
        None => {
            part.understood.note("stripchart", &value, rule);
            part.asks_machine |= about.machine.is_none();
        }
    }
}

/// Leap indicator and reference of the status: a digit before a bracket, then the stratum, a negative precision, two delays
/// in seconds, and the only hexadecimal number.
fn status(text: &str) -> Option<(u32, u32)> {
    let values: Vec<&str> = text.lines().filter_map(|line| Some(line.split_once(':')?.1.trim())).collect();
    values.windows(6).find_map(|six| {
        let before = |text: &str| text.split('(').next().unwrap_or("").trim().parse::<i64>().ok();
        let delay = |text: &str| text.ends_with('s') && text.starts_with(|c: char| c.is_ascii_digit());
        let leap = before(six[0]).and_then(|leap| u32::try_from(leap).ok()).filter(|leap| *leap <= NOT_IN_STEP)?;
        let shape = before(six[1]).is_some_and(|stratum| (0..=16).contains(&stratum))
            && before(six[2]).is_some_and(|precision| precision < 0)
            && delay(six[3])
            && delay(six[4]);
        let digits: &str = six[5].strip_prefix("0x")?.split(|c: char| !c.is_ascii_hexdigit()).next()?;
        shape.then_some((leap, u32::from_str_radix(digits, 16).ok()?))
    })
}

/// Offsets of the first [`MOST_SAMPLES`] samples in seconds, and how many of them got no answer.
fn samples(text: &str) -> (Vec<f64>, usize) {
    let mut offsets = Vec::new();
    let mut failed = 0;
    for rest in text.lines().filter_map(|line| after_time(line.trim())).take(MOST_SAMPLES) {
        if rest.contains("0x800705B4") {
            failed += 1;
        }
        // Without `/dataonly` the offset stands after `o:`.
        let figure = rest.split_once("o:").map_or(rest, |(_, figure)| figure);
        offsets.extend(seconds(figure));
    }
    (offsets, failed)
}

/// What follows a time of day at the beginning of a line.
fn after_time(line: &str) -> Option<&str> {
    let end = line.find(|c: char| !(c.is_ascii_digit() || c == ':'))?;
    let parts: Vec<&str> = line[..end].split(':').collect();
    let time = parts.len() == 3 && parts.iter().all(|part| (1..=2).contains(&part.len()));
    time.then(|| line[end..].trim_start_matches([',', ' ']))
}

/// `+00.0206779s`, with a point or a comma.
fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    if !text.starts_with(['+', '-']) {
        return None;
    }
    let end = text.find('s')?;
    text[..end].replace(',', ".").parse::<f64>().ok().filter(|offset| libm::fabs(*offset) < 1e9)
}

fn median(offsets: &[f64]) -> Option<f64> {
    let mut sorted = offsets.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}

#[cfg(test)]
mod tests;
