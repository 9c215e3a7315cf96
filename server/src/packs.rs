//! The packs that the client fetches by fingerprint. Clients of the last few editions still find theirs; whoever comes
//! with an older one gets 404, and the server's own page stays.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use diagnosis::pack::{PackError, Packed, fingerprint, pack};

use crate::assets::{Compressed, absent};
use crate::portal::Portal;

/// Editions that are kept.
const KEPT: usize = 3;

/// A pack with its name in addresses.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) fingerprint: String,
    plain: Bytes,
    /// Only of what was compressed when this program was built; else it is compressed on the way.
    brotli: Option<Bytes>,
}

impl Held {
    /// A pack that is built into this program.
    pub(crate) fn embedded(pack: &knowledge::Pack) -> Self {
        Self {
            fingerprint: pack.fingerprint.to_string(),
            plain: Bytes::from_static(pack.bytes),
            brotli: Some(Bytes::from_static(pack.brotli)),
        }
    }

    /// A pack of content that was read at run time.
    ///
    /// # Errors
    /// If the content cannot be packed.
    pub(crate) fn of<T: Packed>(value: &T) -> Result<Self, PackError> {
        let bytes = pack(value)?;
        Ok(Self { fingerprint: fingerprint(&bytes), plain: bytes.into(), brotli: None })
    }
}

/// All packs that belong together.
pub(crate) type Edition = Vec<Held>;

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

    pub(crate) fn find(&self, fingerprint: &str) -> Option<Held> {
        self.0.iter().flatten().find(|pack| pack.fingerprint == fingerprint).cloned()
    }
}

/// `/knowledge/{fingerprint}`
pub(crate) async fn get(State(portal): State<Portal>, Path(fingerprint): Path<String>, headers: HeaderMap) -> Response {
    let Some(pack) = portal.pack(&fingerprint) else { return absent() };
    Compressed { plain: pack.plain, brotli: pack.brotli, gzip: None }.respond(&headers, "application/octet-stream")
}

#[cfg(test)]
mod tests;
