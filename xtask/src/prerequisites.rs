//! What a build needs and Cargo.lock cannot hold.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::cargo::Workspace;

/// The target of the client.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Looks for the C compiler that TLS (ring) and SQLite are built with.
///
/// Checked first, because a missing one would otherwise show minutes later and deep inside a dependency.
///
/// # Errors
/// When there is none, with the way to get one.
pub(crate) fn c_compiler() -> Result<()> {
    if cfg!(windows) {
        return Ok(()); // Rust for Windows brings its search for the compiler along; there is no `cc` to ask.
    }
    let chosen = env::var("CC").unwrap_or_default();
    let compiler = chosen.split_whitespace().next().unwrap_or("cc");
    let answer = Command::new(compiler).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !answer.is_ok_and(|status| status.success()) {
        bail!(
            "no C compiler (`{compiler}`); install one: `apt-get install gcc libc6-dev` on Debian and Ubuntu, \
             `dnf install gcc` on Fedora, `xcode-select --install` on macOS"
        );
    }
    Ok(())
}

/// Makes sure that Rust can compile for the browser, fetching the target with rustup if need be.
///
/// # Errors
/// When it is missing and cannot be fetched, with the command that would.
pub(crate) fn wasm_target(workspace: &Workspace) -> Result<()> {
    rust_target(workspace, WASM)
}

/// The same for any target.
///
/// # Errors
/// As [`wasm_target`].
pub(crate) fn rust_target(workspace: &Workspace, target: &str) -> Result<()> {
    if has_target(workspace, target) {
        return Ok(());
    }
    println!("    adding the Rust target {target} with rustup (some 20 MB)");
    let mut rustup = Command::new("rustup");
    let added = rustup.args(["target", "add", target]).current_dir(workspace.root()).status();
    match added {
        Ok(status) if status.success() && has_target(workspace, target) => Ok(()),
        Ok(_) => {
            bail!("the Rust target {target} could not be fetched; when online, run `rustup target add {target}` here")
        }
        Err(_) => bail!(
            "the Rust target {target} is missing and there is no rustup to fetch it; install rustup \
             (https://rustup.rs), or your distribution's Rust library for {target}"
        ),
    }
}

/// Asks the compiler itself, since it may come from a distribution instead of rustup.
fn has_target(workspace: &Workspace, target: &str) -> bool {
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut rustc = Command::new(compiler);
    rustc.args(["--print", "target-libdir", "--target", target]).current_dir(workspace.root());
    rustc.output().is_ok_and(|answer| Path::new(String::from_utf8_lossy(&answer.stdout).trim()).is_dir())
}
