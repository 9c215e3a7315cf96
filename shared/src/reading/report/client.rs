//! One's own computer: its settings, and the way to the other one.

use alloc::format;
use alloc::string::ToString;

use super::schema::{Path, Target};
use super::{Case, Sign};

/// Lost packets from which a way is bad, in percent: 2 of 50, the note of the observation.
const LOSS: f64 = 4.0;
/// A longest round trip this many times the average and above [`LATE_MS`] is a wide spread (the note of the observation; the
/// numbers are a judgement).
const SPREAD: f64 = 5.0;
const LATE_MS: f64 = 400.0;
/// Fewer pings than this say nothing of loss.
const FEWEST: i64 = 20;
/// The largest packet that must pass: below it a packet of TLS does not fit a usual way (the collector's field list).
const SMALL_MTU: i64 = 1_400;
/// A clock that is off by more, in seconds, is said to be off (the observation's own words).
const CLOCK: f64 = 60.0;

/// TLS 1.2 is switched off for clients.
pub(super) fn tls_off(case: &Case<'_>) -> Option<Sign> {
    let off = super::encryption::off(case.client?.tls.as_ref()?, "TLS 1.2", "Client");
    off.then(|| Sign::new("client.tls.protocols", "TLS 1.2 Client: 0"))
}

/// A policy demands Restricted Admin or Remote Credential Guard.
pub(super) fn restricted(case: &Case<'_>) -> Option<Sign> {
    let value = case.client?.policy.as_ref()?.restricted_remote_administration?;
    (value == 1).then(|| Sign::new("client.policy.restrictedRemoteAdministration", "1"))
}

/// A look-up of a certificate waits for an answer.
pub(super) fn lookup(case: &Case<'_>) -> Option<Sign> {
    let waiting = case.client?.lookups.as_ref()?.syn_sent80.filter(|n| *n > 0)?;
    Some(Sign::new("client.lookups.synSent80", waiting.to_string()))
}

/// A password is saved for the target, and the other computer refused the sign-in because of the account or its password.
/// Alone, a saved password is no fault.
pub(super) fn saved(case: &Case<'_>) -> Option<Sign> {
    let saved = case.client?.creds.as_ref()?.termsrv_entries.filter(|n| *n > 0)?;
    super::logon::account(case)?;
    Some(Sign::new("client.creds.termsrvEntries", saved.to_string()))
}

/// The connection file turns the negotiation of encryption off.
pub(super) fn odd_file(case: &Case<'_>) -> Option<Sign> {
    let value = case.client?.rdp_file.as_ref()?.negotiate_security_layer?;
    (value == 0).then(|| Sign::new("client.rdpFile.negotiateSecurityLayer", "0"))
}

/// The program is of the time before Windows 8.1, or it was taken away and only the retired app is left.
pub(super) fn old_build(case: &Case<'_>) -> Option<Sign> {
    let mstsc = case.client?.mstsc.as_ref()?;
    if mstsc.uninstalled == Some(true) && mstsc.store_remote_desktop == Some(true) {
        return Some(Sign::new("client.mstsc.storeRemoteDesktop", "true"));
    }
    let version = mstsc.file_version.as_deref()?;
    let old = version.trim().starts_with("6.");
    old.then(|| Sign::new("client.mstsc.fileVersion", version))
}

/// Only the retired app is there, so it is what one connects with.
pub(super) fn only_store_app(case: &Case<'_>) -> Option<Sign> {
    let mstsc = case.client?.mstsc.as_ref()?;
    (mstsc.uninstalled == Some(true) && mstsc.store_remote_desktop == Some(true))
        .then(|| Sign::new("client.mstsc.uninstalled", "true"))
}

/// The connection file turns sign-in in advance (NLA) off. With the host's report its settings decide whether that matters.
pub(super) fn no_nla(case: &Case<'_>) -> Option<Sign> {
    if case.host.and_then(super::settings::nla).is_some() { None } else { without_nla(case) }
}

pub(super) fn without_nla(case: &Case<'_>) -> Option<Sign> {
    let value = case.client?.rdp_file.as_ref()?.enable_cred_ssp?;
    (value == 0).then(|| Sign::new("client.rdpFile.enableCredSsp", "0"))
}

/// Nothing of this, although it was looked at.
pub(super) fn no_fault(case: &Case<'_>) -> Option<Sign> {
    let client = case.client?;
    let version = client.mstsc.as_ref()?.file_version.as_deref()?;
    (client.tls.is_some() && client.creds.is_some()).then(|| Sign::new("client.mstsc.fileVersion", version))
}

