//! Programs that look at a server of Remote Desktop, ours and others.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use futures_util::future::join_all;
use serde_json::Value;
use server::probe::{Options, Phase, Report, Target, probe};
use tokio::sync::Semaphore;

use super::servers::find;
use super::word;

/// Ours, and sslyze, which is in no folder of the system.
const PROGRAM: &str = "FIX904_PROGRAM";
const SSLYZE: &str = "FIX904_SSLYZE";
/// Nmap's scripts know Remote Desktop by its port.
pub(super) const PORT: u16 = 3389;
/// Looks that are under way at once, where a program looks at one server.
pub(super) const IN_FLIGHT: usize = 16;

/// What looks at a server.
#[derive(Clone)]
pub(super) enum Tool {
    /// The probe as a library, in this process.
    Library,
    /// A program.
    Program(Program),
}

#[derive(Clone)]
pub(super) struct Program {
    path: PathBuf,
    call: fn(&mut Command, &[SocketAddr]),
    /// Whether one call looks at all servers.
    together: bool,
    /// Asks for its version.
    version: fn(&Path) -> Command,
    /// What stands in its output once for each server whose certificate it shows.
    sign: &'static str,
    /// What it says, in one line.
    said: fn(&mut Command, SocketAddr) -> String,
}

/// All tools; those that are not installed are none. The name is what is compared.
pub(super) fn all() -> Vec<(&'static str, Option<Tool>)> {
    let named = |variable| std::env::var_os(variable).map(PathBuf::from);
    let tool = |program: Option<Program>| program.map(Tool::Program);
    let ours = named(PROGRAM).map(|path| Program {
        path,
        call: fix904,
        together: false,
        version: its_own,
        sign: "\"complete\": true",
        said: fix904_said,
    });
    let nmap = find("nmap").map(|path| Program {
        path,
        call: nmap,
        together: true,
        version: its_own,
        sign: "Subject: ",
        said: nmap_said,
    });
    let sslyze = named(SSLYZE).map(|path| Program {
        path,
        call: sslyze,
        together: true,
        version: of_python,
        sign: "SHA1 Fingerprint",
        said: sslyze_said,
    });
    vec![("fix904 probe", tool(ours)), ("nmap, three scripts", tool(nmap)), ("sslyze, certificates", tool(sslyze))]
}

fn its_own(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("--version");
    command
}

/// sslyze does not tell its version; the Python beside it knows.
fn of_python(program: &Path) -> Command {
    let mut command = Command::new(program.with_file_name("python"));
    command.args(["-c", "from importlib.metadata import version; print(version('sslyze'))"]);
    command
}

impl Tool {
    /// Looks at these servers at once; how many of them were seen whole.
    pub(super) async fn look(&self, places: &[SocketAddr]) -> usize {
        match self {
            Self::Library => looks(places).await,
            Self::Program(program) if program.together => program.shown(places).min(places.len()),
            Self::Program(program) => program.each(places),
        }
    }

    /// Its first line about itself.
    pub(super) fn version(&self) -> String {
        let Self::Program(program) = self else { return String::new() };
        let said = text(&output(&mut (program.version)(&program.path)));
        said.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_string()
    }
}

impl Program {
    /// What it says of a server.
    pub(super) fn says(&self, place: SocketAddr) -> String {
        (self.said)(&mut Command::new(&self.path), place)
    }

    /// Servers whose certificate one call shows.
    fn shown(&self, places: &[SocketAddr]) -> usize {
        let mut command = Command::new(&self.path);
        (self.call)(&mut command, places);
        text(&output(&mut command)).matches(self.sign).count()
    }

    /// One call for each server, some at once.
    fn each(&self, places: &[SocketAddr]) -> usize {
        let (next, whole) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..IN_FLIGHT.min(places.len()) {
                scope.spawn(|| {
                    while let Some(place) = places.get(next.fetch_add(1, Ordering::Relaxed)) {
                        whole.fetch_add(self.shown(&[*place]).min(1), Ordering::Relaxed);
                    }
                });
            }
        });
        whole.into_inner()
    }
}

