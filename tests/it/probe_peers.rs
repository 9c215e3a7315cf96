//! The probe against real servers, xrdp and FreeRDP's, with the expectations of `tests/cases/probe-peers.toml`, and through
//! real firewalls, with those of `tests/cases/probe-firewalls.toml`. Without the packages the tests say how to install them and
//! pass; with `CI=true` they fail.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use serde::Deserialize;
use server::probe::{Answer, Options, Report, Target, probe};
use toml::{Table, Value};

use causes::first_cause;
use firewalls::Firewall;
use scripts::{Peer, Script};
use servers::{Shadow, missing, shadow, xrdp};

#[path = "../../server/tests/it/probe/causes.rs"]
mod causes;
mod command;
mod faults;
mod firewalls;
mod servers;
mod speed;
mod tools;
// Peers that follow a script; the tests of the server hold what is said of each.
#[path = "../../server/tests/it/probe/peers.rs"]
#[allow(dead_code, reason = "the tests of the server use all of it")]
mod scripts;

/// The name for which certificates are made.
pub(crate) const NAME: &str = "lab-pc01.corp.example";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Peers {
    peer: Vec<Expected>,
}

/// A server and what is said of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    name: String,
    /// Settings of xrdp.
    xrdp: Option<Table>,
    /// Arguments of FreeRDP's server.
    shadow: Option<Vec<String>>,
    /// What a server that speaks TLS from the first byte, and nothing of Remote Desktop, answers in TLS.
    tls_at_once: Option<String>,
    /// What stands before a server that is well.
    firewall: Option<Firewall>,
    #[serde(default)]
    certificate: Certificate,
    /// A phase, and how it ends.
    phase: String,
    outcome: String,
    verdict: String,
    /// The version of TLS; any if there is none here.
    tls: Option<String>,
    findings: Vec<String>,
    selected: Option<u32>,
    #[serde(default)]
    tells_its_name: bool,
    /// The cause that the engine puts first, from this look alone. A look that finds no fault names none.
    cause: Option<String>,
}

/// What certificate a server has.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Certificate {
    #[default]
    Good,
    Expired,
    OtherName,
    OtherKey,
    NoKey,
    /// The key is there, and the server may not read it.
    LockedKey,
    /// One with so many names that it does not fit into one packet.
    ManyNames,
}

/// The rows of a file, of which there are at least so many.
fn table(file: &str, least: usize) -> Vec<Expected> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(file);
    let table: Peers = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(table.peer.len() >= least, "rows of {file} are missing");
    table.peer
}

fn servers() -> Vec<Expected> {
    table("probe-peers.toml", 17)
}

/// The word of a value in JSON.
fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap();
    value.as_str().or_else(|| value["kind"].as_str()).unwrap().to_string()
}

async fn look(port: u16, name: &str) -> Report {
    probe(here(port, name), Options::default()).await
}

/// A server of this computer.
fn here(port: u16, name: &str) -> Target {
    Target { name: name.to_string(), addresses: vec![IpAddr::V4(Ipv4Addr::LOCALHOST)], port }
}

/// What differs from the expectation.
fn differences(expected: &Expected, report: &Report) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut compare = |what: &str, found: String, wanted: String| {
        if found != wanted {
            wrong.push(format!("{what} is {found}, not {wanted}"));
        }
    };
    let phase = report.phases.iter().rev().find(|phase| word(&phase.phase) == expected.phase);
    compare("the outcome", phase.map_or("none".to_string(), |phase| word(&phase.outcome)), expected.outcome.clone());
    compare("the verdict", word(&report.verdict), expected.verdict.clone());
    if let Some(version) = &expected.tls {
        compare("TLS", report.tls.as_ref().map_or(String::new(), |tls| tls.version.clone()), version.clone());
    }
    let findings: Vec<String> = report.findings().iter().map(|f| format!("{}={}", f.observation, f.outcome)).collect();
    compare("the evidence", findings.join(" "), expected.findings.join(" "));
    let selected = match report.answer {
        Some(Answer::Selected { protocol, .. }) => Some(protocol),
        _ => None,
    };
    compare("the choice", format!("{selected:?}"), format!("{:?}", expected.selected));
    let named = report.host.as_ref().is_some_and(|host| host.computer.is_some());
    compare("its own name", named.to_string(), expected.tells_its_name.to_string());
    if let Some(cause) = &expected.cause {
        compare("the first cause", first_cause(report), cause.clone());
    }
    wrong
}

