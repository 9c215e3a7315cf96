//! `/evidence`: what a machine says is read here, and only outcomes go on.
//!
//! [`Reader`] reads and puts into words what the server would, [`drawn`] draws it, `page` does so in the document.

use diagnosis::knowledge_base::{KnowledgeBase, Model};
use diagnosis::pack::{PackError, fingerprint, unpack};
use diagnosis::reading::pasted::{About, Machine};
use diagnosis::reading::together::{self, LARGEST, MOST_FILES, Wrong};
use diagnosis::words::understood::{UnderstoodView, said, view};
use diagnosis::words::{Places, Words};
use wasm_bindgen::JsValue;

use crate::dom;

pub mod drawn;
mod page;
pub mod tree;

/// Where the page says which pack holds the words.
const WORDS: &str = "data-reader";

/// Takes up the work on the page.
///
/// # Errors
/// If a pack cannot be had or read; the text then goes to the server, which reads it as well, and the page says so.
pub async fn begin() -> Result<(), JsValue> {
    let (main, facts) = dom::main()?;
    let words = main.get_attribute(WORDS).unwrap_or_default();
    let (model, words) = (dom::fetch(&facts.pack(&facts.model)).await?, dom::fetch(&facts.pack(&words)).await?);
    let reader = Reader::new(&model, &words, Places { base: facts.base, ..Places::default() });
    page::begin(main, reader.map_err(|e| JsValue::from_str(&e.to_string()))?)
}

/// What was given.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Bytes of the files, and last of the text.
    pub texts: Vec<Vec<u8>>,
    /// Whether the browser could not open one more.
    pub unopened: bool,
    /// The machine as the form says it.
    pub machine: String,
    /// Days since 1970.
    pub today: Option<i64>,
}

/// Reads with the knowledge of the portal.
pub struct Reader {
    base: KnowledgeBase,
    /// Words of what was understood.
    pub words: Words,
    /// Addresses.
    pub places: Places,
}

impl Reader {
    /// Puts the packs together.
    ///
    /// # Errors
    /// Says why a pack was refused; words of another model count as damaged.
    pub fn new(model: &[u8], words: &[u8], places: Places) -> Result<Self, PackError> {
        let words: Words = unpack(words)?;
        if words.model != fingerprint(model) {
            return Err(PackError::Damaged);
        }
        Ok(Self { base: KnowledgeBase::new(unpack::<Model>(model)?), words, places })
    }

    /// What is wrong with so many files, and so many bytes of files and text together, before any of them is read.
    ///
    /// # Errors
    /// If it is too much: the sentence to say.
    pub fn admit(&self, files: usize, bytes: f64) -> Result<(), String> {
        let wrong = match (files > MOST_FILES, bytes > LARGEST as f64) {
            (_, true) => Wrong::too_large(),
            (true, false) => Wrong::too_many(),
            (false, false) => return Ok(()),
        };
        Err(said(&self.words, &wrong))
    }

    /// Reads what was given.
    ///
    /// # Errors
    /// If nothing could be read: the sentence to say.
    pub fn read(&self, given: &Given) -> Result<UnderstoodView, String> {
        let about = About { machine: Machine::of(&given.machine), today: given.today };
        let unopened = given.unopened.then(|| Wrong::of("evidence.wrong.unreadable"));
        match together::read(&self.base, given.texts.iter().map(Vec::as_slice), &about) {
            Ok((parts, wrong)) => Ok(view(&self.base, &self.words, &(parts, wrong.or(unopened)))),
            Err(wrong) => Err(said(&self.words, unopened.as_ref().unwrap_or(&wrong))),
        }
    }
}

#[cfg(test)]
mod tests;
