//! Debian starts a service as soon as it is installed; xrdp would then listen for everybody.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// Asked by Debian's packages before they start a service (invoke-rc.d(8)); 101 forbids it.
pub(super) const POLICY: &str = "/usr/sbin/policy-rc.d";
/// How a policy of ours is known. A run that was ended from outside leaves one, and the next run takes it away.
const MARK: &str = "# Written by fix904's `cargo xtask test --install`, and not needed after it.";

/// While this lives, no service starts.
pub(super) struct NoServices {
    /// The policy, if it is ours: where there is another already, it is its owner's.
    ours: Option<PathBuf>,
}

impl NoServices {
    /// Writes the policy.
    pub(super) fn begin(policy: &Path) -> Result<Self> {
        if policy.exists() && !is_ours(policy) {
            return Ok(Self { ours: None });
        }
        fs::write(policy, format!("#!/bin/sh\n{MARK}\nexit 101\n"))
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

/// Takes away what a run left that could not end by itself.
pub(super) fn clear(policy: &Path) {
    if is_ours(policy) {
        println!("    removing {}, which an earlier run left", policy.display());
        take_away(policy);
    }
}

fn is_ours(policy: &Path) -> bool {
    fs::read_to_string(policy).is_ok_and(|text| text.lines().any(|line| line == MARK))
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
