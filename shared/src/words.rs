//! Words: the one place where numbers and ids become text, for both renderers.
//!
//! The views of the submodules hold every string a page shows, in reading order, with roles and addresses; askama and Yew
//! only lay them out. No sentence lives in Rust: phrases come from the knowledge by key, with plural forms and named
//! parameters.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::evidence::{Evidence, Observed};
use crate::knowledge_base::{Audience, CauseIndex, ObservationIndex, OutcomeIndex, RemedyIndex};
use crate::math::sort_by;

pub mod articles;
mod cards;
pub mod checks;
mod inline;
pub mod interview;
mod message;
mod offer;
pub mod plan;
pub mod reference;
pub mod remarks;
mod rows;
#[cfg(feature = "reports")]
pub mod understood;

pub use articles::{
    Article, ArticleCards, Articles, CodeWords, SourceWords, article_cards, confirmation_card, remedy_card,
};
pub use cards::{Button, Column, CommandView, GateView, OutcomeForm, Part, StepCard};
pub use inline::{Span, plain, spans};
pub use offer::Offer;
pub use reference::Reference;
pub use rows::{KnownRow, Link, Mark, RankRow, StationView, TrailRow, line, trail};

/// Words of a language for interview and plan headings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Language tag.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// Fingerprint of the model these words belong to.
    pub model: String,
    /// Phrases, sorted by key.
    pub phrases: Vec<Phrase>,
    /// Words of the causes, in the order of the model.
    pub causes: Vec<CauseWords>,
    /// Words of the families.
    pub families: Vec<FamilyWords>,
    /// Words of the observations.
    pub observations: Vec<ObservationWords>,
    /// Titles of the remedies.
    pub remedies: Vec<String>,
}

/// A phrase with its plural forms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// Key.
    pub key: String,
    /// Text for one, if it differs.
    pub one: Option<String>,
    /// Text in all other cases.
    pub other: String,
}

impl Phrase {
    /// The phrase with this key, in a list that is sorted by key.
    pub fn find<'p>(phrases: &'p [Self], key: &str) -> Option<&'p Self> {
        phrases.binary_search_by(|p| p.key.as_str().cmp(key)).ok().and_then(|i| phrases.get(i))
    }

    /// Its text with named parameters, each written `{name}`.
    pub fn filled(&self, parameters: &[(&str, &str)]) -> String {
        fill(&self.other, parameters)
    }

    /// The form that fits a number, which is also the parameter `n`.
    pub fn counted(&self, n: usize, parameters: &[(&str, &str)]) -> String {
        let text = self.one.as_ref().filter(|_| n == 1).unwrap_or(&self.other);
        fill(&fill(text, &[("n", &n.to_string())]), parameters)
    }
}

/// Words of a cause.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseWords {
    /// Title.
    pub title: String,
    /// Goes on after "Most likely, ...".
    pub headline: String,
}

/// Words of a family.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyWords {
    /// Title.
    pub title: String,
    /// Goes on after "Most likely, ...".
    pub headline: String,
    /// The look that splits it.
    pub first_look: String,
}

/// Words of an observation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObservationWords {
    /// Label in lists.
    pub short: String,
    /// The question.
    pub question: String,
    /// Help under the question.
    pub help: String,
    /// Why it is asked.
    pub why: String,
    /// Words of the outcomes.
    pub outcomes: Vec<OutcomeWords>,
}

/// Words of an outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeWords {
    /// The answer.
    pub text: String,
    /// Hint under the answer.
    pub hint: String,
    /// The same as a statement.
    pub says: String,
}

/// Words of the steps; fetched when a plan is near.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepWords {
    /// Language tag.
    pub language: String,
    /// Fingerprint of the model.
    pub model: String,
    /// What the first words leave out because only the plan needs it: phrases, headlines, families, confirmations,
    /// titles of remedies, and outcomes as statements.
    pub rest: Words,
    /// By remedy.
    pub remedies: Vec<RemedyWords>,
    /// By observation; empty title where there is no confirmation.
    pub confirmations: Vec<ConfirmationWords>,
    /// Prevention by cause, plain text.
    pub prevention: Vec<String>,
}

/// Words of a remedy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemedyWords {
    /// Steps.
    pub steps: Vec<StepText>,
    /// You should see.
    pub expect: String,
    /// If instead you see.
    pub otherwise: String,
    /// Undo.
    pub undo: String,
    /// Command of the undo.
    pub undo_command: Option<Command>,
    /// What to tell the person who can do it.
    pub ask: String,
}

/// Words of a confirmation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmationWords {
    /// Title; empty where there is none.
    pub title: String,
    /// What to do.
    pub step: StepText,
    /// What is seen, by outcome.
    pub seen: Vec<String>,
}

/// Text of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepText {
    /// What to do.
    pub text: String,
    /// Command, if there is one.
    pub command: Option<Command>,
}

/// A command.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Which shell: `powershell`, `cmd` or `bash`.
    pub shell: String,
    /// Whether administrator rights are needed.
    pub elevated: bool,
    /// The command with its placeholders.
    pub text: String,
}

impl Words {
    /// Puts in what the first words leave out, the `rest` of [`StepWords`].
    pub fn complete(&mut self, rest: &Self) {
        self.phrases.extend(rest.phrases.iter().filter(|p| !self.has(&p.key)).cloned().collect::<Vec<_>>());
        sort_by(&mut self.phrases, |a, b| a.key.cmp(&b.key));
        for (cause, rest) in self.causes.iter_mut().zip(&rest.causes) {
            cause.headline.clone_from(&rest.headline);
        }
        for (observation, rest) in self.observations.iter_mut().zip(&rest.observations) {
            if observation.short.is_empty() {
                observation.clone_from(rest);
                continue;
            }
            for (outcome, rest) in observation.outcomes.iter_mut().zip(&rest.outcomes) {
                outcome.says.clone_from(&rest.says);
            }
        }
        self.families.clone_from(&rest.families);
        self.remedies.clone_from(&rest.remedies);
    }

