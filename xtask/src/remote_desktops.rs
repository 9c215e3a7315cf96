//! Real servers of Remote Desktop that the tests look at with the probe, xrdp and FreeRDP's, and a screen for the latter.

use crate::packages::{install_line, of_missing};

/// What a person calls them, with their programs and the packages of Debian that hold those.
const SERVERS: [(&str, &[(&str, &str)]); 2] = [
    ("xrdp", &[("xrdp", "xrdp")]),
    (
        "FreeRDP's shadow server",
        &[("Xvfb", "xvfb"), ("freerdp-shadow-cli", "freerdp2-shadow-x11"), ("winpr-hash", "winpr-utils")],
    ),
];

/// Debian's packages that are missing.
pub(crate) fn missing_packages() -> Vec<&'static str> {
    missing(of_missing).into_iter().flat_map(|(_, packages)| packages).collect()
}

/// Which servers the probe is not tried against, and the line that would install them; none if it is tried against all.
pub(crate) fn not_run() -> Option<String> {
    told(&missing(of_missing))
}

type Missing = Vec<(&'static str, Vec<&'static str>)>;

/// The servers that lack something, with the packages that they lack.
fn missing(look: impl Fn(&[(&str, &'static str)]) -> Vec<&'static str>) -> Missing {
    if !cfg!(target_os = "linux") {
        return Vec::new();
    }
    let servers = SERVERS.iter().map(|(name, programs)| (*name, look(programs)));
    servers.filter(|(_, packages)| !packages.is_empty()).collect()
}

fn told(missing: &Missing) -> Option<String> {
    let (names, packages): (Vec<&str>, Vec<Vec<&str>>) = missing.iter().cloned().unzip();
    let line = install_line(&packages.concat());
    (!names.is_empty())
        .then(|| format!("not run: the probe against {}; install what is missing: {line}", names.join(" and ")))
}

#[cfg(test)]
mod tests;
