//! The causes that a report can prove, as changes of a healthy pair, and those that it cannot, with the reason.

use serde_json::{Value, json};

use super::{CORE, MANAGER, Pair, cut, time};

/// Which reports show a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// The host's alone.
    Host,
    /// The client's alone.
    Client,
    /// Both together.
    Both,
}

/// A fault that can be put into a healthy pair.
pub struct Fault {
    /// Id of the cause.
    pub cause: &'static str,
    /// How it shows, in a word or two.
    pub way: &'static str,
    /// Which reports show it.
    pub needs: Needs,
    /// Puts it in.
    pub put: fn(&mut Pair),
}

const fn on_host(cause: &'static str, way: &'static str, put: fn(&mut Pair)) -> Fault {
    Fault { cause, way, needs: Needs::Host, put }
}

const fn on_client(cause: &'static str, way: &'static str, put: fn(&mut Pair)) -> Fault {
    Fault { cause, way, needs: Needs::Client, put }
}

const fn on_both(cause: &'static str, way: &'static str, put: fn(&mut Pair)) -> Fault {
    Fault { cause, way, needs: Needs::Both, put }
}

/// The computer cannot encrypt with itself.
fn self_probe_closed(pair: &mut Pair) {
    let closed = json!({
        "ok": false, "protocol": null, "thumbprint": null, "matchesBound": null, "error": "", "errorKind": "closed", "ms": 12,
    });
    pair.host("/tls/selfProbe", closed).client("/tlsProbe", cut("closed"));
}

fn key_trouble(pair: &mut Pair, event: i64) {
    self_probe_closed(pair);
    pair.cut_by_schannel(36870);
    if event != 36870 {
        pair.log((event, "Microsoft-Windows-TerminalServices-RemoteConnectionManager", "System"), -3_600, &json!({}));
    }
}

/// The port does not answer, so nothing of the attempt is in the host's log.
fn nothing_arrives(pair: &mut Pair) {
    pair.client("/tcp/ok", json!(false)).client("/tcp/ipv4Ok", json!(false)).client("/tlsProbe", cut("refused"));
    nothing_here(pair);
}

fn without_tls12(pair: &mut Pair) {
    let protocols = json!([{"version": "TLS 1.2", "side": "Server", "enabled": 0, "disabledByDefault": 1}]);
    pair.host("/tls/protocols", protocols).cut_by_schannel(36874);
}

fn service(pair: &mut Pair, place: usize, status: &str, start: &str) {
    pair.host(&format!("/services/{place}/status"), json!(status));
    pair.host(&format!("/services/{place}/startType"), json!(start));
}

