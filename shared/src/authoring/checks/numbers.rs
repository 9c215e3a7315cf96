//! Rules about what must never change: permanent numbers, addresses of pages, words of addresses.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::super::read::by_number;
use super::Report;
use crate::authoring::Raw;
use crate::authoring::format::PublishedObservation;
use crate::authoring::overlay::OWN_NUMBERS;
use crate::knowledge_base::Role;

const NUMBERS: &str = "numbers.toml";
const APPEND: &str = "Numbers are append only: bring back what was removed, and give the new id the next one.";

impl Report<'_> {
    /// Every id has a number, none is used twice, and they run on without a gap.
    pub(super) fn numbers(&mut self) {
        let raw = self.raw;
        if raw.unread.has_file(NUMBERS) {
            return;
        }
        let observations = observation_numbers(raw);
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
        for (old, new) in &raw.numbers.renamed {
            if raw.is_page(old) || !raw.is_page(new) {
                let line = raw.line(NUMBERS, "renamed", old);
                let message = format!("\"{old}\" is still a page, or \"{new}\" is none.");
                let cure = "Write the old address and the new one, as causes/old = causes/new.";
                self.add(NUMBERS, line, "renamed", message, cure);
            }
        }
        for (old, why) in &raw.numbers.retired {
            if raw.is_page(old) || why.trim().is_empty() {
                let line = raw.line(NUMBERS, "retired", old);
                let message = format!("\"{old}\" is still a page, or nothing says why it is none.");
                self.add(NUMBERS, line, "retired", message, "Write the former address and why it has gone.");
            }
        }
    }

    /// What was published keeps its number and its address, or says where it went.
    pub(super) fn published(&mut self) {
        let raw = self.raw;
        if raw.unread.has_file(NUMBERS) || raw.unread.has_file("published.toml") {
            return;
        }
        let observations = raw.published.observations.iter().map(|(id, o)| (id.clone(), o.number)).collect();
        let now = observation_numbers(raw);
        self.kept("causes", &raw.published.causes, &raw.numbers.causes);
        self.kept("remedies", &raw.published.remedies, &raw.numbers.remedies);
        self.kept("observations", &observations, &now);
        let numbered = [
            ("causes", raw.published.causes.keys().collect::<Vec<_>>()),
            ("remedies", raw.published.remedies.keys().collect()),
            ("observations", raw.published.observations.keys().collect()),
            ("myths", raw.published.myths.keys().collect()),
            ("updates", raw.published.updates.keys().collect()),
        ];
        for (kind, ids) in numbered {
            for id in ids {
                self.still_there(kind, id);
            }
        }
        for (id, observation) in &raw.published.observations {
            self.addresses(id, observation);
        }
    }

    /// An address that was published is a page, or leads on, or was given up for a reason.
    fn still_there(&mut self, kind: &str, id: &str) {
        let raw = self.raw;
        let path = format!("{kind}/{id}");
        if raw.is_page(&path) || raw.numbers.renamed.contains_key(&path) || raw.numbers.retired.contains_key(&path) {
            return;
        }
        let message = format!("\"{path}\" was published and is no page any more.");
        let cure = format!(
            "Bring it back, or write in {NUMBERS} where it went: \"{path}\" = \"{kind}/...\" under [renamed], or \
             \"{path}\" = \"why\" under [retired]."
        );
        self.add("published.toml", raw.line("published.toml", kind, id), "published", message, &cure);
    }

    /// The words of an observation in addresses: its key and its outcomes.
    fn addresses(&mut self, id: &str, published: &PublishedObservation) {
        let raw = self.raw;
        let Some(sheet) = raw.observations.iter().find(|s| s.front.id == *id) else { return };
        let key = sheet.front.key.as_deref().unwrap_or(id);
        if key != published.key {
            let message = format!("Its key in addresses was published as \"{}\" and is \"{key}\" now.", published.key);
            let cure = format!("Write key = \"{}\" again: links out there say it.", published.key);
            self.add(&sheet.path, sheet.line("", "key"), "published", message, &cure);
        }
        let table = format!("observations.{id}");
        let none = BTreeMap::new();
        let numbers = raw.numbers.observations.get(id).map_or(&none, |o| &o.outcomes);
        self.kept(&table, &published.outcomes, numbers);
        for outcome in published.outcomes.keys() {
            let gone = format!("observations/{id}/{outcome}");
            let there = sheet.front.outcomes.iter().any(|o| o.id == *outcome);
            if !there && !raw.numbers.retired.contains_key(&gone) {
                let message = format!("The outcome \"{outcome}\" was published and has gone.");
                let cure = format!("Bring it back, or write \"{gone}\" = \"why\" under [retired] in {NUMBERS}.");
                self.add(&sheet.path, sheet.line("outcomes", ""), "published", message, &cure);
            }
        }
    }

    /// Numbers that were published are the same, and belong to nobody else.
    fn kept(&mut self, table: &str, published: &BTreeMap<String, u16>, now: &BTreeMap<String, u16>) {
        for (id, number) in published {
            match now.get(id) {
                Some(same) if same == number => {}
                Some(other) => {
                    let message = format!("\"{id}\" was published with the number {number} and has {other} now.");
                    let line = number_line(self.raw, table, id);
                    self.add(NUMBERS, line, "published", message, &format!("Write {number} again."));
                }
                None => {
                    let message =
                        format!("\"{id}\" was published with the number {number} and is not listed any more.");
                    let line = self.raw.line(NUMBERS, table, "");
                    let cure =
                        format!("Add {id} = {number} to [{table}] again: a number stays, also of what has gone.");
                    self.add(NUMBERS, line, "published", message, &cure);
                }
            }
        }
        for (id, number) in now.iter().filter(|(id, _)| !published.contains_key(*id)) {
            if let Some((owner, _)) = published.iter().find(|(_, n)| *n == number) {
                let message = format!("The number {number} of \"{id}\" was published for \"{owner}\".");
                let line = number_line(self.raw, table, id);
                self.add(NUMBERS, line, "published", message, "Give the new id the next free number.");
            }
        }
    }

    fn numbered(&mut self, table: &str, numbers: &BTreeMap<String, u16>, ids: &[String]) {
        let ordered = by_number(numbers);
        for id in ids.iter().filter(|id| !numbers.contains_key(*id)) {
            let next = ordered.last().map_or(1, |(_, n)| n.saturating_add(1));
            let line = ordered.last().map_or(1, |(last, _)| number_line(self.raw, table, last));
            let message = format!("\"{id}\" has no permanent number in [{table}].");
            self.add(NUMBERS, line, "number", message, &format!("Append {id} = {next}."));
        }
        let (own, shipped): (Vec<_>, Vec<_>) = ordered.into_iter().partition(|(_, n)| *n >= OWN_NUMBERS);
        self.without_gap(table, 1, &shipped);
        self.without_gap(table, OWN_NUMBERS, &own);
    }

    /// Numbers from `first` on: each once, and so many as there are ids.
    fn without_gap(&mut self, table: &str, first: u16, ordered: &[(&str, u16)]) {
        let end = usize::from(first) + ordered.len();
        for pair in ordered.windows(2) {
            if let [(one, n), (other, m)] = pair
                && n == m
            {
                let message = format!("\"{one}\" and \"{other}\" have the same number {n}.");
                let line = number_line(self.raw, table, other);
                self.add(NUMBERS, line, "number", message, APPEND);
            }
        }
        let used = |n: usize| ordered.iter().any(|(_, number)| usize::from(*number) == n);
        let free: Vec<String> = (usize::from(first)..end).filter(|n| !used(*n)).map(|n| n.to_string()).collect();
        for (id, number) in ordered.iter().filter(|(_, n)| *n < first || usize::from(*n) >= end) {
            let message = format!("The number {number} of \"{id}\" leaves a gap: {} is free.", free.join(", "));
            self.add(NUMBERS, number_line(self.raw, table, id), "number", message, APPEND);
        }
    }
}

fn observation_numbers(raw: &Raw) -> BTreeMap<String, u16> {
    raw.numbers.observations.iter().map(|(id, n)| (id.clone(), n.number)).collect()
}

/// The line of a number: observations have a table each, with their outcomes in it.
fn number_line(raw: &Raw, table: &str, id: &str) -> usize {
    match table {
        "observations" => raw.line(NUMBERS, &format!("observations.{id}"), "number"),
        "causes" | "remedies" => raw.line(NUMBERS, table, id),
        outcomes => raw.line(NUMBERS, outcomes, &format!("outcomes.{id}")),
    }
}
