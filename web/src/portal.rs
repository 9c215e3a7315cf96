//! What the server has put on the page for this client: where it is, and which packs belong to it.

use std::rc::Rc;

use diagnosis::Surface;
use diagnosis::knowledge_base::{KnowledgeBase, Model};
use diagnosis::pack::{PackError, unpack};
use diagnosis::words::{Places, StepWords, Words};

/// Model and words of the portal.
#[derive(Debug)]
pub struct Portal {
    /// The model.
    pub base: Rc<KnowledgeBase>,
    /// Words of the interview; with those of the steps, all.
    pub words: Words,
    /// Addresses.
    pub places: Places,
    /// What the portal offers beside them.
    pub surface: Surface,
}

impl Portal {
    /// Puts the packs together.
    ///
    /// # Errors
    /// Says why a pack was refused; words of another model count as damaged.
    pub fn new(model: &[u8], words: &[u8], places: Places) -> Result<Rc<Self>, PackError> {
        Self::offering(model, words, places, Surface::default())
    }

    /// The same, with what the portal offers beside its pages.
    ///
    /// # Errors
    /// See [`Portal::new`].
    pub fn offering(model: &[u8], words: &[u8], places: Places, surface: Surface) -> Result<Rc<Self>, PackError> {
        let base = KnowledgeBase::new(unpack::<Model>(model)?);
        let fingerprint = diagnosis::pack::fingerprint(model);
        let words: Words = unpack(words)?;
        if words.model != fingerprint {
            return Err(PackError::Damaged);
        }
        Ok(Rc::new(Self { base: Rc::new(base), words, places, surface }))
    }

    /// The same with all words.
    pub fn completed(&self, steps: &StepWords) -> Rc<Self> {
        let mut words = self.words.clone();
        words.complete(&steps.rest);
        let (places, surface) = (self.places.clone(), self.surface.clone());
        Rc::new(Self { base: Rc::clone(&self.base), words, places, surface })
    }
}

/// The facts on `<main id="main">`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Base path of the portal, without a slash at its end.
    pub base: String,
    /// Fingerprint of the model.
    pub model: String,
    /// Fingerprint of the interview words.
    pub words: String,
    /// Fingerprint of the words of the steps.
    pub steps: String,
    /// Which page this is.
    pub step: String,
    /// Whether the portal looks at other computers.
    pub looks: bool,
}

impl Facts {
    /// Address of a pack.
    pub fn pack(&self, fingerprint: &str) -> String {
        format!("{}/knowledge/{fingerprint}", self.base)
    }
}