/// Faults of the host's encryption.
const ENCRYPTION: &[Fault] = &[
    on_host("cert-private-key-unreadable", "rights", |p| {
        key_trouble(p, 36870);
        p.host("/keys/boundKeyFile/networkServiceRead", json!(false));
        p.host("/keys/f686Files/0/networkServiceRead", json!(false));
    }),
    on_host("cert-private-key-unreadable", "event only", |p| {
        key_trouble(p, 36870);
        p.host("/keys", json!(null)).host("/elevated", json!(false));
    }),
    on_host("cert-key-corrupt-or-missing", "no key", |p| {
        key_trouble(p, 1057);
        p.host("/certs/0/hasPrivateKey", json!(false)).host("/keys/f686Files", json!([]));
    }),
    on_host("cert-key-corrupt-or-missing", "no file", |p| {
        key_trouble(p, 36870);
        p.host("/keys/boundKeyFile/exists", json!(false)).host("/keys/f686Files", json!([]));
    }),
    on_host("cert-clone-duplicate", "other GUID", |p| {
        key_trouble(p, 36870);
        p.host("/keys/f686Files/0/suffixMatchesMachineGuid", json!(false));
    }),
    on_host("cert-selfsigned-expired", "not replaced", |p| {
        key_trouble(p, 1058);
        p.host("/certs/0/notAfter", json!("2026-10-31T00:00:00Z")).host("/certs/0/daysLeft", json!(-20));
    }),
    on_host("cert-selfsigned-expired", "quiet", |p| {
        // Both handshakes work: the collector takes any certificate.
        p.arrived().host("/certs/0/notAfter", json!("2026-11-19T23:00:00Z")).host("/certs/0/daysLeft", json!(-1));
    }),
    on_host("cert-stale-after-rename", "not replaced", |p| {
        self_probe_closed(p);
        p.host("/certs/0/nameMatches", json!(false)).cut_by_schannel(36872);
        p.log((1058, "Microsoft-Windows-TerminalServices-RemoteConnectionManager", "System"), -3_600, &json!({}));
    }),
    on_host("cert-stale-after-rename", "key unusable too", |p| {
        key_trouble(p, 1058);
        p.host("/certs/0/nameMatches", json!(false));
    }),
    on_host("cert-wrong-binding", "not in the store", |p| {
        p.host("/rdp/sslHashWmi", json!("00112233445566778899AABBCCDDEEFF00112233"));
        self_probe_closed(p);
        p.cut_by_schannel(36872);
    }),
    on_host("cert-unsuitable", "no server use", |p| {
        p.host("/certs/0/ekuServerAuth", json!(false)).host("/certs/0/selfSigned", json!(false));
        p.cut_by_schannel(36888);
    }),
    on_host("cert-unsuitable", "short key", |p| {
        p.host("/certs/0/keyBits", json!(1024)).cut_by_schannel(36888);
    }),
    on_host("cert-services-stopped", "SessionEnv", |p| {
        service(p, 1, "Stopped", "Disabled");
        self_probe_closed(p);
        p.cut_by_schannel(36872);
    }),
    on_host("tls-version-mismatch", "1.2 off", without_tls12),
    on_both("tls-version-mismatch", "none in common", |p| {
        let off = |v: &str, side: &str| json!({"version": v, "side": side, "enabled": 0, "disabledByDefault": 1});
        let host = json!([off("TLS 1.0", "Server"), off("TLS 1.1", "Server")]);
        p.host("/tls/protocols", host).client("/tls/protocols", json!([off("TLS 1.2", "Client")]));
        p.cut_by_schannel(36874);
    }),
    on_host("tls-cipher-mismatch", "policy", |p| {
        p.host("/tls/cipherPolicy", json!("TLS_RSA_WITH_NULL_SHA256")).cut_by_schannel(36874);
    }),
    on_host("tls-fips-mode", "policy", |p| {
        p.host("/tls/fips", json!(1)).arrived();
        p.log((139, "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS", CORE), 1, &json!({}));
    }),
    on_host("schannel-registry-damaged", "no key", |p| {
        p.host("/tls/schannelKeyExists", json!(false)).cut_by_schannel(36871);
    }),
    on_host("schannel-registry-damaged", "odd values", |p| {
        p.host("/tls/oddValues", json!(3)).cut_by_schannel(36871);
    }),
];

/// Faults of the host's services and settings.
const SERVICES: &[Fault] = &[
    on_host("termservice-crashing", "7031", |p| {
        p.arrived().log((7031, "Service Control Manager", "System"), 1, &json!({"reason": "TermService"}));
    }),
    on_host("termservice-crashing", "module", |p| {
        let more = json!({"reason": "rdpcorets.dll"});
        p.arrived().log((1000, "Application Error", "Application"), 1, &more);
    }),
    on_host("rdp-services-removed", "missing", |p| {
        service(p, 0, "Missing", "");
        p.host("/listener/listen", json!(false)).host("/listener/portOwnerPid", json!(null));
        nothing_arrives(p);
    }),
    on_host("rdp-wrapper", "other file", |p| {
        p.host("/termServiceDll/isDefault", json!(false));
        p.host("/termServiceDll/path", json!("C:\\Program Files\\RDP Wrapper\\rdpwrap.dll"));
        p.host("/thirdParty/rdpWrapper", json!(true));
        nothing_arrives(p);
    }),
    on_host("licence-grace-expired", "1128", |p| {
        let manager = "Microsoft-Windows-TerminalServices-RemoteConnectionManager";
        p.ended_in_session(5).log((1128, manager, "System"), 4, &json!({}));
    }),
    on_host("licence-grace-expired", "days", |p| {
        p.ended_in_session(5).host("/licensing", json!({"rdsh": true, "mode": 5, "graceDaysLeft": 0}));
    }),
    on_host("connection-broker-down", "1296", |p| {
        let channel = "Microsoft-Windows-TerminalServices-SessionBroker-Client/Operational";
        let more = json!({});
        p.ended_in_session(5).log((1296, "Microsoft-Windows-TerminalServices-SessionBroker-Client", channel), 4, &more);
    }),
    on_host("rdp-disabled-policy", "policy", |p| {
        p.host("/rdp/fDenyPolicy", json!(1)).host("/listener/listen", json!(false));
        nothing_arrives(p);
    }),
    on_host("rdp-disabled-policy", "local", |p| {
        p.host("/rdp/fDenyTSConnections", json!(1)).host("/listener/listen", json!(false));
        nothing_arrives(p);
    }),
    on_host("listener-corrupt", "not listening", |p| {
        p.host("/listener/listen", json!(false)).host("/listener/portOwnerPid", json!(null));
        nothing_arrives(p);
    }),
    on_host("wrong-service-on-port", "owner", |p| {
        // The port answers, for the computer itself too, but not as Remote Desktop does.
        p.host("/listener/portOwnerIsTermService", json!(false));
        self_probe_closed(p);
        nothing_here(p);
    }),
    on_host("security-layer-misconfig", "layer 0", |p| {
        // Without TLS the computer cannot do a handshake with itself either.
        self_probe_closed(p);
        p.host("/rdp/securityLayer", json!(0)).arrived();
    }),
    on_host("security-layer-misconfig", "policy over local", |p| {
        self_probe_closed(p);
        p.host("/rdp/securityLayerPolicy", json!(0)).arrived();
    }),
    on_host("connection-limit-reached", "one", |p| {
        p.host("/rdp/maxInstanceCount", json!(1)).arrived();
    }),
    on_host("bruteforce-attack-overload", "flood", |p| {
        p.host("/eventCounts24h/4625", json!(18_400)).arrived();
    }),
    on_host("host-resource-exhaustion", "2004", |p| {
        p.host("/resources/memFreeMB", json!(80)).arrived();
        let provider = "Microsoft-Windows-Resource-Exhaustion-Detector";
        p.log((2004, provider, "System"), -60, &json!({}));
    }),
    on_host("host-resource-exhaustion", "disk", |p| {
        p.host("/resources/sysDriveFreeGB", json!(0.1)).ended_in_session(9);
    }),
];