fn output(command: &mut Command) -> Output {
    command.stdin(Stdio::null()).stderr(Stdio::null()).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The library at all of them, some at once; how many were seen whole.
async fn looks(places: &[SocketAddr]) -> usize {
    let seats = Arc::new(Semaphore::new(IN_FLIGHT));
    let look = |place: &SocketAddr| {
        let name = place.ip().to_string();
        let (target, seats) = (Target { name, addresses: vec![place.ip()], port: place.port() }, Arc::clone(&seats));
        tokio::spawn(async move {
            let _seat = seats.acquire().await;
            probe(target, Options::default()).await
        })
    };
    let reports = join_all(places.iter().map(look)).await;
    reports.into_iter().filter(|report| is_whole(report.as_ref().unwrap())).count()
}

fn is_whole(report: &Report) -> bool {
    report.phase(Phase::Tls).is_some_and(|phase| word(&phase.outcome) == "fine") && !report.certificates.is_empty()
}

fn fix904(command: &mut Command, places: &[SocketAddr]) {
    command.arg("probe").args(places.iter().map(SocketAddr::to_string)).arg("--json");
}

fn fix904_said(command: &mut Command, place: SocketAddr) -> String {
    fix904(command, &[place]);
    let report: Value = serde_json::from_slice(&output(command).stdout).unwrap_or_default();
    report["probe"]["verdict"].as_str().unwrap_or("nothing").to_string()
}

fn nmap(command: &mut Command, places: &[SocketAddr]) {
    // `-Pn -n`: it is known that they are there, and no names are asked for.
    command.args(["-Pn", "-n", "--script", "rdp-enum-encryption,rdp-ntlm-info,ssl-cert", "-p", &PORT.to_string()]);
    command.args(places.iter().map(|place| place.ip().to_string()));
}

/// The state of the port, and what the scripts print.
fn nmap_said(command: &mut Command, place: SocketAddr) -> String {
    nmap(command, &[place]);
    let text = text(&output(command));
    let port = |line: &&str| line.starts_with(&format!("{PORT}/tcp"));
    let state = text.lines().find(port).and_then(|line| line.split_whitespace().nth(1)).unwrap_or("no port");
    let lines = text.lines().filter_map(|line| line.strip_prefix('|'));
    let lines: Vec<&str> = lines.map(|line| line.trim_matches(['_', ' '])).collect();
    if lines.is_empty() { format!("{state}; no more") } else { format!("{state}; {}", lines.join(", ")) }
}

fn sslyze(command: &mut Command, places: &[SocketAddr]) {
    command.args(["--starttls", "rdp", "--certinfo"]).args(places.iter().map(SocketAddr::to_string));
}

/// The error, if there is one.
fn sslyze_said(command: &mut Command, place: SocketAddr) -> String {
    command.args(["--starttls", "rdp", "--certinfo", "--json_out=-"]).arg(place.to_string());
    let text = text(&output(command));
    let json = text.find('{').map(|start| &text[start..]).unwrap_or_default();
    // Words for people may follow.
    let first = serde_json::Deserializer::from_str(json).into_iter::<Value>().next();
    let Some(Ok(report)) = first else { return "nothing".to_string() };
    let result = &report["server_scan_results"][0];
    let last = |trace: &Value| {
        let trace = trace.as_str().unwrap_or_default().trim_end();
        let line = trace.lines().next_back().unwrap_or_default();
        // Before its words stand the kind of the error and the server.
        line.rsplit(" -> ").next().unwrap_or(line).trim_matches(['"', '.', ' ']).to_string()
    };
    let certificates = &result["scan_result"]["certificate_info"];
    match (result["connectivity_status"].as_str(), certificates["status"].as_str()) {
        (Some("COMPLETED"), Some("COMPLETED")) => "shows the certificate".to_string(),
        (Some("COMPLETED"), _) => last(&certificates["error_trace"]),
        _ => last(&result["connectivity_error_trace"]),
    }
}
