//! Settings of Remote Desktop on the other computer. A policy wins over the value beside it.

use alloc::format;
use alloc::string::ToString;

use super::schema::Host;
use super::{Case, Sign};

/// The port that everybody expects.
const PORT: i64 = 3389;
/// A limit above this many connections is not meant to turn people away. A judgement.
const SMALL_LIMIT: i64 = 20;

/// A value with its field: that of the policy if there is one.
fn effective(policy: Option<i64>, local: Option<i64>, fields: [&'static str; 2]) -> Option<(&'static str, i64)> {
    policy.map(|v| (fields[0], v)).or(local.map(|v| (fields[1], v)))
}

/// The security layer in force.
pub(super) fn layer(host: &Host) -> Option<i64> {
    let rdp = host.rdp.as_ref()?;
    rdp.security_layer_policy.or(rdp.security_layer)
}

/// Whether sign-in in advance (NLA) is demanded.
pub(super) fn nla(host: &Host) -> Option<bool> {
    let rdp = host.rdp.as_ref()?;
    Some(rdp.user_authentication_policy.or(rdp.user_authentication)? == 1)
}

fn sign((field, value): (&'static str, i64)) -> Sign {
    Sign::new(field, value.to_string())
}

/// Connections are switched off.
pub(super) fn switched_off(case: &Case<'_>) -> Option<Sign> {
    let rdp = case.host?.rdp.as_ref()?;
    let fields = ["rdp.fDenyPolicy", "rdp.fDenyTSConnections"];
    effective(rdp.f_deny_policy, rdp.f_deny_ts_connections, fields).filter(|(_, v)| *v == 1).map(sign)
}

/// The port belongs to another program.
pub(super) fn other_owner(case: &Case<'_>) -> Option<Sign> {
    let listener = case.host?.listener.as_ref()?;
    let owned = listener.port_owner_pid.is_some_and(|pid| pid > 0);
    (owned && listener.port_owner_is_term_service == Some(false))
        .then(|| Sign::new("listener.portOwnerIsTermService", "false"))
}

/// Nobody listens although connections are on and the service runs, or the listener is switched off by itself.
pub(super) fn listener(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let rdp = host.rdp.as_ref()?;
    if rdp.f_enable_win_station == Some(0) {
        return Some(Sign::new("rdp.fEnableWinStation", "0"));
    }
    let runs = super::services::status(host, "TermService") == Some("Running");
    let on = rdp.f_deny_policy.or(rdp.f_deny_ts_connections) == Some(0);
    (runs && on && host.listener.as_ref()?.listen == Some(false)).then(|| Sign::new("listener.listen", "false"))
}

/// The settings for encryption were taken back: no TLS, or no negotiation.
pub(super) fn layer_lowered(case: &Case<'_>) -> Option<Sign> {
    let rdp = case.host?.rdp.as_ref()?;
    let fields = ["rdp.securityLayerPolicy", "rdp.securityLayer"];
    let layer = effective(rdp.security_layer_policy, rdp.security_layer, fields);
    let negotiation = rdp.f_allow_sec_protocol_negotiation.map(|v| ("rdp.fAllowSecProtocolNegotiation", v));
    [layer, negotiation].into_iter().flatten().find(|(_, v)| *v == 0).map(sign)
}

/// Sign-in in advance (NLA) is not demanded. Many set that on purpose.
pub(super) fn nla_off(case: &Case<'_>) -> Option<Sign> {
    let rdp = case.host?.rdp.as_ref()?;
    let fields = ["rdp.userAuthenticationPolicy", "rdp.userAuthentication"];
    effective(rdp.user_authentication_policy, rdp.user_authentication, fields).filter(|(_, v)| *v == 0).map(sign)
}

/// A small number of connections is allowed. -1 and 4294967295 mean no limit.
pub(super) fn limit(case: &Case<'_>) -> Option<Sign> {
    let most = case.host?.rdp.as_ref()?.max_instance_count?;
    (0..=SMALL_LIMIT).contains(&most).then(|| Sign::new("rdp.maxInstanceCount", most.to_string()))
}

/// Another port than the usual one. Where the client's report shows that it uses that port, it is no fault.
pub(super) fn other_port(case: &Case<'_>) -> Option<Sign> {
    let port = case.host?.listener.as_ref()?.port.filter(|port| *port != PORT)?;
    let known = case.client.and_then(|c| c.tcp.as_ref()?.port) == Some(port);
    (!known).then(|| Sign::new("listener.port", format!("{port}")))
}

/// Everything that was looked at is as it should be.
pub(super) fn default(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let listens = host.listener.as_ref()?.listen == Some(true);
    let layer = layer(host)?;
    listens.then(|| Sign::new("rdp", format!("securityLayer {layer}")))
}
