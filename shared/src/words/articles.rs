//! Words that only the server's own pages need: articles, codes, sources, and the phrases of those pages.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::cards::Deck;
use super::reference::Review;
use super::{Phrase, Places, Reference, StepCard, StepWords, Words};
use crate::consultation::{Consultation, Ranked, Surface, consult};
use crate::evidence::Evidence;
use crate::explanation::Reasons;
use crate::knowledge_base::{CauseIndex, KnowledgeBase, ObservationIndex, RemedyIndex};
use crate::plan::Gate;

/// A remedy with less chance than this is not shown in an article, unless it is the best one.
const SHOWN_SUCCESS: f64 = 0.2;
/// Remedies shown in an article.
const SHOWN_REMEDIES: usize = 4;

/// Articles of a language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Articles {
    /// Language tag.
    pub language: String,
    /// Fingerprint of the model.
    pub model: String,
    /// Phrases of the server's pages, sorted by key.
    pub phrases: Vec<Phrase>,
    /// By cause, in the order of the model.
    pub causes: Vec<Article>,
    /// By disconnect code, in the order of the model.
    pub codes: Vec<CodeWords>,
    /// By extended code, in the order of the model.
    pub extended: Vec<CodeWords>,
    /// When each remedy was reviewed, in the order of the model.
    pub remedy_reviews: Vec<Review>,
    /// When each observation was reviewed, in the order of the model.
    pub observation_reviews: Vec<Review>,
    /// When the codes were reviewed, as one table.
    pub code_review: Review,
    /// Words that stand for each other in searches.
    pub synonyms: Vec<Vec<String>>,
    /// Words that find nothing by themselves.
    pub quiet: Vec<String>,
    /// What stands around the causes.
    pub reference: Reference,
    /// All sources, sorted by id.
    pub sources: Vec<SourceWords>,
    /// Why each group is tempered: id and reason.
    pub groups: Vec<(String, String)>,
}

/// The article of a cause.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// One or two sentences.
    pub summary: String,
    /// What happens, Markdown.
    pub happens: String,
    /// How to recognise it, Markdown.
    pub recognise: String,
    /// Prevention, Markdown.
    pub prevention: String,
    /// Why this weight.
    pub weight_reason: String,
    /// What the grade rests on.
    pub grade_reason: String,
    /// Ids of its sources.
    pub sources: Vec<String>,
    /// Often confused with: cause and what tells the two apart.
    pub confused_with: Vec<(CauseIndex, String)>,
    /// Date of the last review, `2026-11-22`.
    pub last_reviewed: String,
    /// Days until the next review.
    pub review_in_days: u32,
    /// What changed at that review, or empty.
    pub changed: String,
}

/// A code in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeWords {
    /// Its number as it is shown, `0x904`.
    pub hex: String,
    /// Symbolic name in the source, or empty.
    pub name: String,
    /// Short statement.
    pub title: String,
    /// What it means.
    pub means: String,
    /// Where to go on.
    pub go: String,
    /// Id of its source.
    pub source: String,
}

/// A source in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceWords {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Address, or empty.
    pub address: String,
    /// `vendor`, `project`, `field` or `guide`.
    pub kind: String,
    /// `original`, `stored copy` or `dossier only`.
    pub seen: String,
    /// Date of that reading.
    pub read: String,
}

impl Articles {
    /// The source with this id.
    pub fn source(&self, id: &str) -> Option<&SourceWords> {
        self.sources.binary_search_by(|s| s.id.as_str().cmp(id)).ok().and_then(|i| self.sources.get(i))
    }
}

/// The steps of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleCards {
    /// How to confirm the cause, best first.
    pub confirm: Vec<StepCard>,
    /// How to fix it, the most promising first.
    pub fix: Vec<StepCard>,
}

/// The steps of the article of a cause. They belong to nobody's case, so they have no result forms; gated remedies stay
/// closed unless the surface has them confirmed.
pub fn article_cards(
    base: &KnowledgeBase,
    words: &Words,
    steps: &StepWords,
    places: &Places,
    cause: CauseIndex,
    surface: &Surface,
) -> ArticleCards {
    let Some(subject) = base.causes.get(cause.position()) else { return ArticleCards::default() };
    let consultation = about(base, surface, Some(cause));
    let deck = Deck { base, words, steps, places, transcript: "", consultation: &consultation };
    let mut remedies: Vec<(f64, RemedyIndex)> = subject.remedies.iter().map(|(r, p)| (p.value(), *r)).collect();
    remedies.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let best = remedies.first().map(|(_, r)| *r);
    let shown = remedies.into_iter().filter(|(p, r)| *p >= SHOWN_SUCCESS || Some(*r) == best).take(SHOWN_REMEDIES);
    ArticleCards {
        confirm: subject.confirm.iter().filter_map(|o| deck.confirmation(*o)).map(without_form).collect(),
        fix: shown.filter_map(|(_, r)| deck.remedy(r, gate(base, surface, r))).map(without_form).collect(),
    }
}

/// A remedy by itself, as on its own page: without a result form, its commands closed like those of an article.
pub fn remedy_card(
    base: &KnowledgeBase,
    words: &Words,
    steps: &StepWords,
    places: &Places,
    remedy: RemedyIndex,
    surface: &Surface,
) -> Option<StepCard> {
    let consultation = about(base, surface, None);
    let deck = Deck { base, words, steps, places, transcript: "", consultation: &consultation };
    deck.remedy(remedy, gate(base, surface, remedy)).map(without_form)
}

/// How an observation is made, if one makes it by doing something: what to do, without what each outcome speaks for.
pub fn confirmation_card(
    base: &KnowledgeBase,
    words: &Words,
    steps: &StepWords,
    places: &Places,
    observation: ObservationIndex,
) -> Option<StepCard> {
    let consultation = about(base, &Surface::default(), None);
    let deck = Deck { base, words, steps, places, transcript: "", consultation: &consultation };
    deck.confirmation(observation).map(without_form)
}

/// A consultation about nobody's case. What a confirmation shows is sorted into for and against the leading cause: here,
/// the one that a page is about.
fn about(base: &KnowledgeBase, surface: &Surface, cause: Option<CauseIndex>) -> Consultation {
    let mut consultation = consult(base, &Evidence::default(), surface);
    let ranked = |cause| Ranked { cause: Some(cause), probability: 1.0, reasons: Reasons::default() };
    consultation.ranking = cause.map(ranked).into_iter().collect();
    consultation
}

fn gate(base: &KnowledgeBase, surface: &Surface, index: RemedyIndex) -> Gate {
    match base.remedy(index) {
        Some(remedy) if remedy.gated() && !surface.confirmed.contains(&index) => Gate::Closed,
        _ => Gate::Open,
    }
}

fn without_form(card: StepCard) -> StepCard {
    StepCard { form: None, ..card }
}
