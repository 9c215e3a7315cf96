//! The portal's own TLS: from files, or made up for trying out.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// TLS in this process. Without any of it the portal speaks plain http, for example behind a proxy that adds TLS.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// File with the certificate and those above it, PEM.
    pub certificate: Option<PathBuf>,
    /// File with its private key, PEM.
    pub key: Option<PathBuf>,
    /// A certificate made at start that nobody trusts: for trying out. Used only if no files are named.
    pub self_signed: bool,
}

/// Where the certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateSource {
    /// Two files, read again when they change.
    Files {
        /// The certificate and those above it.
        certificate: PathBuf,
        /// Its private key.
        key: PathBuf,
    },
    /// Made at start.
    SelfSigned,
}

impl Tls {
    /// The source of the certificate; none without TLS, and none if only half of a pair is named, which
    /// [`Tls::is_half`] tells.
    pub fn source(&self) -> Option<CertificateSource> {
        match (&self.certificate, &self.key) {
            (Some(certificate), Some(key)) => {
                Some(CertificateSource::Files { certificate: certificate.clone(), key: key.clone() })
            }
            (None, None) if self.self_signed => Some(CertificateSource::SelfSigned),
            _ => None,
        }
    }

    /// Whether one file of the pair is named without the other.
    pub fn is_half(&self) -> bool {
        self.certificate.is_some() != self.key.is_some()
    }

    /// Whether browsers can be told to insist on https: only with a certificate that somebody trusts.
    pub fn is_real(&self) -> bool {
        matches!(self.source(), Some(CertificateSource::Files { .. }))
    }
}
