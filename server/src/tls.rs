//! TLS in this process: rustls with *ring*, HTTP/2 and HTTP/1.1, and a certificate that can be changed while visitors come.
//!
//! The provider is named wherever a configuration is built: if a library ever brought a second one, rustls could not choose
//! and would panic.

mod certificate;
mod renewal;

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::server::ResolvesServerCert;

use crate::config::CertificateSource;

use certificate::Certificate;
pub use certificate::TlsError;
use renewal::Renewal;

/// Protocols that are offered over TLS, the better first.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// The only provider of cryptography.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// TLS, and what keeps its certificate fresh.
pub(crate) struct Tls {
    pub(crate) server: Arc<ServerConfig>,
    /// None for a certificate that was made here.
    pub(crate) renewal: Option<Renewal>,
}

impl Tls {
    /// Reads or makes the certificate. `names` are the hosts that a certificate made here is for.
    ///
    /// # Errors
    /// If the files hold no usable pair: at start there is no other certificate to stay with.
    pub(crate) fn open(source: CertificateSource, names: &[String]) -> Result<Self, TlsError> {
        let pair = match &source {
            CertificateSource::Files { certificate, key } => certificate::read(certificate, key)?,
            CertificateSource::SelfSigned => certificate::self_signed(names)?,
        };
        let held = Arc::new(Certificate::new(pair));
        let server = Arc::new(server_config(held.clone())?);
        let renewal = match source {
            CertificateSource::Files { certificate, key } => Some(Renewal::new(held, certificate, key)),
            CertificateSource::SelfSigned => None,
        };
        Ok(Self { server, renewal })
    }
}

/// TLS 1.3 and 1.2 with a certificate that is asked for at every handshake.
fn server_config(certificate: Arc<dyn ResolvesServerCert>) -> Result<ServerConfig, TlsError> {
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(certificate);
    config.alpn_protocols = PROTOCOLS.iter().map(|protocol| protocol.to_vec()).collect();
    Ok(config)
}
