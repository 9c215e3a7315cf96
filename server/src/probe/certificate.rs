//! What stands in a certificate, and what follows from it for Remote Desktop.

use std::net::IpAddr;

use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use serde::Serialize;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::X509Name;

use crate::calendar;
use crate::self_check::hexadecimal::print;

use super::limits::LONGEST_TEXT;

/// Names of an issuer that inspects connections on the way or on the host, as whole words. A judgement: makers of such
/// products whose certificates carry their name; an organisation may give its inspection any other name.
const INSPECTORS: [&str; 18] = [
    "fortinet",
    "fortigate",
    "zscaler",
    "palo alto networks",
    "sophos",
    "check point",
    "blue coat",
    "netskope",
    "barracuda",
    "watchguard",
    "sonicwall",
    "kaspersky",
    "bitdefender",
    "eset ssl filter",
    "cisco umbrella",
    "forcepoint",
    "trend micro",
    "mitmproxy",
];
/// "Remote Desktop Authentication", which stands for the general use as a server (Microsoft's own number).
const REMOTE_DESKTOP: &str = "1.3.6.1.4.1.311.54.1.2";
/// Shortest key of RSA that is not called weak, in bits (NIST SP 800-131A).
const SHORTEST_RSA: usize = 2048;

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CertificateFacts {
    /// For whom it is.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// Its names and addresses; the common name if there are no others.
    pub names: Vec<String>,
    /// When it begins, in seconds since 1970.
    pub not_before: i64,
    /// When it ends, in seconds since 1970.
    pub not_after: i64,
    /// The day on which it begins, `2026-11-22`, by the clock of Greenwich.
    pub first_day: String,
    /// The day on which it ends.
    pub last_day: String,
    /// Kind of the key and its length in bits, `RSA 2048`.
    pub key: String,
    /// How it is signed.
    pub signature: String,
    /// What the key may be used for; empty when nothing is said.
    pub usages: Vec<String>,
    /// What the certificate is for; empty when nothing is said.
    pub purposes: Vec<String>,
    /// Its SHA-1 as Windows shows it; to recognise it, no more.
    pub thumbprint: String,
    /// Its SHA-256.
    pub sha256: String,
    /// Whether it is signed by its own key.
    pub self_signed: SelfSigned,
    /// Whether a security product issued it, by the name of its issuer.
    pub inspected: bool,
    /// Whether key, usage or signature are not what Remote Desktop needs.
    pub unfit: bool,
}

/// Whether a certificate is signed by its own key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SelfSigned {
    /// Somebody else issued it.
    No,
    /// It is.
    Yes,
    /// It says so, but its signature is of a kind that is not checked here.
    Unchecked,
}

/// What follows from a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// In date, fit, and the name fits.
    Fine,
    /// In date and fit; an address was asked for, so no name can be compared.
    Nameless,
    /// Out of date.
    Expired,
    /// Not valid yet.
    Early,
    /// It carries another name.
    WrongName,
    /// Issued by a security product.
    Foreign,
    /// Weak, or of an unfit kind.
    Unfit,
}

impl CertificateFacts {
    /// Reads a certificate; none if it is none.
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let validity = certificate.validity();
        let (not_before, not_after) = (validity.not_before.timestamp(), validity.not_after.timestamp());
        let self_signed = self_signed(&certificate);
        let (key, weak_key) = key(&certificate);
        let (signature, weak_signature) = signature(&certificate);
        let (usages, wrong_usage) = usages(&certificate);
        let (purposes, wrong_purpose) = purposes(&certificate);
        Some(Self {
            subject: shown(&certificate.subject().to_string()),
            issuer: shown(&certificate.issuer().to_string()),
            names: names(&certificate),
            not_before,
            not_after,
            first_day: calendar::of_day(not_before.div_euclid(86_400)),
            last_day: calendar::of_day(not_after.div_euclid(86_400)),
            key,
            signature,
            usages,
            purposes,
            thumbprint: print(digest(&SHA1_FOR_LEGACY_USE_ONLY, der).as_ref()).to_uppercase(),
            sha256: print(digest(&SHA256, der).as_ref()),
            self_signed,
            inspected: self_signed == SelfSigned::No && is_inspector(certificate.issuer()),
            // A signature by one's own key is no part of the handshake, so its kind hinders nobody.
            unfit: weak_key || wrong_usage || wrong_purpose || (weak_signature && self_signed == SelfSigned::No),
        })
    }

    /// What follows from it for whoever asked for this name, at this moment in seconds since 1970.
    pub(super) fn standing(&self, name: &str, now: i64) -> Standing {
        if self.inspected {
            return Standing::Foreign;
        }
        if self.not_after < now {
            return Standing::Expired;
        }
        if self.not_before > now {
            return Standing::Early;
        }
        match self.carries(name) {
            _ if self.unfit => Standing::Unfit,
            Some(true) => Standing::Fine,
            Some(false) => Standing::WrongName,
            None => Standing::Nameless,
        }
    }

    /// Whether it carries a name; none for an address when it carries only names. The first part alone is enough: people
    /// type `pc-17` for `pc-17.example.org`, and what matters is whether the right computer answers.
    fn carries(&self, asked: &str) -> Option<bool> {
        let names = || self.names.iter().map(|name| name.to_lowercase());
        if let Ok(address) = asked.parse::<IpAddr>() {
            let mut own = names().filter_map(|name| name.parse::<IpAddr>().ok()).peekable();
            own.peek()?;
            return Some(own.any(|own| own == address));
        }
        let asked = asked.to_lowercase();
        let fits = |name: String| {
            let short = !asked.contains('.') || !name.contains('.');
            let first = |name: &str| name.split('.').next().unwrap_or_default().to_string();
            match name.strip_prefix("*.") {
                Some(domain) => asked.split_once('.').is_some_and(|(_, rest)| rest == domain),
                None if short => first(&name) == first(&asked),
                None => name == asked,
            }
        };
        Some(names().any(fits))
    }
}

