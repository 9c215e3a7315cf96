//! Judges the engine from outside, with the same code that runs in production. Started by `cargo xtask`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod answers;
mod simulate;
mod speed;

#[derive(Parser)]
#[command(name = "yardstick", about = "Judges the engine of fix904")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Simulate visitors and print how well the engine does
    Simulate(simulate::Options),
    /// Answer a file of vectors of the reference solver and print JSON that it can compare
    Oracle {
        /// The file of vectors
        file: PathBuf,
        /// Print only how our policy compares with the best possible one
        #[arg(long)]
        ratios: bool,
    },
    /// Time the engine on models of several sizes and print the figures as JSON
    Speed {
        /// Also write each model and its evidence as JSON into this folder, for other engines
        #[arg(long, value_name = "DIR")]
        models: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Simulate(options) => simulate::run(&options),
        Command::Oracle { file, ratios } => answers::run(&file, ratios),
        Command::Speed { models } => speed::run(models.as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
