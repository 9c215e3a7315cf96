//! The usual order of advice on the web about this error, for comparison. It contains advice that we do not give: lowering
//! security, which hides some faults. The order and the chances of hiding are those of our notes on such pages (judgements).

use diagnosis::KnowledgeBase;
use diagnosis::knowledge_base::{Audience, Audiences};
use yardstick::dice::Dice;

enum Advice {
    /// A remedy of ours.
    Remedy(&'static str),
    /// Lower security by an administrator of the other computer in 8 minutes; by cause how often that hides the fault.
    Lower(&'static [(&'static str, f64)]),
}

const MINUTES_TO_LOWER: f64 = 8.0;

const NLA_OFF: &[(&str, f64)] = &[
    ("cert-selfsigned-expired", 0.5),
    ("cert-private-key-unreadable", 0.5),
    ("cert-key-corrupt-or-missing", 0.45),
    ("cert-wrong-binding", 0.5),
    ("cert-stale-after-rename", 0.5),
    ("cert-clone-duplicate", 0.45),
    ("cert-services-stopped", 0.4),
    ("tls-version-mismatch", 0.5),
    ("tls-cipher-mismatch", 0.5),
    ("nla-mismatch", 0.8),
    ("credssp-oracle", 0.75),
    ("dc-unreachable-nla", 0.35),
    ("clock-skew-kerberos", 0.3),
    ("entra-joined-auth", 0.5),
    ("ntlm-blocked", 0.2),
    ("mtu-blackhole", 0.1),
    ("tls-interception", 0.4),
    ("third-party-rdp-server", 0.1),
    ("security-layer-misconfig", 0.3),
];
const FIREWALL_OFF: &[(&str, f64)] = &[
    ("av-third-party-blocks", 0.8),
    ("fw-profile-public", 0.9),
    ("fw-port-blocked", 0.5),
    ("bruteforce-lockout-tool", 0.6),
];

const ORDER: [Advice; 17] = [
    Advice::Remedy("retry"),
    Advice::Remedy("restart-host"),
    Advice::Remedy("open-rdp-rule"),
    Advice::Lower(NLA_OFF),
    Advice::Remedy("renew-rdp-certificate"),
    Advice::Remedy("update-client"),
    Advice::Remedy("update-host"),
    Advice::Remedy("clear-licence-store"),
    Advice::Lower(FIREWALL_OFF),
    Advice::Remedy("delete-saved-password"),
    Advice::Remedy("flush-dns"),
    Advice::Remedy("udp-off-client"),
    Advice::Remedy("connect-by-other-network"),
    Advice::Remedy("reconnect-vpn"),
    Advice::Remedy("restart-rdp-service"),
    Advice::Remedy("cure-service-crash"),
    Advice::Remedy("other-client"),
];

/// Minutes of following the list until the error is gone, and of handing over after its end.
pub(crate) fn minutes(base: &KnowledgeBase, causes: &[usize], granted: Audiences, dice: &mut Dice) -> f64 {
    let (mut minutes, mut open) = (0.0, granted);
    for advice in &ORDER {
        let (audience, cost, chance) = match advice {
            Advice::Remedy(id) => {
                let Some(remedy) = base.remedy_by_id(id) else { continue };
                let of = |c: &usize| base.cures(remedy).iter().find(|(h, _)| h == c).map_or(0.0, |(_, s)| *s);
                (base.remedies[remedy.position()].audience, base.effort(remedy), causes.iter().map(of).product())
            }
            Advice::Lower(hides) => {
                let of = |c: &usize| hides.iter().find(|(id, _)| base.causes[*c].id == *id).map_or(0.0, |(_, s)| *s);
                (Audience::HostAdmin, MINUTES_TO_LOWER, causes.iter().map(of).product::<f64>())
            }
        };
        if !open.contains(audience) {
            minutes += base.handover[audience.position()].value();
            open = open.with(audience);
        }
        minutes += cost;
        if dice.even() < chance {
            return minutes;
        }
    }
    minutes + base.service_minutes.value()
}
