//! Every place where foreign bytes are read, as functions that must not panic whatever they get. The fuzz targets call them
//! with libFuzzer, and `tests/it/mutated.rs` with a bounded number of drawn changes of valid inputs.

use std::path::Path;
use std::sync::LazyLock;

use anyhow::Result;
use diagnosis::evidence::Source;
use diagnosis::knowledge_base::Model;
use diagnosis::pack::{Packed, fingerprint, pack as packed, unpack};
use diagnosis::plan::{Gate, Next};
use diagnosis::reading::pasted::moments::day;
use diagnosis::reading::pasted::{self, About, Machine};
use diagnosis::reading::report::{self as reports, LARGEST};
use diagnosis::reading::understood::LONGEST_VALUE;
use diagnosis::words::{Articles, StepWords, Words};
use diagnosis::{Evidence, KnowledgeBase, Surface, consult};
use server::cli::diagnose::facts as reader;
use yardstick::reports::{FAULTS, healthy};
use yardstick::vectors::Vectors;
use yardstick::vignettes;

/// Something that reads foreign bytes.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, that of the fuzz target.
    pub name: &'static str,
    /// Reads, and follows up what was read. Says whether the bytes were accepted.
    pub read: fn(&[u8]) -> bool,
    /// Valid inputs.
    pub seeds: fn() -> Result<Vec<Vec<u8>>>,
}

/// All of them.
pub const TARGETS: [Target; 8] = [
    Target { name: "transcript", read: transcript, seeds: transcripts },
    Target { name: "facts", read: facts, seeds: files_of_facts },
    Target { name: "report", read: report, seeds: files_of_reports },
    Target { name: "pack", read: pack, seeds: packs },
    Target { name: "vectors", read: vectors, seeds: files_of_vectors },
    Target { name: "machine", read: machine, seeds: texts_of_machines },
    Target { name: "probe", read: probe, seeds: answers_of_hosts },
    Target { name: "far_ends", read: far_ends, seeds: messages_of_browsers },
];

static BASE: LazyLock<KnowledgeBase> = LazyLock::new(knowledge::base);

/// The query of an address: anything is one. What was understood is written back alike, and no gated step opens.
pub fn transcript(bytes: &[u8]) -> bool {
    let base = &*BASE;
    let mut evidence = diagnosis::transcript::parse(base, &String::from_utf8_lossy(bytes));
    let again = diagnosis::transcript::parse(base, &diagnosis::transcript::print(base, &evidence));
    assert_eq!(again, evidence, "written back differently");
    evidence.mark_carried(&[]);
    follow(base, &evidence);
    !evidence.entries().is_empty()
}

/// A file of facts, as `fix904 diagnose FILE` reads it.
pub fn facts(bytes: &[u8]) -> bool {
    let read = reader::decode(bytes).map_err(|error| vec![error]).and_then(|text| reader::read(&BASE, &text));
    match read {
        Ok(evidence) => {
            follow(&BASE, &evidence);
            true
        }
        Err(errors) => {
            assert!(!errors.is_empty(), "refused without a reason");
            assert!(errors.iter().all(|error| !error.to_string().is_empty()), "a mistake without a sentence");
            false
        }
    }
}

/// A report of the collector, as `fix904 diagnose --report` reads it.
pub fn report(bytes: &[u8]) -> bool {
    match reports::read(bytes) {
        Ok(report) => {
            let understood = reports::understand(&BASE, &[report]);
            assert!(understood.lines.iter().all(|line| line.value.chars().count() <= LONGEST_VALUE), "a value is long");
            follow(&BASE, &understood.evidence(Source::Collected));
            let every: Vec<usize> = (0..understood.lines.len()).collect();
            assert!(understood.without(&every).lines.is_empty(), "a line cannot be taken out");
            true
        }
        Err(error) => {
            let told = error.to_string();
            assert!(!told.is_empty() && told.len() < 600, "a mistake of {} bytes", told.len());
            assert!(
                bytes.len() <= LARGEST || matches!(error, reports::ReportError::TooLarge { .. }),
                "a large file is read"
            );
            false
        }
    }
}

