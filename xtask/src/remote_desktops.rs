//! Real servers of Remote Desktop that the tests look at with the probe, xrdp and FreeRDP's, and a screen for the latter.

use std::env;
use std::path::{Path, PathBuf};

/// Programs with the packages of Debian that hold them.
const PROGRAMS: [(&str, &str); 4] =
    [("Xvfb", "xvfb"), ("freerdp-shadow-cli", "freerdp2-shadow-x11"), ("winpr-hash", "winpr-utils"), ("xrdp", "xrdp")];

/// Debian's packages that are missing.
pub(crate) fn missing_packages() -> Vec<&'static str> {
    if !cfg!(target_os = "linux") {
        return Vec::new();
    }
    let mut folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    folders.push(Path::new("/usr/sbin").to_path_buf());
    let there = |program: &str| folders.iter().any(|folder| folder.join(program).is_file());
    PROGRAMS.iter().filter(|(program, _)| !there(program)).map(|(_, package)| *package).collect()
}
