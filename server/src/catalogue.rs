//! Every page of the knowledge that can be found, in one list: for the search, the sitemap, the feed, and whoever looks
//! after reviews.

use std::collections::BTreeMap;

use diagnosis::KnowledgeBase;
use diagnosis::knowledge_base::{Cause, OutcomeIndex, Role};
use diagnosis::words::reference::{EventWords, Review};

use crate::markdown;
use crate::pages::reason;
use crate::portal::{Language, PageWords};

/// How much more often than elsewhere an outcome must be seen with a cause to be one of its signs.
const TELLING: f64 = 3.0;

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Cause,
    Code,
    Event,
    Update,
    Myth,
    Remedy,
    Observation,
    Term,
}

impl Kind {
    /// Its word in phrases and in the list for machines.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::Code => "code",
            Self::Event => "event",
            Self::Update => "update",
            Self::Myth => "myth",
            Self::Remedy => "remedy",
            Self::Observation => "observation",
            Self::Term => "term",
        }
    }

    /// What a page of this kind is worth to somebody who searches by words: causes are what most people look for, and
    /// short entries would win by their shortness alone.
    pub(crate) fn worth(self) -> f32 {
        match self {
            Self::Cause => 1.5,
            Self::Update | Self::Myth | Self::Remedy => 1.1,
            Self::Event | Self::Observation => 0.8,
            Self::Code | Self::Term => 0.6,
        }
    }
}

/// A page, or a part of one.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    /// Below the base path; a term has an anchor.
    pub(crate) path: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    /// Numbers and names by which people look it up.
    pub(crate) keys: String,
    /// Other names of a term.
    pub(crate) names: Vec<String>,
    /// What people see.
    pub(crate) signs: String,
    /// The rest of the text.
    pub(crate) body: String,
    /// Titles of its sources, because people search by the names in them.
    pub(crate) sources: String,
    /// Not of terms.
    pub(crate) review: Option<Review>,
}

/// All entries of a language.
pub(crate) fn entries(base: &KnowledgeBase, language: &Language) -> Vec<Entry> {
    let shelf = Shelf { base, language, w: PageWords::of(language) };
    let mut entries = shelf.causes();
    entries.extend(shelf.codes());
    entries.extend(shelf.events());
    entries.extend(shelf.updates());
    entries.extend(shelf.myths());
    entries.extend(shelf.remedies());
    entries.extend(shelf.observations());
    entries.extend(shelf.terms());
    entries
}

/// Events by number, because one number can mean different things in different logs.
pub(crate) fn by_number(events: &[EventWords]) -> BTreeMap<u32, Vec<&EventWords>> {
    let mut numbers: BTreeMap<u32, Vec<&EventWords>> = BTreeMap::new();
    for event in events {
        for number in &event.numbers {
            numbers.entry(*number).or_default().push(event);
        }
    }
    numbers
}

struct Shelf<'a> {
    base: &'a KnowledgeBase,
    language: &'a Language,
    w: PageWords<'a>,
}

