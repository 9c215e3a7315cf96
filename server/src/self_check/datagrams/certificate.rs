//! The certificate for datagrams, made here: a browser takes it by its hash, without an authority, if it is valid for at most 14
//! days and its key is on a curve (W3C WebTransport, "custom certificate requirements").
//!
//! There are always two: the present one, and the next. The plan tells both hashes, so that a page keeps working when the
//! present one is exchanged. Whoever needs one looks whether it is time; nothing runs in the background.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use ring::digest::{SHA256, digest};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use crate::clock::Clock;
use crate::self_check::hexadecimal;
use crate::tls::{TlsError, provider};

const DAY: Duration = Duration::from_secs(86_400);
/// How long before its making a certificate counts, for visitors whose clock is late.
pub(super) const BEFORE: Duration = DAY;
/// How long after; together 13 days.
pub(super) const AFTER: Duration = DAY.saturating_mul(12);
/// How long one is the present one. It was the next for as long, so it leaves with a day to spare at least, for clocks
/// that are ahead.
pub(super) const TURN: Duration = DAY.saturating_mul(5);
/// The only protocol on these ports.
const PROTOCOL: &[u8] = b"h3";

/// One certificate.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(super) pair: Arc<CertifiedKey>,
    /// SHA-256 in hexadecimal digits.
    pub(crate) hash: String,
}

#[derive(Debug)]
struct Pair {
    present: Made,
    next: Made,
    /// When the present one became that.
    since: SystemTime,
}

/// The present certificate and the next.
#[derive(Clone, Debug)]
pub(crate) struct Rotation {
    clock: Clock,
    held: Arc<RwLock<Option<Pair>>>,
}

impl Rotation {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, held: Arc::default() }
    }

    /// The two certificates of this moment, the present one first.
    ///
    /// # Errors
    /// If none could be made.
    pub(crate) fn both(&self) -> Result<[Made; 2], TlsError> {
        self.both_at((self.clock)())
    }

    pub(super) fn both_at(&self, now: SystemTime) -> Result<[Made; 2], TlsError> {
        if let Some(pair) = &*self.held.read().unwrap_or_else(PoisonError::into_inner)
            && pair.is_fresh(now)
        {
            return Ok([pair.present.clone(), pair.next.clone()]);
        }
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        let pair = match held.take() {
            Some(pair) if pair.is_fresh(now) => pair,
            // The next one was made a turn ago; if it is much longer, because this machine slept, it is too old as well.
            Some(pair) if pair.age(now).is_some_and(|age| age < TURN + DAY) => {
                Pair { present: pair.next, next: make(now)?, since: now }
            }
            _ => Pair { present: make(now)?, next: make(now)?, since: now },
        };
        let both = [pair.present.clone(), pair.next.clone()];
        *held = Some(pair);
        Ok(both)
    }

    /// TLS for QUIC with these certificates.
    ///
    /// # Errors
    /// If none could be made.
    pub(super) fn server_config(&self) -> Result<ServerConfig, TlsError> {
        self.both()?;
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(self.clone()));
        config.alpn_protocols = vec![PROTOCOL.to_vec()];
        Ok(config)
    }
}

impl Pair {
    /// None if the clock was set back.
    fn age(&self, now: SystemTime) -> Option<Duration> {
        now.duration_since(self.since).ok()
    }

    fn is_fresh(&self, now: SystemTime) -> bool {
        self.age(now).is_some_and(|age| age < TURN)
    }
}

impl ResolvesServerCert for Rotation {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.both()
            .inspect_err(|error| tracing::error!(%error, "no certificate for datagrams"))
            .ok()
            .map(|[made, _]| made.pair)
    }
}

fn make(now: SystemTime) -> Result<Made, TlsError> {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256)?;
    let mut parameters = rcgen::CertificateParams::new(["localhost".to_string()])?;
    parameters.not_before = (now - BEFORE).into();
    parameters.not_after = (now + AFTER).into();
    let certificate = parameters.self_signed(&key)?;
    let hash = hexadecimal::print(digest(&SHA256, certificate.der()).as_ref());
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let pair = CertifiedKey::from_der(vec![certificate.der().clone()], key, &provider())?;
    Ok(Made { pair: Arc::new(pair), hash })
}

#[cfg(test)]
mod tests;
