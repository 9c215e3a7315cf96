//! A verifier that takes every certificate, to look at it. Dangerous: over such a connection nothing may be said that
//! matters to anybody. Only the two phases that look at certificates use it, and `tests/it/tidy/verifier.rs` holds that.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

use super::limits::LONGEST_CHAIN;

/// What came during a handshake, also if it fails later.
#[derive(Clone, Debug, Default)]
pub(super) struct Recorded {
    /// The certificates as they came, the host's own first.
    pub(super) chain: Vec<Vec<u8>>,
    /// Whether the signature of the handshake could be checked: kinds that the library does not know, and keys that are too
    /// short for it, cannot.
    pub(super) signature_checked: bool,
}

/// Takes and keeps what it is shown.
#[derive(Debug)]
pub(super) struct Recorder {
    provider: Arc<CryptoProvider>,
    recorded: Mutex<Recorded>,
}

impl Recorder {
    /// What it was shown.
    pub(super) fn recorded(&self) -> Recorded {
        self.keep().clone()
    }

    fn keep(&self) -> MutexGuard<'_, Recorded> {
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Checks a signature for the record; the handshake goes on, because a library's refusal would hide what the host has.
    fn note(&self, checked: &Result<HandshakeSignatureValid, Error>) -> Result<HandshakeSignatureValid, Error> {
        self.keep().signature_checked = checked.is_ok();
        Ok(HandshakeSignatureValid::assertion())
    }
}

/// A client that looks at a certificate instead of judging it. Sessions are not resumed: CredSSP cannot, and each look is a
/// new one.
///
/// # Errors
/// If the library cannot speak the versions that it was built for.
pub(super) fn inspector() -> Result<(ClientConfig, Arc<Recorder>), Error> {
    let provider = Arc::new(ring::default_provider());
    let recorder = Arc::new(Recorder { provider: Arc::clone(&provider), recorded: Mutex::default() });
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&recorder) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    config.resumption = Resumption::disabled();
    Ok((config, recorder))
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain = std::iter::once(end_entity).chain(intermediates).take(LONGEST_CHAIN);
        self.keep().chain = chain.map(|certificate| certificate.to_vec()).collect();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        self.note(&verify_tls12_signature(message, certificate, signature, algorithms))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        self.note(&verify_tls13_signature(message, certificate, signature, algorithms))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let mut schemes = self.provider.signature_verification_algorithms.supported_schemes();
        // Old hosts can do no better; they are looked at, not trusted.
        schemes.extend([SignatureScheme::RSA_PKCS1_SHA1, SignatureScheme::ECDSA_SHA1_Legacy]);
        schemes
    }
}
