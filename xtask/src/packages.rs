//! Programs that come from Debian's packages.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::{browser, cargo, emulated_network, remote_desktops};

mod no_services;

/// Of programs with the packages of Debian that hold them, the packages of those that are missing.
pub(crate) fn of_missing(programs: &[(&str, &'static str)]) -> Vec<&'static str> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]).collect();
    missing_in(&folders, programs)
}

fn missing_in<F: AsRef<Path>>(folders: &[F], programs: &[(&str, &'static str)]) -> Vec<&'static str> {
    let there = |program: &str| folders.iter().any(|folder| folder.as_ref().join(program).is_file());
    programs.iter().filter(|(program, _)| !there(program)).map(|(_, package)| *package).collect()
}

/// The command that installs packages.
pub(crate) fn install_line(packages: &[&str]) -> String {
    let sudo = if is_root() { "" } else { "sudo " };
    format!("{sudo}apt-get install --yes {}", packages.join(" "))
}

/// Takes away what an installation left on this machine that was ended from outside.
pub(crate) fn clear_up() {
    no_services::clear(Path::new(no_services::POLICY));
}

/// What the tests need and is missing.
pub(crate) fn of_tests() -> Vec<&'static str> {
    let mut packages = browser::missing_packages();
    packages.extend(emulated_network::missing_packages());
    packages.extend(remote_desktops::missing_packages());
    packages.sort_unstable();
    packages.dedup();
    packages
}

/// Installs packages, if there are any. No service of theirs starts.
///
/// # Errors
/// When this is not root's session, there is no apt-get, or it fails.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    if !is_root() {
        bail!("--install needs root; either start it with sudo, or run once: {}", install_line(packages));
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
    let _quiet = no_services::NoServices::begin(Path::new(no_services::POLICY))?;
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

#[cfg(test)]
mod tests;
