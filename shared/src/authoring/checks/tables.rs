//! Rules about the tables: sources and codes.

use alloc::collections::BTreeSet;
use alloc::format;

use super::{Report, hex_value};
use crate::authoring::format::{SEEN, SOURCE_KINDS};

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

    pub(super) fn codes(&mut self, today: &str) {
        let raw = self.raw;
        if !raw.unread.has_file("codes.toml") {
            let (last, days) = (&raw.codes.last_reviewed, raw.codes.review_in_days);
            self.review("codes.toml", |key| raw.line("codes.toml", "", key), last, days, today);
        }
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
                || !(outcome.is_some_and(|o| o.front.outcomes.iter().any(|k| k.id == extended.outcome))
                    || raw.unread.has("observations", "extended-code"))
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
}
