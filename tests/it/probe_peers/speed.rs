//! How fast the probe is beside other programs that look at the same servers, in the same run. `cargo xtask bench --probe` has
//! all figures written to a file; as a test, two looks at two servers must end well.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde::Serialize;
use server::probe::{Options, Target, probe};

use super::servers::{Running, find, free_place, missing, xrdp_at};
use super::{Certificate, NAME};

/// Names the file for the figures, and the program that is measured.
const FILE: &str = "FIX904_PROBE_SPEED";
const PROGRAM: &str = "FIX904_PROGRAM";
/// Looks at one server after the other, and servers that are looked at together.
const RUNS: usize = 30;
const HOSTS: usize = 64;
/// Nmap's scripts know Remote Desktop by its port.
const PORT: u16 = 3389;

/// What looks at a server.
enum Tool {
    /// The probe as a library, in this process.
    Library,
    /// A program, with one call for each server or with one for all.
    Program { path: PathBuf, call: fn(&mut Command, &[SocketAddr]), together: bool },
}

/// What a tool took.
#[derive(Serialize)]
struct Figures {
    tool: &'static str,
    /// Its first line about itself; none if it is not installed.
    version: Option<String>,
    /// One server, again and again.
    one: Option<Times>,
    /// Many servers at once: all of it together.
    many: Option<Times>,
}

#[derive(Serialize)]
struct Times {
    looks: usize,
    /// Looks that did not show the certificate.
    failed: usize,
    median_ms: f64,
    worst_ms: f64,
}

/// Whether the output shows the certificate: only then was everything looked at.
fn shows_certificate(output: &Output) -> bool {
    output.status.success() && String::from_utf8_lossy(&output.stdout).contains(NAME)
}

impl Tool {
    /// Looks at these servers at once; how many of them were seen whole.
    async fn look(&self, places: &[SocketAddr]) -> usize {
        let (path, call, together) = match self {
            Self::Library => return looks(places).await,
            Self::Program { path, call, together } => (path, call, *together),
        };
        let start = |places: &[SocketAddr]| {
            let mut command = Command::new(path);
            call(&mut command, places);
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
        };
        if together {
            let output = start(places).wait_with_output().unwrap();
            let shown = String::from_utf8_lossy(&output.stdout);
            // A report names the certificate's name several times, so the servers are counted by their addresses.
            let named = |place: &&SocketAddr| shown.contains(&place.ip().to_string());
            return if shows_certificate(&output) { places.iter().filter(named).count() } else { 0 };
        }
        let started: Vec<_> = places.iter().map(|place| start(&[*place])).collect();
        started.into_iter().map(|child| child.wait_with_output().unwrap()).filter(shows_certificate).count()
    }

    async fn times(&self, sets: &[&[SocketAddr]]) -> Times {
        let (mut took, mut failed) = (Vec::new(), 0);
        for places in sets {
            let start = Instant::now();
            failed += places.len() - self.look(places).await;
            took.push(start.elapsed());
        }
        took.sort_unstable();
        let ms = |time: Option<&Duration>| time.map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0);
        let looks = sets.iter().map(|places| places.len()).sum();
        Times { looks, failed, median_ms: ms(took.get(took.len() / 2)), worst_ms: ms(took.last()) }
    }
}

/// The library at all of them at once; how many ended well.
async fn looks(places: &[SocketAddr]) -> usize {
    let look = |place: &SocketAddr| {
        let target = Target { name: NAME.to_string(), addresses: vec![place.ip()], port: place.port() };
        tokio::spawn(probe(target, Options::default()))
    };
    let reports = join_all(places.iter().map(look)).await;
    reports.into_iter().filter(|report| super::word(&report.as_ref().unwrap().verdict) == "all-well").count()
}

fn fix904(command: &mut Command, places: &[SocketAddr]) {
    command.arg("probe").args(places.iter().map(SocketAddr::to_string)).arg("--json");
}

fn nmap(command: &mut Command, places: &[SocketAddr]) {
    // `-Pn -n`: it is known that they are there, and no names are asked for.
    command.args(["-Pn", "-n", "--script", "rdp-enum-encryption,ssl-cert", "-p", &PORT.to_string()]);
    command.args(places.iter().map(|place| place.ip().to_string()));
}

fn sslyze(command: &mut Command, places: &[SocketAddr]) {
    command.args(["--starttls", "rdp", "--certinfo"]).args(places.iter().map(SocketAddr::to_string));
}

/// What a program says of itself.
fn version(path: &Path) -> String {
    let output = Command::new(path).arg("--version").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_string()
}

/// All tools, with those that are not installed.
fn tools() -> Vec<(&'static str, Option<Tool>)> {
    let program = |path: Option<PathBuf>, call, together| path.map(|path| Tool::Program { path, call, together });
    vec![
        ("fix904 probe", program(std::env::var_os(PROGRAM).map(PathBuf::from), fix904, false)),
        ("the same, in one process", Some(Tool::Library)),
        ("nmap rdp-enum-encryption,ssl-cert", program(find("nmap"), nmap, true)),
        ("sslyze", program(find("sslyze"), sslyze, true)),
    ]
}

fn servers(places: &[SocketAddr]) -> Vec<Running> {
    let settings = [("security_layer", "tls")];
    let start = |place: &SocketAddr| xrdp_at(&format!("speed {place}"), &settings, Certificate::Good, || *place);
    places.iter().map(start).collect()
}

async fn figures(tools: Vec<(&'static str, Option<Tool>)>, places: &[SocketAddr], runs: usize) -> Vec<Figures> {
    let mut all = Vec::new();
    for (name, tool) in tools {
        let Some(tool) = tool else {
            all.push(Figures { tool: name, version: None, one: None, many: None });
            continue;
        };
        let version = match &tool {
            Tool::Library => String::new(),
            Tool::Program { path, .. } => version(path),
        };
        let one = tool.times(&vec![&places[..1]; runs]).await;
        let many = tool.times(&[places]).await;
        all.push(Figures { tool: name, version: Some(version), one: Some(one), many: Some(many) });
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn speed() {
    if missing(&["xrdp"]) {
        return;
    }
    let Some(file) = std::env::var_os(FILE) else {
        let places: Vec<SocketAddr> = (0..2).map(|_| free_place()).collect();
        let _servers = servers(&places);
        let measured = figures(vec![("library", Some(Tool::Library))], &places, 2).await;
        let times = [&measured[0].one, &measured[0].many].map(|times| times.as_ref().unwrap());
        assert_eq!(times.map(|times| (times.looks, times.failed)), [(2, 0), (2, 0)]);
        assert!(times.iter().all(|times| times.median_ms > 0.0 && times.median_ms <= times.worst_ms));
        return;
    };
    // Addresses of this computer that nobody else uses, so that each server has the usual port.
    let place = |last: usize| SocketAddr::new(Ipv4Addr::new(127, 90, 4, last as u8).into(), PORT);
    let places: Vec<SocketAddr> = (1..=HOSTS).map(place).collect();
    let _servers = servers(&places);
    let measured = figures(tools(), &places, RUNS).await;
    std::fs::write(file, serde_json::to_string(&measured).unwrap()).unwrap();
}
