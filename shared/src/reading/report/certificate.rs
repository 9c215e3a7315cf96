//! The certificate in use, its key, and what the log says of both.

use alloc::format;
use alloc::string::{String, ToString};

use super::attempt::from;
use super::moment::seconds;
use super::schema::{Certificate, Event, Host};
use super::{Attempt, Case, Known, Sign};

/// A day in seconds.
const DAY: i64 = 86_400;
/// Encryption errors this near to an arrival belong to it. A judgement.
const NEAR: i64 = 10;
/// Bits of an RSA key below which it is unfit (source `s8` and the note of the observation).
const FEWEST_BITS: i64 = 2_048;
/// What stands in `SSLCertificateSHA1Hash` when nothing is bound.
const NO_HASH: &str = "0000000000000000000000000000000000000000";

/// A thumbprint as it is compared: without the spaces and invisible marks that copying brings in.
pub(super) fn plain(thumbprint: &str) -> String {
    thumbprint.chars().filter(char::is_ascii_hexdigit).map(|c| c.to_ascii_lowercase()).collect()
}

/// The first letters of a thumbprint; they are enough to compare by eye.
pub(super) fn head(thumbprint: &str) -> String {
    plain(thumbprint).chars().take(8).collect()
}

/// The thumbprint that Remote Desktop is told to use. The value of WMI is what the service sees.
pub(super) fn bound_hash(host: &Host) -> Option<String> {
    let rdp = host.rdp.as_ref()?;
    let set = |hash: &Option<String>| hash.as_deref().map(plain).filter(|h| !h.is_empty() && h != NO_HASH);
    set(&rdp.ssl_hash_wmi).or_else(|| set(&rdp.ssl_hash_registry))
}

/// The certificate in use with its place in the list.
pub(super) fn bound(host: &Host) -> Option<(usize, &Certificate)> {
    let certs = host.certs.as_ref()?;
    let hash = bound_hash(host);
    let is = |c: &Certificate| match &hash {
        Some(hash) => c.thumbprint.as_deref().map(plain).as_ref() == Some(hash),
        None => c.bound == Some(true),
    };
    let own = |c: &Certificate| c.store.as_deref() == Some("Remote Desktop");
    certs.iter().enumerate().find(|(_, c)| is(c)).or_else(|| {
        let mut own = certs.iter().enumerate().filter(|(_, c)| own(c));
        // Without a binding Windows uses the one that it made itself.
        own.next().filter(|_| hash.is_none() && own.next().is_none())
    })
}

fn of(place: usize, field: &str, value: impl Into<String>) -> Sign {
    Sign::new(format!("certs[{place}].{field}"), value.into())
}

/// A key file that carries another machine's GUID, and none that carries this one's.
pub(super) fn other_machine(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let files = host.keys.as_ref()?.f686_files.as_ref()?;
    let (_, certificate) = bound(host)?;
    // The file belongs to the certificate that Windows made, not to one of an authority.
    let own = certificate.self_signed != Some(false);
    let foreign = files.iter().position(|f| f.suffix_matches_machine_guid == Some(false))?;
    let none = !files.iter().any(|f| f.suffix_matches_machine_guid == Some(true));
    (own && none).then(|| Sign::new(format!("keys.f686Files[{foreign}].suffixMatchesMachineGuid"), "false"))
}

/// The certificate in use has no key, or the file of its key is gone.
pub(super) fn key_gone(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let (place, certificate) = bound(host)?;
    if certificate.has_private_key == Some(false) {
        return Some(of(place, "hasPrivateKey", "false"));
    }
    let file = host.keys.as_ref()?.bound_key_file.as_ref()?;
    (file.exists == Some(false)).then(|| Sign::new("keys.boundKeyFile.exists", "false"))
}

/// NETWORK SERVICE, as which Remote Desktop runs, may not read the key file.
pub(super) fn no_read(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let keys = host.keys.as_ref()?;
    let (_, certificate) = bound(host)?;
    if keys.bound_key_file.as_ref().and_then(|f| f.network_service_read) == Some(false) {
        return Some(Sign::new("keys.boundKeyFile.networkServiceRead", "false"));
    }
    let files = keys.f686_files.as_ref().filter(|_| certificate.self_signed != Some(false))?;
    let own = |f: &super::schema::KeyFile| f.suffix_matches_machine_guid != Some(false);
    let place = files.iter().position(|f| own(f) && f.network_service_read == Some(false))?;
    Some(Sign::new(format!("keys.f686Files[{place}].networkServiceRead"), "false"))
}

/// A thumbprint is bound that no certificate of the stores has.
pub(super) fn not_found(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let certs = host.certs.as_ref()?;
    let hash = bound_hash(host)?;
    let there = certs.iter().any(|c| c.thumbprint.as_deref().map(plain).as_ref() == Some(&hash));
    (!there).then(|| Sign::new("rdp.sslHashWmi", head(&hash)))
}

