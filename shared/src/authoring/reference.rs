//! Events, updates, myths, terms and protocol codes: their rules, and how they become words.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::assemble::{Shelf, table_review};
use super::checks::{Report, hex_value};
use super::format::{Detail, Event, Myth, Reason, Term, Update, Updates, VERDICTS};
use super::prose::{Prose, section};
use super::{Raw, Sheet};
use crate::knowledge_base::CauseIndex;
use crate::words::reference::{
    DetailWords, EventWords, MythWords, ReasonWords, Reference, Review, TermWords, UpdateWords,
};

/// Headings of a myth, in order.
pub(super) const HEADINGS: [&str; 3] = ["Why people try it", "Why not", "What to do instead"];
const EVENTS: &str = "events.toml";
const UPDATES: &str = "updates.toml";
const GLOSSARY: &str = "glossary.toml";
const PROTOCOL: &str = "protocol-codes.toml";

impl Updates {
    pub(super) fn has(&self, id: &str) -> bool {
        self.update.iter().any(|update| update.id == id)
    }
}

impl Myth {
    pub(super) fn id(&self) -> &String {
        &self.id
    }
}

impl Raw {
    /// Takes the entries of tables that are for agents only out; whether there were any.
    pub(super) fn hide_entries(&mut self) -> bool {
        let before = self.entries();
        let events: BTreeSet<String> = self.events.event.iter().filter(|e| e.agents).map(|e| e.id.clone()).collect();
        self.events.event.retain(|e| !e.agents);
        self.events.detail.retain(|d| !events.contains(&d.event));
        self.updates.update.retain(|u| !u.agents);
        self.glossary.term.retain(|t| !t.agents);
        self.entries() != before
    }

    fn entries(&self) -> usize {
        self.events.event.len() + self.updates.update.len() + self.glossary.term.len()
    }

    /// Every list of causes and remedies that an entry or a myth names.
    pub(super) fn each_reference(&mut self, mut change: impl FnMut(&mut Vec<String>, &mut Vec<String>)) {
        let mut none = Vec::new();
        self.events.event.iter_mut().for_each(|e| change(&mut e.causes, &mut none));
        self.events.detail.iter_mut().for_each(|d| change(&mut d.causes, &mut none));
        self.updates.update.iter_mut().for_each(|u| change(&mut u.causes, &mut none));
        self.glossary.term.iter_mut().for_each(|t| change(&mut t.causes, &mut none));
        self.protocol.protocol.iter_mut().for_each(|r| change(&mut r.causes, &mut none));
        self.myths.iter_mut().for_each(|m| change(&mut m.front.causes, &mut m.front.remedies));
    }
}

