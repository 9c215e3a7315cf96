//! Rules about the tables: sources, codes, permanent numbers.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::read::by_number;
use super::{Report, hex_value};
use crate::authoring::format::{SEEN, SOURCE_KINDS};
use crate::authoring::overlay::OWN_NUMBERS;
use crate::knowledge_base::Role;

impl Report<'_> {
    pub(super) fn sources(&mut self, today: &str) {
        let raw = self.raw;
        for (id, source) in &raw.sources {
            let line = raw.line("sources.toml", id, "");
            self.date("sources.toml", raw.line("sources.toml", id, "read"), &source.read, today);
            let addresses = core::iter::once(&source.address).chain(&source.also);
            if addresses.into_iter().any(|a| !a.is_empty() && !a.starts_with("https://")) {
                self.add(
                    "sources.toml",
                    line,
                    "address",
                    format!("\"{id}\" has an address without https."),
                    "Use https, or leave it empty.",
                );
            }
            if !SOURCE_KINDS.contains(&source.kind.as_str()) {
                self.add(
                    "sources.toml",
                    line,
                    "kind",
                    format!("\"{}\" is no kind of source.", source.kind),
                    "vendor, project, field or guide.",
                );
            }
            if !SEEN.contains(&source.seen.as_str()) {
                self.add(
                    "sources.toml",
                    line,
                    "seen",
                    format!("\"{}\" does not say how it was read.", source.seen),
                    "original, stored copy or dossier only.",
                );
            }
        }
    }

    pub(super) fn codes(&mut self) {
        let raw = self.raw;
        let mut seen = BTreeSet::new();
        let codes = raw.codes.code.iter().map(|c| (&c.hex, &c.source));
        for (hex, source) in codes {
            if hex_value(hex).is_none() || !seen.insert(hex.clone()) {
                self.add(
                    "codes.toml",
                    1,
                    "code",
                    format!("\"{hex}\" is no code, or is written twice."),
                    "Write it once, as 0x904.",
                );
            }
            self.cites("codes.toml", 1, core::slice::from_ref(source));
        }
        for extended in &raw.codes.extended {
            let outcome = raw.observations.iter().find(|o| o.front.id == "extended-code");
            if hex_value(&extended.hex).is_none()
                || !outcome.is_some_and(|o| o.front.outcomes.iter().any(|k| k.id == extended.outcome))
            {
                self.add(
                    "codes.toml",
                    1,
                    "code",
                    format!("\"{}\" has no fitting outcome.", extended.hex),
                    "Use an outcome of extended-code.",
                );
            }
            self.cites("codes.toml", 1, core::slice::from_ref(&extended.source));
        }
    }

    /// Permanent numbers: every id has one, none is used twice, none was taken out (they run on without a gap).
    pub(super) fn numbers(&mut self) {
        let raw = self.raw;
        let observations: BTreeMap<String, u16> =
            raw.numbers.observations.iter().map(|(id, n)| (id.clone(), n.number)).collect();
        let kinds = [
            ("causes", &raw.numbers.causes, raw.causes.iter().map(|s| s.front.id.clone()).collect::<Vec<_>>()),
            ("remedies", &raw.numbers.remedies, raw.remedies.iter().map(|s| s.front.id.clone()).collect()),
            ("observations", &observations, raw.observations.iter().map(|s| s.front.id.clone()).collect()),
        ];
        for (kind, numbers, ids) in kinds {
            self.numbered(kind, numbers, &ids);
        }
        for sheet in raw.observations.iter().filter(|s| s.front.role != Role::Code) {
            if let Some(numbers) = raw.numbers.observations.get(&sheet.front.id) {
                let ids: Vec<String> = sheet.front.outcomes.iter().map(|o| o.id.clone()).collect();
                self.numbered(&format!("observations.{}", sheet.front.id), &numbers.outcomes, &ids);
            }
        }
    }

    /// Pages that moved: the old address is free, the new one is a page.
    pub(super) fn renamed(&mut self) {
        let raw = self.raw;
        let pages = |path: &str| {
            let (folder, id) = path.split_once('/').unwrap_or(("", path));
            match folder {
                "causes" => raw.causes.iter().any(|s| s.front.id == id),
                "remedies" => raw.remedies.iter().any(|s| s.front.id == id),
                "observations" => raw.observations.iter().any(|s| s.front.id == id),
                "myths" => raw.myths.iter().any(|s| s.front.id() == id),
                "updates" => raw.updates.has(id),
                _ => false,
            }
        };
        for (old, new) in &raw.numbers.renamed {
            if pages(old) || !pages(new) {
                let line = raw.line("numbers.toml", "renamed", old);
                let message = format!("\"{old}\" is still a page, or \"{new}\" is none.");
                let cure = "Write the old address and the new one, as causes/old = causes/new.";
                self.add("numbers.toml", line, "renamed", message, cure);
            }
        }
    }

    fn numbered(&mut self, table: &str, numbers: &BTreeMap<String, u16>, ids: &[String]) {
        for id in ids.iter().filter(|id| !numbers.contains_key(*id)) {
            let next = numbers.values().max().map_or(1, |n| n + 1);
            let line = self.raw.line("numbers.toml", table, "");
            self.add(
                "numbers.toml",
                line,
                "number",
                format!("\"{id}\" has no permanent number in [{table}]."),
                &format!("Append {id} = {next}."),
            );
        }
        let (own, shipped): (Vec<_>, Vec<_>) = by_number(numbers).into_iter().partition(|(_, n)| *n >= OWN_NUMBERS);
        let expected = (1..OWN_NUMBERS).zip(shipped).chain((OWN_NUMBERS..).zip(own));
        for (expected, (id, number)) in expected {
            if number != expected {
                let line = self.raw.line("numbers.toml", table, id);
                let message = format!("Number {number} of \"{id}\" leaves a gap or is used twice.");
                self.add(
                    "numbers.toml",
                    line,
                    "number",
                    message,
                    "Numbers are append only: bring back what was removed, and give the new id the next one.",
                );
                return;
            }
        }
    }
}
