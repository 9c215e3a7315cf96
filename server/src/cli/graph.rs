//! `fix904 knowledge graph`: the questions that a case leads to, as a picture.

use diagnosis::KnowledgeBase;
use diagnosis::authoring::Content;
use diagnosis::transcript;

mod case;
mod picture;
mod tree;

pub(super) use case::CaseError;
use tree::Walk;

/// Answers that may follow each other at most; beyond, no screen shows them.
pub(super) const DEEPEST: u8 = 5;

/// A picture, and how many nodes it has.
pub(super) struct Drawing {
    pub(super) svg: String,
    pub(super) nodes: usize,
}

/// Draws the questions that follow from a case, written as a query of the portal's addresses.
///
/// # Errors
/// If the query holds something that is no part of a case.
pub(super) fn draw(content: Content, query: &str, depth: u8) -> Result<Drawing, CaseError> {
    let base = KnowledgeBase::new(content.model);
    let mut words = content.words;
    words.complete(&content.steps.rest);
    let evidence = case::read(&base, query)?;
    let case = transcript::print(&base, &evidence);
    let nodes = Walk::new(&base, &words, &content.steps, depth.clamp(1, DEEPEST)).grow(evidence);
    Ok(Drawing { svg: picture::svg(&nodes, &case), nodes: nodes.len() })
}
