//! `fix904 diagnose`: facts from a file, questions in a terminal, and what comes out.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use diagnosis::evidence::{Device, Entry, Evidence, Observed, Source, StepResult};
use diagnosis::posterior::Posterior;
use diagnosis::words::StepText;
use diagnosis::{KnowledgeBase, Surface, consult, transcript};
use serde_json::{Value, json};
use server::cli::diagnose::facts::{self, FactError, LARGEST, read};
use server::cli::diagnose::{DiagnoseError, DiagnoseOptions, run};
use server::now;

/// Runs the command with this text as its standard input: what it printed, and what it said besides.
fn diagnose(facts: Option<&str>, json: bool, input: &str) -> Result<(String, String), DiagnoseError> {
    let options = DiagnoseOptions { facts: facts.map(Into::into), json, ..DiagnoseOptions::default() };
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    run(&options, &mut BufReader::new(input.as_bytes()), &mut output, &mut errors, now)?;
    Ok((String::from_utf8(output).unwrap(), String::from_utf8(errors).unwrap()))
}

fn text(facts: &Value) -> String {
    diagnose(Some("-"), false, &facts.to_string()).unwrap().0
}

fn exported(facts: &Value) -> (Value, String) {
    let text = diagnose(Some("-"), true, &facts.to_string()).unwrap().0;
    (serde_json::from_str(&text).unwrap(), text)
}

fn errors(text: &str) -> Vec<FactError> {
    read(&knowledge::base(), text).unwrap_err()
}

/// The one mistake of a file, as it is told.
fn error(text: &str) -> String {
    let errors = errors(text);
    assert_eq!(errors.len(), 1, "{errors:?}");
    errors[0].to_string()
}

/// A case of several kinds of facts.
fn case() -> Value {
    json!({
        "evidence": [
            ["error-code", "0x904"],
            ["on", "this-computer"],
            ["connect-path", "vpn"],
            ["when", "after-wait"],
            ["rights", "user"],
        ],
        "tried": [["retry", "no-change"]],
    })
}

#[test]
fn facts_become_evidence_in_their_order() {
    let base = knowledge::base();
    let text = r#"{
        "tried": [["retry", "no-change"]],
        "evidence": [
            ["connect-path", "vpn"],
            ["when", "unknown"],
            ["check-path", "slow"],
            ["report-tls", "closed"],
            ["probe-certificate", "expired"],
            {"observation": "check-clock", "outcome": "unknown", "source": "asked", "device": "elsewhere"},
            {"outcome": "slow", "observation": "check-path", "source": "asked"}
        ],
        "more": 12
    }"#;
    let evidence = read(&base, text).unwrap();
    let case = "path=vpn&when=unknown&check-path=slow.mt&report-tls=closed.ct&probe-certificate=expired.rt\
        &check-clock=unknown.ae&check-path=slow&step.retry=no-change&more=12";
    assert_eq!(evidence, transcript::parse(&base, case));
    assert_eq!(transcript::print(&base, &evidence), case);
    assert_eq!(read(&base, "\u{feff}{\"evidence\": []}").unwrap(), Evidence::default());
}

#[test]
fn no_word_of_an_address_is_the_id_of_another_observation() {
    let base = knowledge::base();
    for (i, observation) in base.observations.iter().enumerate() {
        let other = base.observation_by_id(&observation.key).map(diagnosis::knowledge_base::ObservationIndex::position);
        assert!(other.is_none_or(|other| other == i), "{}", observation.key);
    }
}

