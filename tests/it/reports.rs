//! `fix904 diagnose --report`: the collector's reports in a terminal.

use std::io::{self, BufReader};
use std::path::PathBuf;

use diagnosis::reading::pasted::{self, About, Machine};
use diagnosis::reading::report::{LARGEST, RULES, ReportError, SCHEMA, read, understand};
use diagnosis::reading::understood::Understood;
use serde_json::{Value, json};
use server::cli::diagnose::{DiagnoseError, DiagnoseOptions, run};
use yardstick::reports::{Pair, healthy};

use crate::tidy::plain_file;

/// A folder of a test, taken away at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("fix904-reports-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn diagnosed(options: &DiagnoseOptions, input: &str) -> Result<String, DiagnoseError> {
    let mut output = Vec::new();
    run(options, &mut BufReader::new(input.as_bytes()), &mut output, &mut io::sink(), server::now)?;
    Ok(String::from_utf8(output).unwrap())
}

/// A host whose key the service may not read.
fn without_rights() -> Pair {
    let mut pair = healthy(11);
    pair.cut_by_schannel(36870).host("/keys/boundKeyFile/networkServiceRead", json!(false));
    pair.host("/tls/selfProbe/ok", json!(false)).host("/tls/selfProbe/errorKind", json!("closed"));
    pair
}

#[test]
fn both_reports_are_understood_and_then_diagnosed() {
    let folder = Folder::new("both");
    let pair = without_rights();
    let host = folder.file("host.json", pair.host.to_string().as_bytes());
    let client = folder.file("client.json", pair.client.to_string().as_bytes());
    let options = DiagnoseOptions { report: vec![host, client], ..DiagnoseOptions::default() };
    let text = diagnosed(&options, "").unwrap();
    let line = "keys.boundKeyFile.networkServiceRead = false [key-not-readable]";
    let (understood, plan) = (text.find(line).unwrap(), text.find("%").unwrap());
    assert!(understood < plan, "what was understood comes first:\n{text}");
    assert!(text.contains("-> The Remote Desktop service may not read the certificate's key"), "{text}");

    let json: Value =
        serde_json::from_str(&diagnosed(&DiagnoseOptions { json: true, ..options.clone() }, "").unwrap()).unwrap();
    assert_eq!(json["ranking"][0]["id"], "cert-private-key-unreadable");
    let rows = json["understood"].as_array().unwrap();
    let row = rows.iter().find(|row| row["rule"] == "key-not-readable").unwrap();
    assert_eq!((&row["observation"], &row["outcome"]), (&json!("report-certificate"), &json!("no-read")));
    assert_eq!(row["counts"], true);
    assert!(json["query"].as_str().unwrap().contains("report-certificate=no-read"), "{}", json["query"]);

    let without = DiagnoseOptions { leave_out: vec!["key-not-readable".to_string()], json: true, ..options.clone() };
    let fewer: Value = serde_json::from_str(&diagnosed(&without, "").unwrap()).unwrap();
    assert!(!fewer["query"].as_str().unwrap().contains("no-read"));
    let wrong = DiagnoseOptions { leave_out: vec!["no-such-rule".to_string()], ..options };
    assert!(matches!(diagnosed(&wrong, ""), Err(DiagnoseError::NoSuchRule(rule)) if rule == "no-such-rule"));
}

#[test]
fn facts_and_a_report_count_together() {
    let folder = Folder::new("facts");
    let host = folder.file("host.json", without_rights().host.to_string().as_bytes());
    let options = DiagnoseOptions {
        facts: Some("-".into()),
        report: vec![host.clone()],
        json: true,
        ..DiagnoseOptions::default()
    };
    let facts = r#"{"evidence": [["who-else", "everyone"]], "tried": [["retry", "no-change"]]}"#;
    let json: Value = serde_json::from_str(&diagnosed(&options, facts).unwrap()).unwrap();
    let query = json["query"].as_str().unwrap();
    for part in ["=everyone", "report-certificate=no-read.ct", "step.retry=no-change"] {
        assert!(query.contains(part), "{part} is not in {query}");
    }
    let twice = DiagnoseOptions { report: vec![host.clone(), host], ..DiagnoseOptions::default() };
    assert!(matches!(diagnosed(&twice, ""), Err(DiagnoseError::SameSide(_))));
}

