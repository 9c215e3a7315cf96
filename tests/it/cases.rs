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

/// A text of a machine: name, text, and the machine it is from as the form says it.
pub(crate) struct MachineText {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) machine: String,
}

/// All written texts of machines, by name.
pub(crate) fn machines() -> Vec<MachineText> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder("machines")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    let read = |path: &PathBuf| {
        let expected: toml::Table = toml::from_str(&fs::read_to_string(path.with_extension("toml")).unwrap()).unwrap();
        MachineText {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            text: fs::read_to_string(path).unwrap(),
            machine: expected.get("machine").and_then(toml::Value::as_str).unwrap_or("unknown").to_string(),
        }
    };
    files.iter().map(read).collect()
}