impl Report<'_> {
    pub(super) fn reference(&mut self, today: &str) {
        let raw = self.raw;
        let tables = [
            (EVENTS, &raw.events.last_reviewed, raw.events.review_in_days),
            (PROTOCOL, &raw.protocol.last_reviewed, raw.protocol.review_in_days),
        ];
        for (file, last, days) in tables {
            if !raw.unread.has_file(file) {
                self.review(file, |key| raw.line(file, "", key), last, days, today);
            }
        }
        for event in &raw.events.event {
            let line = at(raw, EVENTS, &event.id);
            self.slug(EVENTS, line, &event.id);
            self.causes_exist(EVENTS, line, &event.causes);
            self.cites(EVENTS, line, &event.sources);
            if event.sure && event.sources.is_empty() {
                self.add(EVENTS, line, "source", "Sure, but without a source.".into(), "Name it, or say sure = false.");
            }
            if event.numbers.is_empty() {
                self.add(EVENTS, line, "number", "An event without a number.".into(), "Give its event ID.");
            }
        }
        for detail in &raw.events.detail {
            let line = at(raw, EVENTS, &detail.value);
            self.causes_exist(EVENTS, line, &detail.causes);
            if !raw.is_event(&detail.event) {
                let message = format!("There is no event \"{}\".", detail.event);
                self.add(EVENTS, line, "reference", message, "Use the id of an [[event]].");
            }
        }
        for update in &raw.updates.update {
            let line = at(raw, UPDATES, &update.id);
            self.slug(UPDATES, line, &update.id);
            self.causes_exist(UPDATES, line, &update.causes);
            self.cites(UPDATES, line, &update.sources);
            self.review(UPDATES, |_| line, &update.last_reviewed, update.review_in_days, today);
            // The day is not always known.
            let day = if update.released.len() == 7 { "-01" } else { "" };
            self.date(UPDATES, line, &format!("{}{day}", update.released), today);
        }
        for sheet in &raw.myths {
            self.myth(sheet, today);
        }
        for term in &raw.glossary.term {
            let line = at(raw, GLOSSARY, &term.id);
            self.slug(GLOSSARY, line, &term.id);
            self.causes_exist(GLOSSARY, line, &term.causes);
        }
        for reason in &raw.protocol.protocol {
            let line = at(raw, PROTOCOL, &reason.hex);
            self.causes_exist(PROTOCOL, line, &reason.causes);
            self.cites(PROTOCOL, line, core::slice::from_ref(&reason.source));
            if hex_value(&reason.hex).is_none() {
                self.add(PROTOCOL, line, "code", format!("\"{}\" is no code.", reason.hex), "Write it as 0x00000007.");
            }
        }
        self.unique();
    }

    fn myth(&mut self, sheet: &Sheet<Myth>, today: &str) {
        let (path, front) = (sheet.path.as_str(), &sheet.front);
        self.id(path, &sheet.stem, &front.id);
        self.causes_exist(path, sheet.line("", "causes"), &front.causes);
        self.cites(path, sheet.line("", "sources"), &front.sources);
        self.review(path, |key| sheet.line("", key), &front.last_reviewed, front.review_in_days, today);
        if !VERDICTS.contains(&front.verdict.as_str()) {
            let message = format!("\"{}\" is no verdict.", front.verdict);
            self.add(path, sheet.line("", "verdict"), "verdict", message, "harmful, useless or wrong.");
        }
        for id in &front.remedies {
            if !self.raw.is_remedy(id) {
                let message = format!("There is no remedy \"{id}\".");
                self.add(path, sheet.line("", "remedies"), "reference", message, "Use an id of remedies/.");
            }
        }
    }

    fn slug(&mut self, file: &str, line: usize, id: &str) {
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            let message = format!("\"{id}\" is no id.");
            self.add(file, line, "id", message, "Use lower case, digits and hyphens.");
        }
    }

    fn causes_exist(&mut self, file: &str, line: usize, causes: &[String]) {
        for id in causes {
            if !self.raw.is_cause(id) {
                let message = format!("There is no cause \"{id}\".");
                self.add(file, line, "reference", message, "Use an id of causes/.");
            }
        }
    }

    /// No id and no number twice.
    fn unique(&mut self) {
        let raw = self.raw;
        let reason = |r: &Reason| if r.negotiation { format!("{} of the negotiation", r.hex) } else { r.hex.clone() };
        let reasons: Vec<String> = raw.protocol.protocol.iter().map(reason).collect();
        let lists = [
            (EVENTS, raw.events.event.iter().map(|e| e.id.clone()).collect::<Vec<_>>()),
            (UPDATES, raw.updates.update.iter().map(|u| u.id.clone()).collect()),
            (GLOSSARY, raw.glossary.term.iter().map(|t| t.id.clone()).collect()),
            (PROTOCOL, reasons),
        ];
        for (file, ids) in lists {
            let mut seen = BTreeSet::new();
            for id in ids.iter().filter(|id| !seen.insert((*id).clone())) {
                self.add(file, at(raw, file, id), "twice", format!("\"{id}\" is written twice."), "Keep one of them.");
            }
        }
    }
}

impl Prose<'_> {
    pub(super) fn reference(&mut self, raw: &Raw) {
        for (file, changed) in [(EVENTS, &raw.events.changed), (PROTOCOL, &raw.protocol.changed)] {
            self.optional(file, raw.line(file, "", "changed"), changed);
        }
        for event in &raw.events.event {
            let line = at(raw, EVENTS, &event.id);
            for text in [&event.channel, &event.provider, &event.title, &event.tells] {
                self.text(EVENTS, line, text);
            }
        }
        for detail in &raw.events.detail {
            self.text(EVENTS, at(raw, EVENTS, &detail.value), &detail.means);
        }
        for update in &raw.updates.update {
            let line = at(raw, UPDATES, &update.id);
            let texts = [&update.title, &update.affects, &update.effect, &update.way_out, &update.confirmed];
            for text in texts {
                self.text(UPDATES, line, text);
            }
            self.optional(UPDATES, line, &update.changed);
        }
        for term in &raw.glossary.term {
            for text in [&term.term, &term.means] {
                self.text(GLOSSARY, at(raw, GLOSSARY, &term.id), text);
            }
        }
        for reason in &raw.protocol.protocol {
            for text in [&reason.name, &reason.title, &reason.means, &reason.go] {
                self.text(PROTOCOL, at(raw, PROTOCOL, &reason.hex), text);
            }
        }
        for sheet in &raw.myths {
            let f = &sheet.front;
            self.fields(sheet, &[("title", &f.title), ("reason", &f.reason), ("instead", &f.instead)]);
            self.optional(&sheet.path, sheet.line("", "changed"), &f.changed);
            self.body(sheet, &HEADINGS);
        }
    }
}