/// A pack as it comes over the network; then the same bytes with a head that fits them, since a checksum hides everything
/// behind it from a fuzzer.
pub fn pack(bytes: &[u8]) -> bool {
    let plain = [model(bytes), unpacks::<Words>(bytes), unpacks::<StepWords>(bytes), unpacks::<Articles>(bytes)];
    let body = bytes.get(HEAD..).unwrap_or_default();
    let sealed = [
        model(&seal(Model::KIND, body)),
        unpacks::<Words>(&seal(Words::KIND, body)),
        unpacks::<StepWords>(&seal(StepWords::KIND, body)),
        unpacks::<Articles>(&seal(Articles::KIND, body)),
    ];
    plain.contains(&true) || sealed.contains(&true)
}

/// A file of vectors, as `cargo xtask oracle FILE` reads it.
pub fn vectors(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes).map(Vectors::read) {
        Ok(Ok(Vectors::OneCause { vectors })) => vectors.iter().all(|v| v.answer().is_ok()),
        Ok(Ok(Vectors::SeveralCauses { vectors })) => vectors.iter().all(|v| v.answer().is_ok() && v.pairs().is_ok()),
        _ => false,
    }
}

/// What a host answers to the probe. The first byte says in which phase.
pub fn probe(bytes: &[u8]) -> bool {
    server::probe::read_foreign_bytes(bytes)
}

/// What a browser, or whoever says to be one, sends to the far ends of the self-check. The first byte says to which.
pub fn far_ends(bytes: &[u8]) -> bool {
    server::self_check::read_foreign_bytes(bytes)
}

/// A text or file of a machine, as if from either computer or from nobody knows where. What was understood makes a case.
pub fn machine(bytes: &[u8]) -> bool {
    let machine = [None, Some(Machine::Host), Some(Machine::Client)][bytes.len() % 3];
    let about = About { machine, today: day(2026, 11, 26) };
    let Ok(reading) = pasted::read(&BASE, bytes, &about) else { return false };
    assert!(!reading.parts.is_empty(), "read, and nothing understood");
    let understood = reading.understood();
    assert!(understood.lines.iter().all(|line| line.value.chars().count() <= LONGEST_VALUE), "a long value");
    follow(&BASE, &understood.evidence(Source::Collected));
    true
}

/// What every case promises, whatever it holds.
fn follow(base: &KnowledgeBase, evidence: &Evidence) {
    let consultation = consult(base, evidence, &Surface::default());
    for ranked in &consultation.ranking {
        assert!((0.0..=1.0 + 1e-9).contains(&ranked.probability), "a probability of {}", ranked.probability);
    }
    let next = if let Next::Try(step) = consultation.plan.next { Some(step) } else { None };
    for step in consultation.plan.steps.iter().copied().chain(next).filter(|step| step.gate == Gate::Open) {
        assert!(base.remedy(step.remedy).is_some_and(|remedy| !remedy.gated()), "a gated step is open");
    }
}

/// Length of the head of a pack: its name, schema, kind and checksum.
const HEAD: usize = 15;

/// A pack of this kind around a body, with the right checksum.
fn seal(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = b"FX904".to_vec();
    // The fingerprint of a pack leaves its first five bytes out.
    let checksum = u64::from_str_radix(&fingerprint(&[b"FX904", body].concat()), 16).unwrap_or_default();
    bytes.extend([diagnosis::pack::SCHEMA, kind]);
    bytes.extend(checksum.to_be_bytes());
    bytes.extend(body);
    bytes
}

fn model(bytes: &[u8]) -> bool {
    let Ok(model) = unpack::<Model>(bytes) else { return false };
    let again = packed(&model).and_then(|bytes| unpack::<Model>(&bytes));
    assert_eq!(again.as_ref(), Ok(&model), "packed again differently");
    // A model whose numbers are off promises nothing but to be survived.
    let base = KnowledgeBase::new(model);
    let evidence = diagnosis::transcript::parse(&base, "code=0x904.pt&on=this-computer&path=vpn&when=after-wait");
    consult(&base, &evidence, &Surface::default());
    true
}

fn unpacks<T: Packed>(bytes: &[u8]) -> bool {
    unpack::<T>(bytes).is_ok()
}

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases").join(name)
}

