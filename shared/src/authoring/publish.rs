//! The list of what was published: ids with their numbers, addresses and words of addresses. Links out there hold them, so
//! the list only grows, and the check holds the content against it.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::format::{Published, PublishedObservation};
use super::overlay::OWN_NUMBERS;
use super::{Defect, Raw, SourceFile, read, read_content};

const HEAD: &str = "# What was published, with its permanent number: links and case codes out there hold these words and numbers.\n\
    # Written by `fix904 knowledge publish`; it only grows. The check holds the content against it. Dates are the days on\n\
    # which a page without a number was put on this list.\n";

/// The file `published.toml` with everything of the content on it that was not there before.
///
/// # Errors
/// All defects: what is broken is not published.
pub fn publish(files: &[SourceFile], today: &str) -> Result<String, Vec<Defect>> {
    read_content(files, today)?;
    let mut raw = read::read(files, &mut Vec::new());
    raw.keep_public();
    Ok(text(&with_all(&raw, today)))
}

fn with_all(raw: &Raw, today: &str) -> Published {
    let mut list = Published::default();
    let shipped = |numbers: &BTreeMap<String, u16>, id: &String| numbers.get(id).copied().filter(|n| *n < OWN_NUMBERS);
    list.causes.clone_from(&raw.published.causes);
    for id in raw.causes.iter().map(|s| &s.front.id) {
        list.causes.extend(shipped(&raw.numbers.causes, id).map(|n| (id.clone(), n)));
    }
    list.remedies.clone_from(&raw.published.remedies);
    for id in raw.remedies.iter().map(|s| &s.front.id) {
        list.remedies.extend(shipped(&raw.numbers.remedies, id).map(|n| (id.clone(), n)));
    }
    list.observations.clone_from(&raw.published.observations);
    for front in raw.observations.iter().map(|s| &s.front) {
        let Some(numbers) = raw.numbers.observations.get(&front.id).filter(|n| n.number < OWN_NUMBERS) else {
            continue;
        };
        let entry = list.observations.entry(front.id.clone()).or_insert_with(PublishedObservation::default);
        entry.number = numbers.number;
        entry.key = front.key.clone().unwrap_or_else(|| front.id.clone());
        entry.outcomes.extend(numbers.outcomes.iter().map(|(id, n)| (id.clone(), *n)));
    }
    list.myths.clone_from(&raw.published.myths);
    for id in raw.myths.iter().map(|s| s.front.id()) {
        list.myths.entry(id.clone()).or_insert_with(|| today.to_string());
    }
    list.updates.clone_from(&raw.published.updates);
    for update in &raw.updates.update {
        list.updates.entry(update.id.clone()).or_insert_with(|| today.to_string());
    }
    list
}

fn text(list: &Published) -> String {
    let mut text = HEAD.to_string();
    for (name, numbers) in [("causes", &list.causes), ("remedies", &list.remedies)] {
        text.push_str(&format!("\n[{name}]\n"));
        for (id, number) in read::by_number(numbers) {
            text.push_str(&format!("{id} = {number}\n"));
        }
    }
    for (name, pages) in [("myths", &list.myths), ("updates", &list.updates)] {
        text.push_str(&format!("\n[{name}]\n"));
        for (id, date) in pages {
            text.push_str(&format!("{id} = \"{date}\"\n"));
        }
    }
    let mut observations: Vec<_> = list.observations.iter().collect();
    observations.sort_by_key(|(_, o)| o.number);
    for (id, observation) in observations {
        text.push_str(&format!(
            "\n[observations.{id}]\nnumber = {}\nkey = \"{}\"\n",
            observation.number, observation.key
        ));
        for (outcome, number) in read::by_number(&observation.outcomes) {
            text.push_str(&format!("outcomes.{outcome} = {number}\n"));
        }
    }
    text
}
