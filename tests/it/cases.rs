//! Reads `tests/cases/`: written cases with a known cause, and texts of error boxes.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("cases").join(name)
}

/// A written case. What else stands in the file is for the tests of the knowledge.
#[derive(Debug, Deserialize)]
pub(crate) struct Vignette {
    pub(crate) id: String,
    pub(crate) code: Option<String>,
    pub(crate) evidence: BTreeMap<String, String>,
}

/// All written cases, by name.
pub(crate) fn vignettes() -> Vec<Vignette> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder("vignettes")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "no vignettes");
    let read = |path: &PathBuf| {
        toml::from_str(&fs::read_to_string(path).unwrap()).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    files.iter().map(read).collect()
}

/// The text of an error box.
pub(crate) fn dialog(name: &str) -> String {
    fs::read_to_string(folder("dialogs").join(format!("{name}.txt"))).unwrap()
}
