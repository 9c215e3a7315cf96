//! How fast the probe is beside other programs that look at the same servers, and what each of them says of servers that fail,
//! all in one run. `cargo xtask bench --probe` has it written to a file; as a test, two looks at two servers must end well.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::Certificate;
use super::faults::{FAULTS, SILENT};
use super::scripts::{Peer, Script};
use super::servers::{Running, Shadow, free_place, missing, shadow_at, xrdp_at};
use super::tools::{self, IN_FLIGHT, PORT, Program, Tool};

/// Names the file for the figures.
const FILE: &str = "FIX904_PROBE_SPEED";
/// Looks at one server after the other, by ours and by others, which take seconds for each.
const RUNS: usize = 30;
const RUNS_OF_OTHERS: usize = 7;
/// Servers that are looked at together.
const HOSTS: usize = 64;

/// Everything that was measured.
#[derive(Serialize)]
struct Measured {
    tools: Vec<Figures>,
    faults: Vec<Fault>,
    /// What the system said of its load before and after, as `/proc/loadavg` has it.
    load: [String; 2],
    hosts: usize,
    in_flight: usize,
}

/// What a tool took.
#[derive(Serialize)]
struct Figures {
    tool: &'static str,
    /// Its first line about itself; none if it is not installed.
    version: Option<String>,
    /// One xrdp, again and again.
    xrdp: Option<Times>,
    /// One FreeRDP with NLA, again and again.
    freerdp: Option<Times>,
    /// Many xrdp at once: all of it together.
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

/// A server that fails, and what is said of it.
#[derive(Serialize)]
struct Fault {
    peer: &'static str,
    said: Vec<Said>,
}

#[derive(Serialize)]
struct Said {
    tool: &'static str,
    words: String,
    ms: f64,
}

impl Tool {
    async fn times(&self, sets: &[&[SocketAddr]]) -> Times {
        let (mut took, mut failed) = (Vec::new(), 0);
        for places in sets {
            let start = Instant::now();
            failed += places.len() - self.look(places).await;
            took.push(start.elapsed());
        }
        took.sort_unstable();
        let looks = sets.iter().map(|places| places.len()).sum();
        let ms = |time: Option<&Duration>| time.copied().map_or(f64::NAN, milliseconds);
        Times { looks, failed, median_ms: ms(took.get(took.len() / 2)), worst_ms: ms(took.last()) }
    }

    fn is_ours(&self, name: &str) -> bool {
        matches!(self, Self::Library) || name.starts_with("fix904")
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn load() -> String {
    std::fs::read_to_string("/proc/loadavg").unwrap().trim().to_string()
}

/// Addresses of this computer that nobody else uses, so that each server has the usual port.
fn place(net: u8, last: usize) -> SocketAddr {
    (Ipv4Addr::new(127, 90, net, u8::try_from(last).unwrap()), PORT).into()
}

fn servers(places: &[SocketAddr]) -> Vec<Running> {
    let settings = [("security_layer", "tls")];
    let start = |place: &SocketAddr| xrdp_at(&format!("speed {place}"), &settings, Certificate::Good, || *place);
    places.iter().map(start).collect()
}

async fn figures(
    tools: &[(&'static str, Option<Tool>)],
    places: &[SocketAddr],
    freerdp: Option<SocketAddr>,
    runs: usize,
) -> Vec<Figures> {
    let mut all = Vec::new();
    for (name, tool) in tools {
        let Some(tool) = tool else {
            all.push(Figures { tool: name, version: None, xrdp: None, freerdp: None, many: None });
            continue;
        };
        let runs = if tool.is_ours(name) { runs } else { runs.min(RUNS_OF_OTHERS) };
        let xrdp = Some(tool.times(&vec![&places[..1]; runs]).await);
        let freerdp = match &freerdp {
            Some(place) => Some(tool.times(&vec![std::slice::from_ref(place); runs]).await),
            None => None,
        };
        let many = Some(tool.times(&[places]).await);
        all.push(Figures { tool: name, version: Some(tool.version()), xrdp, freerdp, many });
    }
    all
}

/// What each program says of each server that fails.
async fn said(tools: &[(&'static str, Option<Tool>)]) -> Vec<Fault> {
    let programs: Vec<(&'static str, &Program)> = tools
        .iter()
        .filter_map(|(name, tool)| match tool {
            Some(Tool::Program(program)) => Some((*name, program)),
            _ => None,
        })
        .collect();
    let mut all = vec![Fault { peer: "closed port", said: ask(&programs, place(6, 1)) }];
    for (number, (peer, script)) in (2..).zip(FAULTS.into_iter().chain(SILENT)) {
        // Each at an address of its own, so that nothing is left of the one before.
        let server = Peer::start_at(script, place(6, number)).await;
        all.push(Fault { peer, said: ask(&programs, server.address) });
    }
    let settings = [("security_layer", "tls")];
    for (number, peer, certificate) in [
        (101, "xrdp, expired certificate", Certificate::Expired),
        (102, "xrdp, no key", Certificate::NoKey),
        (103, "xrdp, key of another certificate", Certificate::OtherKey),
    ] {
        let server = place(6, number);
        let _running = xrdp_at(&format!("said {peer}"), &settings, certificate, || server);
        all.push(Fault { peer, said: ask(&programs, server) });
    }
    let web = Peer::start_at(Script::Gateway("HTTP/1.1 200 OK\r\n\r\n"), place(6, 104)).await;
    all.push(Fault { peer: "TLS from the first byte", said: ask(&programs, web.address) });
    all
}

fn ask(programs: &[(&'static str, &Program)], place: SocketAddr) -> Vec<Said> {
    let ask = |(tool, program): &(&'static str, &Program)| {
        let start = Instant::now();
        let words = program.says(place);
        Said { tool, words, ms: milliseconds(start.elapsed()) }
    };
    programs.iter().map(ask).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn speed() {
    if missing(&["xrdp"]) {
        return;
    }
    let Some(file) = std::env::var_os(FILE) else {
        let places: Vec<SocketAddr> = (0..2).map(|_| free_place()).collect();
        let _servers = servers(&places);
        let measured = figures(&[("library", Some(Tool::Library))], &places, None, 2).await;
        let times = [&measured[0].xrdp, &measured[0].many].map(|times| times.as_ref().unwrap());
        assert_eq!(times.map(|times| (times.looks, times.failed)), [(2, 0), (2, 0)]);
        assert!(times.iter().all(|times| times.median_ms > 0.0 && times.median_ms <= times.worst_ms));
        return;
    };
    let places: Vec<SocketAddr> = (1..=HOSTS).map(|last| place(4, last)).collect();
    let _servers = servers(&places);
    let display = (!missing(&["freerdp-shadow-cli", "winpr-hash", "Xvfb"])).then(Shadow::display);
    let nla = ["/sec:nla", "+auth"].map(String::from);
    let freerdp = display.as_ref().map(|display| shadow_at(display, "speed FreeRDP", &nla, || place(5, 1)));
    let tools = tools::all();
    let before = load();
    let figures = figures(&tools, &places, freerdp.as_ref().map(|_| place(5, 1)), RUNS).await;
    let load = [before, load()];
    let measured = Measured { tools: figures, faults: said(&tools).await, load, hosts: HOSTS, in_flight: IN_FLIGHT };
    std::fs::write(file, serde_json::to_string(&measured).unwrap()).unwrap();
}
