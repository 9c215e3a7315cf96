//! Written cases, as they stand in an address.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use diagnosis::evidence::{Device, Entry, Evidence, Observed, Source};
use diagnosis::{KnowledgeBase, transcript};

/// A written case: its name, and its evidence as a query.
#[derive(Clone, Debug)]
pub struct Vignette {
    /// Name of its file.
    pub name: String,
    /// The case as it stands in an address.
    pub query: String,
}

/// Reads all written cases of a folder, by name.
///
/// # Errors
/// When a file cannot be read, or names what the content does not have.
pub fn read(base: &KnowledgeBase, folder: &Path) -> Result<Vec<Vignette>> {
    let one = |path: &PathBuf| vignette(base, path).with_context(|| path.display().to_string());
    files(folder)?.iter().map(one).collect()
}

/// All files of a folder, by name.
///
/// # Errors
/// When the folder cannot be read.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    Ok(files)
}

fn vignette(base: &KnowledgeBase, path: &Path) -> Result<Vignette> {
    let case: toml::Table = toml::from_str(&fs::read_to_string(path)?)?;
    let text = |value: &toml::Value| value.as_str().map(str::to_string);
    let mut told: Vec<(String, String)> = Vec::new();
    if let Some(code) = case.get("code").and_then(text) {
        told.push(("error-code".to_string(), code));
    }
    let evidence = case.get("evidence").and_then(toml::Value::as_table).context("no evidence")?;
    told.extend(evidence.iter().filter_map(|(id, outcome)| Some((id.clone(), text(outcome)?))));
    let mut evidence = Evidence::default();
    for (id, outcome) in told {
        let observation = base.observation_by_id(&id).with_context(|| format!("no observation {id}"))?;
        let known = base.outcome_by_id(observation, &outcome);
        known.with_context(|| format!("{id} has no outcome {outcome}"))?;
        let source = match id.split('-').next() {
            Some("report") => Source::Collected,
            Some("probe") => Source::Probed,
            Some("check") => Source::Measured,
            _ => Source::Asked,
        };
        let told = Observed { source, device: Device::ThisComputer, ..Observed::asked(observation, known) };
        evidence.give(Entry::Observed(told));
    }
    let name = path.file_stem().context("no name")?.to_string_lossy().into_owned();
    Ok(Vignette { name, query: transcript::print(base, &evidence) })
}