#[test]
fn every_kind_of_mistake_names_its_place_and_what_is_allowed() {
    let cases = [
        (
            r#"{"evidence": [["conect-path", "vpn"]]}"#,
            "evidence[0][0]: \"conect-path\" is no observation; did you mean \"connect-path\"? Allowed: connect-path, ",
        ),
        (
            r#"{"evidence": [["when", "unknown"], ["connect-path", "vpm"]]}"#,
            "evidence[1][1]: \"vpm\" is no outcome of connect-path; did you mean \"vpn\"? Allowed: lan, vpn, ",
        ),
        (
            r#"{"evidence": [["path", "\u001b[2J"]]}"#,
            "evidence[0][1]: \"\\u{1b}[2J\" is no outcome of connect-path. Allowed: lan, ",
        ),
        (
            r#"{"evidence": [{"observation": "path", "outcome": "vpn", "source": "ask"}]}"#,
            "evidence[0].source: \"ask\" is no source; did you mean \"asked\"? Allowed: stated-by-link, asked, pasted, measured, probed, collected",
        ),
        (
            r#"{"evidence": [{"observation": "path", "outcome": "vpn", "device": "phone"}]}"#,
            "evidence[0].device: \"phone\" is no device. Allowed: this-computer, vpn-off, same-network, elsewhere",
        ),
        (
            r#"{"evidence": [{"observation": "path", "outcome": "vpn", "sorce": "asked"}]}"#,
            "evidence[0].\"sorce\" is no field here; did you mean \"source\"? Allowed: observation, outcome, source, device",
        ),
        (
            r#"{"evidence": [], "tries": []}"#,
            "\"tries\" is no field here; did you mean \"tried\"? Allowed: evidence, tried, more, probe",
        ),
        (
            r#"{"evidence": [{"outcome": "vpn"}]}"#,
            "evidence[0].observation is missing; it must be the id of an observation. Allowed: ",
        ),
        (
            r#"{"evidence": [{"observation": "path"}]}"#,
            "evidence[0].outcome is missing; it must be the id of an outcome. Allowed: lan, vpn, ",
        ),
        (r#"{"more": 1}"#, "evidence is missing; it must be a list of findings"),
        (r#"{"evidence": {}}"#, "evidence is an object; it must be a list"),
        (r#"{"evidence": ["path"]}"#, "evidence[0] is \"path\"; it must be a list of two, or an object"),
        (
            r#"{"evidence": [["path", "vpn", "asked"]]}"#,
            "evidence[0] is a list of 3; it must be two parts, an observation and its outcome",
        ),
        (r#"{"evidence": [["path", 7]]}"#, "evidence[0][1]: 7 is no outcome of connect-path. Allowed: lan, vpn, "),
        (r#"{"evidence": [[null, "vpn"]]}"#, "evidence[0][0]: null is no observation. Allowed: "),
        (r#"{"evidence": [], "evidence": []}"#, "evidence stands there twice; keep one"),
        (
            r#"{"evidence": [{"observation": "path", "outcome": "lan", "outcome": "vpn"}]}"#,
            "evidence[0].outcome stands there twice; keep one",
        ),
        (
            r#"{"evidence": [], "tried": [["rety", "worked"]]}"#,
            "tried[0][0]: \"rety\" is no remedy; did you mean \"retry\"? Allowed: retry, ",
        ),
        (
            r#"{"evidence": [], "tried": [["retry", "no change"]]}"#,
            "tried[0][1]: \"no change\" is no result of a step; did you mean \"no-change\"? Allowed: worked, helped-partly, no-change, could-not",
        ),
        (r#"{"evidence": [], "tried": ["retry"]}"#, "tried[0] is \"retry\"; it must be a list of two"),
        (
            r#"{"evidence": [], "tried": [["retry"]]}"#,
            "tried[0] is a list of 1; it must be two parts, a remedy and its result",
        ),
        (r#"{"evidence": [], "more": 13}"#, "more is 13; it must be a whole number from 0 to 12"),
        (r#"{"evidence": [], "more": -1}"#, "more is -1; it must be a whole number from 0 to 12"),
        (r#"{"evidence": [], "more": 1.5}"#, "more is 1.5; it must be a whole number from 0 to 12"),
        (
            r#"{"evidence": [["path", "vpn"], ["connect-path", "lan"]]}"#,
            "evidence[0][1] and evidence[1][1] contradict each other about connect-path, source asked: vpn and lan; keep one",
        ),
        (
            r#"{"evidence": [["path", "vpn"], {"observation": "path", "outcome": "unknown"}]}"#,
            "evidence[0][1] and evidence[1].outcome contradict each other about connect-path, source asked: vpn and unknown; keep one",
        ),
        (
            r#"{"evidence": [["check-path", "slow"], {"observation": "check-path", "outcome": "slow", "device": "elsewhere"}]}"#,
            "evidence[0][1] and evidence[1].outcome contradict each other about check-path, source measured: slow on this-computer and slow on elsewhere; keep one",
        ),
        (
            r#"{"evidence": [], "tried": [["retry", "worked"], ["retry", "no-change"]]}"#,
            "tried[0][1] and tried[1][1] contradict each other about retry: worked and no-change; keep one",
        ),
        ("[]", "the file is a list of 0; it must be an object with the field \"evidence\""),
        ("", "line 1, column 0: no JSON: EOF while parsing a value"),
        ("{\n  \"evidence\": [}", "line 2, column 16: no JSON: expected value"),
        ("{\"evidence\": []} x", "line 1, column 18: no JSON: trailing characters"),
    ];
    for (text, expected) in cases {
        let told = error(text);
        assert!(told.starts_with(expected), "{text}\n  told {told}\n  not  {expected}");
    }
}

#[test]
fn the_same_thing_twice_is_no_contradiction() {
    let base = knowledge::base();
    let text = r#"{"evidence": [["path", "vpn"], ["connect-path", "vpn"], {"observation": "path", "outcome": "lan", "source": "pasted"}],
        "tried": [["retry", "worked"], ["retry", "worked"]]}"#;
    assert_eq!(transcript::print(&base, &read(&base, text).unwrap()), "path=vpn&path=lan.pt&step.retry=worked");
}

#[test]
fn all_mistakes_are_told_at_once_and_nothing_is_diagnosed() {
    let text = r#"{"evidence": [["nothing-known-so", 1], {"observation": "path", "outcome": "moon", "source": "star", "device": 3, "why": 1}, 7],
        "tried": [["x", "y"]], "more": "one"}"#;
    let fields: Vec<String> = errors(text).iter().map(|e| e.field().unwrap().to_string()).collect();
    let expected = [
        "evidence[0][0]",
        "evidence[0][1]",
        "evidence[1].\"why\"",
        "evidence[1].source",
        "evidence[1].device",
        "evidence[1].outcome",
        "evidence[2]",
        "tried[0][0]",
        "tried[0][1]",
        "more",
    ];
    assert_eq!(fields, expected);
    let told = diagnose(Some("-"), false, text).unwrap_err().to_string();
    assert_eq!(told.matches("standard input: ").count(), expected.len());
    assert!(told.ends_with("10 mistakes; nothing was diagnosed."), "{told}");
}

#[test]
fn a_word_among_many_is_found_among_the_nearest() {
    let errors = errors(r#"{"evidence": [["report-certificat", "fine"]]}"#);
    let [FactError::Unknown { allowed, .. }] = errors.as_slice() else { panic!("{errors:?}") };
    assert_eq!(allowed.closest.as_deref(), Some("report-certificate"));
    assert_eq!(allowed.listed[0], "report-certificate");
    assert_eq!(allowed.listed.len() + allowed.more, knowledge::base().observations.len());
}

#[test]
fn files_that_are_too_large_or_no_text_are_refused() {
    let large = vec![b' '; LARGEST + 1];
    assert_eq!(facts::decode(&large).unwrap_err(), FactError::TooLarge { most: LARGEST });
    let told = diagnose(Some("-"), false, &" ".repeat(LARGEST + 1)).unwrap_err().to_string();
    assert!(told.contains("larger than 1048576 bytes"), "{told}");
    assert!(facts::decode(&large[1..]).is_ok());
    for bytes in [&[0xc3, 0x28][..], &[0xff, 0xfe, 0x00, 0xd8], &[0xfe, 0xff, 0xdc, 0x00]] {
        assert_eq!(facts::decode(bytes).unwrap_err(), FactError::NoText);
    }
    // Cut in the middle of a letter: whoever reads on says where.
    assert_eq!(facts::decode(&[0xff, 0xfe, b'{', 0x00, b'"']).unwrap(), "{");
    let many = format!(r#"{{"evidence": [{}["path", "vpn"]]}}"#, r#"["path", "vpn"],"#.repeat(5000));
    assert!(error(&many).starts_with("evidence has 5001 entries; it can have "));
    // Depth is bounded too.
    assert!(error(&"[".repeat(10_000)).contains("no JSON: recursion limit exceeded"));
}

#[test]
fn a_file_that_powershell_wrote_is_read() {
    let text = r#"{"evidence": [["path", "vpn"]]}"#;
    let little: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    assert_eq!(facts::decode(&little).unwrap(), text);
    assert_eq!(facts::decode(&big).unwrap(), text);
}

#[test]
fn a_missing_file_or_folder_is_named() {
    let told = diagnose(Some("no-such-facts.json"), false, "").unwrap_err().to_string();
    assert!(told.starts_with("no-such-facts.json cannot be read: "), "{told}");
    let options = DiagnoseOptions { knowledge: Some("no-such-folder".into()), ..DiagnoseOptions::default() };
    let told = run(&options, &mut io::empty(), &mut io::sink(), &mut io::sink(), now).unwrap_err().to_string();
    assert!(told.contains("no-such-folder"), "{told}");
}

/// The small generator of the suite (splitmix64): a failing case is told by its number.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }
}

#[test]
fn whatever_the_bytes_are_reading_them_ends_well() {
    const PIECES: [&str; 24] = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"evidence\":",
        "\"tried\":",
        "\"more\":",
        "\"path\"",
        "\"vpn\"",
        "\"unknown\"",
        "\"retry\"",
        "\"worked\"",
        "\"source\":",
        "\"observation\":\"when\"",
        "12",
        "-1",
        "1e999",
        "null",
        "\\u0000",
        "é",
        " ",
    ];
    let base = knowledge::base();
    let mut dice = Dice(904);
    let sound = case().to_string();
    let (mut read_well, mut refused) = (0, 0);
    for round in 0..30_000 {
        let mut bytes = Vec::new();
        match round % 3 {
            0 => bytes.extend((0..dice.below(200)).map(|_| dice.below(256) as u8)),
            1 => (0..dice.below(40)).for_each(|_| bytes.extend(PIECES[dice.below(PIECES.len())].bytes())),
            _ => {
                bytes.extend(sound.bytes());
                for _ in 0..dice.below(4) {
                    let place = dice.below(bytes.len());
                    match dice.below(3) {
                        0 => bytes[place] = dice.below(128) as u8,
                        1 => {
                            bytes.remove(place);
                        }
                        _ => bytes.insert(place, b"\"[]{},:x"[dice.below(8)]),
                    }
                }
            }
        }
        let Ok(text) = facts::decode(&bytes) else { continue };
        match read(&base, &text) {
            Ok(evidence) => {
                // What was read is a case like any other: its address says the same.
                assert_eq!(transcript::parse(&base, &transcript::print(&base, &evidence)), evidence, "{round}: {text}");
                read_well += 1;
            }
            Err(errors) => {
                assert!(!errors.is_empty() && errors.iter().all(|e| !e.to_string().is_empty()), "{round}: {text}");
                refused += 1;
            }
        }
    }
    assert!(read_well > 1000 && refused > 10_000, "{read_well} {refused}");
}

/// All written cases as facts: name, facts, and the evidence worked out by hand.
fn vignettes(base: &KnowledgeBase) -> Vec<(String, Value, Evidence)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/vignettes");
    let mut cases = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let table: toml::Table = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let mut pairs: Vec<(String, String)> = Vec::new();
        pairs.extend(table.get("code").map(|code| ("error-code".to_string(), code.as_str().unwrap().to_string())));
        let written = table["evidence"].as_table().unwrap();
        pairs.extend(written.iter().map(|(id, outcome)| (id.clone(), outcome.as_str().unwrap().to_string())));
        let mut evidence = Evidence::default();
        for (id, outcome) in &pairs {
            let observation = base.observation_by_id(id).unwrap();
            let source = match id.split('-').next() {
                Some("report") => Source::Collected,
                Some("probe") => Source::Probed,
                Some("check") => Source::Measured,
                _ => Source::Asked,
            };
            let outcome = base.outcome_by_id(observation, outcome);
            evidence.give(Entry::Observed(Observed { source, ..Observed::asked(observation, outcome) }));
        }
        cases.push((path.display().to_string(), json!({ "evidence": pairs }), evidence));
    }
    assert!(cases.len() > 30, "{}", cases.len());
    cases
}

#[test]
fn every_written_case_gives_the_ranking_of_the_engine_to_the_bit() {
    let base = knowledge::base();
    for (name, facts, evidence) in vignettes(&base) {
        assert_eq!(read(&base, &facts.to_string()).unwrap(), evidence, "{name}");
        let posterior = Posterior::of(&base, &evidence);
        let (value, text) = exported(&facts);
        let ids: Vec<&str> = value["ranking"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
        let expected: Vec<&str> = posterior.ranking().iter().map(|h| base.causes[*h].id.as_str()).collect();
        assert_eq!(ids, expected, "{name}");
        // Read from the text itself, because a reader of JSON may round.
        let printed = text.split("\"probability\": ").skip(1).map(|rest| rest.split_whitespace().next().unwrap());
        let printed: Vec<f64> = printed.take(ids.len()).map(|number| number.parse().unwrap()).collect();
        let exact: Vec<f64> = posterior.ranking().iter().map(|h| posterior.probabilities[*h]).collect();
        assert_eq!(printed, exact, "{name}");
    }
}

#[test]
fn the_export_says_what_the_consultation_says() {
    let base = knowledge::base();
    let facts = case();
    let evidence = read(&base, &facts.to_string()).unwrap();
    let consultation = consult(&base, &evidence, &Surface::default());
    let (value, _) = exported(&facts);
    assert_eq!(value["format"], "fix904-diagnosis-1");
    assert_eq!(value["fingerprint"], knowledge::MODEL.fingerprint);
    assert_eq!(value["query"], transcript::print(&base, &evidence));
    let question = consultation.question.unwrap();
    assert_eq!(value["question"]["id"], base.observation(question.observation).unwrap().id);
    assert!(value["question"]["saves_minutes"].as_f64().unwrap() > 0.0 && value["stop"].is_null());
    let chances = value["question"]["outcomes"].as_array().unwrap();
    let sum: f64 = chances.iter().map(|outcome| outcome["probability"].as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-9 && chances.iter().all(|outcome| outcome["id"].is_string()));
    assert!(["confirm", "try", "ask", "hand-over"].contains(&value["plan"]["next"]["kind"].as_str().unwrap()));
    assert_eq!(value["plan"]["steps"].as_array().unwrap().len(), consultation.plan.steps.len());
    assert!(value["plan"]["asks"][0]["message"].as_str().unwrap().contains("0x904"));
    assert!((value["plan"]["minutes"].as_f64().unwrap() - consultation.plan.minutes).abs() < 1e-9);
    assert!(value["ending"].is_null());
    let sum: f64 = value["ranking"].as_array().unwrap().iter().map(|c| c["probability"].as_f64().unwrap()).sum();
    assert!((sum + value["something_else"].as_f64().unwrap() - 1.0).abs() < 1e-9);
}

#[test]
fn the_export_names_every_ending() {
    let ending = |facts: &Value| exported(facts).0;
    let worked = ending(&json!({"evidence": [], "tried": [["udp-off-client", "no-change"], ["lower-mtu", "worked"]]}));
    assert_eq!((&worked["ending"]["kind"], &worked["ending"]["remedy"]), (&json!("worked"), &json!("lower-mtu")));
    assert_eq!((&worked["stop"], &worked["question"]), (&json!("ended"), &Value::Null));
    let other = ending(&json!({"evidence": [["code", "0x204"]]}));
    assert_eq!(other["ending"], json!({"kind": "other-code", "code": "0x204"}));
    let base = knowledge::base();
    let tried: Vec<(&str, &str)> = base.remedies.iter().map(|remedy| (remedy.id.as_str(), "could-not")).collect();
    let all = ending(&json!({"evidence": [["code", "0x904"]], "tried": tried}));
    assert_eq!(all["ending"]["kind"], "everything-tried");
    assert_eq!(all["plan"]["next"]["kind"], "hand-over");
}

/// Words of audiences in the export are those of the content.
#[test]
fn every_audience_of_the_export_has_its_word() {
    let words = knowledge::english().words();
    for (_, facts, _) in vignettes(&knowledge::base()) {
        for ask in exported(&facts).0["plan"]["asks"].as_array().unwrap() {
            assert!(words.has(&format!("audience.{}", ask["audience"].as_str().unwrap())));
        }
    }
}

#[test]
fn the_text_names_cause_reasons_step_and_address() {
    let base = knowledge::base();
    let words = knowledge::english().words();
    let facts = case();
    let evidence = read(&base, &facts.to_string()).unwrap();
    let consultation = consult(&base, &evidence, &Surface::default());
    let text = text(&facts);
    for ranked in consultation.ranking.iter().filter_map(|ranked| ranked.cause) {
        assert!(text.contains(words.cause(ranked)), "{text}");
    }
    let blocks =
        ["1. What we know", "2. Likely causes", "3. Next safe step", "4. The fix, and how to undo it", "5. Who to ask"];
    let places: Vec<usize> = blocks.iter().map(|block| text.find(block).unwrap_or_else(|| panic!("{text}"))).collect();
    assert!(places.is_sorted());
    for said in ["For: ", "What to tell them", "Next question", "Why we ask", "Tried: ", " %"] {
        assert!(text.contains(said), "{said} in\n{text}");
    }
    let address = format!("/diagnose?{}\n", transcript::print(&base, &evidence));
    assert!(text.ends_with(&format!("    {address}")), "{text}");
}

#[test]
fn another_code_leads_on_and_a_cure_ends_the_case() {
    let other = text(&json!({"evidence": [["code", "0x204"]]}));
    assert!(other.contains("0x204 is another fault") && other.contains("    /codes/0x204\n"), "{other}");
    assert!(other.contains("    /diagnose?code=0x904&") && !other.contains("2. Likely causes"), "{other}");
    let worked = text(&json!({"evidence": [], "tried": [["udp-off-client", "no-change"], ["lower-mtu", "worked"]]}));
    assert!(worked.contains("It works again\n==============\n"), "{worked}");
    assert!(worked.contains("Take back what is still changed") && !worked.contains("3. Next safe step"), "{worked}");
}

/// Commands and addresses are copied, so they alone may be longer than a line.
#[test]
fn lines_have_100_columns_and_no_control_characters() {
    let steps = knowledge::english().steps();
    let command = |step: &StepText| step.command.as_ref().map(|command| command.text.clone());
    let remedies = steps.remedies.iter().flat_map(|r| r.steps.iter().filter_map(command).collect::<Vec<_>>());
    let undo = steps.remedies.iter().filter_map(|r| r.undo_command.as_ref().map(|c| c.text.clone()));
    let looks = steps.confirmations.iter().filter_map(|c| command(&c.step));
    let commands: Vec<String> = remedies.chain(undo).chain(looks).collect();
    let copied = |line: &str| {
        let line = line.trim();
        line.starts_with("/diagnose?")
            || line.starts_with("/plan?")
            || commands.iter().any(|command| command.lines().any(|own| own.trim() == line))
    };
    for (name, facts, _) in vignettes(&knowledge::base()) {
        let text = text(&facts);
        for line in text.lines() {
            assert!(line.chars().count() <= 100 || copied(line), "{name}: {line}");
            assert!(!line.chars().any(char::is_control) && !line.ends_with(' '), "{name}: {line:?}");
        }
    }
}

/// Commands that stand in gated steps and nowhere else.
fn gated_commands(base: &KnowledgeBase) -> BTreeSet<String> {
    let steps = knowledge::english().steps();
    let command = |step: &StepText| step.command.as_ref().map(|command| command.text.clone());
    let of = |gated: bool| -> BTreeSet<String> {
        let remedies = base.remedies.iter().zip(&steps.remedies).filter(|(remedy, _)| remedy.gated() == gated);
        let all = |words: &diagnosis::words::RemedyWords| {
            let undo = words.undo_command.as_ref().map(|command| command.text.clone());
            words.steps.iter().filter_map(command).chain(undo).collect::<Vec<_>>()
        };
        remedies.flat_map(|(_, words)| all(words)).collect()
    };
    let looks: BTreeSet<String> = steps.confirmations.iter().filter_map(|words| command(&words.step)).collect();
    let open = of(false);
    of(true).into_iter().filter(|text| !open.contains(text) && !looks.contains(text)).collect()
}

#[test]
fn no_facts_open_a_gated_step() {
    let base = knowledge::base();
    let commands = gated_commands(&base);
    assert!(commands.len() > 10, "{}", commands.len());
    let closed = |facts: &Value| {
        let text = text(facts);
        // Commands of several lines are indented line by line.
        let plain: String = text.lines().map(|line| format!("{}\n", line.trim_start())).collect();
        let squeezed =
            |command: &str| command.lines().map(|l| l.trim_start().trim_end()).collect::<Vec<_>>().join("\n");
        let leak = commands.iter().find(|command| plain.contains(&squeezed(command)));
        assert_eq!(leak, None, "{facts}\n{text}");
        text
    };
    let mut gates = 0;
    for (_, mut facts, _) in vignettes(&base) {
        let list = facts["evidence"].as_array_mut().unwrap();
        list.retain(|entry| entry[0] != "my-rights" && entry[0] != "error-code");
        list.extend([json!(["rights", "mine"]), json!(["error-code", "0x904"])]);
        gates += closed(&facts).matches("This program never opens them.").count();
    }
    assert!(gates > 5, "{gates}");
    for remedy in base.remedies.iter().filter(|remedy| remedy.gated()) {
        for result in ["worked", "no-change"] {
            closed(&json!({
                "evidence": [["rights", "mine"]],
                "tried": [[remedy.id, result], ["retry", if result == "worked" { "no-change" } else { "worked" }]],
            }));
        }
    }
}

#[test]
fn questions_are_answered_by_number_with_help_and_back() {
    let (text, errors) = diagnose(None, false, "?\n9\nx\nb\n1\nb\n1\n\nq\n").unwrap();
    assert!(errors.is_empty());
    assert!(
        text.contains("Before the questions\nWhere is this page open?\n   1  On the computer I connect from"),
        "{text}"
    );
    assert!(text.contains("   0  I do not know\n> "), "{text}");
    assert!(text.contains("  Why we ask:\n  - What we measure counts only for"), "{text}");
    assert_eq!(text.matches("Type a number from 0 to 4, or b, ? or q.").count(), 2, "{text}");
    assert_eq!(text.matches("This is the first question.").count(), 1, "{text}");
    // Asked anew after the step back from nothing, and after the one from the second question.
    assert_eq!(text.matches("Where is this page open?").count(), 3, "{text}");
    let address = text.trim_end().rsplit_once("/diagnose?").unwrap().1;
    assert!(address.starts_with("code=0x904&on=this-computer&") && address.ends_with("=unknown"), "{address}");
    assert_eq!(address.matches('&').count(), 2, "{address}");
}

#[test]
fn the_dialogue_ends_when_nothing_is_left_to_ask_or_the_input_ends() {
    let (all, _) = diagnose(None, false, &"\n".repeat(40)).unwrap();
    assert!(all.contains("A general plan, because little is known"), "{all}");
    let questions = all.matches("\n> ").count();
    assert!((2..=9).contains(&questions), "{questions}");
    for input in ["", "1", "1\n2", "\u{0}\u{ffff}\n", "?\n", &"7".repeat(100_000)] {
        let (text, _) = diagnose(None, false, input).unwrap();
        assert!(text.contains("2. Likely causes") && text.contains("/diagnose?code=0x904"), "{text}");
    }
}

#[test]
fn questions_keep_out_of_the_export() {
    let (output, errors) = diagnose(None, true, "1\nq\n").unwrap();
    let value: Value = serde_json::from_str(&output).unwrap();
    assert_eq!(value["query"], "code=0x904&on=this-computer");
    assert!(errors.contains("Where is this page open?"));
}

/// A reader that goes away, as `head` does.
struct Gone(io::ErrorKind);

impl Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_reader_that_has_gone_is_no_error_and_a_full_disk_is_one() {
    let into = |kind| run(&DiagnoseOptions::default(), &mut io::empty(), &mut Gone(kind), &mut io::sink(), now);
    assert!(into(io::ErrorKind::BrokenPipe).is_ok());
    assert!(matches!(into(io::ErrorKind::StorageFull), Err(DiagnoseError::Unwritable(_))));
}

#[test]
fn content_of_a_folder_is_used() {
    let copied = crate::authors::Copied::new("diagnose");
    let options = DiagnoseOptions {
        facts: Some("-".into()),
        knowledge: Some(copied.0.clone()),
        json: true,
        ..DiagnoseOptions::default()
    };
    let fingerprint = |options: &DiagnoseOptions| {
        let mut output = Vec::new();
        run(options, &mut r#"{"evidence": []}"#.as_bytes(), &mut output, &mut io::sink(), now).unwrap();
        serde_json::from_slice::<Value>(&output).unwrap()["fingerprint"].as_str().unwrap().to_string()
    };
    assert_eq!(fingerprint(&options), knowledge::MODEL.fingerprint);
    copied.change("causes/mtu-blackhole.md", "weight = 35", "weight = 36");
    assert_ne!(fingerprint(&options), knowledge::MODEL.fingerprint);
    copied.change("causes/mtu-blackhole.md", "family = \"line\"", "family = \"lines\"");
    let told = run(&options, &mut io::empty(), &mut io::sink(), &mut io::sink(), now).unwrap_err().to_string();
    assert!(told.contains("causes/mtu-blackhole.md:"), "{told}");
}

/// The program itself: exit codes, and what goes where.
#[test]
fn the_program_ends_with_0_or_2() {
    let program = |arguments: &[&str], input: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fix904"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    let (code, output, errors) = program(&["diagnose", "-", "--json"], &case().to_string());
    assert!(code == 0 && errors.is_empty() && serde_json::from_str::<Value>(&output).is_ok(), "{output}{errors}");
    let (code, output, errors) = program(&["diagnose", "-"], r#"{"evidence": [["path", "moon"]]}"#);
    assert!(code == 2 && output.is_empty() && errors.starts_with("standard input: evidence[0][1]: "), "{errors}");
    let (code, output, errors) = program(&["diagnose"], "1\n");
    assert!(code == 0 && errors.is_empty() && output.contains("2. Likely causes"), "{output}{errors}");
    assert_eq!(program(&["diagnose", "--no-such-flag"], "").0, 2);
}

#[test]
fn devices_and_results_have_the_words_of_the_file() {
    let base = knowledge::base();
    for (source, device) in Source::ALL.into_iter().zip(Device::ALL.into_iter().cycle()) {
        let entry = json!({"observation": "check-path", "outcome": "slow",
            "source": facts::source_word(source), "device": facts::device_word(device)});
        let evidence = read(&base, &json!({"evidence": [entry]}).to_string()).unwrap();
        let observed = evidence.observed().next().unwrap();
        assert_eq!((observed.source, observed.device), (source, device));
    }
    for result in StepResult::ALL {
        let tried = json!([["retry", transcript::result_word(result)]]);
        let evidence = read(&base, &json!({"evidence": [], "tried": tried}).to_string()).unwrap();
        assert_eq!(evidence.tried().next().unwrap().1, result);
    }
}
