//! Valid inputs, changed by drawn hits: whatever reads foreign bytes must refuse or survive them. The same functions are the
//! fuzz targets of `fuzz/`; here they run a fixed number of times in every test run.

use std::panic::{AssertUnwindSafe, catch_unwind};

use diagnosis::reading::pasted::moments::day;
use diagnosis::reading::pasted::{self, About, Machine};
use diagnosis::reading::report;
use diagnosis::reading::understood::{MOST_LINES, Understood};
use yardstick::dice::Dice;

use foreign_bytes::{TARGETS, Target};

#[path = "../../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "a crate of its own for cargo-fuzz")]
mod foreign_bytes;

/// Changed inputs of each target.
const INPUTS: u64 = 2_500;
/// Pieces with a meaning somewhere: ends of lists and texts, large and broken numbers, marks of encodings.
const PIECES: [&[u8]; 20] = [
    b"",
    b"&",
    b"=",
    b".",
    b"%",
    b"%zz",
    b"\"",
    b"[",
    b"]",
    b"{",
    b"}",
    b",",
    b"-1",
    b"1e999",
    b"18446744073709551616",
    b"null",
    b"\\ud800",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
];

/// Where words of letters, digits and hyphens stand.
fn words(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let inside = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(inside).map(|step| at + step) {
        let end = bytes[start..].iter().position(|b| !inside(b)).map_or(bytes.len(), |step| start + step);
        found.push(start..end);
        at = end;
    }
    found
}

/// Another word in the place of one: what stands there is well written, and wrong in a deeper way.
fn exchange(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], dice: &mut Dice) {
    let other = dice.pick(seeds).unwrap();
    let (old, new) = (words(bytes), words(other));
    if let (Some(old), Some(new)) = (dice.pick(&old), dice.pick(&new)) {
        bytes.splice(old.clone(), other[new.clone()].iter().copied());
    }
}

/// One change at a drawn place.
fn hit(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], dice: &mut Dice) {
    let place = dice.below(bytes.len() + 1);
    let end = (place + 1 + dice.below(24)).min(bytes.len());
    match dice.below(8) {
        // One bit, one byte.
        0 if place < bytes.len() => bytes[place] ^= 1 << dice.below(8),
        1 if place < bytes.len() => bytes[place] = dice.bits() as u8,
        // Cut off, cut out, doubled.
        2 => bytes.truncate(place),
        3 => drop(bytes.drain(place.min(end)..end)),
        4 => {
            let piece = bytes[place.min(end)..end].to_vec();
            bytes.splice(place..place, piece);
        }
        // Something inserted; the rest of another one joined on.
        5 => drop(bytes.splice(place..place, dice.pick(&PIECES).unwrap().iter().copied())),
        6 => exchange(bytes, seeds, dice),
        _ => {
            let other = dice.pick(seeds).unwrap();
            let from = dice.below(other.len() + 1);
            bytes.truncate(place);
            bytes.extend_from_slice(&other[from..]);
        }
    }
}

/// A valid input after at least one hit.
fn changed(seeds: &[Vec<u8>], most: usize, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = dice.pick(seeds).unwrap().clone();
    (0..1 + dice.below(most)).for_each(|_| hit(&mut bytes, seeds, dice));
    bytes
}

/// Reads inputs with up to `most` hits; returns how many were accepted.
fn survives(name: &str, most: usize) -> usize {
    survived(TARGETS.iter().find(|t| t.name == name).unwrap(), most)
}

fn survived(target: &Target, most: usize) -> usize {
    let name = target.name;
    let seeds = (target.seeds)().unwrap();
    for (number, seed) in seeds.iter().enumerate() {
        assert!((target.read)(seed), "{name}: valid input {number} is refused");
    }
    let read = |bytes: &[u8]| catch_unwind(AssertUnwindSafe(|| (target.read)(bytes))).ok();
    let mut accepted = 0;
    for seed in 0..INPUTS {
        let bytes = changed(&seeds, most, &mut Dice::new(seed));
        match read(&bytes) {
            Some(taken) => accepted += usize::from(taken),
            None => {
                let shown: String = String::from_utf8_lossy(&bytes).chars().take(2_000).collect();
                panic!("{name}: a panic with the input of seed {seed}, {} bytes: {shown:?}", bytes.len());
            }
        }
    }
    println!("{name}: {} valid inputs, {INPUTS} changed ones, {accepted} of them accepted", seeds.len());
    accepted
}

#[test]
fn any_transcript_is_a_case() {
    assert!(survives("transcript", 4) > 2_000, "hardly any holds something: are the changes too hard?");
}

#[test]
fn any_file_of_facts_is_read_or_refused() {
    let accepted = survives("facts", 1);
    assert!((20..2_000).contains(&accepted), "{accepted} are accepted: do the changes reach past the syntax?");
}

#[test]
fn any_report_is_read_or_refused() {
    let accepted = survives("report", 2);
    assert!((50..2_400).contains(&accepted), "{accepted} are accepted: do the changes reach past the syntax?");
}

#[test]
fn any_pack_is_read_or_refused() {
    let accepted = survives("pack", 4);
    assert!((50..2_400).contains(&accepted), "{accepted} are accepted: do the changes reach past the head?");
}

