//! Words that only the server's own pages need: articles, codes, sources, and the phrases of those pages.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::Phrase;
use crate::knowledge_base::CauseIndex;

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