/// A text from outside as it may be shown: no control characters, which could move a terminal's cursor, and not too long.
pub(super) fn shown(text: &str) -> String {
    let harmless = |c: char| {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || turns { char::REPLACEMENT_CHARACTER } else { c }
    };
    text.chars().take(LONGEST_TEXT).map(harmless).collect()
}

fn self_signed(certificate: &X509Certificate<'_>) -> SelfSigned {
    if certificate.subject() != certificate.issuer() {
        SelfSigned::No
    } else if certificate.verify_signature(None).is_ok() {
        SelfSigned::Yes
    } else {
        SelfSigned::Unchecked
    }
}

/// Whether an issuer calls itself or its organisation by the name of a maker. Other parts of its name are left aside: they
/// say in which domain it stands. A hyphen joins words, as in the names that Windows gives to an authority (`corp-PC01-CA`).
fn is_inspector(issuer: &X509Name<'_>) -> bool {
    let parts = issuer.iter_common_name().chain(issuer.iter_organization()).filter_map(|part| part.as_str().ok());
    let spaced = |text: &str| {
        let letters = text.to_lowercase();
        let words: Vec<&str> =
            letters.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty()).collect();
        format!(" {} ", words.join(" "))
    };
    parts.map(spaced).any(|own| INSPECTORS.iter().any(|maker| own.contains(&format!(" {maker} "))))
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    if let Ok(Some(alternative)) = certificate.subject_alternative_name() {
        for name in &alternative.value.general_names {
            match name {
                GeneralName::DNSName(name) => names.push(shown(name)),
                GeneralName::IPAddress(bytes) => names.extend(address(bytes).map(|address| address.to_string())),
                _ => {}
            }
            if names.len() > 50 {
                break;
            }
        }
    }
    if names.is_empty() {
        let common = certificate.subject().iter_common_name().filter_map(|name| name.as_str().ok());
        names.extend(common.map(shown).take(1));
    }
    names
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).ok().map(IpAddr::from);
    v4.or_else(|| <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from))
}

/// Kind and length of the key, and whether it is weak.
fn key(certificate: &X509Certificate<'_>) -> (String, bool) {
    match certificate.public_key().parsed() {
        Ok(PublicKey::RSA(rsa)) => (format!("RSA {}", rsa.key_size()), rsa.key_size() < SHORTEST_RSA),
        Ok(PublicKey::EC(point)) => (format!("EC {}", point.key_size()), false),
        Ok(PublicKey::DSA(_)) => ("DSA".to_string(), true),
        _ => (certificate.public_key().algorithm.algorithm.to_id_string(), false),
    }
}

/// Kind of the signature, and whether it is weak.
fn signature(certificate: &X509Certificate<'_>) -> (String, bool) {
    let id = certificate.signature_algorithm.algorithm.to_id_string();
    let (name, weak) = match id.as_str() {
        "1.2.840.113549.1.1.4" => ("MD5, RSA", true),
        "1.2.840.113549.1.1.5" => ("SHA-1, RSA", true),
        "1.2.840.113549.1.1.10" => ("RSA-PSS", false),
        "1.2.840.113549.1.1.11" => ("SHA-256, RSA", false),
        "1.2.840.113549.1.1.12" => ("SHA-384, RSA", false),
        "1.2.840.113549.1.1.13" => ("SHA-512, RSA", false),
        "1.2.840.10045.4.1" => ("SHA-1, ECDSA", true),
        "1.2.840.10045.4.3.2" => ("SHA-256, ECDSA", false),
        "1.2.840.10045.4.3.3" => ("SHA-384, ECDSA", false),
        "1.2.840.10045.4.3.4" => ("SHA-512, ECDSA", false),
        other => (other, false),
    };
    (name.to_string(), weak)
}

/// What the key may be used for, in the words of RFC 5280 section 4.2.1.3, and whether that leaves TLS out.
fn usages(certificate: &X509Certificate<'_>) -> (Vec<String>, bool) {
    let Ok(Some(usage)) = certificate.key_usage() else { return (Vec::new(), false) };
    let usage = usage.value;
    let all = [
        ("digitalSignature", usage.digital_signature()),
        ("keyEncipherment", usage.key_encipherment()),
        ("dataEncipherment", usage.data_encipherment()),
        ("keyAgreement", usage.key_agreement()),
        ("keyCertSign", usage.key_cert_sign()),
    ];
    let names = all.iter().filter(|(_, set)| *set).map(|(name, _)| (*name).to_string()).collect();
    // One of them is enough for some cipher; with none of them no handshake can be.
    (names, !usage.digital_signature() && !usage.key_encipherment() && !usage.key_agreement())
}

/// What the certificate is for, and whether that leaves a server out.
fn purposes(certificate: &X509Certificate<'_>) -> (Vec<String>, bool) {
    let Ok(Some(purposes)) = certificate.extended_key_usage() else { return (Vec::new(), false) };
    let purposes = purposes.value;
    let others: Vec<String> = purposes.other.iter().map(|id| shown(&id.to_id_string())).take(10).collect();
    let known = [
        ("anyExtendedKeyUsage", purposes.any),
        ("serverAuth", purposes.server_auth),
        ("clientAuth", purposes.client_auth),
        ("codeSigning", purposes.code_signing),
    ];
    let fit = purposes.any || purposes.server_auth || others.iter().any(|id| id == REMOTE_DESKTOP);
    let names = known.iter().filter(|(_, set)| *set).map(|(name, _)| (*name).to_string());
    (names.chain(others).collect(), !fit)
}

#[cfg(test)]
mod tests;
