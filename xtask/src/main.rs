//! Everything one does with this repository, behind `cargo xtask`.
//!
//! A fresh machine needs rustup and a C compiler, no more: the tools a web client usually wants installed (bindings,
//! compression, the runner of wasm tests) are libraries here, so `Cargo.lock` holds their versions.

mod browser;
mod cargo;
mod client;
mod commands;
mod compression;
mod emulated_network;
mod http;
mod packages;
mod portal;
mod prerequisites;
mod progress;
mod remote_desktops;
mod server_process;
mod tally;
mod webdriver;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use commands::Part;

/// Build, run, test and measure fix904.
#[derive(Parser)]
#[command(
    bin_name = "cargo xtask",
    after_help = "To try the portal:   cargo xtask serve            then open http://localhost:2308\n\
                  To test everything:  cargo xtask test --install\n\
                  While programming:   cargo xtask test --quick"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build client and server, then serve on http://localhost:2308 until Ctrl-C
    Serve {
        /// Optimise and compress as for shipping; the first build takes minutes longer
        #[arg(long)]
        release: bool,
        /// Serve https with a certificate made up at start, and every far end of the self-check on ports 2308 to 2311
        #[arg(long)]
        tls: bool,
        /// Given to the server as they are: `cargo xtask serve -- --help` lists them
        #[arg(last = true, value_name = "SERVER ARGUMENTS")]
        server_arguments: Vec<OsString>,
    },
    /// Make one self-contained release binary: client, knowledge, templates and styles inside
    Build {
        /// Where to put the binary; without it, it stays in cargo's target folder
        #[arg(long, value_name = "PATH")]
        out: Option<PathBuf>,
    },
    /// Check formatting and lints, then run all tests: native, wasm in a browser, journeys
    Test {
        /// Install missing browsers and network tools with apt-get (as root; Debian and Ubuntu)
        #[arg(long)]
        install: bool,
        /// The inner loop: formatting, native lints, tests of engine, knowledge and server
        #[arg(long, conflicts_with = "install")]
        quick: bool,
    },
    /// Photograph the main pages at 360 and 1280 px, light and dark
    Screenshots {
        /// The folder for the pictures [default: docs/screenshots]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Answer a file of the reference solver's vectors with the engine, as JSON that the solver can compare
    Oracle {
        /// The file of vectors
        file: PathBuf,
        /// Print only how our policy compares with the best possible one
        #[arg(long)]
        ratios: bool,
    },
    /// Simulate visitors and print how well they are helped; all options: `cargo xtask simulate --help`
    #[command(disable_help_flag = true)]
    Simulate {
        /// Given to the simulation as they are
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTIONS")]
        options: Vec<OsString>,
    },
    /// Measure every path of the emulated network, with sockets and both browsers; writes docs/lab-figures.md
    LabStatistics {
        /// Instead, how right the checks of the page are there; writes docs/self-check-accuracy.md
        #[arg(long)]
        checks: bool,
    },
    /// Draw 20,000 random interviews from each start and keep the figures; takes minutes
    Interviews,
    /// Measure the release server: start, memory, bytes of a first visit, against the budgets; and the engine
    Bench {
        /// Only the engine, natively and in the browser, beside pyAgrum and pgmpy; writes docs/engine-speed.md
        #[arg(long)]
        engine: bool,
        /// Only the probe, beside nmap and sslyze, on servers of this computer; on Linux, with xrdp
        #[arg(long, conflicts_with = "engine")]
        probe: bool,
        /// Install missing servers and nmap with apt-get (as root; Debian and Ubuntu)
        #[arg(long, requires = "probe")]
        install: bool,
    },
    /// Build fix904.exe for Windows here, and run its probe under wine against servers of this computer
    Windows {
        /// Install the missing compiler and wine with apt-get (as root; Debian and Ubuntu)
        #[arg(long)]
        install: bool,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    let workspace = cargo::Workspace::locate()?;
    match command {
        Command::Serve { release, tls, server_arguments } => {
            commands::serve(&workspace, commands::Serving { release, tls }, &server_arguments)
        }
        Command::Build { out } => commands::build(&workspace, out.as_deref()),
        Command::Test { install, quick } => commands::test(&workspace, commands::Extent { install, quick }),
        Command::Screenshots { out } => commands::screenshots(&workspace, out.as_deref()),
        Command::Oracle { file, ratios } => commands::oracle(&workspace, &file, ratios),
        Command::LabStatistics { checks: false } => commands::lab_statistics(&workspace),
        Command::LabStatistics { checks: true } => commands::check_accuracy(&workspace),
        Command::Simulate { options } => commands::simulate(&workspace, &options),
        Command::Interviews => commands::interviews(&workspace),
        Command::Bench { engine, probe, install } => {
            let part = match (engine, probe) {
                (true, _) => Part::Engine,
                (_, true) => Part::Probe { install },
                _ => Part::PortalAndEngine,
            };
            commands::bench(&workspace, part)
        }
        Command::Windows { install } => commands::windows(&workspace, install),
    }
}