fn path<'r>(case: &Case<'r>) -> Option<&'r Path> {
    case.client?.path.as_ref()
}

fn target<'r>(case: &Case<'r>) -> Option<&'r Target> {
    case.client?.target.as_ref()
}

/// The name leads back to this computer.
pub(super) fn own_address(case: &Case<'_>) -> Option<Sign> {
    (target(case)?.is_self == Some(true)).then(|| Sign::new("client.target.isSelf", "true"))
}

/// IPv4 works and IPv6 does not, and the name has both.
pub(super) fn six(case: &Case<'_>) -> Option<Sign> {
    let tcp = case.client?.tcp.as_ref()?;
    (tcp.ipv4_ok == Some(true) && tcp.ipv6_ok == Some(false)).then(|| Sign::new("client.tcp.ipv6Ok", "false"))
}

/// A VPN is up, the target has a private address elsewhere, and the route does not use the VPN.
pub(super) fn wrong_route(case: &Case<'_>) -> Option<Sign> {
    let target = target(case)?;
    let up = case.client?.vpn.iter().flatten().any(|v| v.status.as_deref() == Some("Connected"));
    let private = target.resolved.iter().flatten().any(|r| r.private == Some(true));
    let beside = target.on_link == Some(false) && target.is_self != Some(true);
    (up && private && beside && target.route_is_vpn == Some(false))
        .then(|| Sign::new("client.target.routeIsVpn", "false"))
}

/// Large packets vanish without the message about their size.
pub(super) fn large(case: &Case<'_>) -> Option<Sign> {
    let path = path(case)?;
    let largest = path.mtu_probe.filter(|largest| *largest < SMALL_MTU)?;
    (path.mtu_stall == Some(true)).then(|| Sign::new("client.path.mtuProbe", largest.to_string()))
}

/// Packets are lost or come very late.
pub(super) fn loss(case: &Case<'_>) -> Option<Sign> {
    let path = path(case)?;
    // A host that answers no ping at all says nothing of the way.
    let answered = path.sent.is_some_and(|n| n >= FEWEST) && path.loss_pct.is_some_and(|share| share < 100.0);
    if !answered {
        return None;
    }
    if let Some(share) = path.loss_pct.filter(|share| *share >= LOSS) {
        return Some(Sign::new("client.path.lossPct", format!("{share:.0}")));
    }
    let (longest, average) = path.rtt_max_ms.zip(path.rtt_avg_ms)?;
    (longest >= LATE_MS && longest >= SPREAD * average)
        .then(|| Sign::new("client.path.rttMaxMs", format!("{longest:.0}")))
}

/// The connect works, and pings come back in time.
pub(super) fn path_fine(case: &Case<'_>) -> Option<Sign> {
    let tcp = case.client?.tcp.as_ref()?;
    let path = path(case)?;
    let answered = path.sent.is_some_and(|n| n >= FEWEST) && path.loss_pct.is_some_and(|share| share < LOSS);
    let average = path.rtt_avg_ms.unwrap_or(0.0);
    (tcp.ok == Some(true) && answered && path.mtu_stall != Some(true))
        .then(|| Sign::new("client.path.rttAvgMs", format!("{average:.0}")))
}

fn clock(case: &Case<'_>) -> Option<f64> {
    case.client?.time.as_ref()?.offset_sec
}

/// The clock of this computer is off.
pub(super) fn clock_off(case: &Case<'_>) -> Option<Sign> {
    let off = clock(case).filter(|off| libm::fabs(*off) > CLOCK)?;
    Some(Sign::new("client.time.offsetSec", format!("{off:.0} s")))
}

/// The clock of this computer is right.
pub(super) fn clock_right(case: &Case<'_>) -> Option<Sign> {
    let off = clock(case)?;
    Some(Sign::new("client.time.offsetSec", format!("{off:.0} s")))
}

/// The target is in the same network, without a router between.
pub(super) fn by_lan(case: &Case<'_>) -> Option<Sign> {
    let target = target(case)?;
    (target.on_link == Some(true) && target.route_is_vpn == Some(false))
        .then(|| Sign::new("client.target.onLink", "true"))
}

/// The way to the target is the VPN.
pub(super) fn by_vpn(case: &Case<'_>) -> Option<Sign> {
    (target(case)?.route_is_vpn == Some(true)).then(|| Sign::new("client.target.routeIsVpn", "true"))
}
