//! Which ids there are, also where a file or an entry cannot be read: what names such an id is not wrong because of that,
//! and one slip must not bring a hundred findings.

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};

use super::Raw;

/// What cannot be read.
#[derive(Debug, Default)]
pub(super) struct Unread {
    /// Tables of which nothing is known, by path.
    files: BTreeSet<String>,
    /// Kind and id of files and entries: `causes`, or a table's path.
    ids: BTreeSet<(String, String)>,
}

impl Unread {
    pub(super) fn file(&mut self, path: &str) {
        self.files.insert(path.to_string());
    }

    pub(super) fn id(&mut self, kind: &str, id: &str) {
        self.ids.insert((kind.to_string(), id.to_string()));
    }

    pub(super) fn has_file(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    pub(super) fn has(&self, kind: &str, id: &str) -> bool {
        self.files.contains(kind) || self.ids.contains(&(kind.to_string(), id.to_string()))
    }

    /// Whether a file of this kind cannot be read.
    pub(super) fn any(&self, kind: &str) -> bool {
        self.ids.iter().any(|(of, _)| of == kind)
    }
}

impl Raw {
    pub(super) fn is_cause(&self, id: &str) -> bool {
        self.causes.iter().any(|s| s.front.id == id) || self.unread.has("causes", id)
    }

    pub(super) fn is_observation(&self, id: &str) -> bool {
        self.observations.iter().any(|s| s.front.id == id) || self.unread.has("observations", id)
    }

    pub(super) fn is_remedy(&self, id: &str) -> bool {
        self.remedies.iter().any(|s| s.front.id == id) || self.unread.has("remedies", id)
    }

    pub(super) fn is_myth(&self, id: &str) -> bool {
        self.myths.iter().any(|s| s.front.id() == id) || self.unread.has("myths", id)
    }

    pub(super) fn is_update(&self, id: &str) -> bool {
        self.updates.has(id) || self.unread.has("updates.toml", id)
    }

    pub(super) fn is_event(&self, id: &str) -> bool {
        self.events.event.iter().any(|event| event.id == id) || self.unread.has("events.toml", id)
    }

    pub(super) fn is_source(&self, id: &str) -> bool {
        self.sources.contains_key(id) || self.unread.has("sources.toml", id)
    }

    pub(super) fn is_family(&self, id: &str) -> bool {
        self.families.contains_key(id) || self.unread.has("families.toml", id)
    }

    pub(super) fn is_group(&self, id: &str) -> bool {
        self.model.groups.contains_key(id) || self.unread.has_file("model.toml")
    }

    /// Whether an address, as `causes/mtu-blackhole`, is a page.
    pub(super) fn is_page(&self, path: &str) -> bool {
        let (folder, id) = path.split_once('/').unwrap_or(("", path));
        match folder {
            "causes" => self.is_cause(id),
            "remedies" => self.is_remedy(id),
            "observations" => self.is_observation(id),
            "myths" => self.is_myth(id),
            "updates" => self.is_update(id),
            _ => false,
        }
    }
}