/// The end of the certificate in use lies before the collection.
pub(super) fn expired(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let (place, certificate) = bound(host)?;
    let end = certificate.not_after.as_deref();
    let past = match (end.and_then(seconds), host.collected_utc.as_deref().and_then(seconds)) {
        (Some(end), Some(now)) => end < now,
        _ => certificate.days_left.is_some_and(|days| days < 0),
    };
    past.then(|| of(place, "notAfter", end.unwrap_or("-")))
}

/// The certificate that Windows made carries another name than the computer.
pub(super) fn old_name(case: &Case<'_>) -> Option<Sign> {
    let (place, certificate) = bound(case.host?)?;
    let own = certificate.self_signed == Some(true);
    (own && certificate.name_matches == Some(false)).then(|| of(place, "nameMatches", "false"))
}

/// No server authentication, a weak signature, or a short key.
pub(super) fn unfit(case: &Case<'_>) -> Option<Sign> {
    let (place, certificate) = bound(case.host?)?;
    if certificate.eku_server_auth == Some(false) {
        return Some(of(place, "ekuServerAuth", "false"));
    }
    let signature = certificate.sig_alg.as_deref().unwrap_or("");
    let lower = signature.to_ascii_lowercase();
    if lower.contains("sha1") || lower.contains("md5") {
        return Some(of(place, "sigAlg", signature));
    }
    let rsa = certificate.key_alg.as_deref().is_some_and(|a| a.to_ascii_uppercase().contains("RSA"));
    let bits = certificate.key_bits.filter(|bits| rsa && *bits > 0 && *bits < FEWEST_BITS)?;
    Some(of(place, "keyBits", bits.to_string()))
}

/// Everything that was looked at is in order. Without administrator rights the key files cannot be seen, and nothing is said.
pub(super) fn in_order(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let (place, certificate) = bound(host)?;
    let looked = host.elevated == Some(true) && host.keys.is_some() && certificate.not_after.is_some();
    (looked && certificate.has_private_key == Some(true))
        .then(|| of(place, "thumbprint", head(certificate.thumbprint.as_deref().unwrap_or(""))))
}

/// The latest entry with one of these numbers that fits the attempt. Where the attempt is not known, one within a day of the
/// collection fits.
fn at_attempt(case: &Case<'_>, numbers: &[i64], names: &[&str], otherwise: i64) -> Option<Sign> {
    let host = case.host?;
    let now = host.collected_utc.as_deref().and_then(seconds)?;
    let fits = |at: i64| match case.attempt {
        Some(attempt) if attempt.known != Known::Guessed => attempt.holds(at),
        Some(attempt) => attempt.holds(at) || now - at <= otherwise,
        None => now - at <= otherwise,
    };
    let is = |e: &&Event| e.id.is_some_and(|id| numbers.contains(&id)) && from(e, names);
    let event =
        host.events.iter().flatten().filter(is).find(|e| e.utc.as_deref().and_then(seconds).is_some_and(fits))?;
    Some(Sign::new("events", format!("{} {}", event.id.unwrap_or(0), event.utc.as_deref().unwrap_or(""))))
}

/// Event 36870 at the attempt: the key cannot be used.
pub(super) fn key_unusable(case: &Case<'_>) -> Option<Sign> {
    at_attempt(case, &[36870], &["Schannel"], DAY)
}

/// Events 1057 and 1058 of the last 7 days: a certificate could not be made or replaced.
pub(super) fn not_made(case: &Case<'_>) -> Option<Sign> {
    let is = |e: &&Event| matches!(e.id, Some(1057 | 1058)) && from(e, &["RemoteConnectionManager"]);
    let event = case.host?.events.iter().flatten().find(is)?;
    Some(Sign::new("events", format!("{}", event.id.unwrap_or(0))))
}

/// Events of encryption within seconds of an arrival. Without an attempt they say nothing, since every program that
/// uses TLS leaves them.
pub(super) fn tls_credential(case: &Case<'_>) -> Option<Sign> {
    let Attempt { at, .. } = case.attempt?;
    let near = |e: &&Event| {
        let time = e.utc.as_deref().and_then(seconds);
        matches!(e.id, Some(36871 | 36872 | 36874 | 36888))
            && from(e, &["Schannel"])
            && time.is_some_and(|time| (time - at).abs() <= NEAR)
    };
    let event = case.host?.events.iter().flatten().find(near)?;
    Some(Sign::new("events", format!("{} {}", event.id.unwrap_or(0), event.utc.as_deref().unwrap_or(""))))
}

/// The log of the system could be read, and has none of these.
pub(super) fn no_event(case: &Case<'_>) -> Option<Sign> {
    let system = |l: &&super::schema::Log| l.channel.as_deref() == Some("System");
    let read = case.host?.logs.iter().flatten().find(system)?;
    (read.ok == Some(true)).then(|| Sign::new("logs.System", "ok"))
}