/// What is wrong with a report, in one text.
fn judge(expected: &Expected, report: &Report) -> Option<String> {
    let wrong = differences(expected, report);
    let shown = || format!("{}: {}\n    {:?}", expected.name, wrong.join("; "), report.phases);
    (!wrong.is_empty()).then(shown)
}

#[tokio::test]
async fn each_xrdp_is_seen_as_it_is_set() {
    if missing(&["xrdp"]) {
        return;
    }
    let mut wrong = Vec::new();
    for expected in servers() {
        let Some(settings) = &expected.xrdp else { continue };
        let settings: Vec<(&str, &str)> =
            settings.iter().map(|(key, value)| (key.as_str(), value.as_str().unwrap())).collect();
        let server = xrdp(&expected.name, &settings, expected.certificate);
        wrong.extend(judge(&expected, &look(server.port, NAME).await));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn each_freerdp_is_seen_as_it_is_set() {
    if missing(&["freerdp-shadow-cli", "winpr-hash", "Xvfb"]) {
        return;
    }
    let display = Shadow::display();
    let mut wrong = Vec::new();
    for expected in servers() {
        let Some(arguments) = &expected.shadow else { continue };
        let server = shadow(&display, &expected.name, arguments);
        // It makes its own certificate with the name of this machine, so it is asked for by its address.
        wrong.extend(judge(&expected, &look(server.port, "127.0.0.1").await));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_server_of_tls_is_no_remote_desktop() {
    let mut wrong = Vec::new();
    for expected in servers() {
        let Some(answer) = &expected.tls_at_once else { continue };
        // A script lives as long as the program.
        let server = Peer::start(Script::Gateway(answer.clone().leak())).await;
        wrong.extend(judge(&expected, &look(server.address.port(), NAME).await));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Old and new handshakes, and everything between, leave a server that still answers.
#[tokio::test]
async fn a_deep_look_at_xrdp_ends_well() {
    if missing(&["xrdp"]) {
        return;
    }
    let server = xrdp("deep", &[("security_layer", "tls")], Certificate::Good);
    let report = probe(here(server.port, NAME), Options { deep: true, ..Options::default() }).await;
    let answers: Vec<(u32, String)> =
        report.other_requests.iter().map(|other| (other.protocols, word(&other.outcome))).collect();
    let expected = [(0, "failure"), (1, "fine"), (2, "failure"), (4, "failure"), (0x10, "dismissed")];
    assert_eq!(answers, expected.map(|(protocols, outcome)| (protocols, outcome.to_string())));
    assert_eq!(word(&look(server.port, NAME).await.verdict), "all-well");
}

#[test]
fn every_row_names_one_server_and_every_fault_its_first_cause() {
    for expected in servers().into_iter().chain(firewalls::table()) {
        let Expected { name, xrdp, shadow, tls_at_once, firewall, verdict, cause, .. } = &expected;
        let kinds = [xrdp.is_some(), shadow.is_some(), tls_at_once.is_some(), firewall.is_some()];
        assert_eq!(kinds.iter().filter(|named| **named).count(), 1, "{name}");
        let texts = xrdp.iter().flat_map(Table::values).all(Value::is_str);
        assert!(texts, "{name}: settings of xrdp are texts");
        assert_eq!(verdict != "all-well", cause.is_some(), "{name}: a fault has a first cause");
    }
}
