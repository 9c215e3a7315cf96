//! What a tab remembers over a reload, as text: choices, and what it has measured itself.
//!
//! It stays in the tab (`sessionStorage`) and holds enumerations and figures only.

use diagnosis::evidence::Device;
use diagnosis::reading::measurement::report::{Check, Told};
use diagnosis::transcript;
use diagnosis::words::checks::Progress;

use super::{Choice, Interview, Own};

impl Interview {
    /// What this tab is to remember.
    pub fn memory(&self) -> String {
        let mut lines = Vec::new();
        if self.said_here {
            // The script that starts this program looks at this line too, to load the checks beside it.
            let may_run = self.device_of(&self.case).is_some_and(|device| device != Device::Elsewhere);
            lines.push(if may_run { "here run" } else { "here" }.to_string());
        }
        lines.extend(self.seen.as_ref().map(|seen| format!("seen {seen}")));
        let base = &self.portal.base;
        let mut evidence = diagnosis::Evidence::default();
        for finding in self.own.findings() {
            evidence.give(diagnosis::Entry::Observed(*finding));
        }
        lines.push(format!("own {}", transcript::print(base, &evidence)));
        lines.extend(self.checks.all.iter().filter_map(check_line));
        lines.extend(self.choices.iter().map(|c| format!("choice {} {} {}", c.address, c.question, c.answer)));
        lines.join("\n")
    }

    /// Takes up what this tab remembers. Lines that are not understood are dropped.
    pub(super) fn recall(&mut self, memory: &str) {
        for line in memory.lines() {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                "here" => self.said_here = true,
                "seen" => self.seen = Some(rest.to_string()),
                "own" => {
                    self.own = Own::kept(transcript::parse(&self.portal.base, rest).observed().copied().collect());
                }
                "check" => self.recall_check(rest),
                "choice" => self.choices.extend(read_choice(rest)),
                _ => {}
            }
        }
    }

    fn recall_check(&mut self, text: &str) {
        if let Some((id, told)) = text.split_once(' ')
            && let Some(check) = Check::of(id)
        {
            self.set(check, Progress::Ended(Told(told.to_string())));
        }
    }
}

/// What could not run is not kept: after a reload it may run.
fn check_line((check, progress): &(Check, Progress)) -> Option<String> {
    match progress {
        Progress::Ended(told) if told.is_kept() => Some(["check ", check.id(), " ", told.0.as_str()].concat()),
        _ => None,
    }
}

fn read_choice(text: &str) -> Option<Choice> {
    let mut parts = text.split(' ').map(str::to_string);
    Some(Choice { address: parts.next()?, question: parts.next()?, answer: parts.next()? })
}