fn transcripts() -> Result<Vec<Vec<u8>>> {
    let mut seeds: Vec<Vec<u8>> =
        vignettes::read(&BASE, &folder("vignettes"))?.into_iter().map(|v| v.query.into_bytes()).collect();
    let written = ["code=0x904.pt&ext=seven.pt&on=this-computer&check-path=slow.mt2-good&step.retry=no-change&more=2"];
    seeds.extend(written.map(|query| query.as_bytes().to_vec()));
    Ok(seeds)
}

/// The written cases as facts, in both forms of an entry.
fn files_of_facts() -> Result<Vec<Vec<u8>>> {
    let mut seeds = Vec::new();
    for (number, case) in vignettes::read(&BASE, &folder("vignettes"))?.iter().enumerate() {
        let evidence = diagnosis::transcript::parse(&BASE, &case.query);
        let entry = |o: &diagnosis::evidence::Observed| {
            let observation = BASE.observation(o.observation)?;
            let outcome = &observation.outcomes.get(o.outcome?.position())?.id;
            let (id, source) = (&observation.id, reader::source_word(o.source));
            Some(match number % 2 {
                0 => format!("[\"{id}\", \"{outcome}\"]"),
                _ => format!("{{\"observation\": \"{id}\", \"outcome\": \"{outcome}\", \"source\": \"{source}\"}}"),
            })
        };
        let entries: Vec<String> = evidence.observed().filter_map(entry).collect();
        let tried = "\"tried\": [[\"retry\", \"no-change\"]], \"more\": 1";
        seeds.push(format!("{{\"evidence\": [{}], {tried}}}", entries.join(", ")).into_bytes());
    }
    Ok(seeds)
}

/// Made reports of both sides, in every encoding that is read.
fn files_of_reports() -> Result<Vec<Vec<u8>>> {
    let mut seeds = Vec::new();
    for (number, fault) in FAULTS.iter().copied().flatten().enumerate() {
        let mut pair = healthy(number as u64);
        (fault.put)(&mut pair);
        let side = if number % 3 == 0 { pair.client } else { pair.host };
        let text = serde_json::to_string_pretty(&side)?;
        let units = || text.encode_utf16();
        seeds.push(match number % 4 {
            0 => text.into_bytes(),
            1 => ["\u{feff}".as_bytes(), text.as_bytes()].concat(),
            2 => [0xfeff].into_iter().chain(units()).flat_map(u16::to_le_bytes).collect(),
            _ => [0xfeff].into_iter().chain(units()).flat_map(u16::to_be_bytes).collect(),
        });
    }
    Ok(seeds)
}

fn packs() -> Result<Vec<Vec<u8>>> {
    let english = knowledge::english();
    Ok([knowledge::MODEL, english.words, english.steps].map(|pack| pack.bytes.to_vec()).to_vec())
}

fn texts_of_machines() -> Result<Vec<Vec<u8>>> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder("machines"))?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.sort();
    let known = |path: &Path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.ends_with(".txt") && !name.starts_with("unknown")
    };
    paths.into_iter().filter(|path| known(path)).map(|path| Ok(std::fs::read(path)?)).collect()
}

/// Small files with a vector each, so that a change meets something.
fn files_of_vectors() -> Result<Vec<Vec<u8>>> {
    let mut seeds = Vec::new();
    for path in vignettes::files(&folder("vectors"))? {
        let text = std::fs::read_to_string(path)?;
        // One line holds one vector.
        let lines = text.lines().filter(|line| line.starts_with("{\"id\""));
        let format = text.lines().next().unwrap_or_default();
        seeds.extend(lines.take(40).map(|line| format!("{format}\n{}\n]}}", line.trim_end_matches(',')).into_bytes()));
    }
    Ok(seeds)
}

