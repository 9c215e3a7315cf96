//! Starting cargo from within a program that cargo started.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The checkout, and the folder into which cargo builds.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

/// A program that a cargo build produced (or found fresh).
pub(crate) struct Program {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
}

impl Workspace {
    /// Finds the checkout from where cargo says this package lies.
    ///
    /// # Errors
    /// When a relative `CARGO_TARGET_DIR` cannot be made absolute.
    pub(crate) fn locate() -> Result<Self> {
        let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&package).parent().context("xtask lies in no folder: start it as `cargo xtask`")?;
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(target) => std::path::absolute(target)?,
            None => root.join("target"),
        };
        Ok(Self { root: root.to_path_buf(), target })
    }

    /// The folder that holds the checkout.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder into which cargo builds; our own products lie beside cargo's.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// A cargo process in the root of the checkout, as if it had been typed there.
    ///
    /// What `cargo run` told *us* about ourselves must not reach it: ring's build script, for one, watches
    /// `CARGO_PKG_NAME` and its like, so everything above ring would be built again at each change between
    /// `cargo xtask` and plain cargo.
    pub(crate) fn cargo(&self, subcommand: &str) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.arg(subcommand).current_dir(&self.root);
        for (name, _) in env::vars_os() {
            if is_about_this_package(&name) {
                cargo.env_remove(name);
            }
        }
        if env::var_os("CARGO_TARGET_DIR").is_some() {
            cargo.env("CARGO_TARGET_DIR", &self.target);
        }
        cargo
    }
}

/// The variables that `cargo run` adds for the program it starts.
fn is_about_this_package(name: &OsString) -> bool {
    name.to_str().is_some_and(|name| {
        name.starts_with("CARGO_PKG_")
            || ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PRIMARY_PACKAGE"].contains(&name)
    })
}

/// Runs a process whose own output says what went wrong.
///
/// # Errors
/// When it cannot be started or ends with a failure; the message repeats the command, to be run alone.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start `{}`", line(command)))?;
    if !status.success() {
        bail!("failed ({status}), see above; to repeat it alone: {}", line(command));
    }
    Ok(())
}

/// Builds and returns the programs that came of it, wherever cargo put them.
///
/// Cargo's progress and diagnostics go to standard error as always; only the list of artefacts is read here.
///
/// # Errors
/// As [`run`].
pub(crate) fn build(mut command: Command) -> Result<Vec<Program>> {
    let shown = line(&command);
    command.arg("--message-format=json-render-diagnostics").stdout(Stdio::piped());
    let mut cargo = command.spawn().with_context(|| format!("cannot start `{shown}`"))?;
    let mut programs = Vec::new();
    if let Some(messages) = cargo.stdout.take() {
        for message in BufReader::new(messages).lines() {
            programs.extend(program(&message?));
        }
    }
    let status = cargo.wait()?;
    if !status.success() {
        bail!("failed ({status}), see above; to repeat it alone: {shown}");
    }
    Ok(programs)
}

/// Reads one of cargo's messages; only a finished program (not a test, not a build script) is of interest.
fn program(message: &str) -> Option<Program> {
    let message: Value = serde_json::from_str(message).ok()?;
    let of_kind_bin = message["target"]["kind"].as_array()?.iter().any(|kind| kind == "bin");
    if !of_kind_bin || message["profile"]["test"] == true {
        return None;
    }
    Some(Program { name: message["target"]["name"].as_str()?.to_owned(), path: message["executable"].as_str()?.into() })
}

/// Picks a program by name out of what [`build`] returned.
///
/// # Errors
/// When there is none, which means that a package was renamed without xtask hearing of it.
pub(crate) fn pick(programs: Vec<Program>, name: &str) -> Result<PathBuf> {
    let found = programs.into_iter().find(|program| program.name == name);
    Ok(found.with_context(|| format!("cargo built no program `{name}`: was it renamed?"))?.path)
}

/// The command as one would type it, with the variables it was given.
pub(crate) fn line(command: &Command) -> String {
    let variables = command.get_envs().filter_map(|(name, value)| {
        let value = quoted(&value?.to_string_lossy());
        Some(format!("{}={value}", name.to_string_lossy()))
    });
    let program = Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    variables.chain(words.map(|word| quoted(&word.to_string_lossy()))).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    if word.contains(['*', ' ']) { format!("'{word}'") } else { word.to_owned() }
}

#[cfg(test)]
mod tests;
