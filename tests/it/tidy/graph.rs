//! Who may depend on whom, and versions that must be equal.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::{files, root, shown, text};

/// Each package with those of the workspace that it may see.
const MAY_SEE: [(&str, &[&str]); 9] = [
    ("diagnosis", &[]),
    ("knowledge", &["diagnosis"]),
    ("server", &["diagnosis", "knowledge"]),
    ("web", &["diagnosis", "knowledge", "native-bits", "yardstick"]),
    ("end-to-end", &["diagnosis", "knowledge", "server", "web", "yardstick"]),
    ("xtask", &["diagnosis", "knowledge"]),
    ("xtask-runner", &[]),
    ("yardstick", &["diagnosis", "knowledge"]),
    ("native-bits", &["knowledge", "yardstick"]),
];

/// What is compiled into the client; the rest that it may see serves its tests.
const IN_THE_CLIENT: &[&str] = &["diagnosis"];

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn packages_see_only_whom_they_may() {
    let metadata = metadata();
    let mut packages = BTreeSet::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        packages.insert(name);
        let allowed = MAY_SEE.iter().find(|(known, _)| *known == name).map(|(_, allowed)| *allowed);
        let allowed = allowed.unwrap_or_else(|| panic!("{name} is new: say here whom it may see"));
        for dependency in package["dependencies"].as_array().unwrap().iter().filter(|d| d["path"].is_string()) {
            let other = dependency["name"].as_str().unwrap();
            assert!(allowed.contains(&other), "{name} may not depend on {other}");
            let tests_only = dependency["kind"] == "dev" || name != "web";
            assert!(tests_only || IN_THE_CLIENT.contains(&other), "the client may not contain {other}");
        }
    }
    let listed: BTreeSet<&str> = MAY_SEE.iter().map(|(name, _)| *name).collect();
    assert_eq!(packages, listed, "the list and the workspace differ");
}

#[test]
fn the_core_has_no_library_that_knows_the_world() {
    let metadata = metadata();
    let core = metadata["packages"].as_array().unwrap().iter().find(|p| p["name"] == "diagnosis").unwrap();
    let always = |d: &&Value| d["kind"].is_null() && d["optional"] == false;
    let names: Vec<&str> =
        core["dependencies"].as_array().unwrap().iter().filter(always).filter_map(|d| d["name"].as_str()).collect();
    let expected = ["libm", "postcard", "serde"];
    assert!(names.iter().all(|name| expected.contains(name)), "{names:?}");
    let lib = text(&root().join("shared/src/lib.rs"));
    assert!(lib.contains("#![no_std]"), "the compiler holds clock, input, output and randomness out of the core");
}

/// A client made with one wasm-bindgen and glue made with another do not fit together.
#[test]
fn the_wasm_bindgen_family_is_pinned_alike() {
    let mut pins: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in files(&root(), "Cargo.toml") {
        let manifest: toml::Table = toml::from_str(&text(&path)).unwrap();
        for (name, version) in dependencies(&manifest) {
            if ["wasm-bindgen", "wasm-bindgen-cli", "wasm-bindgen-cli-support"].contains(&name.as_str()) {
                assert!(version.starts_with('='), "{}: {name} {version} is not pinned", shown(&path));
                pins.entry(version).or_default().push(format!("{name} in {}", shown(&path)));
            }
        }
    }
    assert_eq!(pins.len(), 1, "{pins:?}");
    assert!(pins.values().flatten().count() >= 3, "{pins:?}");
    let lock = text(&root().join("Cargo.lock"));
    assert_eq!(lock.matches("name = \"wasm-bindgen\"\n").count(), 1, "two wasm-bindgens in Cargo.lock");
}

/// Every dependency of a manifest that names a version, wherever it stands.
fn dependencies(table: &toml::Table) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (key, value) in table {
        let Some(inner) = value.as_table() else { continue };
        if key.ends_with("dependencies") {
            for (name, value) in inner {
                let version = value.as_str().or_else(|| value.get("version").and_then(toml::Value::as_str));
                found.extend(version.map(|version| (name.clone(), version.to_string())));
            }
        } else {
            found.extend(dependencies(inner));
        }
    }
    found
}
