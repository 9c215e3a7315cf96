//! The rules: what each sees, what follows from it, and on whose word.
//!
//! Several rules may speak of one observation; [`Rank`] says which one counts, and of equal ones the first of the list.

use alloc::format;

use super::super::trace;
use super::super::understood::{Rank, Understood};
use super::schema::Os;
use super::{
    Case, READ, Sign, attempt, certificate, client, comparison, encryption, load, logon, network, power, services,
    settings,
};
use Rank::{Fault, Healthy, Root, Weak};

/// One rule.
pub struct Rule {
    /// Its name, one word for one rule.
    pub name: &'static str,
    /// Id of the observation that it speaks of.
    pub observation: &'static str,
    /// Id of the outcome that follows.
    pub outcome: &'static str,
    /// How it stands against the other rules of this observation.
    pub rank: Rank,
    /// Ids of sources in `knowledge/sources.toml`; none where it is a judgement.
    pub sources: &'static [&'static str],
    /// Looks for it.
    pub(super) find: fn(&Case<'_>) -> Option<Sign>,
}

const fn rule(
    name: &'static str,
    (observation, outcome): (&'static str, &'static str),
    rank: Rank,
    sources: &'static [&'static str],
    find: fn(&Case<'_>) -> Option<Sign>,
) -> Rule {
    Rule { name, observation, outcome, rank, sources, find }
}