#[test]
fn any_file_of_vectors_is_answered_or_refused() {
    let accepted = survives("vectors", 4);
    assert!((50..2_000).contains(&accepted), "{accepted} are accepted: do the changes reach past the syntax?");
}

#[test]
fn any_answer_to_the_probe_is_read_or_refused() {
    let accepted = survives("probe", 2);
    assert!((100..2_300).contains(&accepted), "{accepted} are accepted: do the changes reach past the first byte?");
}

#[test]
fn anything_for_a_far_end_is_read_or_refused() {
    let accepted = survives("far_ends", 2);
    assert!((200..2_400).contains(&accepted), "{accepted} are accepted: do the changes reach past the head?");
}

#[test]
fn any_text_of_a_machine_is_read_or_refused() {
    let accepted = survives("machine", 4);
    assert!((800..2_499).contains(&accepted), "{accepted} are accepted: do the changes reach past the shape?");
}

#[test]
#[should_panic(expected = "broken: a panic with the input of seed")]
fn a_reader_that_panics_is_found() {
    let read = |bytes: &[u8]| !std::str::from_utf8(bytes).unwrap().is_empty();
    survived(&Target { name: "broken", read, seeds: || Ok(vec![b"path=vpn".to_vec()]) }, 4);
}

#[test]
fn changes_differ_and_follow_from_their_seed() {
    let seeds = vec![b"code=0x904.pt&path=vpn".to_vec(), b"when=after-wait".to_vec()];
    let of = |seed| changed(&seeds, 4, &mut Dice::new(seed));
    let all: std::collections::BTreeSet<Vec<u8>> = (0..1_000).map(of).collect();
    assert!(all.len() > 700, "only {} different inputs", all.len());
    assert_eq!(of(17), of(17));
}

/// Read as a fuzz target does, and once more to look at the lines.
fn understood(text: &str) -> Understood {
    let target = TARGETS.iter().find(|target| target.name == "machine").unwrap();
    assert!((target.read)(text.as_bytes()), "refused");
    let about = About { machine: Some(Machine::Host), today: day(2026, 11, 26) };
    pasted::read(&knowledge::base(), text.as_bytes(), &about).unwrap().understood()
}

/// Well-formed and large: what grows with the square of the input would show here as a test that does not end.
#[test]
fn large_texts_of_machines_make_few_lines() {
    let event = |i: usize| {
        let (provider, id, status) = match i % 3 {
            0 => ("Schannel", 36870, ""),
            1 => ("Microsoft-Windows-Security-Auditing", 4625, "<Data Name='Status'>0xc000006d</Data>"),
            _ => ("Microsoft-Windows-RemoteDesktopServices-RdpCoreTS", 131, ""),
        };
        let time = format!("2026-11-22T{:02}:{:02}:{:02}Z", i / 3600 % 24, i / 60 % 60, i % 60);
        format!(
            "<Event><System><Provider Name='{provider}'/><EventID>{id}</EventID><TimeCreated SystemTime='{time}'/>\
             </System><EventData>{status}</EventData></Event>\n"
        )
    };
    let events = understood(&(0..5_000).map(event).collect::<String>());
    let of = |what: &str| events.lines.iter().find(|line| line.what == what).map(|line| line.value.as_str());
    assert_eq!(of("36870"), Some("1667×, 2026-11-22 01:23:18"));
    assert_eq!(of("4625"), Some("1667×"));
    assert_eq!((events.lines.len(), events.left_out), (3, 0), "{:?}", events.lines);

    let sample = |i: usize| format!("{:02}:{:02}:{:02}, +00.0206779s\n", i / 3600 % 24, i / 60 % 60, i % 60);
    let chart = understood(&(0..20_000).map(sample).collect::<String>());
    assert_eq!((chart.lines.len(), chart.lines[0].value.as_str()), (1, "+0.0 s"));

    let head = "   MTU  MediaSenseState      Bytes In     Bytes Out  Interface\n------ --------------- ------------- ------------- -------------\n";
    let row = |i: usize| format!("{:6}               1       1000000        200000  Ethernet {i}\n", 500 + i % 1_001);
    let interfaces = understood(&(head.to_string() + &(0..10_000).map(row).collect::<String>()));
    assert_eq!((interfaces.lines.len(), interfaces.lines[0].rule), (1, "packets-some-small"));
    assert_eq!(interfaces.lines[0].value, "500, 501, 502, 503, 504, 505, 506, 507");
}

#[test]
fn of_a_large_report_no_more_lines_are_kept_than_a_person_can_look_over() {
    let many = 100_000;
    let errors = vec![r#"{"look": "logs"}"#; many].join(",");
    let text = format!(r#"{{"schema": "{}", "role": "host", "errors": [{errors}]}}"#, report::SCHEMA);
    let target = TARGETS.iter().find(|target| target.name == "report").unwrap();
    assert!((target.read)(text.as_bytes()), "refused");
    let understood = report::understand(&knowledge::base(), &[report::read(text.as_bytes()).unwrap()]);
    // Three lines tell which report it is.
    assert_eq!((understood.lines.len(), understood.left_out), (MOST_LINES, many + 3 - MOST_LINES));
}
