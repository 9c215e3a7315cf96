//! `cargo xtask serve`: from a fresh clone to a running portal.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context, Result};

use crate::cargo::Workspace;
use crate::portal::{self, Make};

/// Builds what has changed and becomes the server.
///
/// The server says its address itself, once it listens, or in one line why it cannot.
///
/// # Errors
/// When the build fails or the server cannot be started.
pub(crate) fn serve(workspace: &Workspace, release: bool, arguments: &[OsString]) -> Result<()> {
    let make = if release { Make::Release } else { Make::Dev };
    let program = portal::assemble(workspace, make)?;
    println!("Starting {}; Ctrl-C ends it.", portal::BINARY);
    let mut server = Command::new(&program);
    server.args(arguments);
    become_process(server).with_context(|| format!("cannot run {}", program.display()))
}

/// Replaces this process, so that signals and the exit code are the server's own.
#[cfg(unix)]
fn become_process(mut server: Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(server.exec().into())
}

/// Without `exec`, waits for the server and ends as it ended.
#[cfg(not(unix))]
fn become_process(mut server: Command) -> Result<()> {
    std::process::exit(server.status()?.code().unwrap_or(1))
}