/// All rules, in the order in which what they see is shown.
pub const RULES: &[Rule] = &[
    // The attempt.
    rule("code-0x904", ("error-code", "0x904"), Fault, &["s1", "s-g-event-texts"], attempt::code),
    rule("attempt-session", ("report-attempt", "session-ended"), Fault, &["s31b", "s-g-event-texts"], attempt::session),
    rule("attempt-refused", ("report-attempt", "logon-refused"), Fault, &["s31b", "s10"], attempt::refused),
    rule("attempt-encryption", ("report-attempt", "tls-error"), Fault, &["s5", "s20"], attempt::encryption),
    rule("attempt-arrived", ("report-attempt", "arrived-cut"), Weak, &["s31b"], attempt::arrived),
    rule("attempt-nothing", ("report-attempt", "nothing"), Weak, &["s31b"], attempt::nothing),
    // Certificate and key: one about the key counts most.
    rule(
        "key-other-machine",
        ("report-certificate", "other-machine"),
        Root,
        &["s8", "s36"],
        certificate::other_machine,
    ),
    rule("key-gone", ("report-certificate", "key-gone"), Root, &["s5", "s8", "s26"], certificate::key_gone),
    rule("key-not-readable", ("report-certificate", "no-read"), Root, &["s8", "s20"], certificate::no_read),
    rule(
        "bound-not-found",
        ("report-certificate", "not-found"),
        trace::NOT_FOUND,
        &["s5", "s7", "s8"],
        certificate::not_found,
    ),
    rule("certificate-expired", ("report-certificate", "expired"), Fault, &["s5", "s6", "s24"], certificate::expired),
    rule("certificate-old-name", ("report-certificate", "old-name"), Fault, &["s19"], certificate::old_name),
    rule("certificate-unfit", ("report-certificate", "unfit"), Fault, &["s27", "s8"], certificate::unfit),
    rule("certificate-in-order", ("report-certificate", "in-order"), Healthy, &["s8"], certificate::in_order),
    rule("key-event-36870", ("report-key-events", "key-unusable"), Root, &["s5", "s20"], certificate::key_unusable),
    rule("certificate-not-made", ("report-key-events", "not-made"), Fault, &["s5"], certificate::not_made),
    rule("encryption-event", ("report-key-events", "tls-credential"), Weak, &["s5"], certificate::tls_credential),
    rule("no-key-event", ("report-key-events", "none"), Healthy, &["s5"], certificate::no_event),
    // Encryption there.
    rule("schannel-damaged", ("report-tls", "damaged"), Root, &["s8"], encryption::damaged),
    rule("tls-version-off", ("report-tls", "versions"), Root, &["s5", "s9", "s11"], encryption::versions),
    rule("tls-no-common-version", ("report-tls", "versions"), Root, &["s5", "s12"], comparison::no_common_version),
    rule("self-probe-closed", ("report-tls", "closed"), Fault, &["s20"], encryption::closed),
    rule("fips-on", ("report-tls", "fips"), Weak, &["s9"], encryption::fips),
    rule("cipher-policy", ("report-tls", "ciphers"), Weak, &["s8", "s25"], encryption::ciphers),
    rule("self-probe-works", ("report-tls", "clean"), Healthy, &["s20"], encryption::clean),
    // Services.
    rule("service-file", ("report-services", "other-dll"), Root, &["s-rdpwrap-removed"], services::other_dll),
    rule("service-missing", ("report-services", "missing"), Root, &["s-z-debloat"], services::missing),
    rule("service-for-certificate", ("report-services", "cert-service-off"), Fault, &["s8"], services::certificate_off),
    rule("service-crash", ("report-services", "crashes"), Fault, &["s6", "s-g-service-7031"], services::crashes),
    rule(
        "licences",
        ("report-services", "licence-trouble"),
        trace::LICENCES,
        &["s-g-grace-period"],
        services::licences,
    ),
    rule("broker", ("report-services", "broker-trouble"), Fault, &["s5"], services::broker),
    rule("services-normal", ("report-services", "normal"), Healthy, &["s6"], services::normal),
    // Settings.
    rule("switched-off", ("report-settings", "switched-off"), Root, &["s6"], settings::switched_off),
    rule("port-of-another", ("report-settings", "other-port"), Root, &["s6", "s14"], settings::other_owner),
    rule("listener-broken", ("report-settings", "listener-broken"), Root, &["s6"], settings::listener),
    rule("security-layer", ("report-settings", "layer-changed"), Fault, &["s8", "s9"], settings::layer_lowered),
    rule("connection-limit", ("report-settings", "limit-set"), Fault, &["s15", "s14"], settings::limit),
    rule("nla-not-demanded", ("report-settings", "layer-changed"), Weak, &["s8", "s28"], settings::nla_off),
    rule("other-port", ("report-settings", "other-port"), Weak, &["s6"], settings::other_port),
    rule("settings-default", ("report-settings", "default"), Healthy, &["s6", "s8"], settings::default),
    // Load.
    rule("flood", ("report-load", "guessing"), trace::FLOOD, &["s10"], load::guessing),
    rule("exhausted", ("report-load", "exhausted"), Fault, &["s-g-low-memory-2004"], load::exhausted),
    rule("load-normal", ("report-load", "normal"), Healthy, &[], load::normal),
    // Signing in.
    rule("same-identity", ("report-logon-reason", "same-identity"), Root, &["s36"], logon::identity),
    rule("cloud-name", ("report-logon-reason", "cloud-account"), Root, &["s33"], logon::cloud),
    rule("trust-broken", ("report-logon-reason", "no-dc"), Root, &["s-secure-channel"], logon::trust),
    rule("channel-failed", ("report-logon-reason", "no-dc"), Fault, &["s-g-netlogon-3210"], logon::channel),
    rule("refused-clock", ("report-logon-reason", "time"), trace::REFUSED_FOR_TIME, &["s-g-ntstatus"], logon::time),
    rule("refused-right", ("report-logon-reason", "right-missing"), trace::REFUSED, &["s-g-4625"], logon::right),
    rule("refused-ntlm", ("report-logon-reason", "ntlm-refused"), trace::REFUSED, &["s-g-4625"], logon::ntlm),
    rule("refused-no-server", ("report-logon-reason", "no-dc"), trace::REFUSED, &["s-g-4625"], logon::no_server),
    rule("refused-account", ("report-logon-reason", "account-state"), trace::REFUSED, &["s-g-4625"], logon::account),
    rule("clock-far-off", ("report-logon-reason", "time"), Weak, &["s-kerberos-clock"], logon::clock),
    rule("no-controller", ("report-logon-reason", "no-dc"), Weak, &["s-g-netlogon-5719"], logon::no_controller),
    rule("no-refusal", ("report-logon-reason", "none"), Healthy, &["s10"], logon::none),
    // Network there.
    rule("own-address-banned", ("report-network", "banned"), Root, &["s-evlwatcher"], network::banned),
    rule(
        "duplicate-address",
        ("report-network", "same-address"),
        trace::SAME_ADDRESS,
        &["s-g-address-conflict"],
        network::same_address,
    ),
    rule("blocking-rule", ("report-network", "blocked"), Fault, &["s6"], network::blocked),
    rule("public-network", ("report-network", "public-profile"), Fault, &["s6"], network::public),
    rule("adapter-reset", ("report-network", "adapter-resets"), Fault, &["s-g-ndis-10400"], network::adapter),
    rule("network-fine", ("report-network", "fine"), Healthy, &["s6"], network::fine),
    // Sleep and updates.
    rule("slept", ("report-power-update", "slept"), trace::SLEPT, &["s-g-wake-107"], power::slept),
    rule("restarted", ("report-power-update", "restarting"), trace::RESTARTED, &["s-g-event-41"], power::restarting),
    rule("no-update-for-a-year", ("report-power-update", "outdated"), Fault, &[], power::outdated),
    rule("restart-pending", ("report-power-update", "restarting"), Weak, &[], power::pending),
    rule("new-update", ("report-power-update", "new-update"), Weak, &[], power::new_update),
    rule("quiet", ("report-power-update", "quiet"), Healthy, &[], power::quiet),
    // One's own computer.
    rule("client-tls-off", ("report-client-faults", "tls-policy"), Root, &["s8"], client::tls_off),
    rule("nla-refused", ("report-client-faults", "no-nla"), Root, &["s28"], comparison::nla_refused),
    rule(
        "restricted-admin",
        ("report-client-faults", "tls-policy"),
        Fault,
        &["s-g-restricted-admin"],
        client::restricted,
    ),
    rule("lookup-waits", ("report-client-faults", "lookup-stall"), Fault, &["s-z-securing-stuck"], client::lookup),
    rule("saved-password", ("report-client-faults", "saved-credentials"), Fault, &["s38", "s-cmdkey"], client::saved),
    rule("odd-file", ("report-client-faults", "odd-file"), Fault, &["s-mstsc"], client::odd_file),
    rule("old-program", ("report-client-faults", "old-build"), Fault, &["s18"], client::old_build),
    rule("only-store-app", ("client-app", "windows-app"), Fault, &["s39"], client::only_store_app),
    rule("file-without-nla", ("report-client-faults", "no-nla"), Fault, &["s28"], client::no_nla),
    rule("no-client-fault", ("report-client-faults", "none"), Healthy, &[], client::no_fault),
    // The way.
    rule("leads-to-itself", ("report-client-path", "own-address"), Root, &["s30"], client::own_address),
    rule("name-elsewhere", ("report-client-path", "name-elsewhere"), Root, &["s1"], comparison::elsewhere),
    rule("wrong-route", ("report-client-path", "wrong-route"), Root, &["s-test-netconnection"], client::wrong_route),
    rule("large-packets", ("report-client-path", "large-stall"), Fault, &["s-pmtud", "s-rfc2923"], client::large),
    rule("ipv6-fails", ("report-client-path", "six-fails"), Fault, &["s-z-ipv6"], client::six),
    rule("packets-lost", ("report-client-path", "loss"), Weak, &["s1"], client::loss),
    rule("way-fine", ("report-client-path", "fine"), Healthy, &["s-test-netconnection"], client::path_fine),
    rule("by-vpn", ("connect-path", "vpn"), Weak, &["s-test-netconnection"], client::by_vpn),
    rule("by-lan", ("connect-path", "lan"), Weak, &["s-test-netconnection"], client::by_lan),
    rule("client-clock-off", ("check-clock", "off"), Fault, &["s-kerberos-clock"], client::clock_off),
    rule("client-clock-right", ("check-clock", "right"), Healthy, &["s-kerberos-clock"], client::clock_right),
    // Both sides.
    rule(
        "other-certificate",
        ("report-certificate-seen", "different"),
        Root,
        &["s20"],
        comparison::different_certificate,
    ),
    rule("certificate-not-seen", ("report-certificate-seen", "none-seen"), Fault, &["s20"], comparison::no_certificate),
    rule("same-certificate", ("report-certificate-seen", "same"), Healthy, &["s20"], comparison::same_certificate),
];

