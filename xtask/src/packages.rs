//! Programs that come from Debian's packages.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::{browser, cargo, emulated_network, remote_desktops};

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
    packages.extend(remote_desktops::missing_packages());
    packages.sort_unstable();
    packages.dedup();
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
    let _quiet = NoServices::begin()?;
    apt_get(&arguments)
}

/// Debian starts a service as soon as it is installed; xrdp would then listen for everybody. While this lives, it does not.
struct NoServices {
    ours: bool,
}

/// Asked by Debian's packages before they start a service (invoke-rc.d(8)); 101 forbids it.
const POLICY: &str = "/usr/sbin/policy-rc.d";

impl NoServices {
    fn begin() -> Result<Self> {
        // Where there is a policy already, it is its owner's.
        let ours = !Path::new(POLICY).exists();
        if ours {
            fs::write(POLICY, "#!/bin/sh\nexit 101\n").with_context(|| format!("cannot write {POLICY}"))?;
            fs::set_permissions(POLICY, fs::Permissions::from_mode(0o755))
                .with_context(|| format!("cannot make {POLICY} a program"))?;
        }
        Ok(Self { ours })
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if self.ours
            && let Err(error) = fs::remove_file(POLICY)
        {
            println!("    remove {POLICY}: {error}");
        }
    }
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
