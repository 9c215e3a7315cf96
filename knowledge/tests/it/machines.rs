//! What machines say, in several languages and encodings: what is understood, and that no name survives.

use diagnosis::KnowledgeBase;
use diagnosis::evidence::Source;
use diagnosis::reading::encoding::{LARGEST, NoText};
use diagnosis::reading::pasted::moments::day;
use diagnosis::reading::pasted::{About, Machine, Reading, Refusal, read as read_bytes};
use serde::Deserialize;

use crate::cases::{Dice, folder, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    #[expect(dead_code, reason = "for the reader of a failing case")]
    language: String,
    #[expect(dead_code, reason = "says where the shape of the text is from")]
    shape: String,
    #[expect(dead_code, reason = "says what of it was made up")]
    invented: Option<String>,
    machine: Option<String>,
    #[serde(default)]
    asks_machine: bool,
    /// Words of the tools that are recognised; none for a text that is refused.
    tools: Vec<String>,
    /// Findings in the order of the lines, `observation=outcome`.
    found: Vec<String>,
    /// Rules of the lines without a finding.
    notes: Vec<String>,
}

/// Nothing of these may come out of a text that holds them.
const PRIVATE: [&str; 18] = [
    "FINANCE",
    "finance",
    "corp",
    "jane",
    "Jana",
    "example",
    "192.0.2",
    "2001:db8",
    "10.0.0.5",
    "PC-17",
    "dc01",
    "DC01",
    "S-1-5",
    "CN=",
    "公司",
    "Administrator",
    "D08C9DDF",
    "SRV",
];

fn about(expected: &Expected) -> About {
    let machine = match expected.machine.as_deref() {
        Some("host") => Some(Machine::Host),
        Some("client") => Some(Machine::Client),
        Some(other) => panic!("{other} is no machine"),
        None => None,
    };
    About { machine, today: day(2026, 11, 26) }
}

fn cases() -> Vec<(String, String, Expected)> {
    let case = |(name, text): (String, String)| {
        let expected = toml::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        let text = std::fs::read_to_string(folder("machines").join(format!("{name}.txt"))).unwrap();
        (name, text, expected)
    };
    read("machines", "toml").into_iter().map(case).collect()
}

/// Findings in order, and rules of the other lines.
fn seen(base: &KnowledgeBase, reading: &Reading) -> (Vec<String>, Vec<String>) {
    let lines = reading.understood().lines;
    let found = lines.iter().filter_map(|line| {
        let (observation, outcome) = line.derived?;
        let known = base.observation(observation).unwrap();
        Some(format!("{}={}", known.id, known.outcomes[outcome.position()].id))
    });
    (found.collect(), lines.iter().filter(|line| line.derived.is_none()).map(|line| line.rule.to_string()).collect())
}