/// The line that names an entry.
fn at(raw: &Raw, file: &str, name: &str) -> usize {
    let needle = format!("= \"{name}\"");
    let text = raw.texts.get(file).map_or("", String::as_str);
    text.lines().position(|line| line.contains(&needle)).map_or(1, |n| n + 1)
}

impl Shelf<'_> {
    pub(super) fn reference(&self) -> Reference {
        let raw = self.raw;
        let mut protocol: Vec<ReasonWords> = raw.protocol.protocol.iter().map(|r| self.reason(r)).collect();
        protocol.sort_by_key(|reason| (reason.negotiation, reason.value));
        let mut updates: Vec<UpdateWords> = raw.updates.update.iter().map(|u| self.update(u)).collect();
        updates.sort_by(|a, b| b.released.cmp(&a.released));
        let mut terms: Vec<TermWords> = raw.glossary.term.iter().map(|t| self.term(t)).collect();
        terms.sort_by_key(|term| term.term.to_lowercase());
        let mut myths: Vec<MythWords> = raw.myths.iter().map(|m| self.myth(m)).collect();
        myths.sort_by(|a, b| a.id.cmp(&b.id));
        let events = raw.events.event.iter().map(|e| self.event(e)).collect();
        let renamed = raw.numbers.renamed.iter().map(|(old, new)| (old.clone(), new.clone())).collect();
        let (reasons, entries) = (&raw.protocol, &raw.events);
        let protocol_review = table_review(&reasons.last_reviewed, reasons.review_in_days, &reasons.changed);
        let event_review = table_review(&entries.last_reviewed, entries.review_in_days, &entries.changed);
        Reference { protocol, protocol_review, event_review, events, updates, myths, terms, renamed }
    }

    fn causes(&self, ids: &[String]) -> Vec<CauseIndex> {
        ids.iter().map(|id| self.cause(id)).collect()
    }

    fn reason(&self, reason: &Reason) -> ReasonWords {
        ReasonWords {
            value: hex_value(&reason.hex).unwrap_or_default(),
            hex: reason.hex.clone(),
            name: reason.name.clone(),
            title: reason.title.clone(),
            means: reason.means.clone(),
            go: reason.go.clone(),
            family: reason.family.clone(),
            causes: self.causes(&reason.causes),
            source: reason.source.clone(),
            sure: reason.sure,
            negotiation: reason.negotiation,
        }
    }

    fn event(&self, event: &Event) -> EventWords {
        let detail = |d: &Detail| DetailWords {
            value: d.value.clone(),
            means: d.means.clone(),
            causes: self.causes(&d.causes),
            sure: d.sure,
        };
        EventWords {
            id: event.id.clone(),
            numbers: event.numbers.clone(),
            channel: event.channel.clone(),
            provider: event.provider.clone(),
            machine: event.machine,
            title: event.title.clone(),
            tells: event.tells.clone(),
            causes: self.causes(&event.causes),
            sure: event.sure,
            sources: event.sources.clone(),
            details: self.raw.events.detail.iter().filter(|d| d.event == event.id).map(detail).collect(),
        }
    }

    fn update(&self, update: &Update) -> UpdateWords {
        UpdateWords {
            id: update.id.clone(),
            title: update.title.clone(),
            released: update.released.clone(),
            numbers: update.numbers.clone(),
            affects: update.affects.clone(),
            effect: update.effect.clone(),
            way_out: update.way_out.clone(),
            confirmed: update.confirmed.clone(),
            causes: self.causes(&update.causes),
            sources: update.sources.clone(),
            review: Review {
                last: update.last_reviewed.clone(),
                days: update.review_in_days,
                changed: update.changed.clone(),
            },
        }
    }

    fn myth(&self, sheet: &Sheet<Myth>) -> MythWords {
        let front = &sheet.front;
        let part = |heading: &&str| format!("## {heading}\n\n{}", section(&sheet.body, heading));
        MythWords {
            id: front.id.clone(),
            title: front.title.clone(),
            verdict: front.verdict.clone(),
            reason: front.reason.clone(),
            instead: front.instead.clone(),
            body: HEADINGS.iter().map(part).collect::<Vec<String>>().join("\n\n"),
            causes: self.causes(&front.causes),
            remedies: front.remedies.iter().map(|id| self.remedy(id)).collect(),
            sources: front.sources.clone(),
            review: Review {
                last: front.last_reviewed.clone(),
                days: front.review_in_days,
                changed: front.changed.clone(),
            },
        }
    }

    fn term(&self, term: &Term) -> TermWords {
        TermWords {
            id: term.id.to_string(),
            term: term.term.clone(),
            also: term.also.clone(),
            means: term.means.clone(),
            causes: self.causes(&term.causes),
        }
    }
}
