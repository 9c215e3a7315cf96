//! What all requests share: configuration, and the knowledge with its words, which may be replaced while the server runs.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use diagnosis::KnowledgeBase;
use diagnosis::authoring::{Contact, Content, pseudo};
use diagnosis::pack::PackError;
use diagnosis::words::{Articles, Phrase, Places, StepWords, Words, understood};

use crate::clock::Clock;
use crate::config::{self, BaseUrl, Config, ConfigError};
use crate::glossary::Glossary;
use crate::packs::{Edition, Held, Shelf};
use crate::probe::lookout::Lookout;
use crate::probe::{Surroundings, World};
use crate::search::Search;
use crate::self_check::FarEnds;
use crate::self_check::caller::name_and_port;

/// The shared state of the server.
#[derive(Clone)]
pub struct Portal(Arc<Inner>);

/// What stands behind [`Portal`].
pub struct Inner {
    pub(crate) config: Config,
    pub(crate) base_url: BaseUrl,
    pub(crate) places: Places,
    pub(crate) clock: Clock,
    pub(crate) far_ends: FarEnds,
    /// Looks at other computers for visitors; none if that is switched off.
    pub(crate) lookout: Option<Arc<Lookout>>,
    knowledge: RwLock<Arc<Knowledge>>,
    packs: RwLock<Shelf>,
    /// The first finding of a content folder that could not be used, as `file:line: ...`.
    trouble: RwLock<Option<String>>,
}

/// The knowledge with all its words.
pub(crate) struct Knowledge {
    pub(crate) base: KnowledgeBase,
    /// The default language first.
    pub(crate) languages: Vec<Language>,
    /// Name of the model's pack.
    pub(crate) model_pack: String,
    /// Whom visitors can ask, if an overlay says so; otherwise the configuration does.
    pub(crate) contact: Option<config::Contact>,
}

/// All words of a language.
pub(crate) struct Language {
    pub(crate) tag: String,
    pub(crate) direction: String,
    pub(crate) words: Words,
    pub(crate) steps: StepWords,
    pub(crate) articles: Articles,
    /// What is said where texts of machines are read, by this server and by the client.
    pub(crate) reader: Words,
    /// The terms that pages link to.
    pub(crate) glossary: Glossary,
    /// Made in the background or by the first search; none if the library failed, which is logged.
    search: OnceLock<Option<Search>>,
    /// Names of the packs that the client fetches.
    pub(crate) words_pack: String,
    pub(crate) steps_pack: String,
    pub(crate) reader_pack: String,
}

impl Knowledge {
    /// What is built into this program, with all its packs.
    pub(crate) fn embedded(languages: usize) -> (Self, Edition) {
        let embedded = || knowledge::LANGUAGES.iter().take(languages);
        let words = embedded().flat_map(|language| [&language.words, &language.steps, &language.reader]);
        let packs = std::iter::once(&knowledge::MODEL).chain(words).map(Held::embedded).collect();
        let languages = embedded().map(|language| {
            let articles = language.articles();
            Language {
                tag: language.tag.to_string(),
                direction: language.direction.to_string(),
                words: language.words(),
                steps: language.steps(),
                reader: language.reader(),
                glossary: Glossary::of(&articles.reference.terms),
                articles,
                search: OnceLock::new(),
                words_pack: language.words.fingerprint.to_string(),
                steps_pack: language.steps.fingerprint.to_string(),
                reader_pack: language.reader.fingerprint.to_string(),
            }
        });
        let model_pack = knowledge::MODEL.fingerprint.to_string();
        (Self { base: knowledge::base(), languages: languages.collect(), model_pack, contact: None }, packs)
    }

