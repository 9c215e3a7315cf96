//! A certificate with its key: read from files, made at start, and exchanged while the server runs.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::provider;

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or holds nothing of the kind.
    #[error("the file {0} holds no {1} in PEM form: {2}")]
    Unreadable(PathBuf, &'static str, rustls::pki_types::pem::Error),
    /// The file of the certificate has none.
    #[error("the file {0} holds no certificate in PEM form")]
    Empty(PathBuf),
    /// The two files do not belong together, or the key is of a kind that is not supported.
    #[error("the certificate in {0} cannot be used with its key: {1}")]
    Mismatch(PathBuf, rustls::Error),
    /// No certificate could be made.
    #[error("no certificate could be made: {0}")]
    NotMade(#[from] rcgen::Error),
    /// The library refuses.
    #[error("TLS cannot be set up: {0}")]
    Refused(#[from] rustls::Error),
}

/// The certificate that new connections get. Those that stand keep theirs.
#[derive(Debug)]
pub(crate) struct Certificate(RwLock<Arc<CertifiedKey>>);

impl Certificate {
    pub(crate) fn new(pair: CertifiedKey) -> Self {
        Self(RwLock::new(Arc::new(pair)))
    }

    /// Gives new connections this one.
    pub(crate) fn replace(&self, pair: CertifiedKey) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(pair);
    }

    pub(crate) fn current(&self) -> Arc<CertifiedKey> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}

/// Reads a pair of files.
///
/// # Errors
/// Names the file, and says what is wrong with it.
pub(crate) fn read(certificate: &Path, key: &Path) -> Result<CertifiedKey, TlsError> {
    let unreadable = |path: &Path, kind| {
        let path = path.to_path_buf();
        move |error| TlsError::Unreadable(path, kind, error)
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .map_err(unreadable(certificate, "certificate"))?;
    if chain.is_empty() {
        return Err(TlsError::Empty(certificate.to_path_buf()));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(unreadable(key, "private key"))?;
    CertifiedKey::from_der(chain, key, &provider())
        .map_err(|error| TlsError::Mismatch(certificate.to_path_buf(), error))
}

/// Makes a certificate that nobody trusts.
///
/// # Errors
/// If a name cannot stand in a certificate.
pub(crate) fn self_signed(names: &[String]) -> Result<CertifiedKey, TlsError> {
    let made = rcgen::generate_simple_self_signed(names)?;
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    Ok(CertifiedKey::from_der(vec![made.cert.der().clone()], key, &provider())?)
}

#[cfg(test)]
mod tests;
