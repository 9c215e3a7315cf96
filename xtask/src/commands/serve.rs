//! `cargo xtask serve`: from a fresh clone to a running portal.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::cargo::Workspace;
use crate::portal::{self, Make};

/// Far ends for `--tls`, on the local machine. UDP has port numbers of its own, so 2308 and 2309 serve both.
const FAR_ENDS: [(&str, &str); 3] = [
    ("FIX904_SELF_CHECK__CLAMPED_LISTEN", "localhost:2309"),
    ("FIX904_SELF_CHECK__DATAGRAM_LISTEN", "[\"localhost:2308\", \"localhost:2309\"]"),
    ("FIX904_SELF_CHECK__STUN_LISTEN", "[\"localhost:2310\", \"localhost:2311\"]"),
];
/// The server's configuration file, which knows better than these defaults.
const CONFIGURATION: &str = "fix904.toml";

/// How to build and serve.
#[derive(Clone, Copy)]
pub(crate) struct Serving {
    /// As shipped.
    pub(crate) release: bool,
    /// With https and all far ends.
    pub(crate) tls: bool,
}

/// Builds what has changed and becomes the server.
///
/// The server says its address itself, once it listens, or in one line why it cannot.
///
/// # Errors
/// When the build fails or the server cannot be started.
pub(crate) fn serve(workspace: &Workspace, serving: Serving, arguments: &[OsString]) -> Result<()> {
    let make = if serving.release { Make::Release } else { Make::Dev };
    let program = portal::assemble(workspace, make)?;
    println!("Starting {}; Ctrl-C ends it.", portal::BINARY);
    let mut server = Command::new(&program);
    server.args(arguments);
    if serving.tls {
        server.args(["--tls", "self-signed"]);
        let configured = Path::new(CONFIGURATION).exists() || names_file(arguments);
        let free = FAR_ENDS.iter().filter(|(name, _)| !configured && std::env::var_os(name).is_none());
        server.envs(free.copied());
    }
    become_process(server).with_context(|| format!("cannot run {}", program.display()))
}

/// Whether the server is told which configuration to read, in either way of writing it.
fn names_file(arguments: &[OsString]) -> bool {
    arguments.iter().any(|argument| {
        argument.to_str().is_some_and(|argument| argument == "--config" || argument.starts_with("--config="))
    })
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

#[cfg(test)]
mod tests;