    /// Content that was read and checked at run time.
    pub(crate) fn of(content: Content, languages: usize) -> Result<(Self, Edition), PackError> {
        let other = pseudo(&content);
        let english = (content.words, content.steps, content.articles);
        let model = Held::of(&content.model)?;
        let model_pack = model.fingerprint.clone();
        let mut packs = vec![model];
        let mut spoken = Vec::new();
        for (mut words, steps, articles) in [english, other].into_iter().take(languages) {
            let (words_pack, steps_pack) = (Held::of(&words)?, Held::of(&steps)?);
            words.complete(&steps.rest);
            let reader = understood::words(&words, &articles.phrases);
            let reader_pack = Held::of(&reader)?;
            spoken.push(Language {
                tag: words.language.clone(),
                direction: words.direction.clone(),
                words,
                steps,
                glossary: Glossary::of(&articles.reference.terms),
                articles,
                reader,
                search: OnceLock::new(),
                words_pack: words_pack.fingerprint.clone(),
                steps_pack: steps_pack.fingerprint.clone(),
                reader_pack: reader_pack.fingerprint.clone(),
            });
            packs.extend([words_pack, steps_pack, reader_pack]);
        }
        Ok((Self { base: KnowledgeBase::new(content.model), languages: spoken, model_pack, contact: None }, packs))
    }

    /// The search of a language; none if its index could not be made.
    pub(crate) fn search<'a>(&self, language: &'a Language) -> Option<&'a Search> {
        let make = || Search::of(&self.base, language).inspect_err(|error| tracing::error!(%error, "no search")).ok();
        language.search.get_or_init(make).as_ref()
    }
}

impl Portal {
    /// Starts with the embedded knowledge.
    ///
    /// # Errors
    /// If the base address of the configuration is none, or a far end of the self-check cannot be as it says.
    pub fn new(config: Config, clock: Clock) -> Result<Self, ConfigError> {
        Self::within(config, clock, Box::new(World))
    }

    /// The same, with other surroundings for its looks at other computers. The policy is the same too.
    ///
    /// # Errors
    /// See [`Portal::new`].
    pub fn within(config: Config, clock: Clock, surroundings: Box<dyn Surroundings>) -> Result<Self, ConfigError> {
        let base_url = BaseUrl::of(&config)?;
        config.check()?;
        let own = base_url.host().map(|host| name_and_port(host).0.to_string());
        let lookout = Lookout::new(&config.probe, own.into_iter().collect(), clock, surroundings).map(Arc::new);
        let (knowledge, packs) = Knowledge::embedded(languages(&config));
        Ok(Self(Arc::new(Inner {
            places: Places { base: base_url.path.clone(), ..Places::default() },
            knowledge: RwLock::new(Arc::new(knowledge)),
            packs: RwLock::new(Shelf::with(packs)),
            trouble: RwLock::new(None),
            far_ends: FarEnds::new(clock),
            lookout,
            base_url,
            config,
            clock,
        })))
    }

    /// Takes other content from now on. Requests under way end with the former one.
    ///
    /// # Errors
    /// If it cannot be packed; then the former one stays.
    pub(crate) fn replace(&self, content: Content, contact: Option<Contact>) -> Result<(), PackError> {
        let (mut knowledge, packs) = Knowledge::of(content, languages(&self.config))?;
        knowledge.contact = contact.map(Into::into);
        self.packs.write().unwrap_or_else(PoisonError::into_inner).put(packs);
        *self.knowledge.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(knowledge);
        self.tell(None);
        Ok(())
    }

    /// Notes why the last change of the content folder could not be used, or that there is nothing to tell.
    pub(crate) fn tell(&self, trouble: Option<String>) {
        *self.trouble.write().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// See [`Portal::tell`].
    pub(crate) fn trouble(&self) -> Option<String> {
        self.trouble.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The knowledge as it is now.
    pub(crate) fn knowledge(&self) -> Arc<Knowledge> {
        self.knowledge.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A pack of one of the last editions.
    pub(crate) fn pack(&self, fingerprint: &str) -> Option<Held> {
        self.packs.read().unwrap_or_else(PoisonError::into_inner).find(fingerprint)
    }

    /// Makes the search index of the default language, so that nobody waits for it.
    pub fn warm(&self) {
        let knowledge = self.knowledge();
        std::thread::spawn(move || knowledge.languages.first().map(|language| knowledge.search(language).is_some()));
    }

    /// Whether browsers may be told to insist on https: visitors come by it, and not with a certificate made for trying out.
    pub(crate) fn insists_on_https(&self) -> bool {
        let tls = &self.config.tls;
        tls.is_real() || (self.base_url.is_https() && tls.source().is_none())
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

/// How many languages are offered; the pseudo-language is the last.
fn languages(config: &Config) -> usize {
    if config.pseudo_language { 2 } else { 1 }
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
