//! Rules about ids, references and numbers.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::format::{Cause, Observation, Row};
use super::{Defect, Raw, Sheet};
use crate::knowledge_base::{Kind, Role};

mod numbers;
mod people;
mod review;
mod tables;

/// Rows may miss 1 by this much, because four decimals cannot always sum to it.
const ROUNDING: f64 = 0.002;
/// Every cause needs a remedy that cures it at least this often.
const CURE: f64 = 0.3;
/// Two causes are told apart by a row that differs by at least this much in all.
const SEPARATE: f64 = 0.25;

pub(super) fn check(raw: &Raw, today: &str, defects: &mut Vec<Defect>) {
    let mut report = Report { raw, defects };
    for sheet in &raw.causes {
        report.cause(sheet, today);
    }
    for sheet in &raw.observations {
        report.observation(sheet, today);
    }
    report.remedies(today);
    report.sources(today);
    report.codes(today);
    report.reference(today);
    report.numbers();
    report.renamed();
    report.separable();
}

/// Holds the content against what was published. Not for what is left of it when the files for agents are taken out.
pub(super) fn published(raw: &Raw, defects: &mut Vec<Defect>) {
    Report { raw, defects }.published();
}

pub(super) struct Report<'r> {
    pub(super) raw: &'r Raw,
    defects: &'r mut Vec<Defect>,
}

