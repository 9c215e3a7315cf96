//! Reports as the collector writes them, made from a seed: a healthy pair of computers, and one fault put into it.
//!
//! They judge the reader of reports (`diagnosis::reading::report`): whatever a report can prove must come out on top, and
//! nothing may be called certain where nothing is wrong.

use diagnosis::reading::report::SCHEMA;
use serde_json::{Value, json};

use crate::dice::Dice;

pub use faults::{FAULTS, Fault, HARMLESS, Needs, UNPROVABLE};

mod faults;

/// When the attempt was: 2026-11-20 09:30:00 UTC, in seconds since 1970.
pub const ATTEMPT: i64 = 1_795_167_000;
/// The reports are taken this many seconds later.
const COLLECTED: i64 = 1_800;
const DAY: i64 = 86_400;

/// The reports of one case.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The report of the other computer.
    pub host: Value,
    /// The report of the computer one connects from.
    pub client: Value,
}

impl Pair {
    /// Sets a field of the host's report.
    pub fn host(&mut self, pointer: &str, value: Value) -> &mut Self {
        set(&mut self.host, pointer, value);
        self
    }

    /// Sets a field of the client's report.
    pub fn client(&mut self, pointer: &str, value: Value) -> &mut Self {
        set(&mut self.client, pointer, value);
        self
    }

