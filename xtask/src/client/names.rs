//! Shorter names between the client and its glue.
//!
//! wasm-bindgen joins the two by long names with hashes in them, which stand in both files and do not compress. Each gets
//! a short one here, the same in both.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use walrus::Module;

/// Gives short names to all that the two files of a module call each other, and drops comments and indentation of the glue.
///
/// # Errors
/// When a file cannot be read, written or understood.
pub(super) fn shorten(folder: &Path, name: &str) -> Result<()> {
    let (program, glue) = (folder.join(format!("{name}_bg.wasm")), folder.join(format!("{name}.js")));
    let mut module = Module::from_file(&program).map_err(|error| anyhow!("{}: {error}", program.display()))?;
    let mut names = Names::default();
    for import in module.imports.iter_mut() {
        import.name = names.short(&import.name);
    }
    for export in module.exports.iter_mut() {
        export.name = names.short(&export.name);
    }
    module.emit_wasm_file(&program).map_err(|error| anyhow!("{}: {error}", program.display()))?;
    let text = fs::read_to_string(&glue).with_context(|| format!("cannot read {}", glue.display()))?;
    fs::write(&glue, names.put_into(&tight(&text))).with_context(|| format!("cannot write {}", glue.display()))
}

#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    /// The short form of a name that wasm-bindgen made; any other stays, because the page may know it.
    fn short(&mut self, name: &str) -> String {
        if !name.starts_with("__w") && !name.starts_with("wasm_bindgen__") {
            return name.to_string();
        }
        let next = format!("_{}", self.0.len());
        self.0.entry(name.to_string()).or_insert(next).clone()
    }

    fn put_into(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(part_of_name) {
            let (before, from) = rest.split_at(start);
            let end = from.find(|c| !part_of_name(c)).unwrap_or(from.len());
            let (name, after) = from.split_at(end);
            out.push_str(before);
            out.push_str(self.0.get(name).map_or(name, String::as_str));
            rest = after;
        }
        out + rest
    }
}

fn part_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

/// Without indentation, empty lines and lines that are comments. The glue has no text that spans lines.
fn tight(text: &str) -> String {
    let lines = text.lines().map(str::trim);
    let kept = lines.filter(|l| !(l.is_empty() || l.starts_with("//") || l.starts_with("/*") || l.starts_with('*')));
    kept.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests;
