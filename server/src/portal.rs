//! What all requests share: knowledge, words, configuration. Made once, never changed.

use std::sync::{Arc, OnceLock};

use diagnosis::KnowledgeBase;
use diagnosis::words::{Articles, Phrase, Places, StepWords, Words};

use crate::clock::Clock;
use crate::config::{BaseUrl, Config, ConfigError};
use crate::packs::{Edition, Shelf};
use crate::search::Search;

/// The shared state of the server.
#[derive(Clone)]
pub struct Portal(Arc<Inner>);

/// What stands behind [`Portal`].
pub struct Inner {
    pub(crate) config: Config,
    pub(crate) base_url: BaseUrl,
    pub(crate) places: Places,
    pub(crate) base: KnowledgeBase,
    /// The default language first.
    pub(crate) languages: Vec<Language>,
    pub(crate) packs: Shelf,
    pub(crate) clock: Clock,
}

/// All words of a language.
pub(crate) struct Language {
    pub(crate) tag: &'static str,
    pub(crate) direction: &'static str,
    pub(crate) words: Words,
    pub(crate) steps: StepWords,
    pub(crate) articles: Articles,
    /// Made in the background or by the first search; none if the library failed, which is logged.
    search: OnceLock<Option<Search>>,
    /// Names of the packs that the client fetches.
    pub(crate) words_pack: &'static str,
    pub(crate) steps_pack: &'static str,
}

impl Portal {
    /// Reads the embedded knowledge.
    ///
    /// # Errors
    /// If the base address of the configuration is none.
    pub fn new(config: Config, clock: Clock) -> Result<Self, ConfigError> {
        let base_url = BaseUrl::of(&config)?;
        let embedded = knowledge::LANGUAGES.iter().take(if config.pseudo_language { 2 } else { 1 });
        let languages = embedded.map(|language| Language {
            tag: language.tag,
            direction: language.direction,
            words: language.words(),
            steps: language.steps(),
            articles: language.articles(),
            search: OnceLock::new(),
            words_pack: language.words.fingerprint,
            steps_pack: language.steps.fingerprint,
        });
        Ok(Self(Arc::new(Inner {
            places: Places { base: base_url.path.clone() },
            base: knowledge::base(),
            languages: languages.collect(),
            packs: Shelf::with(Edition::embedded()),
            base_url,
            config,
            clock,
        })))
    }

    /// Makes the search index of the default language, so that nobody waits for it.
    pub fn warm(&self) {
        let portal = self.clone();
        std::thread::spawn(move || portal.languages.first().map(|language| portal.search(language).is_some()));
    }

    /// The search of a language; none if its index could not be made.
    pub(crate) fn search<'a>(&self, language: &'a Language) -> Option<&'a Search> {
        let make = || Search::of(&self.base, language).inspect_err(|error| tracing::error!(%error, "no search")).ok();
        language.search.get_or_init(make).as_ref()
    }

    /// Path below which everything lies, without a slash at its end.
    pub fn base_path(&self) -> &str {
        &self.0.base_url.path
    }
}

impl std::ops::Deref for Portal {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Phrases of both kinds: those that the client has too, and those of the server's own pages.
#[derive(Clone, Copy)]
pub(crate) struct PageWords<'a> {
    words: &'a Words,
    articles: &'a Articles,
}

impl<'a> PageWords<'a> {
    pub(crate) fn of(language: &'a Language) -> Self {
        Self { words: &language.words, articles: &language.articles }
    }

    /// A phrase; its key if it is missing, which a test prevents.
    pub(crate) fn say(&self, key: &str) -> String {
        self.fill(key, &[])
    }

    /// A phrase with named parameters.
    pub(crate) fn fill(&self, key: &str, parameters: &[(&str, &str)]) -> String {
        self.phrase(key).map_or_else(|| key.to_string(), |phrase| phrase.filled(parameters))
    }

    /// A phrase whose form depends on a number, which is also its parameter `n`.
    pub(crate) fn count(&self, key: &str, n: usize, parameters: &[(&str, &str)]) -> String {
        self.phrase(key).map_or_else(|| key.to_string(), |phrase| phrase.counted(n, parameters))
    }

    fn phrase(&self, key: &str) -> Option<&'a Phrase> {
        Phrase::find(&self.words.phrases, key).or_else(|| Phrase::find(&self.articles.phrases, key))
    }
}