    /// Adds an entry to the host's log, so many seconds after the attempt, with further fields.
    pub fn log(&mut self, (id, provider, channel): (i64, &str, &str), after: i64, more: &Value) -> &mut Self {
        let mut event = json!({
            "id": id, "provider": provider, "channel": channel, "utc": time(ATTEMPT + after), "level": 2,
            "status": null, "subStatus": null, "reason": null, "account": null, "text": "",
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            event[name] = value.clone();
        }
        if let Some(events) = self.host["events"].as_array_mut() {
            events.push(event);
        }
        self
    }

    /// The attempt arrived.
    pub fn arrived(&mut self) -> &mut Self {
        self.log((131, "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS", CORE), 0, &json!({"level": 4})).log(
            (261, "Microsoft-Windows-TerminalServices-RemoteConnectionManager", MANAGER),
            0,
            &json!({"level": 4}),
        )
    }

    /// The handshake ended with an entry of Schannel.
    pub fn cut_by_schannel(&mut self, id: i64) -> &mut Self {
        self.arrived().log((id, "Schannel", "System"), 1, &json!({}));
        self.client("/tlsProbe", cut("closed"))
    }

    /// The sign-in was refused with a status.
    pub fn refused(&mut self, status: &str, account: &str) -> &mut Self {
        let more = json!({"status": "0xC000006D", "subStatus": status, "account": account});
        self.arrived().log((4625, "Microsoft-Windows-Security-Auditing", "Security"), 3, &more)
    }

    /// The session began and ended.
    pub fn ended_in_session(&mut self, after: i64) -> &mut Self {
        let manager = "Microsoft-Windows-TerminalServices-RemoteConnectionManager";
        let session = "Microsoft-Windows-TerminalServices-LocalSessionManager";
        self.arrived()
            .log((1149, manager, MANAGER), 2, &json!({"level": 4}))
            .log((21, session, SESSION), 3, &json!({"level": 4}))
            .log((24, session, SESSION), after, &json!({"level": 4}))
    }
}

const CORE: &str = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational";
const MANAGER: &str = "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational";
const SESSION: &str = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";

/// A handshake that was cut off.
fn cut(kind: &str) -> Value {
    json!({
        "x224Selected": null, "negFailure": null, "ok": false, "protocol": null, "thumbprint": null, "subject": null,
        "issuer": null, "notAfter": null, "closedAfterMs": 90, "error": "", "errorKind": kind,
    })
}

fn set(value: &mut Value, pointer: &str, new: Value) {
    if let Some(place) = value.pointer_mut(pointer) {
        *place = new;
    } else if let Some((above, name)) = pointer.rsplit_once('/')
        && let Some(object) = value.pointer_mut(above)
    {
        object[name] = new;
    }
}

/// A time as the collector writes it.
pub fn time(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    let mut year = 1970;
    let mut left = days;
    let leap = |y: i64| (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    while left >= 365 + i64::from(leap(year)) {
        left -= 365 + i64::from(leap(year));
        year += 1;
    }
    let lengths = [31, 28 + i64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while left >= lengths[month] {
        left -= lengths[month];
        month += 1;
    }
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", month + 1, left + 1)
}

fn hex(dice: &mut Dice, digits: usize) -> String {
    (0..digits).map(|_| char::from(b"0123456789ABCDEF"[dice.below(16)])).collect()
}

/// Two healthy computers whose attempt failed for a reason that neither shows: what arrived was cut.
pub fn healthy(seed: u64) -> Pair {
    let mut dice = Dice::new(seed);
    let thumbprint = hex(&mut dice, 40);
    let address = format!("10.{}.{}.{}", dice.below(200), dice.below(200), 2 + dice.below(200));
    let host = host(&mut dice, &thumbprint, &address);
    let client = client(&mut dice, &thumbprint, &address);
    Pair { host, client }
}

fn host(dice: &mut Dice, thumbprint: &str, address: &str) -> Value {
    let server = dice.below(2) == 1;
    let collected = time(ATTEMPT + COLLECTED);
    let since = |days: usize| time(ATTEMPT - days as i64 * DAY);
    let service = |name: &str, pid: i64| json!({"name": name, "status": "Running", "startType": "Manual", "pid": pid, "exitCode": 0});
    let log = |channel: &str| json!({"channel": channel, "ok": true});
    let mut host = json!({
        "schema": SCHEMA, "collector": "1.0.0", "role": "host", "collectedUtc": collected, "elevated": true,
        "attemptUtc": null, "hashed": {"names": false, "saltId": null}, "errors": [],
        "os": {
            "caption": if server { "Microsoft Windows Server 2022 Standard" } else { "Microsoft Windows 11 Pro" },
            "edition": if server { "ServerStandard" } else { "Professional" },
            "build": if server { "20348" } else { "26100" }, "ubr": 4000 + dice.below(900),
            "installUtc": since(400), "lastBootUtc": since(2 + dice.below(20)), "uptimeHours": 60.5,
            "domainRole": if server { 3 } else { 1 }, "partOfDomain": true, "entraJoined": false,
        },
        "name": {"computer": "HOST-17", "fqdn": "host-17.example.org", "machineGuid": hex(dice, 16), "machineSid": hex(dice, 16)},
        "termServiceDll": {
            "path": "%SystemRoot%\\System32\\termsrv.dll", "fileVersion": "10.0.26100.1", "isDefault": true, "signed": "Valid",
        },
        "listener": {
            "qwinsta": "rdp-tcp 65536 Listen", "listen": true, "port": 3389, "portOwnerPid": 1200,
            "portOwnerIsTermService": true, "udpListening": true,
        },
        "licensing": {"rdsh": false, "mode": null, "graceDaysLeft": null},
        "thirdParty": {"rdpWrapper": false, "banTools": [], "remoteTools": [], "vpnClients": [], "av": []},
        "events": [],
        "eventCounts24h": {"4625": dice.below(12), "131": 1 + dice.below(9), "140": 0, "36870": 0, "36871": 0},
    });
    let names =
        ["TermService", "SessionEnv", "UmRdpService", "KeyIso", "CryptSvc", "CertPropSvc", "Netlogon", "W32Time"];
    host["services"] = names.iter().zip(1200..).map(|(name, pid)| service(name, pid)).collect();
    let channels = ["System", "Application", "Security", CORE, MANAGER, SESSION];
    host["logs"] = channels.iter().map(|channel| log(channel)).collect();
    host["rdp"] = json!({
        "fDenyTSConnections": 0, "fDenyPolicy": null, "fEnableWinStation": 1, "securityLayer": 2,
        "securityLayerPolicy": null, "userAuthentication": 1, "userAuthenticationPolicy": null, "minEncryptionLevel": 3,
        "fAllowSecProtocolNegotiation": 1, "maxInstanceCount": 4_294_967_295_u32, "selectTransport": null,
        "keepAliveEnable": null, "keepAliveInterval": null, "selfSignedCertStore": "Remote Desktop",
        "sslHashRegistry": null, "sslHashWmi": thumbprint,
    });
    host["certs"] = json!([{
        "store": "Remote Desktop", "thumbprint": thumbprint, "subject": "CN=host-17.example.org", "dnsNames": [],
        "issuer": "CN=host-17.example.org", "selfSigned": true, "nameMatches": true, "notBefore": since(60),
        "notAfter": time(ATTEMPT + 120 * DAY), "daysLeft": 119, "hasPrivateKey": true, "keyAlg": "RSA", "keyBits": 2048,
        "sigAlg": "sha256RSA", "provider": "Microsoft Enhanced Cryptographic Provider v1.0", "ekuServerAuth": true, "bound": true,
    }]);
    host["keys"] = json!({
        "f686Files": [{
            "name": "f686aace6942fb7f7ceb231212eef4a4_", "suffixMatchesMachineGuid": true, "lengthBytes": 2315,
            "aclSddl": "", "owner": "S-1-5-18", "systemFull": true, "networkServiceRead": true,
        }],
        "folderSddl": "", "folderDefault": true,
        "boundKeyFile": {"path": "MachineKeys", "exists": true, "aclSddl": null, "networkServiceRead": true},
    });
    host["tls"] = json!({
        "schannelKeyExists": true, "oddValues": 0,
        // That old versions are off is usual, and must not be taken for a fault.
        "protocols": [{"version": "TLS 1.0", "side": "Server", "enabled": 0, "disabledByDefault": 1}],
        "cipherSuites": ["TLS_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"], "cipherPolicy": null, "fips": 0,
        "selfProbe": {
            "ok": true, "protocol": "Tls12", "thumbprint": thumbprint, "matchesBound": true, "error": null,
            "errorKind": null, "ms": 20 + dice.below(40),
        },
    });
    surroundings(&mut host, dice, address, &collected);
    host
}

/// Firewall, policies, clock, load, updates and network of the other computer.
fn surroundings(host: &mut Value, dice: &mut Dice, address: &str, collected: &str) {
    let since = |days: usize| time(ATTEMPT - days as i64 * DAY);
    let rule = |name: &str| {
        json!({
            "name": name, "enabled": true, "profile": "Any", "direction": "Inbound", "action": "Allow", "remoteAddress": ["Any"],
        })
    };
    host["firewall"] = json!({
        "profiles": [{"name": "Domain", "enabled": true}, {"name": "Public", "enabled": true}],
        "networkCategory": [{"alias": "Ethernet", "category": "DomainAuthenticated"}],
        "rdpRules": [rule("RemoteDesktop-UserMode-In-TCP"), rule("RemoteDesktop-UserMode-In-UDP")],
        "blockRulesFor3389": 0, "blockRules": [], "securityProducts": [],
    });
    host["authPolicy"] = json!({
        "lmCompatibilityLevel": null, "restrictReceivingNtlm": null, "restrictSendingNtlm": null,
        "allowEncryptionOracle": null, "disableDomainCreds": null, "disableRestrictedAdmin": null,
        "limitBlankPasswordUse": 1, "secureChannelOk": true, "rduMembersCount": dice.below(5),
    });
    host["time"] = json!({"source": "NTP", "offsetSec": dice.even(), "lastSyncUtc": collected});
    host["resources"] = json!({
        "cpuPct": 5 + dice.below(40), "memFreeMB": 3000 + dice.below(9000), "memTotalMB": 16_384, "commitPct": 40.5,
        "sysDriveFreeGB": 60.25, "tcpEstablished": 40, "tcpTimeWait": 12, "rdpConnections": 1, "sessions": [],
    });
    host["updates"] = json!({
        "last10": [{"kb": "KB5068222", "installedOn": since(20 + dice.below(40))}], "pendingReboot": false,
    });
    host["network"] = json!({
        "adapters": [{
            "alias": "Ethernet", "status": "Up", "linkMbps": 1000, "mtu": 1500, "driverDate": "2025-02-01", "allowPowerOff": false,
        }],
        "vpnAdapters": 0, "ipv4": [address], "ipv6": [], "proxy": null,
    });
}

fn client(dice: &mut Dice, thumbprint: &str, address: &str) -> Value {
    let collected = time(ATTEMPT + COLLECTED);
    let own = format!("10.250.{}.{}", dice.below(200), 2 + dice.below(200));
    let event = |id: i64, after: i64, reason: Value| {
        json!({
            "id": id, "provider": "Microsoft-Windows-TerminalServices-ClientActiveXCore",
            "channel": "Microsoft-Windows-TerminalServices-RDPClient/Operational", "utc": time(ATTEMPT + after),
            "level": 4, "reason": reason, "text": "",
        })
    };
    let trip = 8 + dice.below(30);
    json!({
        "schema": SCHEMA, "collector": "1.0.0", "role": "client", "collectedUtc": collected, "errors": [],
        "hashed": {"names": false, "saltId": null},
        "os": {"caption": "Microsoft Windows 11 Pro", "edition": "Professional", "build": "26100"},
        "mstsc": {
            "fileVersion": "10.0.26100.4000", "uninstalled": false, "storeRemoteDesktop": false, "windowsApp": null, "errorText": null,
        },
        "target": {
            "input": "host-17", "resolved": [{"ip": address, "family": 4, "private": true}], "resolverServers": [],
            "routeInterface": "Ethernet", "routeIsVpn": false, "onLink": false, "isSelf": false,
        },
        "tcp": {
            "port": 3389, "ok": true, "ms": trip, "remoteAddress": address, "localAddress": own, "ipv4Ok": true, "ipv6Ok": null,
        },
        "tlsProbe": {
            "x224Selected": 2, "negFailure": null, "ok": true, "protocol": "Tls12", "thumbprint": thumbprint,
            "subject": "CN=host-17.example.org", "issuer": "CN=host-17.example.org", "notAfter": null,
            "closedAfterMs": null, "error": null, "errorKind": null,
        },
        "tls": {"schannelKeyExists": true, "oddValues": 0, "protocols": []},
        "path": {
            "sent": 50, "lossPct": 0.0, "rttMinMs": trip, "rttAvgMs": trip + 2, "rttMaxMs": trip + 30, "jitterMs": 1.5,
            "mtuProbe": 1500, "mtuStall": false, "hops": 3,
        },
        "lookups": {"synSent80": 0}, "wifi": {"signalPct": null, "band": null}, "vpn": [],
        "policy": {
            "fClientDisableUDP": null, "allowEncryptionOracle": null, "authenticationLevel": null,
            "restrictedRemoteAdministration": null,
        },
        "creds": {"termsrvEntries": dice.below(2)},
        "rdpFile": {
            "gatewayUsageMethod": 4, "gatewayHost": null, "enableRdsAadAuth": 0, "negotiateSecurityLayer": 1,
            "enableCredSsp": 1, "redirections": [],
        },
        "addresses": [own], "time": {"offsetSec": dice.even()},
        "logs": [{"channel": "Microsoft-Windows-TerminalServices-RDPClient/Operational", "ok": true}],
        "events": [event(1024, 0, json!(null)), event(1026, 4, json!("2308"))], "lastDisconnectReason": 2308,
    })
}

#[cfg(test)]
mod tests;
