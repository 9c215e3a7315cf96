//! Links for ticket templates: `/diagnose?path=VPN&code=904&ext=0x7`, with values in any case and codes as people write
//! them.

use diagnosis::KnowledgeBase;
use diagnosis::reading::dialog;
use diagnosis::transcript;

/// Key of the extended code.
const EXTENDED: &str = "extended-code";

/// How the values of a query are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DeepLink {
    /// As the portal writes them, or not at all.
    Canonical,
    /// In another spelling: the same case as the portal writes it.
    Moved(String),
    /// A code that is not in our list.
    Unknown(u32),
}

/// Looks at the values of a query.
pub(crate) fn read(base: &KnowledgeBase, query: &str) -> DeepLink {
    let mut moved = false;
    let mut parts = Vec::new();
    for (key, value) in form_urlencoded::parse(query.as_bytes()).into_owned() {
        let value = match canonical(base, &key, &value) {
            Spelling::AsWritten => value,
            Spelling::Outcome(id) => {
                moved = true;
                id
            }
            Spelling::Unknown(code) => return DeepLink::Unknown(code),
        };
        parts.push(format!("{key}={value}"));
    }
    if moved {
        DeepLink::Moved(transcript::print(base, &transcript::parse(base, &parts.join("&"))))
    } else {
        DeepLink::Canonical
    }
}

enum Spelling {
    AsWritten,
    Outcome(String),
    Unknown(u32),
}

fn canonical(base: &KnowledgeBase, key: &str, value: &str) -> Spelling {
    let observation = base.observation_by_key(key);
    let Some(observation) = observation else { return Spelling::AsWritten };
    let (id, source) = value.split_at(value.find('.').unwrap_or(value.len()));
    let outcomes = base.observation(observation).map_or(&[][..], |o| &o.outcomes);
    let ids = || outcomes.iter().map(|outcome| outcome.id.as_str()).chain([transcript::UNKNOWN]);
    if ids().any(|known| known == id) {
        return Spelling::AsWritten;
    }
    // Templates of ticket systems write "VPN" or "Yes".
    if let Some(known) = ids().find(|known| known.eq_ignore_ascii_case(id)) {
        return Spelling::Outcome(format!("{known}{}", source.to_ascii_lowercase()));
    }
    let code = base.code_observation() == Some(observation);
    let extended = base.observation_by_id(EXTENDED) == Some(observation);
    let Some(number) = dialog::number(base, value).filter(|_| code || extended) else { return Spelling::AsWritten };
    if extended {
        let known = base.extended.iter().find(|e| e.value == number);
        return Spelling::Outcome(known.map_or_else(|| "other".to_string(), |e| e.outcome.clone()));
    }
    match base.codes.iter().position(|c| c.value == number).and_then(|position| outcomes.get(position)) {
        Some(outcome) => Spelling::Outcome(outcome.id.clone()),
        None => Spelling::Unknown(number),
    }
}

#[cfg(test)]
mod tests;
