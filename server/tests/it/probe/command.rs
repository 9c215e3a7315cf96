//! `fix904 probe` as it is typed.

use std::io::BufReader;
use std::path::PathBuf;

use serde_json::Value;
use server::cli::diagnose::{self, DiagnoseOptions, facts};
use server::cli::probe::{ProbeError, ProbeOptions, run};
use server::now;

use super::peers::{Peer, Script};

async fn typed(options: ProbeOptions) -> Result<String, ProbeError> {
    let mut output = Vec::new();
    run(&options, &mut output, now).await?;
    Ok(String::from_utf8(output).unwrap())
}

#[tokio::test]
async fn the_findings_are_a_file_of_facts_for_a_diagnosis() {
    let peer = Peer::start(Script::CloseAfterHello).await;
    let host = peer.address.to_string();
    let file = typed(ProbeOptions { host, json: true, ..ProbeOptions::default() }).await.unwrap();
    let value: Value = serde_json::from_str(&file).unwrap();
    assert_eq!(value["evidence"][0]["observation"], "probe-phase");
    assert_eq!(value["evidence"][0]["outcome"], "tls-closed");
    let probe = &value["probe"];
    assert_eq!((&probe["format"], &probe["verdict"]), (&"fix904-probe-1".into(), &"closed-in-tls".into()));
    assert_eq!(probe["seen_from"], "this-computer");
    let phases: Vec<&str> = probe["phases"].as_array().unwrap().iter().map(|p| p["phase"].as_str().unwrap()).collect();
    assert_eq!(phases, ["resolve", "connect", "negotiation", "tls", "greeting", "old-greeting"]);

    let (mut output, mut errors) = (Vec::<u8>::new(), Vec::<u8>::new());
    let options = DiagnoseOptions { facts: Some("-".into()), json: true, ..DiagnoseOptions::default() };
    diagnose::run(&options, &mut BufReader::new(file.as_bytes()), &mut output, &mut errors, now).unwrap();
    let diagnosis: Value = serde_json::from_slice(&output).unwrap();
    assert_eq!(diagnosis["query"], "probe-phase=tls-closed.rt");
    assert_eq!(diagnosis["ranking"][0]["id"], "cert-private-key-unreadable");
}

#[tokio::test]
async fn a_report_for_people_ends_with_verdict_and_causes() {
    let peer = Peer::start(Script::Fails(3)).await;
    let text = typed(ProbeOptions { host: peer.address.to_string(), ..ProbeOptions::default() }).await.unwrap();
    let order = [
        "Probe of 127.0.0.1:",
        "Seen from this computer, address 127.0.0.1.",
        "Choice of protocol: refused with code 3",
        "Choice of protocol: The other computer has no certificate that it can use.",
        "we could not try it",
        "Most likely causes",
        "fix904 diagnose facts.json",
    ];
    let places: Vec<Option<usize>> = order.iter().map(|part| text.find(part)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {text}");
    assert!(!text.contains("probe."), "a phrase is missing: {text}");
}

#[tokio::test]
async fn what_is_no_host_is_refused_before_anything_is_sent() {
    for host in ["", "http://pc-17", "10.0.0.0/8", "a b", "0x7f000001"] {
        let error = typed(ProbeOptions { host: host.into(), ..ProbeOptions::default() }).await.unwrap_err();
        assert!(matches!(error, ProbeError::Target(..)), "{host}");
        assert!(error.to_string().contains("is not a computer's name or address"), "{error}");
    }
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_a_report_too() {
    // RFC 6761 section 6.4: no name below this one exists.
    let host = "pc-17.invalid".to_string();
    let text = typed(ProbeOptions { host, ..ProbeOptions::default() }).await.unwrap();
    assert!(text.contains("Name: The name has no address."), "{text}");
}

/// What was seen near that computer: the same look, which ended well there.
fn from_elsewhere(file: &str) -> PathBuf {
    let mut seen: Value = serde_json::from_str(file).unwrap();
    let probe = &mut seen["probe"];
    probe["certificates"] = serde_json::json!([{ "thumbprint": "0A1B2C3D4E5F60718293A4B5C6D7E8F901234567" }]);
    for phase in probe["phases"].as_array_mut().unwrap() {
        if phase["phase"] == "tls" {
            phase["outcome"] = serde_json::json!({ "kind": "fine" });
        }
    }
    let kept = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("seen-from-elsewhere.json");
    // As PowerShell writes it when it redirects.
    let bytes: Vec<u8> = format!("\u{feff}{seen}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(&kept, bytes).unwrap();
    kept
}

#[tokio::test]
async fn a_look_from_another_place_shows_where_they_differ() {
    let peer = Peer::start(Script::CloseAfterHello).await;
    let host = peer.address.to_string();
    let here = ProbeOptions { host, ..ProbeOptions::default() };
    let kept = from_elsewhere(&typed(ProbeOptions { json: true, ..here.clone() }).await.unwrap());
    let beside = ProbeOptions { beside: Some(kept.clone()), ..here };

    let text = typed(beside.clone()).await.unwrap();
    for part in
        ["Beside the look from the other place", "here, well there", "Here the connection ends before", " --beside "]
    {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains("probe."), "a phrase is missing: {text}");
    let file = typed(ProbeOptions { json: true, ..beside.clone() }).await.unwrap();
    let value: Value = serde_json::from_str(&file).unwrap();
    assert_eq!(value["beside"]["certificates"]["kind"], "only-there");
    assert_eq!(value["evidence"][1]["observation"], "report-certificate-seen");
    assert_eq!(value["evidence"][1]["outcome"], "none-seen");
    let (mut output, mut errors) = (Vec::<u8>::new(), Vec::<u8>::new());
    let options = DiagnoseOptions { facts: Some("-".into()), json: true, ..DiagnoseOptions::default() };
    diagnose::run(&options, &mut BufReader::new(file.as_bytes()), &mut output, &mut errors, now).unwrap();
    let diagnosis: Value = serde_json::from_slice(&output).unwrap();
    let query = diagnosis["query"].as_str().unwrap();
    assert!(query.contains("probe-phase=tls-closed.rt&report-certificate-seen=none-seen.rt"), "{query}");

    // A file that is none is refused before anything is sent.
    let nowhere = ProbeOptions { host: "pc-17.invalid".into(), ..beside };
    std::fs::write(&kept, "{}").unwrap();
    let error = typed(nowhere.clone()).await.unwrap_err();
    assert!(matches!(error, ProbeError::Other(..)), "{error}");
    std::fs::write(&kept, vec![b' '; facts::LARGEST + 1]).unwrap();
    let error = typed(nowhere).await.unwrap_err();
    assert!(matches!(error, ProbeError::Undecoded(_, facts::FactError::TooLarge { .. })), "{error}");
}
