//! `fix904`: reads the configuration, takes the port, says so, and serves.
#![expect(clippy::print_stdout, reason = "one line tells where the portal is")]

use std::io::{stderr, stdin, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand, ValueEnum};
use server::cli::diagnose::DiagnoseOptions;
use server::cli::knowledge::KnowledgeCommand;
use server::cli::probe::ProbeOptions;
use server::config::{Flags, TlsFlags};
use server::probe::AuditFile;
use server::serve::{asked_to_stop, bind};
use server::{Config, Portal, cli, content, now, panic_hook, telemetry};

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
    /// Diagnose a case from a file of facts, or ask the questions in this terminal
    Diagnose(DiagnoseOptions),
    /// Look at a host or gateway from this computer, without any sign-in: how far does a connection come?
    Probe(ProbeOptions),
    /// For authors: check the content, draw its questions, print its formats, write templates
    Knowledge {
        /// What to do
        #[command(subcommand)]
        command: KnowledgeCommand,
    },
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
    /// Use the content of this folder instead of the built-in one, and read it again when it changes
    #[arg(long, value_name = "DIR")]
    knowledge: Option<PathBuf>,
    /// Lay the files of this folder over the content: own causes, own words, own numbers
    #[arg(long, value_name = "DIR")]
    overlay: Option<PathBuf>,
    /// Speak https with a certificate made up at start, for trying out; a real one is set in the configuration
    #[arg(long, value_name = "HOW")]
    tls: Option<TlsChoice>,
}

/// What can be said about TLS without files.
#[derive(Clone, Copy, ValueEnum)]
enum TlsChoice {
    /// A certificate that no browser trusts
    SelfSigned,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let options = match cli.command {
        Some(Command::Knowledge { command }) => return author(&command),
        Some(Command::Diagnose(options)) => return diagnose(&options),
        Some(Command::Probe(options)) => return probe(&options),
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

/// Runs a command for authors: 0 if all is well, 1 for findings, 2 if it could not be done.
fn author(command: &KnowledgeCommand) -> ExitCode {
    match cli::knowledge::run(command, now) {
        Ok(outcome) => {
            print!("{}", outcome.text);
            if outcome.sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Diagnoses one case: 0 if there is a result, 2 for facts or content that cannot be used.
fn diagnose(options: &DiagnoseOptions) -> ExitCode {
    match cli::diagnose::run(options, &mut stdin().lock(), &mut stdout().lock(), &mut stderr(), now) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Looks at a host: 0 if there is a report, whatever it says; 2 if there is none.
#[tokio::main]
async fn probe(options: &ProbeOptions) -> ExitCode {
    match cli::probe::run(options, &mut stdout(), now).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

#[tokio::main]
async fn serve(options: Serve) -> anyhow::Result<()> {
    let tls = options.tls.map(|TlsChoice::SelfSigned| TlsFlags { self_signed: true });
    let flags = Flags { listen: options.listen, base_url: options.base_url, tls };
    let config = Config::read(options.config.as_deref(), &flags)?;
    let audit = config.probe.audit.as_deref().map(AuditFile::new);
    if let Some(audit) = &audit {
        audit.open().context("the file of probe.audit cannot be written")?;
    }
    tracing::subscriber::set_global_default(telemetry::audited(std::io::stdout, audit))
        .context("the log cannot be started")?;
    panic_hook::install();
    let portal = Portal::new(config, now)?;
    if options.knowledge.is_some() || options.overlay.is_some() {
        content::follow(&portal, content::Origin { folder: options.knowledge, overlay: options.overlay })?;
    }
    portal.warm();
    let bound = bind(&portal).await?;
    let stop = asked_to_stop()?;
    println!("fix904 listens on {}", bound.address()?);
    bound.run(stop).await.context("the server stopped")
}
