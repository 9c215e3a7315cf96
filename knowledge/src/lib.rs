//! The content of fix904 as packs, validated when this crate was built.
//!
//! The packs are embedded plain and compressed. They were made by the same program that reads them, so reading them cannot
//! fail except by a defect of that program; the tests of this crate would show it, and a caller then gets an empty value
//! instead of a panic.
#![warn(missing_docs)]

pub mod collector;
pub mod folder;

use diagnosis::KnowledgeBase;
use diagnosis::authoring::SourceFile;
use diagnosis::knowledge_base::Model;
use diagnosis::pack::{Packed, unpack};
use diagnosis::words::{Articles, StepWords, Words};

/// A pack with its name.
#[derive(Clone, Copy, Debug)]
pub struct Pack {
    /// Its name in addresses.
    pub fingerprint: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
    /// The same, compressed with brotli.
    pub brotli: &'static [u8],
}

/// A language of the content.
#[derive(Clone, Copy, Debug)]
pub struct Language {
    /// Language tag.
    pub tag: &'static str,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// Words of the interview.
    pub words: Pack,
    /// Words of the steps.
    pub steps: Pack,
    /// What is said where texts of machines are read, [`diagnosis::words::understood`].
    pub reader: Pack,
    /// Words of the server's pages.
    pub articles: Pack,
}

include!(concat!(env!("OUT_DIR"), "/packs.rs"));
include!(concat!(env!("OUT_DIR"), "/files.rs"));

impl Pack {
    fn read<T: Packed + Default>(&self) -> T {
        unpack(self.bytes).unwrap_or_default()
    }
}

impl Language {
    /// All words of interview and plan.
    pub fn words(&self) -> Words {
        let mut words: Words = self.words.read();
        words.complete(&self.steps().rest);
        words
    }

    /// Words of the steps.
    pub fn steps(&self) -> StepWords {
        self.steps.read()
    }

    /// Words where texts of machines are read.
    pub fn reader(&self) -> Words {
        self.reader.read()
    }

    /// Words of the server's pages.
    pub fn articles(&self) -> Articles {
        self.articles.read()
    }
}

/// The knowledge base.
pub fn base() -> KnowledgeBase {
    KnowledgeBase::new(unpack::<Model>(MODEL.bytes).unwrap_or_else(|_| empty()))
}

/// The content as it was written, for laying other content over it.
pub fn source_files() -> Vec<SourceFile> {
    FILES.iter().map(|(path, text)| SourceFile { path: (*path).to_string(), text: (*text).to_string() }).collect()
}

/// English.
pub fn english() -> &'static Language {
    &LANGUAGES[0]
}

fn empty() -> Model {
    use diagnosis::knowledge_base::Parts;
    let none = Parts(0);
    Model {
        families: Vec::new(),
        causes: Vec::new(),
        observations: Vec::new(),
        remedies: Vec::new(),
        groups: Vec::new(),
        codes: Vec::new(),
        extended: Vec::new(),
        something_else: Parts::from_f64(1.0),
        noise: [none; 6],
        service_minutes: none,
        step_minutes: none,
        risk_minutes: [none; 4],
        handover: [none; 9],
        restart_minutes: Parts(0),
        pairs: Parts(0),
        conflict: Parts(0),
    }
}