#[test]
fn every_text_is_understood() {
    let base = knowledge::base();
    let mut wrong = Vec::new();
    for (name, text, expected) in cases() {
        let reading = match read_bytes(&base, text.as_bytes(), &about(&expected)) {
            Ok(reading) => reading,
            Err(refusal) => {
                if !expected.tools.is_empty() || refusal != Refusal::Unknown {
                    wrong.push(format!("{name}: {refusal:?}"));
                }
                continue;
            }
        };
        let tools: Vec<&str> = reading.parts.iter().map(|part| part.tool.word()).collect();
        let (found, notes) = seen(&base, &reading);
        let asks = reading.parts.iter().any(|part| part.asks_machine);
        if tools != expected.tools
            || found != expected.found
            || notes != expected.notes
            || asks != expected.asks_machine
        {
            wrong.push(format!("{name}: {tools:?} {found:?} {notes:?} asks {asks}"));
        }
        for line in reading.understood().lines {
            let shown = format!("{} {}", line.what, line.value);
            wrong.extend(
                PRIVATE.iter().filter(|p| shown.contains(*p)).map(|p| format!("{name}: {p} is shown in {shown}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_encoding_makes_no_difference() {
    let base = knowledge::base();
    for (name, text, expected) in cases() {
        let plain = read_bytes(&base, text.as_bytes(), &about(&expected));
        let crlf = text.replace('\n', "\r\n");
        let wide = |order: fn(u16) -> [u8; 2]| crlf.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let marked = |mark: &[u8], rest: Vec<u8>| mark.iter().copied().chain(rest).collect::<Vec<u8>>();
        let spellings = [
            marked(b"\xef\xbb\xbf", crlf.clone().into_bytes()),
            marked(b"\xff\xfe", wide(u16::to_le_bytes)),
            marked(b"\xfe\xff", wide(u16::to_be_bytes)),
            wide(u16::to_le_bytes),
        ];
        for (number, bytes) in spellings.iter().enumerate() {
            assert_eq!(read_bytes(&base, bytes, &about(&expected)), plain, "{name}, spelling {number}");
        }
        // A code page of a console: letters of the language are lost, and with them at most a word of state.
        let page: Vec<u8> = text.chars().map(|c| if c.is_ascii() { c as u8 } else { 0x84 }).collect();
        if let (Ok(plain), Ok(read)) = (plain, read_bytes(&base, &page, &about(&expected))) {
            assert_eq!(seen(&base, &read).0, seen(&base, &plain).0, "{name}, code page");
        } else {
            assert!(expected.tools.is_empty(), "{name} is refused in a code page");
        }
    }
}

#[test]
fn a_text_cut_anywhere_is_read_as_far_as_it_goes() {
    let base = knowledge::base();
    for (name, text, expected) in cases() {
        let mut read = 0;
        for end in (0..text.len()).step_by(7) {
            read += usize::from(read_bytes(&base, &text.as_bytes()[..end], &about(&expected)).is_ok());
        }
        assert!(read > 0 || expected.tools.is_empty() || text.len() < 200, "{name} is read only as a whole");
    }
}

#[test]
fn what_is_no_text_is_refused_with_its_reason() {
    let base = knowledge::base();
    let refused = |bytes: &[u8]| read_bytes(&base, bytes, &About::default()).unwrap_err();
    assert_eq!(refused(b""), Refusal::NoText(NoText::Empty));
    assert_eq!(refused(b"ElfFile\0\x01\0\0\0"), Refusal::NoText(NoText::EventLogFile));
    assert_eq!(refused(&[0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0]), Refusal::NoText(NoText::Binary));
    assert_eq!(refused(&vec![b'a'; LARGEST + 1]), Refusal::NoText(NoText::TooLarge));
    assert_eq!(refused(&vec![b'a'; LARGEST]), Refusal::Unknown);
}

#[test]
fn findings_come_with_their_source_and_the_strongest_counts() {
    let base = knowledge::base();
    let text = std::fs::read(folder("machines").join("events-merged-key.txt")).unwrap();
    let understood = read_bytes(&base, &text, &About::default()).unwrap().understood();
    let evidence = understood.evidence(Source::Collected);
    assert_eq!(evidence.outcome_id(&base, "report-key-events"), Some("key-unusable"));
    assert!(evidence.observed().all(|o| o.source == Source::Collected && !o.carried));
    let taken_out = understood.lines.iter().position(|line| line.rule == "event-key-unusable").unwrap();
    let rest = understood.without(&[taken_out]).evidence(Source::Collected);
    assert_eq!(rest.outcome_id(&base, "report-key-events"), Some("not-made"));
}

#[test]
fn no_bytes_make_the_reader_panic() {
    let base = knowledge::base();
    let seeds: Vec<Vec<u8>> = cases().into_iter().map(|(_, text, _)| text.into_bytes()).collect();
    let mut dice = Dice(904);
    let mut accepted = 0;
    for round in 0..6_000 {
        let mut bytes = seeds[dice.below(seeds.len())].clone();
        for _ in 0..1 + dice.below(6) {
            let place = dice.below(bytes.len() + 1);
            match dice.below(4) {
                0 if place < bytes.len() => bytes[place] = dice.below(256) as u8,
                1 => bytes.truncate(place),
                2 => {
                    let other = &seeds[dice.below(seeds.len())];
                    let from = dice.below(other.len());
                    let to = (from + dice.below(80)).min(other.len());
                    bytes.splice(place..place, other[from..to].iter().copied());
                }
                _ => {
                    let end = (place + dice.below(12)).min(bytes.len());
                    bytes.drain(place..end);
                }
            }
        }
        let machine = [None, Some(Machine::Host), Some(Machine::Client)][round % 3];
        accepted += usize::from(read_bytes(&base, &bytes, &About { machine, today: day(2026, 11, 26) }).is_ok());
    }
    assert!((1_500..5_999).contains(&accepted), "{accepted} of 6,000 are accepted");
}