    /// Whether all that a case holds can be named; not before they are complete, if steps were tried or confirmed.
    pub fn name_all(&self, evidence: &Evidence) -> bool {
        let named = |o: &Observed| self.observation(o.observation).is_some_and(|words| !words.short.is_empty());
        evidence.observed().all(named) && (self.is_complete() || evidence.tried().next().is_none())
    }

    fn is_complete(&self) -> bool {
        !self.remedies.is_empty()
    }

    /// A phrase; its key if it is missing, which a test prevents.
    pub fn say(&self, key: &str) -> String {
        self.phrase(key).map_or_else(|| key.to_string(), |p| p.other.clone())
    }

    /// A phrase with named parameters, each written `{name}`.
    pub fn fill(&self, key: &str, parameters: &[(&str, &str)]) -> String {
        fill(&self.say(key), parameters)
    }

    /// A phrase whose form depends on a number, which is also its parameter `n`.
    pub fn count(&self, key: &str, n: usize) -> String {
        self.count_with(key, n, &[])
    }

    /// The same with further parameters.
    pub fn count_with(&self, key: &str, n: usize, parameters: &[(&str, &str)]) -> String {
        self.phrase(key).map_or_else(|| key.to_string(), |phrase| phrase.counted(n, parameters))
    }

    /// A list in words: "a, b and c".
    pub fn list(&self, parts: &[String]) -> String {
        match parts {
            [] => String::new(),
            [one] => one.clone(),
            [init @ .., last] => format!("{}{}{last}", init.join(", "), self.say("list.and")),
        }
    }

    /// Whether a phrase exists.
    pub fn has(&self, key: &str) -> bool {
        self.phrase(key).is_some()
    }

    fn phrase(&self, key: &str) -> Option<&Phrase> {
        Phrase::find(&self.phrases, key)
    }

    /// Title of a cause.
    pub fn cause(&self, cause: CauseIndex) -> &str {
        self.causes.get(cause.position()).map_or("", |c| c.title.as_str())
    }

    /// Title of a remedy.
    pub fn remedy(&self, remedy: RemedyIndex) -> &str {
        self.remedies.get(remedy.position()).map_or("", String::as_str)
    }

    /// Who can do something, by name.
    pub fn audience(&self, audience: Audience) -> String {
        self.say(cards::audience_key(audience))
    }

    /// Words of an observation.
    pub fn observation(&self, observation: ObservationIndex) -> Option<&ObservationWords> {
        self.observations.get(observation.position())
    }

    /// Words of an outcome.
    pub fn outcome(&self, observation: ObservationIndex, outcome: OutcomeIndex) -> Option<&OutcomeWords> {
        self.observation(observation)?.outcomes.get(outcome.position())
    }

    /// A finding as a statement.
    pub fn says(&self, observation: ObservationIndex, outcome: OutcomeIndex) -> &str {
        self.outcome(observation, outcome).map_or("", |o| o.says.as_str())
    }

    /// A probability as a whole percentage, never 0 and never 100.
    pub fn percent(&self, probability: f64) -> String {
        self.fill("percent", &[("n", &whole_percent(probability).to_string())])
    }

    /// A probability in words: "about two in three".
    pub fn odds(&self, probability: f64) -> String {
        let key = match probability {
            p if p >= 0.87 => "odds.nine-in-ten",
            p if p >= 0.77 => "odds.four-in-five",
            p if p >= 0.7 => "odds.three-in-four",
            p if p >= 0.6 => "odds.two-in-three",
            p if p >= 0.45 => "odds.one-in-two",
            p if p >= 0.36 => "odds.two-in-five",
            p if p >= 0.28 => "odds.one-in-three",
            _ => "odds.less",
        };
        self.say(key)
    }
}

/// A probability as a whole number of percent, 1 to 99.
pub fn whole_percent(probability: f64) -> u32 {
    (libm::round(probability * 100.0) as u32).clamp(1, 99)
}

/// Puts the parameters in; a name in braces that is none of them stays as it is written.
fn fill(text: &str, parameters: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut parts = text.split('{');
    filled.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let named = part
            .split_once('}')
            .and_then(|(name, rest)| parameters.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value, rest)));
        match named {
            Some((value, rest)) => {
                filled.push_str(value);
                filled.push_str(rest);
            }
            None => {
                filled.push('{');
                filled.push_str(part);
            }
        }
    }
    filled
}

/// Addresses of the portal's pages below its base path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Base path without a slash at its end: empty, or for example `/rdp`.
    pub base: String,
    /// Scheme and host, for addresses that leave the browser, for example on paper. Empty where there are none.
    pub origin: String,
}

impl Places {
    /// The interview with this transcript.
    pub fn interview(&self, transcript: &str) -> String {
        self.with_query("/diagnose", transcript)
    }

    /// The page on which an answer is changed.
    pub fn change(&self, transcript: &str, key: &str) -> String {
        let separator = if transcript.is_empty() { "" } else { "&" };
        format!("{}/diagnose?{transcript}{separator}at={key}", self.base)
    }

    /// The plan of this transcript.
    pub fn plan(&self, transcript: &str) -> String {
        self.with_query("/plan", transcript)
    }

    /// The article of a cause.
    pub fn cause(&self, id: &str) -> String {
        format!("{}/causes/{id}", self.base)
    }

    /// Any other page.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn with_query(&self, path: &str, transcript: &str) -> String {
        let separator = if transcript.is_empty() { "" } else { "?" };
        format!("{}{path}{separator}{transcript}", self.base)
    }
}