impl Shelf<'_> {
    fn causes(&self) -> Vec<Entry> {
        let articles = self.language.articles.causes.iter();
        let causes = self.base.causes.iter().zip(articles).zip(&self.language.words.causes);
        let entry =
            |((cause, article), words): ((&Cause, &diagnosis::words::Article), &diagnosis::words::CauseWords)| Entry {
                kind: Kind::Cause,
                path: format!("/causes/{}", cause.id),
                title: words.title.clone(),
                summary: article.summary.clone(),
                keys: cause.id.replace('-', " "),
                names: Vec::new(),
                signs: format!("{} {}", markdown::plain_text(&article.recognise), self.telling(cause)),
                body: markdown::plain_text(&format!("{}\n\n{}", article.happens, article.prevention)),
                sources: self.sources(article),
                review: Some(Review {
                    last: article.last_reviewed.clone(),
                    days: article.review_in_days,
                    changed: article.changed.clone(),
                }),
            };
        causes.map(entry).collect()
    }

    fn sources(&self, article: &diagnosis::words::Article) -> String {
        let sources = article.sources.iter().filter_map(|id| self.language.articles.source(id));
        sources.map(|source| format!("{}. ", source.title)).collect()
    }

    /// Outcomes that are seen much more often with this cause than elsewhere, as statements.
    fn telling(&self, cause: &Cause) -> String {
        let mut says = Vec::new();
        for row in &cause.signs {
            let Some(observation) = self.base.observation(row.observation) else { continue };
            for (k, (value, outcome)) in row.values.iter().zip(&observation.outcomes).enumerate() {
                if value.value() >= TELLING * outcome.baseline.value() {
                    says.push(self.language.words.says(row.observation, OutcomeIndex::at(k)));
                }
            }
        }
        says.join(". ")
    }

    fn codes(&self) -> Vec<Entry> {
        let articles = &self.language.articles;
        let code = |phrase: &str, path: String, hex: &str, value: u32, name: &str, title: &str, means: &str| Entry {
            review: Some(articles.code_review.clone()),
            kind: Kind::Code,
            path,
            title: self.w.fill(phrase, &[("code", hex), ("title", title)]),
            summary: means.to_string(),
            keys: format!("{hex} 0x{value:x} {value} {name}"),
            names: Vec::new(),
            signs: String::new(),
            body: String::new(),
            sources: String::new(),
        };
        let disconnect = self.base.codes.iter().zip(&articles.codes).map(|(c, words)| {
            let path = format!("/codes/{}", words.hex);
            let mut entry = code("code.heading", path, &words.hex, c.value, &words.name, &words.title, &words.means);
            entry.body.clone_from(&words.go);
            // Its official text says "socket closed"; the family holds that word.
            entry.keys.extend([" ", &c.family]);
            entry
        });
        let extended = self.base.extended.iter().zip(&articles.extended).map(|(c, words)| {
            let path = format!("/codes/extended/{}", words.hex);
            code("extended.heading", path, &words.hex, c.value, &words.name, &words.means, &words.means)
        });
        let protocol = articles.reference.protocol.iter().map(|words| {
            let (phrase, path) = (reason::heading(words), reason::path(words));
            let entry = code(phrase, path, &words.hex, words.value, &words.name, &words.title, &words.means);
            Entry { review: Some(articles.reference.protocol_review.clone()), ..entry }
        });
        disconnect.chain(extended).chain(protocol).collect()
    }

    fn events(&self) -> Vec<Entry> {
        let entry = |(number, events): (u32, Vec<&EventWords>)| {
            let all = |text: fn(&EventWords) -> String| events.iter().map(|e| text(e)).collect::<Vec<_>>().join(" ");
            Entry {
                kind: Kind::Event,
                path: format!("/events/{number}"),
                title: self.event_title(number, &events),
                summary: events.first().map_or_else(String::new, |event| event.tells.clone()),
                keys: format!("{number} {}", all(|e| format!("{} {}", e.provider, e.channel))),
                names: Vec::new(),
                signs: all(|e| format!("{}. {}", e.title, e.tells)),
                body: all(|e| e.details.iter().map(|d| format!("{} {} ", d.value, d.means)).collect()),
                sources: String::new(),
                review: Some(self.language.articles.reference.event_review.clone()),
            }
        };
        by_number(&self.language.articles.reference.events).into_iter().map(entry).collect()
    }

    fn event_title(&self, number: u32, events: &[&EventWords]) -> String {
        let title = events.first().map_or("", |event| event.title.as_str());
        self.w.fill("event.heading", &[("n", &number.to_string()), ("title", title)])
    }

    fn updates(&self) -> Vec<Entry> {
        let entry = |update: &diagnosis::words::reference::UpdateWords| Entry {
            kind: Kind::Update,
            path: format!("/updates/{}", update.id),
            title: update.title.clone(),
            summary: update.effect.clone(),
            keys: update.numbers.iter().map(|kb| format!("{kb} {} ", kb.trim_start_matches("KB"))).collect(),
            names: Vec::new(),
            signs: update.effect.clone(),
            body: format!("{} {} {}", update.affects, update.way_out, update.confirmed),
            sources: String::new(),
            review: Some(update.review.clone()),
        };
        self.language.articles.reference.updates.iter().map(entry).collect()
    }

    fn myths(&self) -> Vec<Entry> {
        let entry = |myth: &diagnosis::words::reference::MythWords| Entry {
            kind: Kind::Myth,
            path: format!("/myths/{}", myth.id),
            title: self.w.fill("myth.heading", &[("tip", &myth.title)]),
            summary: myth.reason.clone(),
            keys: myth.id.replace('-', " "),
            names: Vec::new(),
            signs: String::new(),
            body: format!("{} {}", myth.instead, markdown::plain_text(&myth.body)),
            sources: String::new(),
            review: Some(myth.review.clone()),
        };
        self.language.articles.reference.myths.iter().map(entry).collect()
    }

    fn remedies(&self) -> Vec<Entry> {
        let titles = self.language.words.remedies.iter().zip(&self.language.steps.remedies);
        let titles = titles.zip(&self.language.articles.remedy_reviews);
        let entry =
            |(remedy, ((title, words), review)): (&diagnosis::knowledge_base::Remedy, ((&String, _), &Review))| {
                let words: &diagnosis::words::RemedyWords = words;
                Entry {
                    kind: Kind::Remedy,
                    path: format!("/remedies/{}", remedy.id),
                    title: title.clone(),
                    summary: words.expect.clone(),
                    keys: remedy.id.replace('-', " "),
                    names: Vec::new(),
                    signs: String::new(),
                    body: words.steps.iter().map(|step| format!("{} ", step.text)).collect(),
                    sources: String::new(),
                    review: Some(review.clone()),
                }
            };
        self.base.remedies.iter().zip(titles).map(entry).collect()
    }

    fn observations(&self) -> Vec<Entry> {
        let words = self.language.words.observations.iter().zip(&self.language.articles.observation_reviews);
        let all = self.base.observations.iter().zip(words);
        let found = all.filter(|(observation, _)| matches!(observation.role, Role::Symptom | Role::Context));
        let entry = |(observation, (words, review)): (&diagnosis::knowledge_base::Observation, (_, &Review))| {
            let words: &diagnosis::words::ObservationWords = words;
            Entry {
                kind: Kind::Observation,
                path: format!("/observations/{}", observation.id),
                title: words.question.clone(),
                summary: words.why.clone(),
                keys: observation.id.replace('-', " "),
                names: Vec::new(),
                signs: String::new(),
                body: words.outcomes.iter().map(|outcome| format!("{}. ", outcome.text)).collect(),
                sources: String::new(),
                review: Some(review.clone()),
            }
        };
        found.map(entry).collect()
    }

    fn terms(&self) -> Vec<Entry> {
        let entry = |term: &diagnosis::words::reference::TermWords| Entry {
            kind: Kind::Term,
            path: format!("/glossary#{}", term.id),
            title: term.term.clone(),
            summary: term.means.clone(),
            keys: term.also.join(" "),
            names: term.also.clone(),
            signs: String::new(),
            body: String::new(),
            sources: String::new(),
            review: None,
        };
        self.language.articles.reference.terms.iter().map(entry).collect()
    }
}