impl Report<'_> {
    pub(super) fn add(&mut self, file: &str, line: usize, rule: &'static str, message: String, cure: &str) {
        self.defects.push(Defect { file: file.to_string(), line, rule, message, cure: cure.to_string() });
    }

    pub(super) fn id(&mut self, path: &str, stem: &str, id: &str) {
        let slug = !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !slug || id != stem {
            let message = format!("The id \"{id}\" is not the file's name in lower case, digits and hyphens.");
            self.add(path, 2, "id", message, "Name file and id alike.");
        }
    }

    pub(super) fn cites(&mut self, path: &str, line: usize, sources: &[String]) {
        for source in sources {
            if !self.raw.is_source(source) {
                self.add(path, line, "source", format!("There is no source \"{source}\"."), "Add it to sources.toml.");
            }
        }
    }

    fn cause(&mut self, sheet: &Sheet<Cause>, today: &str) {
        let (path, front) = (sheet.path.as_str(), &sheet.front);
        self.id(path, &sheet.stem, &front.id);
        self.cites(path, sheet.line("", "sources"), &front.sources);
        if front.sources.is_empty() {
            self.add(
                path,
                sheet.line("", "sources"),
                "source",
                "A cause without a source.".into(),
                "Name at least one.",
            );
        }
        if !self.raw.is_family(&front.family) {
            let message = format!("There is no family \"{}\".", front.family);
            self.add(path, sheet.line("", "family"), "reference", message, "Use one of families.toml.");
        }
        if front.weight <= 0.0 {
            self.add(
                path,
                sheet.line("", "weight"),
                "number",
                "A weight must be above 0.".into(),
                "Give a weight from 1 to 100, or its mean over the contexts.",
            );
        }
        if front.stages.is_empty() {
            self.add(
                path,
                sheet.line("", "stages"),
                "stages",
                "No stage of the line is named.".into(),
                "Name where it breaks.",
            );
        }
        self.review(path, |key| sheet.line("", key), &front.last_reviewed, front.review_in_days, today);
        for other in &front.confused_with {
            if !self.raw.is_cause(&other.cause) || other.cause == front.id {
                let message = format!("\"{}\" is no other cause.", other.cause);
                self.add(
                    path,
                    sheet.line("confused_with", "cause"),
                    "reference",
                    message,
                    "Use the id of another cause.",
                );
            }
        }
        for id in &front.confirm {
            let observation = self.raw.observations.iter().find(|o| o.front.id == *id);
            let usable =
                observation.is_some_and(|o| o.front.how.is_some() || matches!(o.front.kind, Kind::Check | Kind::Probe));
            if !usable && !self.raw.unread.has("observations", id) {
                let message = format!("\"{id}\" is no observation that can be made by doing something.");
                self.add(
                    path,
                    sheet.line("", "confirm"),
                    "reference",
                    message,
                    "Use a test, a check, a probe, or a report with [how].",
                );
            }
        }
        self.rows(sheet);
        self.cures(sheet);
    }

    fn rows(&mut self, sheet: &Sheet<Cause>) {
        for (kind, role, rows) in
            [("context", Role::Context, &sheet.front.context), ("signs", Role::Symptom, &sheet.front.signs)]
        {
            for (id, row) in rows {
                let table = format!("{kind}.{id}");
                let line = sheet.line(&table, "");
                let Some(observation) = self.raw.observations.iter().find(|o| o.front.id == *id) else {
                    if self.raw.is_observation(id) {
                        continue;
                    }
                    self.add(
                        &sheet.path,
                        line,
                        "reference",
                        format!("There is no observation \"{id}\"."),
                        "Use an id of observations/.",
                    );
                    continue;
                };
                if observation.front.role != role {
                    let message = format!("\"{id}\" does not belong under [{kind}].");
                    self.add(&sheet.path, line, "role", message, "Context multiplies priors, symptoms are signs.");
                }
                self.row(sheet, &table, row, &observation.front, role);
            }
        }
    }

    fn row(&mut self, sheet: &Sheet<Cause>, table: &str, row: &Row, observation: &Observation, role: Role) {
        for (outcome, value) in row {
            let line = sheet.line(table, outcome);
            if !observation.outcomes.iter().any(|o| o.id == *outcome) {
                let message = format!("\"{}\" has no outcome \"{outcome}\".", observation.id);
                self.add(&sheet.path, line, "reference", message, "Use an outcome of that observation.");
            }
            let possible = *value > 0.0 && (role == Role::Context || *value < 1.0);
            if !possible {
                let message = format!("{value} is out of range.");
                self.add(
                    &sheet.path,
                    line,
                    "number",
                    message,
                    "Nothing is impossible or certain: stay above 0 and, for signs, below 1.",
                );
            }
        }
        if role == Role::Symptom {
            let missing: Vec<&str> =
                observation.outcomes.iter().map(|o| o.id.as_str()).filter(|o| !row.contains_key(*o)).collect();
            if !missing.is_empty() {
                let message = format!("The row lacks {}.", missing.join(", "));
                self.add(&sheet.path, sheet.line(table, ""), "row", message, "Give every outcome a number.");
            }
            let sum: f64 = row.values().sum();
            if libm::fabs(sum - 1.0) > ROUNDING {
                self.add(
                    &sheet.path,
                    sheet.line(table, ""),
                    "row",
                    format!("The row sums to {sum:.4}."),
                    "Make it sum to 1.",
                );
            }
        }
    }

    fn cures(&mut self, sheet: &Sheet<Cause>) {
        for (id, success) in &sheet.front.remedies {
            let line = sheet.line("remedies", id);
            if !self.raw.is_remedy(id) {
                self.add(
                    &sheet.path,
                    line,
                    "reference",
                    format!("There is no remedy \"{id}\"."),
                    "Use an id of remedies/.",
                );
            }
            if !(*success > 0.0 && *success < 1.0) {
                self.add(
                    &sheet.path,
                    line,
                    "number",
                    format!("{success} is out of range."),
                    "A probability lies between 0 and 1.",
                );
            }
        }
        if !sheet.front.remedies.values().any(|s| *s >= CURE) {
            let message = format!("No remedy cures it in {CURE} of cases.");
            self.add(
                &sheet.path,
                sheet.line("remedies", ""),
                "cure",
                message,
                "Add the remedy that does, or who to ask as one.",
            );
        }
    }

    fn observation(&mut self, sheet: &Sheet<Observation>, today: &str) {
        let (path, front) = (sheet.path.as_str(), &sheet.front);
        self.id(path, &sheet.stem, &front.id);
        self.cites(path, sheet.line("", "sources"), &front.sources);
        let key = front.key.as_deref().unwrap_or(&front.id);
        let twins =
            self.raw.observations.iter().filter(|o| o.front.key.as_deref().unwrap_or(&o.front.id) == key).count();
        if twins > 1 || ["at", "more", "lang", "t", "q", "a"].contains(&key) {
            self.add(
                path,
                sheet.line("", "key"),
                "key",
                format!("The key \"{key}\" is taken."),
                "Choose another word for addresses.",
            );
        }
        if let Some(group) = &front.group
            && !self.raw.is_group(group)
        {
            self.add(
                path,
                sheet.line("", "group"),
                "reference",
                format!("There is no group \"{group}\"."),
                "Add it to model.toml.",
            );
        }
        if !(0.0..=1.0).contains(&front.unknown_rate) || front.minutes < 0.0 {
            self.add(
                path,
                sheet.line("", "unknown_rate"),
                "number",
                "A share or a time is out of range.".into(),
                "Shares lie between 0 and 1, minutes are not negative.",
            );
        }
        if front.kind == Kind::Check && front.scope.is_none() {
            self.add(
                path,
                sheet.line("", "kind"),
                "scope",
                "A check without a scope.".into(),
                "Say scope = \"path\" or \"device\".",
            );
        }
        self.review(path, |key| sheet.line("", key), &front.last_reviewed, front.review_in_days, today);
        if let Some(how) = &front.how {
            self.place(path, sheet.line("how", "machine"), front.audience, how.machine);
        }
        self.outcomes(sheet);
        self.conditions(sheet);
        let needs_how = front.kind == Kind::Test;
        if needs_how && front.how.is_none() {
            self.add(path, 2, "how", "A test without [how].".into(), "Say how it is made.");
        }
    }

    /// When it is asked, and of which remedy it is the trial.
    fn conditions(&mut self, sheet: &Sheet<Observation>) {
        let (path, front) = (sheet.path.as_str(), &sheet.front);
        for (other, outcomes) in &front.ask_when {
            let known = self.raw.observations.iter().find(|o| o.front.id == *other);
            let fits = known.is_some_and(|o| {
                o.front.ask_when.is_empty() && outcomes.iter().all(|k| o.front.outcomes.iter().any(|x| x.id == *k))
            });
            if !fits && !self.raw.unread.has("observations", other) {
                let message = format!("The condition on \"{other}\" does not resolve, or has a condition itself.");
                self.add(
                    path,
                    sheet.line("", "ask_when"),
                    "reference",
                    message,
                    "Name an observation without a condition, and its outcomes.",
                );
            }
        }
        if let Some(remedy) = &front.trial_of
            && !self.raw.is_remedy(remedy)
        {
            self.add(
                path,
                sheet.line("", "trial_of"),
                "reference",
                format!("There is no remedy \"{remedy}\"."),
                "Use an id of remedies/.",
            );
        }
    }

    fn outcomes(&mut self, sheet: &Sheet<Observation>) {
        let (path, front) = (sheet.path.as_str(), &sheet.front);
        if front.role == Role::Code {
            return;
        }
        let line = sheet.line("outcomes", "");
        if front.outcomes.len() < 2 {
            self.add(
                path,
                line,
                "outcomes",
                "Fewer than two outcomes.".into(),
                "An observation that has one outcome tells nothing.",
            );
        }
        let ids: BTreeSet<&str> = front.outcomes.iter().map(|o| o.id.as_str()).collect();
        if ids.len() != front.outcomes.len() || ids.contains("unknown") {
            self.add(
                path,
                line,
                "outcomes",
                "An outcome is written twice, or is called unknown.".into(),
                "Every observation has \"unknown\" by itself.",
            );
        }
        let sum: f64 = front.outcomes.iter().map(|o| o.baseline).sum();
        if libm::fabs(sum - 1.0) > ROUNDING || front.outcomes.iter().any(|o| o.baseline <= 0.0) {
            self.add(
                path,
                line,
                "baseline",
                format!("The baselines sum to {sum:.4}."),
                "Make them sum to 1, each above 0.",
            );
        }
    }

    fn remedies(&mut self, today: &str) {
        let raw = self.raw;
        for sheet in &raw.remedies {
            let (path, front) = (sheet.path.as_str(), &sheet.front);
            self.id(path, &sheet.stem, &front.id);
            self.cites(path, sheet.line("", "sources"), &front.sources);
            // Whether a cause that cannot be read names it is not known.
            let used = raw.causes.iter().any(|c| c.front.remedies.contains_key(&front.id)) || raw.unread.any("causes");
            if !used {
                self.add(
                    path,
                    2,
                    "unused",
                    "No cause names this remedy.".into(),
                    "Name it under [remedies] of a cause, or remove the file.",
                );
            }
            for needed in &front.requires {
                let first = raw.remedies.iter().any(|r| r.front.id == *needed && r.front.requires.is_empty());
                if !first && !raw.unread.has("remedies", needed) {
                    let message = format!("\"{needed}\" is no remedy that can be done first.");
                    self.add(
                        path,
                        sheet.line("", "requires"),
                        "reference",
                        message,
                        "Name a remedy without requirements.",
                    );
                }
            }
            self.review(path, |key| sheet.line("", key), &front.last_reviewed, front.review_in_days, today);
            self.place(path, sheet.line("", "machine"), front.audience, front.machine);
            if front.steps.is_empty() {
                self.add(path, 2, "steps", "No step.".into(), "Add [[steps]].");
            }
        }
    }

    /// Every pair of causes differs in some sign or context, or shares a remedy that cures both.
    fn separable(&mut self) {
        let raw = self.raw;
        for (i, one) in raw.causes.iter().enumerate() {
            for other in &raw.causes[i + 1..] {
                if !self.differ(&one.front, &other.front) && !shared_cure(&one.front, &other.front) {
                    let message = format!("Nothing separates it from \"{}\".", other.front.id);
                    self.add(
                        &one.path,
                        2,
                        "separable",
                        message,
                        "Add an observation that does, or a remedy that cures both.",
                    );
                }
            }
        }
    }

    fn differ(&self, one: &Cause, other: &Cause) -> bool {
        self.raw.observations.iter().filter(|o| o.front.role == Role::Symptom).any(|o| {
            let row = |cause: &Cause, k: &str, baseline: f64| {
                cause.signs.get(&o.front.id).and_then(|row| row.get(k)).copied().unwrap_or(baseline)
            };
            let distance: f64 = o
                .front
                .outcomes
                .iter()
                .map(|k| libm::fabs(row(one, &k.id, k.baseline) - row(other, &k.id, k.baseline)))
                .sum();
            distance >= SEPARATE
        })
    }
}

fn shared_cure(one: &Cause, other: &Cause) -> bool {
    one.remedies.iter().any(|(id, s)| *s >= 0.5 && other.remedies.get(id).is_some_and(|t| *t >= 0.5))
}

/// The value of a code written `0x904`.
pub(super) fn hex_value(hex: &str) -> Option<u32> {
    u32::from_str_radix(hex.strip_prefix("0x")?, 16).ok()
}