/// Faults of signing in.
const SIGN_IN: &[Fault] = &[
    on_host("account-restriction", "locked", |p| {
        p.refused("0xC0000234", "domain");
    }),
    on_host("account-restriction", "disabled", |p| {
        p.refused("0xC0000072", "domain");
    }),
    on_host("logon-right-missing", "right", |p| {
        p.refused("0xC000015B", "domain");
    }),
    on_host("ntlm-blocked", "blocked", |p| {
        p.refused("0xC0000418", "domain");
    }),
    on_host("ntlm-blocked", "binding", |p| {
        p.refused("0xC000035B", "domain");
    }),
    on_host("clock-skew-kerberos", "status", |p| {
        p.refused("0xC0000133", "domain").host("/time/offsetSec", json!(840.0));
    }),
    on_host("dc-unreachable-nla", "channel", |p| {
        p.arrived().host("/authPolicy/secureChannelOk", json!(false));
        p.log((140, "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS", CORE), 3, &json!({}));
        p.log((5719, "NETLOGON", "System"), -600, &json!({}));
    }),
    on_host("duplicate-sid-hardening", "6167", |p| {
        p.arrived().log((140, "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS", CORE), 3, &json!({}));
        p.log((6167, "LsaSrv", "System"), 3, &json!({}));
    }),
    on_host("entra-joined-auth", "form", |p| {
        p.host("/os/entraJoined", json!(true)).host("/os/partOfDomain", json!(false)).refused("0xC000006A", "upn");
    }),
    on_both("stale-saved-credentials", "saved", |p| {
        p.refused("0xC000006A", "domain").client("/creds/termsrvEntries", json!(1));
    }),
];

/// Faults of the host's network, sleep and updates.
const AROUND: &[Fault] = &[
    on_host("fw-profile-public", "rules", |p| {
        p.host("/firewall/networkCategory/0/category", json!("Public"));
        p.host("/firewall/rdpRules/0/profile", json!("Domain, Private"));
        p.host("/firewall/rdpRules/1/profile", json!("Domain, Private"));
        nothing_arrives(p);
    }),
    on_host("fw-port-blocked", "rule", |p| {
        p.host("/firewall/blockRulesFor3389", json!(1));
        nothing_arrives(p);
    }),
    on_both("bruteforce-lockout-tool", "banned", |p| {
        let own = p.client["addresses"][0].clone();
        let rule = json!([{
            "name": "IPBan_Block_0", "enabled": true, "profile": "Any", "direction": "Inbound", "action": "Block",
            "remoteAddress": ["203.0.113.7", own],
        }]);
        p.host("/firewall/blockRules", rule);
        nothing_arrives(p);
    }),
    on_host("duplicate-ip", "4199", |p| {
        p.arrived().log((4199, "Tcpip", "System"), -30, &json!({}));
    }),
    on_host("host-sleep-power", "42", |p| {
        p.ended_in_session(60).log((42, "Microsoft-Windows-Kernel-Power", "System"), 58, &json!({}));
    }),
    on_host("host-restarting-updating", "1074", |p| {
        p.log((1074, "User32", "System"), -40, &json!({})).log((6006, "EventLog", "System"), -20, &json!({}));
    }),
    on_host("host-restarting-updating", "pending", |p| {
        p.host("/updates/pendingReboot", json!(true)).arrived();
    }),
    on_host("windows-update-regression", "new", |p| {
        p.host("/updates/last10/0/installedOn", json!("2026-11-18T00:00:00Z")).ended_in_session(4);
    }),
    on_host("credssp-oracle", "outdated", |p| {
        p.host("/updates/last10/0/installedOn", json!("2024-02-14T00:00:00Z")).arrived();
    }),
];

