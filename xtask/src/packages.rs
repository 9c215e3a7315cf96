//! Programs that come from Debian's packages.

use std::process::Command;

use anyhow::{Result, bail};

use crate::{browser, cargo, emulated_network};

/// The command that installs packages.
pub(crate) fn install_line(packages: &[&str]) -> String {
    let sudo = if is_root() { "" } else { "sudo " };
    format!("{sudo}apt-get install --yes {}", packages.join(" "))
}

/// Installs what the tests need and is missing.
///
/// # Errors
/// When this is not root's session, there is no apt-get, or it fails.
pub(crate) fn install() -> Result<()> {
    let mut packages = browser::missing_packages();
    packages.extend(emulated_network::missing_packages());
    if packages.is_empty() {
        return Ok(());
    }
    if !is_root() {
        bail!("--install needs root; either start it with sudo, or run once: {}", install_line(&packages));
    }
    let apt_get = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        cargo::run(&mut command)
    };
    println!("Installing Debian's packages {}", packages.join(", "));
    // A new machine's list of packages is empty or old; a stale mirror alone is no reason to give up.
    if let Err(error) = apt_get(&["update", "--quiet=2"]) {
        println!("    {error:#}");
    }
    let mut arguments = vec!["install", "--yes", "--quiet=2", "--no-install-recommends"];
    arguments.extend(packages);
    apt_get(&arguments)
}

/// The owner of our own process entry; false where there is no `/proc`, which no Debian lacks.
pub(crate) fn is_root() -> bool {
    #[cfg(target_os = "linux")]
    {
        use std::os::linux::fs::MetadataExt as _;
        std::fs::metadata("/proc/self").is_ok_and(|entry| entry.st_uid() == 0)
    }
    #[cfg(not(target_os = "linux"))]
    false
}
