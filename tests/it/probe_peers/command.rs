//! The command sees what the library sees, on the same servers in the same run. `cargo xtask windows` has the program for
//! Windows looked at in place of the command.

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use server::cli::probe::{ProbeOptions, run};
use server::now;
use server::probe::Report;

use super::faults::FAULTS;
use super::scripts::Peer;
use super::servers::{free_place, missing, xrdp};
use super::{look, servers};

/// Names the program that is looked at, and what starts it.
const PROGRAM: &str = "FIX904_WINDOWS_PROGRAM";
const STARTER: &str = "FIX904_WINDOWS_STARTER";

/// What the command writes as JSON.
async fn command(place: SocketAddr) -> Value {
    let host = place.to_string();
    let Some(program) = std::env::var_os(PROGRAM) else {
        let mut output = Vec::new();
        let options = ProbeOptions { host, json: true, ..ProbeOptions::default() };
        run(&options, &mut output, now).await.unwrap();
        return serde_json::from_slice(&output).unwrap();
    };
    let mut command = Command::new(std::env::var_os(STARTER).unwrap());
    command.args([program, OsString::from("probe"), host.into(), "--json".into()]);
    // The peer lives in this process: waiting must not hold its threads.
    let output = tokio::task::spawn_blocking(move || command.stdin(Stdio::null()).stderr(Stdio::inherit()).output());
    let output = output.await.unwrap().unwrap();
    assert!(output.status.success(), "{place}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{place}: {error}: {output:?}"))
}

/// What two looks at one server have in common. A polite end with unread bytes may look like an abrupt one.
fn gist(evidence: &Value, probe: &Value) -> Value {
    let phase = |phase: &Value| {
        let outcome = &phase["outcome"];
        let outcome = if outcome["kind"] == "reset" { json!({ "kind": "closed" }) } else { outcome.clone() };
        json!([phase["phase"], outcome])
    };
    // The library is given an address, and has no name to ask for.
    let phases = probe["phases"].as_array().unwrap().iter().filter(|phase| phase["phase"] != "resolve").map(phase);
    let phases: Vec<Value> = phases.collect();
    json!([evidence, probe["verdict"], phases, probe["answer"], probe["tls"], probe["certificates"]])
}

fn difference(name: &str, command: &Value, library: &Report) -> Option<String> {
    let library = gist(&serde_json::to_value(library.findings()).unwrap(), &serde_json::to_value(library).unwrap());
    let command = gist(&command["evidence"], &command["probe"]);
    println!("{name}: {}", command[1]);
    (command != library).then(|| format!("{name}:\n    command {command}\n    library {library}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_sees_what_the_library_sees() {
    let mut wrong = Vec::new();
    let mut compare = async |name: &str, place: SocketAddr| {
        let library = look(place.port(), &place.ip().to_string()).await;
        wrong.extend(difference(name, &command(place).await, &library));
    };
    compare("closed port", free_place()).await;
    for (name, script) in FAULTS {
        let peer = Peer::start(script).await;
        compare(name, peer.address).await;
    }
    if !missing(&["xrdp"]) {
        for expected in servers() {
            let Some(settings) = &expected.xrdp else { continue };
            let settings: Vec<(&str, &str)> =
                settings.iter().map(|(key, value)| (key.as_str(), value.as_str().unwrap())).collect();
            // A folder of its own: the same rows are looked at by another test.
            let server = xrdp(&format!("command {}", expected.name), &settings, expected.certificate);
            compare(&expected.name, (Ipv4Addr::LOCALHOST, server.port).into()).await;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