/// Whole answers of every kind that the probe reads, each after the byte of its phase.
fn answers_of_hosts() -> Result<Vec<Vec<u8>>> {
    let certificate = include_bytes!("certificate.der");
    let confirm = |kind: u8, value: u8| vec![3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, kind, 0, 8, 0, value, 0, 0, 0];
    let mut hello = vec![2, 0, 0, 38, 3, 3];
    hello.extend([7; 32]);
    hello.extend([0, 0xc0, 0x2f, 0]);
    let length = |more: usize| ((certificate.len() + more) as u32).to_be_bytes()[1..].to_vec();
    let list = [&[11][..], &length(6), &length(3), &length(0), certificate].concat();
    let record = |body: &[u8]| [&[22, 3, 3][..], &(body.len() as u16).to_be_bytes(), body].concat();
    let head = b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM\r\n\r\n";
    let answers: [(u8, Vec<u8>); 9] = [
        (0, confirm(2, 1)),
        (0, confirm(3, 5)),
        (0, vec![3, 0, 0, 11, 6, 0xd0, 0, 0, 0x12, 0x34, 0]),
        (0, vec![3, 0, 0, 9, 2, 0xf0, 0x80, 0x21, 0x80]),
        (1, [record(&hello), record(&list)].concat()),
        (2, challenge()),
        (3, head.to_vec()),
        (4, certificate.to_vec()),
        (5, vec![0, 0, 0, 1, 0, 0x40, 0, 5]),
    ];
    Ok(answers.map(|(phase, bytes)| [vec![phase], bytes].concat()).to_vec())
}

/// A request of STUN, counted datagrams, a greeting of TLS 1.3 and a token, each after the byte of its reader.
fn messages_of_browsers() -> Result<Vec<Vec<u8>>> {
    let stun = [&[0, 0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42][..], &[7; 12]].concat();
    let datagram = |group: u8, number: u32| [&[9, group][..], &number.to_be_bytes(), &[0; 4]].concat();
    let datagrams = [(0, 0), (0, 1), (0, 5), (0, 3), (1, 0), (1, 0), (2, 1_023)].map(|(g, n)| datagram(g, n)).concat();
    let extension = |kind: u8, body: &[u8]| [&[0, kind, 0, body.len() as u8][..], body].concat();
    let extensions = [
        extension(0, &[0, 7, 0, 0, 4, b'h', b'o', b's', b't']),
        extension(10, &[0, 6, 0x1a, 0x1a, 0x11, 0xec, 0, 29]),
        extension(13, &[0, 4, 4, 3, 8, 4]),
        extension(16, &[0, 3, 2, b'h', b'2']),
        extension(43, &[4, 3, 4, 3, 3]),
        extension(51, &[&[0, 36, 0, 29, 0, 32][..], &[5; 32]].concat()),
    ]
    .concat();
    let list = [&[0, extensions.len() as u8][..], &extensions].concat();
    let body = [&[3, 3][..], &[9; 32], &[0, 0, 6, 0x2a, 0x2a, 0x13, 1, 0xc0, 0x2f, 1, 0], &list].concat();
    let message = [&[1, 0, 0, body.len() as u8][..], &body].concat();
    let hello = [&[22, 3, 1, 0, message.len() as u8][..], &message].concat();
    let token = b"0123456789abcdef0123456789abcdef".to_vec();
    Ok(vec![stun, [&[1][..], &datagrams].concat(), [&[2][..], &hello].concat(), [&[3][..], &token].concat()])
}

/// The second message of a sign-in (MS-CSSP 2.2.1, MS-NLMP 2.2.1.2) with one name and a time.
fn challenge() -> Vec<u8> {
    let pairs =
        [&[1, 0, 4, 0, b'V', 0, b'M', 0, 7, 0, 8, 0][..], &[0, 0, 0x3e, 0xd5, 0xde, 0xb1, 0x9d, 1], &[0; 4]].concat();
    let mut token = b"NTLMSSP\0\x02\0\0\0".to_vec();
    token.extend([0; 8]);
    token.extend(0xe288_8217u32.to_le_bytes());
    token.extend([0x11; 16]);
    token.extend([pairs.len() as u8, 0, pairs.len() as u8, 0, 56, 0, 0, 0]);
    token.extend([10, 0, 0x4f, 0x7c, 0, 0, 0, 15]);
    token.extend(pairs);
    let wrapped = |tag: u8, body: &[u8]| [&[tag, body.len() as u8][..], body].concat();
    let tokens = wrapped(0xa1, &wrapped(0x30, &wrapped(0x30, &wrapped(0xa0, &wrapped(4, &token)))));
    wrapped(0x30, &[vec![0xa0, 3, 2, 1, 6], tokens].concat())
}
