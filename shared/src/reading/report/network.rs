//! Network, firewall and adapters of the other computer.

use alloc::format;
use alloc::string::String;

use super::attempt::from;
use super::comparison::comparable;
use super::schema::{Event, FirewallRule};
use super::{Case, Sign};

fn blocks(rule: &FirewallRule) -> bool {
    rule.enabled == Some(true) && rule.action.as_deref() == Some("Block")
}

/// A network counts as public, and no rule of Remote Desktop is on for that.
pub(super) fn public(case: &Case<'_>) -> Option<Sign> {
    let firewall = case.host?.firewall.as_ref()?;
    let place = firewall.network_category.as_ref()?.iter().position(|c| c.category.as_deref() == Some("Public"))?;
    let on = |rule: &FirewallRule| {
        let profile = rule.profile.as_deref().unwrap_or("");
        let fits = ["Public", "Any", "All"].iter().any(|name| profile.contains(name));
        rule.enabled == Some(true) && rule.action.as_deref() != Some("Block") && fits
    };
    let filtered = |p: &super::schema::Profile| p.name.as_deref() == Some("Public") && p.enabled == Some(false);
    // With the firewall off for public networks its rules do not matter.
    let off = firewall.profiles.iter().flatten().any(filtered);
    let allowed = firewall.rdp_rules.as_ref()?.iter().any(on);
    (!off && !allowed).then(|| Sign::new(format!("firewall.networkCategory[{place}]"), "Public"))
}

/// A rule that blocks Remote Desktop or its port.
pub(super) fn blocked(case: &Case<'_>) -> Option<Sign> {
    let firewall = case.host?.firewall.as_ref()?;
    if let Some(place) = firewall.rdp_rules.iter().flatten().position(blocks) {
        return Some(Sign::new(format!("firewall.rdpRules[{place}].action"), "Block"));
    }
    let count = firewall.block_rules_for3389.filter(|n| *n > 0)?;
    Some(Sign::new("firewall.blockRulesFor3389", format!("{count}")))
}

/// The client's own address stands in a rule that blocks.
pub(super) fn banned(case: &Case<'_>) -> Option<Sign> {
    let (host, client) = (case.host?, case.client?);
    if !comparable(host, client) {
        return None;
    }
    let tcp = client.tcp.as_ref().and_then(|t| t.local_address.as_ref());
    let own: alloc::vec::Vec<&String> = client.addresses.iter().flatten().chain(tcp).collect();
    let names = |rule: &FirewallRule| {
        blocks(rule) && rule.remote_address.iter().flatten().any(|address| own.contains(&address))
    };
    let place = host.firewall.as_ref()?.block_rules.as_ref()?.iter().position(names)?;
    Some(Sign::new(format!("firewall.blockRules[{place}].remoteAddress"), super::super::dialog::MASK))
}

fn logged(case: &Case<'_>, number: i64, names: &[&str]) -> Option<Sign> {
    let is = |e: &&Event| e.id == Some(number) && from(e, names);
    case.host?.events.iter().flatten().find(is).map(|_| Sign::new("events", format!("{number}")))
}

/// Event 10400: the adapter was reset.
pub(super) fn adapter(case: &Case<'_>) -> Option<Sign> {
    logged(case, 10400, &["NDIS"])
}

/// Event 4199: another machine has the same address.
pub(super) fn same_address(case: &Case<'_>) -> Option<Sign> {
    logged(case, 4199, &["Tcpip"])
}

/// Network and rules could be read, and nothing of this was seen.
pub(super) fn fine(case: &Case<'_>) -> Option<Sign> {
    let firewall = case.host?.firewall.as_ref()?;
    let rules = firewall.rdp_rules.as_ref()?;
    let on = rules.iter().filter(|r| r.enabled == Some(true)).count();
    (firewall.network_category.is_some() && on > 0).then(|| Sign::new("firewall.rdpRules", format!("{on}")))
}
