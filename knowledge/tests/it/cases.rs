//! Reads `tests/cases/`, and draws pseudo-random numbers from a seed.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

/// Folder of the written cases.
pub(crate) fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/cases").join(name)
}

/// All files of a folder with this extension, sorted by name, with their text.
pub(crate) fn read(name: &str, extension: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no case in {name}");
    files
}

/// A written case with its known cause.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vignette {
    pub(crate) id: String,
    pub(crate) message: String,
    pub(crate) cause: String,
    #[expect(dead_code, reason = "for the reader of a failing case")]
    pub(crate) confidence: String,
    pub(crate) code: Option<String>,
    /// Why the cause is not among the first three, where that is known and accepted.
    pub(crate) missed: Option<String>,
    pub(crate) evidence: BTreeMap<String, String>,
}

/// A small generator with a seed (splitmix64), so that a failing case can be told by its number.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}