/// Faults of the client and of the way.
const CLIENT: &[Fault] = &[
    on_client("client-security-policy", "TLS", |p| {
        let off = json!([{"version": "TLS 1.2", "side": "Client", "enabled": 0, "disabledByDefault": 1}]);
        p.client("/tls/protocols", off).client("/tlsProbe", cut("alert"));
    }),
    on_client("client-revocation-lookup-stall", "port 80", |p| {
        p.client("/lookups/synSent80", json!(2));
    }),
    on_client("rdp-file-or-cache", "layer", |p| {
        p.client("/rdpFile/negotiateSecurityLayer", json!(0));
    }),
    on_client("client-outdated", "6.3", |p| {
        p.client("/mstsc/fileVersion", json!("6.3.9600.17415"));
    }),
    on_client("client-app-retired", "Store only", |p| {
        p.client("/mstsc/uninstalled", json!(true)).client("/mstsc/storeRemoteDesktop", json!(true));
        p.client("/mstsc/fileVersion", json!(null));
    }),
    on_client("nla-mismatch", "file", |p| {
        p.client("/rdpFile/enableCredSsp", json!(0));
    }),
    on_client("net-packet-loss", "lost", |p| {
        p.client("/path/lossPct", json!(12.0)).client("/path/rttMaxMs", json!(900.0));
    }),
    on_client("net-packet-loss", "late", |p| {
        p.client("/path/lossPct", json!(2.0)).client("/path/rttMaxMs", json!(2_400.0));
    }),
    on_client("mtu-blackhole", "1372", |p| {
        p.client("/path/mtuProbe", json!(1_372))
            .client("/path/mtuStall", json!(true))
            .client("/tlsProbe", cut("timeout"));
        p.client("/target/routeIsVpn", json!(true));
    }),
    on_client("vpn-split-tunnel-route", "beside the VPN", |p| {
        p.client("/vpn", json!([{"name": "vpn", "status": "Connected", "mtu": 1400}]));
    }),
    on_client("ipv6-path-broken", "six", |p| {
        p.client("/tcp/ipv6Ok", json!(false));
    }),
    on_client("client-self-loopback", "own name", |p| {
        p.client("/target/isSelf", json!(true)).client("/target/onLink", json!(true));
    }),
    on_both("dns-wrong-host", "address", |p| {
        p.client("/target/resolved/0/ip", json!("10.1.2.3"));
        p.client("/tlsProbe/thumbprint", json!("FFEEDDCCBBAA99887766554433221100FFEEDDCC"));
        nothing_here(p);
    }),
    on_both("tls-interception", "thumbprint", |p| {
        p.cut_by_schannel(36887);
        let probe = json!({"ok": true, "thumbprint": "0123456789ABCDEF0123456789ABCDEF01234567"});
        p.client("/tlsProbe", probe);
    }),
    on_both("dpi-ips-reset", "cut on the way", |p| {
        p.arrived().client("/tlsProbe", cut("closed"));
    }),
];

/// Nothing of the attempt is in the host's log, since it went elsewhere.
fn nothing_here(pair: &mut Pair) {
    pair.host("/eventCounts24h/131", json!(0));
}

/// All of them.
pub static FAULTS: &[&[Fault]] = &[ENCRYPTION, SERVICES, SIGN_IN, AROUND, CLIENT];