#[test]
fn every_encoding_of_a_shell_is_read() {
    let text = healthy(3).host.to_string();
    let wide = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let plain = text.as_bytes().to_vec();
    let (little, big) = (wide(u16::to_le_bytes), wide(u16::to_be_bytes));
    let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
    let files = [
        marked(b"\xef\xbb\xbf", &plain),
        marked(b"\xff\xfe", &little),
        marked(b"\xfe\xff", &big),
        marked(&plain, b"\r\n"),
        plain,
        little,
        big,
    ];
    for (number, file) in files.iter().enumerate() {
        assert!(read(file).unwrap().is_host(), "{number}");
    }
}

#[test]
fn a_damaged_report_says_what_is_wrong_and_where() {
    let refused = |bytes: &[u8]| read(bytes).unwrap_err();
    let host = serde_json::to_string_pretty(&healthy(3).host).unwrap();
    assert_eq!(refused(b""), ReportError::Empty);
    assert_eq!(refused(b"\xff\xfe"), ReportError::Empty);
    assert_eq!(refused(&vec![b' '; 50 << 20]), ReportError::TooLarge { bytes: 50 << 20 });
    assert!(matches!(refused(b"\x7fELF\x02\x01\xff\xff\x00"), ReportError::NotText { at: 6 }));
    assert!(matches!(refused(b"\x89PNG\r\n\x1a\n"), ReportError::NotText { at: 0 }));
    assert!(matches!(refused(b"Get-Item : not found"), ReportError::Syntax { line: 1, .. }));
    for other in
        ["[]", "{}", "7", "\"text\"", "[1, 2]", "{\"schema\": 7}", "{\"schema\": \"other\", \"role\": \"host\"}"]
    {
        assert_eq!(refused(other.as_bytes()), ReportError::NotAReport, "{other}");
    }
    let later = host.replace(SCHEMA, "fix904-report-9");
    assert_eq!(refused(later.as_bytes()), ReportError::Version { found: "fix904-report-9".to_string() });
    let role = host.replace("\"role\": \"host\"", "\"role\": \"printer\"");
    assert_eq!(refused(role.as_bytes()), ReportError::Role { found: "printer".to_string() });

    // Cut anywhere: never taken for another tool's, and the place is told.
    for share in [10, 25, 50, 75, 90, 99] {
        let cut = &host.as_bytes()[..host.len() * share / 100];
        let ReportError::Truncated { line, .. } = refused(cut) else { panic!("{share} %: {:?}", refused(cut)) };
        assert_eq!(line, String::from_utf8_lossy(cut).matches('\n').count() + 1, "{share} %");
    }
    let mut wrong = healthy(3);
    wrong.host("/certs/0/daysLeft", json!("many"));
    let told = refused(wrong.host.to_string().as_bytes());
    assert!(matches!(&told, ReportError::Field { path, .. } if path == "certs[0].daysLeft"), "{told:?}");
    assert!(told.to_string().contains("certs[0].daysLeft (line 1"), "{told}");
    let mut wrong = healthy(3);
    wrong.host("/tls/selfProbe/ok", json!("yes"));
    let told = refused(serde_json::to_string_pretty(&wrong.host).unwrap().as_bytes());
    assert!(matches!(&told, ReportError::Field { path, .. } if path == "tls.selfProbe.ok"), "{told:?}");
    assert!(!told.to_string().contains("yes"), "a message repeats no value: {told}");
    let deep = format!(
        "{{\"schema\": \"{SCHEMA}\", \"role\": \"host\", \"os\": {}1{}}}",
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    assert!(read(deep.as_bytes()).is_err());
    const { assert!(LARGEST < 50 << 20) };
}

#[test]
fn missing_null_and_further_fields_are_fine() {
    let with = |rest: &str| read(format!("{{\"schema\": \"{SCHEMA}\", \"role\": \"host\"{rest}}}").as_bytes());
    assert!(with("").is_ok());
    assert!(with(", \"certs\": null, \"tls\": {\"fips\": null}, \"later\": {\"new\": [1, 2]}").is_ok());
}

/// A log and a report with the same entries around an attempt: what became of it is the same.
#[test]
fn a_log_and_a_report_tell_the_same_of_the_same_entries() {
    let (core, manager) = ("RemoteDesktopServices-RdpCoreTS", "TerminalServices-RemoteConnectionManager");
    let sessions = "TerminalServices-LocalSessionManager";
    let cases = [
        (vec![(core, 139)], Some("tls-error")),
        (vec![("Schannel", 36887)], Some("tls-error")),
        (vec![("TermDD", 56)], Some("tls-error")),
        // A handshake that succeeded, and then nothing.
        (vec![("Schannel", 36880)], None),
        (vec![(core, 140)], Some("logon-refused")),
        (vec![(manager, 1149), (sessions, 25), (sessions, 23)], Some("session-ended")),
    ];
    let base = knowledge::base();
    let found = |understood: &Understood| {
        let lines = understood.counting().into_iter().filter_map(|i| understood.lines[i].derived);
        let attempt = base.observation_by_id("report-attempt").unwrap();
        let outcome = lines.filter(|found| found.0 == attempt).map(|found| found.1.position()).next()?;
        let id = base.observation(attempt)?.outcomes.get(outcome)?.id.as_str();
        // Whether an arrival was the end can be told only by whoever has all logs.
        Some(id).filter(|id| *id != "arrived-cut").map(str::to_string)
    };
    for (entries, expected) in cases {
        let entries: Vec<(&str, i64)> = [(core, 131)].into_iter().chain(entries).collect();
        let row = |(second, (program, id)): (usize, &(&str, i64))| {
            let provider =
                if program.len() > 10 { format!("Microsoft-Windows-{program}") } else { program.to_string() };
            let at = format!("2026-11-20T09:30:0{second}Z");
            let xml = format!(
                "<Event><Provider Name='{provider}'/><EventID>{id}</EventID><TimeCreated SystemTime='{at}'/></Event>"
            );
            (xml, json!({"id": id, "provider": provider, "channel": "", "utc": at}))
        };
        let (xml, logged): (Vec<String>, Vec<Value>) = entries.iter().enumerate().map(row).unzip();
        let about = About { machine: Some(Machine::Host), today: None };
        let log = pasted::read(&base, xml.concat().as_bytes(), &about).unwrap().understood();
        let text = json!({"schema": SCHEMA, "role": "host", "events": logged}).to_string();
        let report = understand(&base, &[read(text.as_bytes()).unwrap()]);
        assert_eq!(found(&log).as_deref(), expected, "log of {entries:?}");
        assert_eq!(found(&report).as_deref(), expected, "report of {entries:?}");
    }
}

#[test]
fn the_document_names_every_rule_with_its_sources() {
    let document = plain_file("docs/collector.md");
    let rows: Vec<&str> = document.lines().filter(|line| line.starts_with("| `")).collect();
    for rule in RULES {
        let row = rows.iter().find(|row| row.starts_with(&format!("| `{}` |", rule.name)));
        let row = row.unwrap_or_else(|| panic!("docs/collector.md has no row for {}", rule.name));
        assert!(row.contains(&format!("`{}` = `{}`", rule.observation, rule.outcome)), "{row}");
        let sources = if rule.sources.is_empty() { "judgement".to_string() } else { rule.sources.join(", ") };
        assert!(row.ends_with(&format!("| {sources} |")), "{row}\nshould end with {sources}");
    }
}
