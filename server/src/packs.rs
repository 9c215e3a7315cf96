//! The packs that the client fetches by fingerprint. Clients of the last few editions still find theirs; whoever comes
//! with an older one gets 404, and the server's own page stays.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use knowledge::Pack;

use crate::assets::{Compressed, absent};
use crate::portal::Portal;

/// Editions that are kept.
const KEPT: usize = 3;

/// All packs that belong together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Edition(Vec<Pack>);

impl Edition {
    /// The edition that is built into this program.
    pub(crate) fn embedded() -> Self {
        let words = knowledge::LANGUAGES.iter().flat_map(|language| [language.words, language.steps]);
        Self(std::iter::once(knowledge::MODEL).chain(words).collect())
    }
}

/// The last editions, the newest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shelf(Vec<Edition>);

impl Shelf {
    pub(crate) fn with(edition: Edition) -> Self {
        let mut shelf = Self::default();
        shelf.put(edition);
        shelf
    }

    /// Adds an edition; the oldest goes when there are too many.
    pub(crate) fn put(&mut self, edition: Edition) {
        self.0.insert(0, edition);
        self.0.truncate(KEPT);
    }

    fn find(&self, fingerprint: &str) -> Option<Pack> {
        self.0.iter().flat_map(|edition| &edition.0).find(|pack| pack.fingerprint == fingerprint).copied()
    }
}

/// `/knowledge/{fingerprint}`
pub(crate) async fn get(State(portal): State<Portal>, Path(fingerprint): Path<String>, headers: HeaderMap) -> Response {
    let Some(pack) = portal.packs.find(&fingerprint) else { return absent() };
    Compressed { plain: pack.bytes, brotli: Some(pack.brotli), gzip: None }
        .respond(&headers, "application/octet-stream")
}

#[cfg(test)]
mod tests;
