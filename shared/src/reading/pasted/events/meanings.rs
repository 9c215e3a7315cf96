//! What single events say by themselves. Sources and cautions of each stand in `knowledge/events.toml`.

use crate::reading::trace;
use crate::reading::understood::Rank;

/// Where an event of a program can come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The program works only on a computer that is reached.
    Host,
    /// Both computers have it.
    EitherSide,
}

/// What events of a program with certain numbers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) providers: &'static [&'static str],
    pub(super) ids: &'static [u32],
    pub(super) rule: &'static str,
    pub(super) place: Place,
    pub(super) rank: Rank,
    pub(super) found: Option<(&'static str, &'static str)>,
    /// It names a service, and only that of Remote Desktop matters.
    pub(super) service: bool,
    /// It happens every day, and matters only around an attempt.
    pub(super) restart: bool,
}

const MANAGER: &[&str] = &["TerminalServices-RemoteConnectionManager"];
const SCHANNEL: &[&str] = &["Schannel"];

/// Programs that write only where somebody connects to.
pub(super) const HOST_ONLY: [&str; 3] = [
    "RemoteDesktopServices-RdpCoreTS",
    "TerminalServices-RemoteConnectionManager",
    "TerminalServices-LocalSessionManager",
];
/// Programs that write only where somebody connects from.
pub(super) const CLIENT_ONLY: [&str; 1] = ["TerminalServices-ClientActiveXCore"];

const fn of(
    providers: &'static [&'static str],
    ids: &'static [u32],
    rule: &'static str,
    rank: Rank,
    found: (&'static str, &'static str),
) -> Meaning {
    Meaning { providers, ids, rule, place: Place::Host, rank, found: Some(found), service: false, restart: false }
}

const fn either(meaning: Meaning) -> Meaning {
    Meaning { place: Place::EitherSide, ..meaning }
}

const KEY: &str = "report-key-events";
const SERVICES: &str = "report-services";
const CERTIFICATE: &str = "report-certificate";

/// All of them, in the order in which they are shown. The ranks follow the notes of the observations: of several events
/// about the key "36870 counts first, then 1057 or 1058". What a report can say too has one rank in [`trace`].
pub(super) const MEANINGS: [Meaning; 19] = [
    either(of(SCHANNEL, &[36870], "event-key-unusable", Rank::Root, (KEY, "key-unusable"))),
    of(MANAGER, &[1057, 1058], "event-certificate-not-made", Rank::Fault, (KEY, "not-made")),
    either(of(SCHANNEL, &[36871, 36872, 36874, 36888], "event-tls-credential", Rank::Weak, (KEY, "tls-credential"))),
    of(MANAGER, &[1053], "event-certificate-expired", Rank::Fault, (CERTIFICATE, "expired")),
    of(MANAGER, &[1054], "event-certificate-unfit", Rank::Fault, (CERTIFICATE, "unfit")),
    of(MANAGER, &[1055], "event-key-unreadable", Rank::Root, (CERTIFICATE, "no-read")),
    of(MANAGER, &[1051], "event-certificate-not-found", trace::NOT_FOUND, (CERTIFICATE, "not-found")),
    of(MANAGER, &[1050], "event-layers-contradict", Rank::Weak, ("report-settings", "layer-changed")),
    Meaning {
        service: true,
        ..either(of(
            &["Service Control Manager"],
            &[7031, 7034],
            "event-service-crashed",
            Rank::Fault,
            (SERVICES, "crashes"),
        ))
    },
    of(MANAGER, &[1069, 1128, 1130], "event-licence-trouble", trace::LICENCES, (SERVICES, "licence-trouble")),
    of(
        &["TerminalServices-SessionBroker-Client", "TerminalServices-SessionBroker"],
        &[1296, 2056],
        "event-broker-trouble",
        Rank::Fault,
        (SERVICES, "broker-trouble"),
    ),
    either(of(&["NDIS"], &[10400], "event-adapter-resets", Rank::Fault, ("report-network", "adapter-resets"))),
    either(of(&["Tcpip"], &[4199], "event-same-address", trace::SAME_ADDRESS, ("report-network", "same-address"))),
    either(of(
        &["Resource-Exhaustion-Detector"],
        &[2004],
        "event-memory-low",
        Rank::Fault,
        ("report-load", "exhausted"),
    )),
    either(of(&["Tcpip"], &[4227, 4231], "event-ports-used-up", Rank::Fault, ("report-load", "exhausted"))),
    either(of(&["NETLOGON"], &[5719, 3210], "event-no-domain", Rank::Fault, ("report-logon-reason", "no-dc"))),
    either(of(
        &["LSA (LsaSrv)", "LSA", "LsaSrv"],
        &[6167],
        "event-same-identity",
        Rank::Root,
        ("report-logon-reason", "same-identity"),
    )),
    Meaning {
        restart: true,
        ..either(of(&["Kernel-Power"], &[42, 107], "event-slept", trace::SLEPT, ("report-power-update", "slept")))
    },
    Meaning {
        restart: true,
        ..either(of(
            &["Kernel-Power", "EventLog", "User32"],
            &[41, 1074, 6005, 6006, 6008],
            "event-restarted",
            trace::RESTARTED,
            ("report-power-update", "restarting"),
        ))
    },
];
