//! A verifier that takes every certificate stands in one place, and only the probe's look at a certificate may use it.

use std::path::PathBuf;

use super::{files, root, shown, text};

/// The one place.
const HOME: &str = "server/src/probe/dangerous.rs";
/// Who may name it: the module that declares it, and the handshake.
const USERS: [&str; 2] = ["server/src/probe.rs", "server/src/probe/tls.rs"];
/// What makes rustls take certificates unseen, and the ways to say so.
const MARKS: [&str; 3] = ["with_custom_certificate_verifier", "ServerCertVerifier", ".dangerous()"];

/// Rust files of what is shipped, without tests.
fn shipped() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ["shared/src", "knowledge/src", "server/src", "web/src"]
        .iter()
        .flat_map(|f| files(&root().join(f), ".rs"))
        .collect();
    found.retain(|path| path.file_name().is_some_and(|name| name != "tests.rs"));
    found
}

fn naming(marks: &[&str]) -> Vec<String> {
    let named = |path: &PathBuf| marks.iter().any(|mark| text(path).contains(mark));
    shipped().iter().filter(|path| named(path)).map(|path| shown(path)).collect()
}

#[test]
fn only_one_module_takes_every_certificate() {
    assert_eq!(naming(&MARKS), [HOME]);
}

#[test]
fn only_the_handshake_of_the_probe_uses_it() {
    let mut users = naming(&["dangerous::", "mod dangerous"]);
    users.retain(|path| path != HOME);
    users.sort();
    assert_eq!(users, USERS);
    // Nobody outside of the probe can: what the module gives away ends there.
    let home = text(&root().join(HOME));
    let given = home.lines().map(str::trim_start).filter(|line| line.starts_with("pub "));
    assert_eq!(given.collect::<Vec<_>>(), Vec::<&str>::new(), "everything in it is `pub(super)`");
    assert!(!text(&root().join("server/src/probe.rs")).contains("pub mod dangerous"));
}
