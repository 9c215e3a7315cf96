//! A saved connection, an `.rdp` file: `name:type:value` in every language.

use super::{Part, Tool};
use crate::knowledge_base::KnowledgeBase;
use crate::reading::dialog::MASK;
use crate::reading::understood::Rank;

/// So many lines of the form of a setting make a file.
const ENOUGH: usize = 3;

/// Reads the settings, if there are any.
pub(super) fn read(base: &KnowledgeBase, text: &str) -> Option<Part> {
    let settings = || text.lines().filter_map(setting);
    let enough = settings().take(ENOUGH).count() == ENOUGH;
    if !enough && settings().all(|(name, _)| name != "full address") {
        return None;
    }
    let value = |name: &str| settings().rfind(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    let number = |name: &str| value(name).and_then(|value| value.parse::<u32>().ok());
    let named = |name: &str| value(name).is_some_and(|value| !value.is_empty());
    let mut part = Part::new(Tool::ConnectionFile);
    let found = &mut part.understood;
    // 1 always, 2 only when the direct way fails; 0, 3 and 4 mean without one, or as the program decides.
    let gateway = number("gatewayusagemethod");
    if named("gatewayhostname") && matches!(gateway, Some(1 | 2)) {
        found.derive(base, ("gatewayhostname", MASK), "file-gateway", Rank::Weak, ("report-client-faults", "odd-file"));
        if gateway == Some(1) {
            found.derive(
                base,
                ("gatewayusagemethod", "1"),
                "file-gateway-always",
                Rank::Weak,
                ("connect-path", "gateway"),
            );
        }
    }
    if number("negotiate security layer") == Some(0) {
        let odd = ("report-client-faults", "odd-file");
        found.derive(base, ("negotiate security layer", "0"), "file-no-negotiation", Rank::Fault, odd);
    }
    if number("enablecredsspsupport") == Some(0) || number("enablecredssp") == Some(0) {
        found.derive(
            base,
            ("enablecredsspsupport", "0"),
            "file-no-nla",
            Rank::Fault,
            ("report-client-faults", "no-nla"),
        );
    }
    if named("loadbalanceinfo") || number("use redirection server name") == Some(1) {
        found.derive(base, ("loadbalanceinfo", MASK), "file-farm", Rank::Weak, ("target-kind", "farm"));
    }
    if named("wvd endpoint pool") || named("armpath") || named("diagnosticserviceurl") {
        found.derive(base, ("wvd endpoint pool", MASK), "file-cloud", Rank::Weak, ("connect-path", "cloud-service"));
    }
    if number("enablerdsaadauth") == Some(1) {
        found.derive(base, ("enablerdsaadauth", "1"), "file-cloud-sign-in", Rank::Weak, ("account-kind", "cloud"));
    }
    if let Some(port) = number("server port").or_else(|| port(value("full address")?)).filter(|port| *port != 3389) {
        found.note("server port", &alloc::format!("{port}"), "file-other-port");
    }
    if found.lines.is_empty() {
        found.note("rdp", "", "file-usual");
    }
    Some(part)
}

/// Name and value of a line such as `audiomode:i:0`.
fn setting(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.trim().split_once(':')?;
    let (kind, value) = rest.split_once(':')?;
    let fits = matches!(kind, "i" | "s" | "b") && !name.is_empty() && name.len() < 48;
    fits.then(|| (name, value.trim()))
}

/// The port at the end of an address with one colon.
fn port(address: &str) -> Option<u32> {
    let (_, port) = address.rsplit_once(':').filter(|(host, _)| !host.contains(':') || host.ends_with(']'))?;
    port.parse().ok()
}