/// What was read and leads to nothing by itself, but tells a person that the right report was taken.
pub(super) fn notes(case: &Case<'_>, understood: &mut Understood) {
    let os = |os: &Option<Os>| {
        let os = os.as_ref()?;
        Some(format!("{} {}", os.caption.as_deref().unwrap_or(""), os.build.as_deref().unwrap_or("")))
    };
    if let Some(host) = case.host {
        understood.note("collectedUtc", host.collected_utc.as_deref().unwrap_or("-"), READ);
        understood.note("elevated", if host.elevated == Some(true) { "true" } else { "false" }, READ);
        understood.note("os", &os(&host.os).unwrap_or_default(), READ);
        for (place, failure) in host.errors.iter().flatten().enumerate() {
            understood.note(format!("errors[{place}]"), failure.look.as_deref().unwrap_or("-"), READ);
        }
    }
    if let Some(client) = case.client {
        understood.note("client.collectedUtc", client.collected_utc.as_deref().unwrap_or("-"), READ);
        understood.note("client.os", &os(&client.os).unwrap_or_default(), READ);
        for (place, failure) in client.errors.iter().flatten().enumerate() {
            understood.note(format!("client.errors[{place}]"), failure.look.as_deref().unwrap_or("-"), READ);
        }
    }
    if let Some(attempt) = case.attempt {
        let known = match attempt.known {
            attempt::Known::Client => "client.events",
            attempt::Known::Said => "attemptUtc",
            attempt::Known::Guessed => "events",
        };
        understood.note(known, &super::moment::printed(attempt.at), READ);
    }
    if let (Some(host), Some(client)) = (case.host, case.client) {
        for (what, value) in comparison::beside(host, client) {
            understood.note(what, &value, READ);
        }
    }
}
