//! What a tab remembers over a reload, as text: choices, and what it has measured itself.
//!
//! It stays in the tab (`sessionStorage`) and holds enumerations and figures only. Figures are kept as whole thousandths,
//! because printing and reading floating-point numbers would cost more bytes than the rest of this file.

use diagnosis::reading::measurement::report::{BatteryCheck, Told};
use diagnosis::reading::measurement::{ClockResult, PathFigures, PathResult, Reason, Verdict};
use diagnosis::transcript;
use diagnosis::words::checks::Progress;

use super::{Choice, Interview, Own};

const VERDICTS: [(&str, Verdict); 9] = [
    ("ok", Verdict::Ok),
    ("warn", Verdict::Warn),
    ("bad", Verdict::Bad),
    ("few", Verdict::Inconclusive(Reason::FewSamples)),
    ("hidden", Verdict::Inconclusive(Reason::Hidden)),
    ("drift", Verdict::Inconclusive(Reason::TimersDrifted)),
    ("wide", Verdict::Inconclusive(Reason::TooUncertain)),
    ("stopped", Verdict::Inconclusive(Reason::Stopped)),
    ("unreachable", Verdict::NotAvailable(Reason::NoConnection)),
];

impl Interview {
    /// What this tab is to remember.
    pub fn memory(&self) -> String {
        let mut lines = Vec::new();
        if self.said_here {
            lines.push("here".to_string());
        }
        lines.extend(self.seen.as_ref().map(|seen| format!("seen {seen}")));
        let base = &self.portal.base;
        let mut evidence = diagnosis::Evidence::default();
        for finding in self.own.findings() {
            evidence.give(diagnosis::Entry::Observed(*finding));
        }
        lines.push(format!("own {}", transcript::print(base, &evidence)));
        lines.extend(self.own.path.as_ref().and_then(path_line));
        lines.extend(self.own.clock.as_ref().and_then(clock_line));
        lines.extend(self.checks.battery.iter().filter_map(battery_line));
        lines.extend(self.choices.iter().map(|c| format!("choice {} {} {}", c.address, c.question, c.answer)));
        lines.join("\n")
    }

    /// Takes up what this tab remembers. Lines that are not understood are dropped.
    pub(super) fn recall(&mut self, memory: &str) {
        let (mut path, mut clock, mut findings) = (None, None, Vec::new());
        for line in memory.lines() {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                "here" => self.said_here = true,
                "seen" => self.seen = Some(rest.to_string()),
                "own" => findings = transcript::parse(&self.portal.base, rest).observed().copied().collect(),
                "path" => path = read_path(rest),
                "clock" => clock = read_clock(rest),
                "battery" => self.recall_battery(rest),
                "choice" => self.choices.extend(read_choice(rest)),
                _ => {}
            }
        }
        if let Some(path) = path {
            self.checks.path = Progress::Ended(path);
        }
        if let Some(clock) = clock {
            self.checks.clock = Progress::Ended(clock);
        }
        self.own = Own::kept(path, clock, findings);
    }

    fn recall_battery(&mut self, text: &str) {
        if let Some((id, told)) = text.split_once(' ')
            && let Some(check) = BatteryCheck::of(id)
        {
            self.set_battery(check, Progress::Ended(Told(told.to_string())));
        }
    }
}

fn word(verdict: Verdict) -> Option<&'static str> {
    VERDICTS.iter().find(|(_, v)| *v == verdict).map(|(word, _)| *word)
}

fn verdict(word: &str) -> Option<Verdict> {
    VERDICTS.iter().find(|(w, _)| *w == word).map(|(_, verdict)| *verdict)
}

fn path_line(result: &PathResult) -> Option<String> {
    let figures = result.figures.map(|f| {
        let numbers = [f.least, f.median, f.p95, f.jitter, f.tail].map(|figure| thousandths(figure).to_string());
        format!(" {} {}", f.samples, numbers.join(" "))
    });
    Some(format!("path {}{}", word(result.verdict)?, figures.unwrap_or_default()))
}

fn read_path(text: &str) -> Option<PathResult> {
    let mut parts = text.split(' ');
    let verdict = verdict(parts.next()?)?;
    let numbers: Vec<i64> = parts.map_while(|p| p.parse().ok()).collect();
    let figures = match numbers.as_slice() {
        [samples, rest @ ..] if rest.len() == 5 => Some(PathFigures {
            samples: usize::try_from(*samples).ok()?,
            least: figure(rest[0]),
            median: figure(rest[1]),
            p95: figure(rest[2]),
            jitter: figure(rest[3]),
            tail: figure(rest[4]),
        }),
        _ => None,
    };
    Some(PathResult { verdict, figures })
}

fn clock_line(result: &ClockResult) -> Option<String> {
    let figures = result.difference.map(|(off, bound)| format!(" {} {}", thousandths(off), thousandths(bound)));
    Some(format!("clock {}{}", word(result.verdict)?, figures.unwrap_or_default()))
}

fn read_clock(text: &str) -> Option<ClockResult> {
    let mut parts = text.split(' ');
    let verdict = verdict(parts.next()?)?;
    let mut number = || parts.next()?.parse().ok().map(figure);
    let difference = number().zip(number());
    Some(ClockResult { verdict, difference })
}

/// What could not run is not kept: after a reload it may run.
fn battery_line((check, progress): &(BatteryCheck, Progress<Told>)) -> Option<String> {
    match progress {
        Progress::Ended(told) if told.is_decided() || told.is_unclear() => {
            Some(["battery ", check.id(), " ", told.0.as_str()].concat())
        }
        _ => None,
    }
}

fn read_choice(text: &str) -> Option<Choice> {
    let mut parts = text.split(' ').map(str::to_string);
    Some(Choice { address: parts.next()?, question: parts.next()?, answer: parts.next()? })
}

fn thousandths(figure: f64) -> i64 {
    (figure * 1_000.0).round() as i64
}

fn figure(thousandths: i64) -> f64 {
    thousandths as f64 / 1_000.0
}
