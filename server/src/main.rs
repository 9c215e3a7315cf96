//! `fix904`: reads the configuration, takes the port, says so, and serves.
#![expect(clippy::print_stdout, reason = "one line tells where the portal is")]

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use server::config::Flags;
use server::serve::{asked_to_stop, bind};
use server::{Config, Portal, now, telemetry};

/// Finds out why Remote Desktop fails with error 0x904, and what to do about it.
#[derive(Parser)]
#[command(name = "fix904", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the portal; this is what happens without a command too.
    Serve(Serve),
}

#[derive(Args, Default)]
struct Serve {
    /// Host and port to listen on, for example localhost:2308 or [::]:2308
    #[arg(long)]
    listen: Option<String>,
    /// Address by which visitors reach the portal, for example https://help.example.org/rdp
    #[arg(long)]
    base_url: Option<String>,
    /// Configuration file; fix904.toml in the current folder is read if it is there
    #[arg(long)]
    config: Option<PathBuf>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let options = match cli.command {
        Some(Command::Serve(options)) => options,
        None => cli.serve,
    };
    match serve(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn serve(options: Serve) -> anyhow::Result<()> {
    let flags = Flags { listen: options.listen, base_url: options.base_url };
    let config = Config::read(options.config.as_deref(), &flags)?;
    tracing::subscriber::set_global_default(telemetry::subscriber(std::io::stdout))
        .context("the log cannot be started")?;
    let portal = Portal::new(config, now)?;
    portal.warm();
    let bound = bind(&portal).await?;
    let stop = asked_to_stop()?;
    println!("fix904 listens on {}", bound.address()?);
    bound.run(stop).await.context("the server stopped")
}