/// Causes that no report proves, with the reason.
pub static UNPROVABLE: &[(&str, &str)] = &[
    ("av-third-party-blocks", "the log of the product is not read: every product has its own"),
    ("avd-path", "the way to a cloud service is not on either computer"),
    ("cert-trust-prompt-reset", "the certificate question is answered by a person and leaves no trace"),
    ("cert-untrusted-by-strict-client", "the client is not Microsoft's, so the collector does not run where it shows"),
    ("client-pinned-cert-changed", "the pinned certificate is kept by a client that is not Microsoft's"),
    ("client-redirection-device", "which device broke the session is seen only by leaving it out"),
    ("client-third-party", "the client is not Microsoft's, so the collector does not see it"),
    ("connection-broker-redirect", "its events are those of a broker that is down; the address is set in the pool"),
    ("gateway-cert", "the gateway has no collector"),
    ("gateway-policy-auth", "the gateway has no collector"),
    ("gateway-timeout-bug", "the gateway has no collector"),
    ("host-home-edition", "a Home edition shows as missing services or another file; its own causes say more"),
    ("licence-client-cache", "the licence store of the client is not read: its values are no fault by themselves"),
    ("licence-host-cert-corrupt", "its events are those of licences in general"),
    ("logon-screen-timeout", "how long a person waited is not in a log"),
    ("nat-idle-timeout", "an idle connection leaves no trace until it is used; the browser's check holds one"),
    ("net-slow-vpn", "a slow way and a lossy one look alike from here; the browser's check tells them apart"),
    ("nic-power-saving", "its reset is event 10400, as that of a faulty driver of a virtual adapter"),
    ("path-alters-stream", "what is altered on the way arrives as an error like others"),
    ("restricted-admin-rcg", "its policy is one of several of the client that limit signing in"),
    ("samr-restricted", "the status is that of a missing right"),
    ("session-init-crash", "the session ends, as after many other causes"),
    ("third-party-rdp-server", "the host is not Windows, so the collector does not run there"),
    ("transient-unknown", "it is what nothing else explains"),
    ("tunnel-forwarder-closes", "a forwarder's far end is on another machine"),
    ("udp-transport-broken", "UDP begins in the session, where the collector is not"),
    ("virtual-nic-driver-fault", "its reset is event 10400, as that of an adapter that saves power"),
    ("vpn-cert-validation", "the VPN's own service is not read"),
    ("vpn-tunnel-drop", "a tunnel that is up again looks like one that never fell"),
];

/// Changes a pair of reports.
pub(super) type Change = fn(&mut Pair);

/// Computers with nothing wrong that carry what is often taken for a fault.
pub static HARMLESS: &[(&str, Change)] = &[
    ("plain", |_| {}),
    ("arrived", |p| {
        p.arrived();
    }),
    ("worked", |p| {
        // The attempt worked: the session began, and the client knows of no 0x904.
        let manager = "Microsoft-Windows-TerminalServices-RemoteConnectionManager";
        p.arrived().log((1149, manager, MANAGER), 2, &json!({})).client("/lastDisconnectReason", json!(1));
        p.client("/events", json!([]));
    }),
    ("noise of Schannel", |p| {
        p.arrived().log((36871, "Schannel", "System"), -40_000, &json!({}));
        p.log((36887, "Schannel", "System"), -50_000, &json!({}));
    }),
    ("sleep last night", |p| {
        p.arrived().log((42, "Microsoft-Windows-Kernel-Power", "System"), -36_000, &json!({}));
    }),
    ("mistyped password yesterday", |p| {
        let more = json!({"subStatus": "0xC000006A", "account": "domain"});
        p.arrived().log((4625, "Microsoft-Windows-Security-Auditing", "Security"), -70_000, &more);
    }),
    ("saved password that works", |p| {
        p.arrived().client("/creds/termsrvEntries", json!(3));
    }),
    ("sign-in in advance off on purpose", |p| {
        p.arrived().host("/rdp/userAuthentication", json!(0));
    }),
    ("port 3390, known to the client", |p| {
        p.arrived().host("/listener/port", json!(3390)).client("/tcp/port", json!(3390));
    }),
    ("strict ciphers", |p| {
        p.arrived().host("/tls/cipherPolicy", json!("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"));
    }),
    ("FIPS", |p| {
        p.arrived().host("/tls/fips", json!(1));
    }),
    ("many guesses turned away", |p| {
        p.arrived().host("/eventCounts24h/4625", json!(640));
    }),
    ("update of last week", |p| {
        p.arrived().host("/updates/last10/0/installedOn", json!(time(super::ATTEMPT - 7 * 86_400)));
    }),
    ("not elevated", |p| {
        let security = json!({"channel": "Security", "ok": false});
        p.arrived().host("/elevated", Value::Bool(false)).host("/keys", json!(null)).host("/logs/2", security);
    }),
    ("ping turned away", |p| {
        p.arrived().client("/path/lossPct", json!(100.0));
    }),
    ("VPN beside a home printer", |p| {
        p.arrived().client("/vpn", json!([{"name": "vpn", "status": "Connected", "mtu": 1400}]));
        p.client("/target/routeIsVpn", json!(true)).client("/path/mtuProbe", json!(1_400));
    }),
];
