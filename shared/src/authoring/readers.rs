//! For whom content is: everybody, or the agents of a help desk only.
//!
//! What is for agents only is read and checked like everything else, and left out of all that is public: packs, pages, search,
//! sitemap, lists. It is marked by `audience = "agent"`, in front matter or in an entry of a table.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Raw, Sheet};

/// The mark in front matter, at its top level, and the text without it: as many lines as before, so that findings name
/// the right one. Where the format wants an audience, `stand_in` takes its place.
pub(super) fn for_agents(front: &str, stand_in: &str) -> (String, bool) {
    let top = front.lines().take_while(|line| !line.trim_start().starts_with('['));
    let Some(at) = top.into_iter().position(marks) else { return (front.to_string(), false) };
    let lines = front.lines().enumerate().map(|(i, line)| if i == at { stand_in } else { line });
    (lines.map(|line| format!("{line}\n")).collect(), true)
}

fn marks(line: &str) -> bool {
    let value = line.split_once('=').filter(|(key, _)| key.trim() == "audience").map(|(_, value)| value);
    value.is_some_and(|value| value.split('#').next().is_some_and(|value| value.trim() == "\"agent\""))
}

impl Raw {
    /// Leaves out what is for agents only, with every mention of it. Whether there was anything.
    pub(super) fn keep_public(&mut self) -> bool {
        let causes = hidden(&mut self.causes, |f| &f.id);
        let observations = hidden(&mut self.observations, |f| &f.id);
        let remedies = hidden(&mut self.remedies, |f| &f.id);
        let myths = hidden(&mut self.myths, |f| f.id());
        let entries = self.hide_entries();
        let public = |ids: &mut Vec<String>, hidden: &BTreeSet<String>| ids.retain(|id| !hidden.contains(id));
        for sheet in &mut self.causes {
            let front = &mut sheet.front;
            public(&mut front.confirm, &observations);
            front.confused_with.retain(|other| !causes.contains(&other.cause));
            front.context.retain(|id, _| !observations.contains(id));
            front.signs.retain(|id, _| !observations.contains(id));
            front.remedies.retain(|id, _| !remedies.contains(id));
        }
        for sheet in &mut self.observations {
            sheet.front.ask_when.retain(|id, _| !observations.contains(id));
            sheet.front.trial_of.take_if(|id| remedies.contains(id));
        }
        for sheet in &mut self.remedies {
            public(&mut sheet.front.requires, &remedies);
        }
        self.each_reference(|named_causes, named_remedies| {
            public(named_causes, &causes);
            public(named_remedies, &remedies);
        });
        let sheets = [causes, observations, remedies, myths];
        entries || sheets.iter().any(|ids| !ids.is_empty())
    }
}

/// Takes the sheets for agents out of a list and tells their ids.
fn hidden<T>(sheets: &mut Vec<Sheet<T>>, id: impl Fn(&T) -> &String) -> BTreeSet<String> {
    let ids = sheets.iter().filter(|s| s.agents).map(|s| id(&s.front).clone()).collect();
    sheets.retain(|s| !s.agents);
    ids
}
