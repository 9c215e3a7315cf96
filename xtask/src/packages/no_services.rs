//! Debian starts a service as soon as it is installed; xrdp would then listen for everybody.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// Asked by Debian's packages before they start a service (invoke-rc.d(8)); 101 forbids it.
pub(super) const POLICY: &str = "/usr/sbin/policy-rc.d";
/// How a policy of ours is known; the number of the process that wrote it follows. A run that was ended from outside leaves
/// one, and the next run takes it away.
const MARK: &str = "# Not needed after `cargo xtask test --install` of fix904, process ";

/// While this lives no service starts, unless the owner of the machine has a policy of their own that lets them.
pub(super) struct NoServices {
    /// The policy, if it is ours: where there is another already, it is its owner's.
    ours: Option<PathBuf>,
}

impl NoServices {
    /// Writes the policy.
    pub(super) fn begin(policy: &Path) -> Result<Self> {
        clear(policy);
        // Not followed: a link that leads nowhere is its owner's too.
        if fs::symlink_metadata(policy).is_ok() {
            println!("    {} is there already and stays: it decides which services start", policy.display());
            return Ok(Self { ours: None });
        }
        let text = text(std::process::id());
        let file = fs::OpenOptions::new().write(true).create_new(true).open(policy);
        file.and_then(|mut file| file.write_all(text.as_bytes()))
            .with_context(|| format!("cannot write {}", policy.display()))?;
        let written = Self { ours: Some(policy.to_path_buf()) };
        make_program(policy).with_context(|| format!("cannot make {} a program", policy.display()))?;
        Ok(written)
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if let Some(policy) = &self.ours {
            take_away(policy);
        }
    }
}

fn text(process: u32) -> String {
    format!("#!/bin/sh\n{MARK}{process}\nexit 101\n")
}

/// Takes away what a run left that could not end by itself. That of a run which goes on stays.
pub(super) fn clear(policy: &Path) {
    if is_left(policy) {
        println!("    removing {}, which an earlier run left", policy.display());
        take_away(policy);
    }
}

/// Whether it is ours, and whoever wrote it is gone.
fn is_left(policy: &Path) -> bool {
    let text = fs::read_to_string(policy).unwrap_or_default();
    let process = text.lines().find_map(|line| line.strip_prefix(MARK)?.parse::<u32>().ok());
    process.is_some_and(|process| !Path::new(&format!("/proc/{process}")).exists())
}

fn take_away(policy: &Path) {
    if let Err(error) = fs::remove_file(policy) {
        println!("    remove {}: {error}", policy.display());
    }
}

#[cfg(unix)]
fn make_program(policy: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(policy, fs::Permissions::from_mode(0o755))
}

/// Elsewhere there is no Debian.
#[cfg(not(unix))]
fn make_program(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;
