//! The whole portal in one binary: client first, then the server around it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::cargo::{self, Workspace};
use crate::client::{self, Profile};
use crate::prerequisites;
use crate::progress::Stages;

/// The server's program.
pub(crate) const BINARY: &str = "fix904";

/// Tells `server/build.rs` which folder to embed. Unset, it embeds no client and the pages work without one.
pub(crate) const CLIENT_FOLDER: &str = "FIX904_CLIENT_DIR";

/// The two ways to build the portal.
#[derive(Clone, Copy)]
pub(crate) enum Make {
    /// Quick to compile, for trying things out.
    Dev,
    /// As shipped.
    Release,
}

/// Builds client and server, saying what it does; returns the program.
///
/// # Errors
/// When a tool is missing or something does not compile, in one line.
pub(crate) fn assemble(workspace: &Workspace, make: Make) -> Result<PathBuf> {
    let profile = match make {
        Make::Dev => Profile::Dev,
        Make::Release => Profile::Web,
    };
    let mut stages = Stages::new(4);
    stages.run("Tools: C compiler, Rust target for the browser", || {
        prerequisites::c_compiler()?;
        prerequisites::wasm_target(workspace)
    })?;
    let title = format!("Client: compile to wasm ({} profile)", profile.name());
    let modules = stages.run(&title, || client::compile(workspace, profile))?;
    let title = match make {
        Make::Dev => "Client: make it loadable",
        Make::Release => "Client: make it loadable, compress it",
    };
    let assets = stages.run(title, || client::package(workspace, profile, &modules))?;
    let title = match make {
        Make::Dev => "Server: compile (dev profile), client inside",
        Make::Release => "Server: compile (release profile), client inside",
    };
    stages.run(title, || compile_server(workspace, make, &assets))
}

fn compile_server(workspace: &Workspace, make: Make, assets: &Path) -> Result<PathBuf> {
    let mut cargo: Command = workspace.cargo("build");
    cargo.args(["--locked", "--package", "server", "--bin", BINARY]).env(CLIENT_FOLDER, assets);
    if matches!(make, Make::Release) {
        cargo.arg("--release");
    }
    cargo::pick(cargo::build(cargo)?, BINARY)
}
