//! Does the greeting fit the browser that the request claims to come from?
//!
//! If not, somebody in between ended the browser's TLS and began their own: a proxy, a virus scanner, a firewall. Or the
//! browser is changed, or claims to be another. Exact lists of what each version sends would be stale within weeks, so only
//! features count that a family has had for long: meaningless numbers in Chromium (RFC 8701), two rare extensions in Firefox.
//! What was measured: Chromium 156 and Firefox ESR 153 on Linux. Other families are not judged.

use diagnosis::self_check_plan::{Consistency, Family, TlsReason};

use super::{ClientHello, is_grease};

const TLS_1_3: u16 = 0x0304;
/// record_size_limit (RFC 8449).
const RECORD_SIZE_LIMIT: u16 = 0x1c;
/// delegated_credentials (RFC 9345); outside Firefox hardly anybody sends it.
const DELEGATED_CREDENTIALS: u16 = 0x22;
/// Versions before these may lack what is looked for. A judgement: both families had it years before.
const OLDEST: u32 = 120;
/// From here on Chromium sends the hybrid key under its present number. A judgement after the release notes of 131.
const CHROMIUM_HYBRID: u32 = 131;
/// The same for Firefox, where it came with 132 on computers.
const FIREFOX_HYBRID: u32 = 135;

/// What the comparison says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) state: Consistency,
    pub(crate) family: Family,
    pub(crate) reasons: Vec<TlsReason>,
}

/// Compares a greeting with the header `User-Agent`.
pub(crate) fn judge(hello: &ClientHello, user_agent: &str) -> Judgement {
    let (family, version) = family(user_agent);
    let (contradicts, doubts) = match family {
        Family::Chromium if version >= OLDEST => chromium(hello, version),
        Family::Firefox if version >= OLDEST => firefox(hello, version),
        Family::Chromium | Family::Firefox => (Vec::new(), vec![TlsReason::OldVersion]),
        Family::Safari | Family::Other => (Vec::new(), vec![TlsReason::FamilyNotJudged]),
    };
    let state = match (contradicts.is_empty(), doubts.is_empty()) {
        (false, _) => Consistency::Inconsistent,
        (true, false) => Consistency::Unknown,
        (true, true) => Consistency::Consistent,
    };
    Judgement { state, family, reasons: [contradicts, doubts].concat() }
}

type Reasons = (Vec<TlsReason>, Vec<TlsReason>);

/// What speaks against Chromium, and what leaves it open: a policy can switch the hybrid key off.
fn chromium(hello: &ClientHello, version: u32) -> Reasons {
    let bare = |values: &[u16]| !values.iter().any(|value| is_grease(*value));
    let contradicts = [
        (bare(&hello.ciphers), TlsReason::NoGreaseInCiphers),
        (bare(&hello.extensions), TlsReason::NoGreaseInExtensions),
        (bare(&hello.groups), TlsReason::NoGreaseInGroups),
        (hello.version() != TLS_1_3, TlsReason::NoTls13),
    ];
    let doubts = [(version >= CHROMIUM_HYBRID && !hello.has_hybrid_key(), TlsReason::NoHybridKey)];
    (seen(&contradicts), seen(&doubts))
}

/// What speaks against Firefox, and what leaves it open: its settings can switch each of these off.
fn firefox(hello: &ClientHello, version: u32) -> Reasons {
    let has = |kind| hello.extensions.contains(&kind);
    let neither = !has(RECORD_SIZE_LIMIT) && !has(DELEGATED_CREDENTIALS);
    let one = has(RECORD_SIZE_LIMIT) != has(DELEGATED_CREDENTIALS);
    let greases = hello.ciphers.iter().chain(&hello.groups).any(|value| is_grease(*value));
    let contradicts = [(neither, TlsReason::NoFirefoxExtensions), (hello.version() != TLS_1_3, TlsReason::NoTls13)];
    let doubts = [
        (one, TlsReason::NoFirefoxExtensions),
        (greases, TlsReason::UnexpectedGrease),
        (version >= FIREFOX_HYBRID && !hello.has_hybrid_key(), TlsReason::NoHybridKey),
    ];
    (seen(&contradicts), seen(&doubts))
}

fn seen(signs: &[(bool, TlsReason)]) -> Vec<TlsReason> {
    signs.iter().filter(|(is, _)| *is).map(|(_, reason)| *reason).collect()
}

/// The family that a `User-Agent` claims, and its main version; 0 if it names none. On an iPhone every browser is Safari
/// underneath, and says so by `AppleWebKit` without `Chrome/`.
fn family(user_agent: &str) -> (Family, u32) {
    let version = |name: &str| {
        let (_, rest) = user_agent.split_once(name)?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..digits].parse().ok()
    };
    if let Some(version) = version("Chrome/") {
        (Family::Chromium, version)
    } else if let Some(version) = version("Firefox/") {
        (Family::Firefox, version)
    } else if user_agent.contains("AppleWebKit/") {
        (Family::Safari, version("Version/").unwrap_or(0))
    } else {
        (Family::Other, 0)
    }
}
