use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::probe::phase::PhaseReport;
use crate::probe::report::Place;

const SEEN: &str = "0A1B2C3D4E5F60718293A4B5C6D7E8F901234567";

/// What the command writes elsewhere.
fn file(phases: &[(&str, Value)], thumbprints: &[&str]) -> Value {
    let phases: Vec<Value> =
        phases.iter().map(|(phase, outcome)| json!({"phase": phase, "outcome": outcome, "ms": 1.5})).collect();
    let certificates: Vec<Value> = thumbprints.iter().map(|t| json!({"thumbprint": t, "subject": "pc-17"})).collect();
    json!({
        "evidence": [],
        "probe": {
            "format": FORMAT, "name": "pc-17", "port": 3389, "purpose": "host", "address": "10.20.0.17",
            "phases": phases, "certificates": certificates, "verdict": "all-well"
        }
    })
}

fn kind(word: &str) -> Value {
    json!({ "kind": word })
}

fn well() -> Value {
    file(&[("connect", kind("fine")), ("negotiation", kind("fine")), ("tls", kind("fine"))], &[SEEN])
}

/// This place: how far it came, and the certificate that was shown.
fn here(phases: &[(Phase, Outcome)], thumbprint: Option<&str>) -> Report {
    let mut report = Report::new("pc-17".into(), 3389, Purpose::Host, Place::ThisComputer);
    report.address = Some("10.20.0.17".parse().unwrap());
    report.phases = phases.iter().map(|(phase, outcome)| PhaseReport::of(*phase, *outcome, Duration::ZERO)).collect();
    report.certificates = thumbprint.map(shown).into_iter().collect();
    report
}

fn shown(thumbprint: &str) -> crate::probe::CertificateFacts {
    let key = rcgen::KeyPair::generate().unwrap();
    let made = rcgen::CertificateParams::new(vec!["pc-17".to_string()]).unwrap().self_signed(&key).unwrap();
    let mut facts = crate::probe::CertificateFacts::read(made.der()).unwrap();
    facts.thumbprint = thumbprint.to_string();
    facts
}

fn compared(report: &Report, file: &Value) -> (Beside, Vec<String>) {
    let other = Other::read(&file.to_string()).unwrap();
    let beside = Beside::of(report, &other).unwrap();
    let findings = beside.findings().iter().map(|f| format!("{}={}", f.observation, f.outcome)).collect();
    (beside, findings)
}

const CAME: [(Phase, Outcome); 2] = [(Phase::Connect, Outcome::Fine), (Phase::Negotiation, Outcome::Fine)];

#[test]
fn what_both_places_are_shown_is_compared() {
    let fine = [&CAME[..], &[(Phase::Tls, Outcome::Fine)]].concat();
    let (beside, findings) = compared(&here(&fine, Some(&SEEN.to_lowercase())), &well());
    assert_eq!((beside.steps.len(), beside.certificates), (0, Some(Certificates::Same)));
    assert_eq!(findings, ["report-certificate-seen=same"]);

    let (beside, findings) = compared(&here(&fine, Some("ff")), &well());
    let different = Certificates::Different { here: "ff".into(), there: SEEN.into() };
    assert_eq!(beside.certificates, Some(different));
    assert_eq!(findings, ["report-certificate-seen=different"]);
}

#[test]
fn only_a_cut_speaks_of_the_way() {
    let ends = [
        (Outcome::Reset, &["report-certificate-seen=none-seen"][..]),
        (Outcome::Silent, &["report-certificate-seen=none-seen"]),
        (Outcome::Alert { code: 40 }, &[]),
        (Outcome::OutOfTime, &[]),
    ];
    for (end, expected) in ends {
        let report = here(&[&CAME[..], &[(Phase::Tls, end)]].concat(), None);
        let (beside, findings) = compared(&report, &well());
        let step = Step { phase: Phase::Tls, here: Some(end), there: Some(Outcome::Fine) };
        assert_eq!((beside.steps, beside.certificates), (vec![step], Some(Certificates::OnlyThere)), "{end:?}");
        assert_eq!(findings, expected, "{end:?}");
    }
    // Before a connection stands, nothing is known of certificates.
    let (beside, findings) = compared(&here(&[(Phase::Connect, Outcome::Silent)], None), &well());
    assert_eq!((beside.certificates, findings.len()), (None, 0));
    let phases: Vec<Phase> = beside.steps.iter().map(|step| step.phase).collect();
    assert_eq!(phases, [Phase::Connect, Phase::Negotiation, Phase::Tls]);
    // Where it is the other place that sees less, nothing follows for this one.
    let fine = [&CAME[..], &[(Phase::Tls, Outcome::Fine)]].concat();
    let worse = file(&[("connect", kind("fine")), ("tls", kind("reset"))], &[]);
    let (beside, findings) = compared(&here(&fine, Some(SEEN)), &worse);
    assert_eq!((beside.certificates, findings.len()), (Some(Certificates::OnlyHere), 0));
}

#[test]
fn another_address_is_told() {
    let mut report = here(&CAME, None);
    report.address = Some("10.20.0.18".parse().unwrap());
    let (beside, _) = compared(&report, &well());
    let addresses = ["10.20.0.18", "10.20.0.17"].map(|address| address.parse::<IpAddr>().unwrap());
    assert_eq!(beside.addresses, Some(addresses.into()));
}

#[test]
fn a_file_that_cannot_be_compared_says_why() {
    let refused = |text: &str| Other::read(text).unwrap_err().to_string();
    assert!(refused("{\"evidence\": []}").contains("missing field `probe`"));
    assert!(refused("[1]").contains("not what `fix904 probe --json` writes"));
    let mut later = well();
    later["probe"]["format"] = json!("fix904-probe-2");
    assert!(refused(&later.to_string()).contains("\"fix904-probe-2\""));
    let odd = file(&[("connect", kind("well"))], &[]);
    assert!(refused(&odd.to_string()).contains("unknown variant `well`"));

    for (field, value) in [("name", json!("pc-18")), ("port", json!(3390)), ("purpose", json!("gateway"))] {
        let mut elsewhere = well();
        elsewhere["probe"][field] = value;
        let other = Other::read(&elsewhere.to_string()).unwrap();
        let error = Beside::of(&here(&CAME, None), &other).unwrap_err();
        assert!(error.to_string().contains("this look is at pc-17:3389"), "{field}: {error}");
    }
}
