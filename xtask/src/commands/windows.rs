//! `cargo xtask windows`: the program for Windows, built on Debian and tried with wine.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::cargo::{self, Workspace};
use crate::packages::{self, install_line, of_missing};
use crate::portal::{BINARY, CLIENT_FOLDER};
use crate::prerequisites;
use crate::progress::{Stages, kilobytes};

/// The target, whose linker and C compiler Debian has.
const TARGET: &str = "x86_64-pc-windows-gnu";
/// Programs with the packages of Debian that hold them. The second `wine` is what the first one starts, from a folder of its own.
const PROGRAMS: [(&str, &str); 3] =
    [("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64"), ("wine", "wine"), ("/usr/lib/wine/wine64", "wine64")];
/// The test that looks at servers with the library and with this program, and what it is told.
const TEST: &str = "probe_peers::command::the_command_sees_what_the_library_sees";
const PROGRAM: &str = "FIX904_WINDOWS_PROGRAM";
const STARTER: &str = "FIX904_WINDOWS_STARTER";
/// A library of Windows that the wine of Debian 12 lacks, and where its source lies in the workspace.
const STAND_IN: (&str, &str) = ("bcryptprimitives.dll", "xtask/src/commands/windows/bcryptprimitives.c");

/// Builds the program in a folder of its own, tries it, says where it is and what it weighs. It holds no client: it is for the
/// commands of a terminal.
///
/// # Errors
/// When something is missing or does not compile, or the program sees another thing than the library does.
pub(crate) fn windows(workspace: &Workspace, install: bool) -> Result<()> {
    let missing = of_missing(&PROGRAMS);
    if install {
        packages::install(&missing)?;
    }
    ensure!(install || missing.is_empty(), "programs are missing; install them: {}", install_line(&missing));
    let mut stages = Stages::new(3);
    stages.run("Rust target for Windows", || prerequisites::rust_target(workspace, TARGET))?;
    let target = workspace.target().join("windows");
    let program = stages.run("Program: compile (release profile)", || {
        let mut build = workspace.cargo("build");
        build.args(["--locked", "--release", "--package", "server", "--bin", BINARY, "--target", TARGET]);
        build.env("CARGO_TARGET_DIR", &target).env_remove(CLIENT_FOLDER);
        cargo::pick(cargo::build(build)?, BINARY)
    })?;
    stages.run("Program: look at servers under wine", || {
        let libraries = stand_in(workspace, &target.join("stand-ins"))?;
        let mut test = workspace.cargo("test");
        test.args(["--locked", "--package", "end-to-end", "--test", "it", "--", "--exact", TEST, "--nocapture"]);
        test.env(PROGRAM, &program)
            .env(STARTER, "wine")
            .env("WINEPREFIX", target.join("wine"))
            .env("WINEPATH", libraries);
        // Without a word about itself, and without offering to fetch what only web pages and .NET need.
        test.env("WINEDEBUG", "-all").env("WINEDLLOVERRIDES", "mscoree=;mshtml=");
        cargo::run(&mut test)
    })?;
    println!("{} ({})", program.display(), kilobytes(fs::metadata(&program)?.len()));
    Ok(())
}

/// Compiles the library that wine lacks into this folder; returns the folder as wine names it.
fn stand_in(workspace: &Workspace, folder: &Path) -> Result<String> {
    let (library, source) = STAND_IN;
    fs::create_dir_all(folder)?;
    let mut compiler = Command::new(PROGRAMS[0].0);
    compiler
        .args(["-Wall", "-shared", "-O1", "-o"])
        .arg(folder.join(library))
        .arg(workspace.root().join(source))
        .arg("-ladvapi32");
    cargo::run(&mut compiler)?;
    Ok(format!("Z:{}", folder.display()).replace('/', "\\"))
}
