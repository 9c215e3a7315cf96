//! `cargo xtask build`: the one file that is deployed.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::cargo::Workspace;
use crate::portal::{self, Make};
use crate::progress::kilobytes;

/// Builds the release binary, copies it if asked to, says where it is and what it weighs.
///
/// # Errors
/// When the build fails or `out` cannot be written.
pub(crate) fn build(workspace: &Workspace, out: Option<&Path>) -> Result<()> {
    let mut program = portal::assemble(workspace, Make::Release)?;
    if let Some(out) = out {
        let place = if out.is_dir() { out.join(portal::BINARY) } else { out.to_path_buf() };
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        // A file that runs cannot be written to, but its name can be given to another one.
        let arriving = place.with_extension("new");
        fs::copy(&program, &arriving).with_context(|| format!("cannot write {}", arriving.display()))?;
        fs::rename(&arriving, &place).with_context(|| format!("cannot write {}", place.display()))?;
        program = place;
    }
    println!("{} ({})", program.display(), kilobytes(fs::metadata(&program)?.len()));
    Ok(())
}
