//! What only both reports together show.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::certificate::{bound, head, plain};
use super::schema::{Client, Host};
use super::{Case, Sign, encryption};

/// Versions of TLS that Remote Desktop can use, with those that Windows offers unless told otherwise.
///
/// TLS 1.3 for Remote Desktop came with Windows Server 2022 and Windows 11, so without a word about it nobody may count on it.
const VERSIONS: [(&str, bool); 4] = [("TLS 1.0", true), ("TLS 1.1", true), ("TLS 1.2", true), ("TLS 1.3", false)];

/// Whether names and addresses of both reports mean the same: plain in both, or hashed with the same salt.
pub(super) fn comparable(host: &Host, client: &Client) -> bool {
    let salt = |hashed: &Option<super::schema::Hashed>| {
        let hashed = hashed.as_ref()?;
        if hashed.names == Some(true) { hashed.salt_id.clone() } else { Some(String::new()) }
    };
    matches!((salt(&host.hashed), salt(&client.hashed)), (Some(one), Some(other)) if one == other)
}

/// Values of both sides beside each other, host first: clocks, sign-in in advance (NLA), and what each policy allows to
/// CredSSP. They show that both reports speak of the same matter, also where nothing follows.
pub(super) fn beside(host: &Host, client: &Client) -> Vec<(&'static str, String)> {
    let number = |value: Option<i64>| value.map_or_else(|| "-".to_string(), |v| v.to_string());
    let pair = |one: Option<i64>, other: Option<i64>| {
        (one.is_some() || other.is_some()).then(|| format!("{} / {}", number(one), number(other)))
    };
    let clocks = super::attempt::clocks(host, client).map(|apart| format!("{apart:.0} s"));
    let nla =
        pair(super::settings::nla(host).map(i64::from), client.rdp_file.as_ref().and_then(|file| file.enable_cred_ssp));
    let oracle = pair(
        host.auth_policy.as_ref().and_then(|policy| policy.allow_encryption_oracle),
        client.policy.as_ref().and_then(|policy| policy.allow_encryption_oracle),
    );
    let lines = [("time", clocks), ("rdp.userAuthentication", nla), ("authPolicy.allowEncryptionOracle", oracle)];
    lines.into_iter().filter_map(|(what, value)| Some((what, value?))).collect()
}

/// The thumbprint that the host uses: the one it sees itself, or the one that is bound.
fn in_use(host: &Host) -> Option<String> {
    let probed = host.tls.as_ref().and_then(|t| t.self_probe.as_ref()?.thumbprint.as_deref());
    let bound = || bound(host).and_then(|(_, c)| c.thumbprint.as_deref());
    probed.or_else(bound).map(plain).filter(|t| !t.is_empty())
}

fn thumbprints(case: &Case<'_>) -> Option<(String, String)> {
    let seen = case.client?.tls_probe.as_ref()?.thumbprint.as_deref().map(plain).filter(|t| !t.is_empty())?;
    Some((seen, in_use(case.host?)?))
}

/// Both see the same certificate.
pub(super) fn same_certificate(case: &Case<'_>) -> Option<Sign> {
    let (seen, own) = thumbprints(case)?;
    (seen == own).then(|| Sign::new("client.tlsProbe.thumbprint", head(&seen)))
}

/// The client is shown another certificate.
pub(super) fn different_certificate(case: &Case<'_>) -> Option<Sign> {
    let (seen, own) = thumbprints(case)?;
    (seen != own).then(|| Sign::new("client.tlsProbe.thumbprint", format!("{} / {}", head(&seen), head(&own))))
}

/// The client connects and sees no certificate, although the host can encrypt with itself: the way cuts it off.
pub(super) fn no_certificate(case: &Case<'_>) -> Option<Sign> {
    let (host, client) = (case.host?, case.client?);
    let probe = client.tls_probe.as_ref()?;
    let connected = client.tcp.as_ref()?.ok == Some(true);
    let nothing = probe.ok == Some(false) && probe.thumbprint.as_deref().is_none_or(|t| plain(t).is_empty());
    let cut = matches!(probe.error_kind.as_deref(), Some("closed" | "timeout"));
    (connected && nothing && cut && encryption::works(host))
        .then(|| Sign::new("client.tlsProbe.errorKind", probe.error_kind.as_deref().unwrap_or("-")))
}

/// The versions of a side that are on.
fn on(tls: &super::schema::Tls, side: &str) -> [bool; 4] {
    VERSIONS.map(|(version, usual)| {
        let entry = tls
            .protocols
            .iter()
            .flatten()
            .find(|p| p.version.as_deref() == Some(version) && p.side.as_deref() == Some(side));
        match entry.and_then(|p| p.enabled) {
            Some(value) => value != 0,
            None => usual,
        }
    })
}

/// Host and client have no version of TLS in common.
pub(super) fn no_common_version(case: &Case<'_>) -> Option<Sign> {
    let (server, client) = (on(case.host?.tls.as_ref()?, "Server"), on(case.client?.tls.as_ref()?, "Client"));
    let common = server.iter().zip(&client).any(|(one, other)| *one && *other);
    (!common).then(|| Sign::new("tls.protocols", "-"))
}

/// The host demands sign-in in advance (NLA), and the client does not offer it.
pub(super) fn nla_refused(case: &Case<'_>) -> Option<Sign> {
    let demanded = super::settings::nla(case.host?)?;
    if demanded { super::client::without_nla(case) } else { None }
}

/// The name leads to a private address that the host does not have.
pub(super) fn elsewhere(case: &Case<'_>) -> Option<Sign> {
    let (host, client) = (case.host?, case.client?);
    let network = host.network.as_ref()?;
    let own: Vec<&String> = network.ipv4.iter().chain(&network.ipv6).flatten().collect();
    let target = client.target.as_ref()?;
    let resolved = target.resolved.as_ref()?;
    // A public address may belong to a router that passes the connection on; own addresses have their own rule.
    let private = !resolved.is_empty() && resolved.iter().all(|r| r.private == Some(true));
    let there = resolved.iter().any(|r| r.ip.as_ref().is_some_and(|ip| own.contains(&ip)));
    (comparable(host, client) && private && !own.is_empty() && !there && target.is_self != Some(true))
        .then(|| Sign::new("client.target.resolved", super::super::dialog::MASK))
}
