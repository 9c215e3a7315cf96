//! The browser client: Rust compiled to wasm, made loadable by wasm-bindgen, compressed for shipping.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::cargo::{self, Workspace};
use crate::compression;
use crate::prerequisites::WASM;
use crate::progress::kilobytes;

mod names;

/// The two ways to build the client.
#[derive(Clone, Copy)]
pub(crate) enum Profile {
    /// Quick to compile, large, not compressed.
    Dev,
    /// As shipped: small, with the `.br` and `.gz` copies that the server sends.
    Web,
}

impl Profile {
    /// Cargo's name of the profile, and ours of the folder.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Web => "web",
        }
    }
}

/// Part of the stamp: what [`package`] does. Change the text with the doing, or old results are taken for new ones.
const RECIPE: &str =
    "web, no names, no producers, client, battery and reader; short names between the files; brotli 11/24, gzip 9";

/// A cargo process for the client's target, in a target folder of its own.
///
/// Two reasons for that: a native build does not wait for the client's lock, nor the other way round; and flags meant for this
/// machine's processor have no business in the client.
pub(crate) fn cargo_for_wasm(workspace: &Workspace, subcommand: &str) -> Command {
    let mut cargo = workspace.cargo(subcommand);
    cargo.args(["--locked", "--target", WASM, "--target-dir"]).arg(workspace.target().join("client"));
    cargo.env_remove("RUSTFLAGS").env("CARGO_ENCODED_RUSTFLAGS", short_paths(workspace));
    cargo
}

/// Panic messages name source files. Where those lie on the machine that builds is nobody's business, and costs bytes.
fn short_paths(workspace: &Workspace) -> OsString {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    let mut flags = OsString::new();
    for hidden in
        [home.map(|home| home.join("registry/src")), Some(workspace.root().to_path_buf())].into_iter().flatten()
    {
        if !flags.is_empty() {
            flags.push("\u{1f}");
        }
        flags.push("--remap-path-prefix=");
        flags.push(hidden);
        flags.push("=");
    }
    flags
}

/// The modules, as the package `web` names its programs and as their finished files are called: what every visitor of the
/// interview loads; the checks, which are loaded once they are to run; the reader of what machines say, on its page only.
const MODULES: [(&str, &str); 3] = [("web", "client"), ("battery", "battery"), ("reader", "reader")];

/// Compiles the client; returns the raw `.wasm` of each module, in the order of [`MODULES`].
///
/// # Errors
/// When it does not compile.
pub(crate) fn compile(workspace: &Workspace, profile: Profile) -> Result<[PathBuf; MODULES.len()]> {
    let mut cargo = cargo_for_wasm(workspace, "build");
    cargo.args(["--package", "web", "--profile", profile.name()]);
    let programs = cargo::build(cargo)?;
    let program = |name: &str| {
        let found = programs.iter().find(|program| program.name == name);
        let missing = || format!("the package `web` has no program `{name}`: was it renamed?");
        Ok::<_, anyhow::Error>(found.with_context(missing)?.path.clone())
    };
    let [client, battery, reader] = MODULES;
    Ok([program(client.0)?, program(battery.0)?, program(reader.0)?])
}

/// Where the finished files of a profile lie; the server embeds what it finds there.
pub(crate) fn assets_folder(workspace: &Workspace, profile: Profile) -> PathBuf {
    workspace.target().join("client-assets").join(profile.name())
}

/// Makes the loadable files `client.js`, `client_bg.wasm` and the same of the other modules; returns their folder.
///
/// Does nothing when the same modules were packaged before: brotli at its best takes seconds, and a second start should
/// not. The folder appears complete or not at all, so that an interrupted run leaves nothing half done.
///
/// # Errors
/// When wasm-bindgen refuses the file (mostly: versions that differ) or the disk does.
pub(crate) fn package(workspace: &Workspace, profile: Profile, modules: &[PathBuf; MODULES.len()]) -> Result<PathBuf> {
    let folder = assets_folder(workspace, profile);
    let stamp_file = folder.with_extension("stamp");
    let stamp = stamp(modules)?;
    if folder.is_dir() && fs::read_to_string(&stamp_file).is_ok_and(|written| written == stamp) {
        println!("    unchanged since the last time");
        return Ok(folder);
    }
    let fresh = folder.with_extension("new");
    for outdated in [&fresh, &folder] {
        if outdated.exists() {
            fs::remove_dir_all(outdated).with_context(|| format!("cannot clear {}", outdated.display()))?;
        }
    }
    fs::create_dir_all(&fresh).with_context(|| format!("cannot create {}", fresh.display()))?;
    for (wasm, (_, name)) in modules.iter().zip(MODULES) {
        bind(wasm, &fresh, name)?;
    }
    let sizes = match profile {
        Profile::Dev => compression::plain_sizes(&fresh)?,
        Profile::Web => {
            for (_, name) in MODULES {
                names::shorten(&fresh, name)?;
            }
            compression::compress_folder(&fresh)?
        }
    };
    for size in sizes {
        let brotli = size.brotli.map(|bytes| format!(", brotli {}", kilobytes(bytes)));
        println!("    {}: {}{}", size.name, kilobytes(size.plain), brotli.unwrap_or_default());
    }
    fs::rename(&fresh, &folder).with_context(|| format!("cannot put {} in place", folder.display()))?;
    fs::write(&stamp_file, stamp).with_context(|| format!("cannot write {}", stamp_file.display()))?;
    Ok(folder)
}

/// Runs wasm-bindgen; the name section goes here and not in the linker, which would take `target_features` with it.
fn bind(wasm: &Path, folder: &Path, name: &str) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).web(true)?.typescript(false).out_name(name);
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen.generate(folder).context("wasm-bindgen refused the client; are its versions in Cargo.toml all equal?")
}

/// Stands for the content of the modules and what is done with them. Not a matter of security, so std's hash will do.
fn stamp(modules: &[PathBuf; MODULES.len()]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    hasher.write(RECIPE.as_bytes());
    for wasm in modules {
        hasher.write(&fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?);
    }
    Ok(format!("{:016x}", hasher.finish()))
}
