//! `cargo xtask bench`: the figures that have a budget and that no test asserts, because they depend on the machine.

use std::env;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::browser;
use crate::cargo::Workspace;
use crate::client::{self, Profile};
use crate::http;
use crate::portal::{self, Make};
use crate::progress::{kilobytes, table};
use crate::server_process::{FREE_PORT, Listening};
use crate::webdriver::Session;

mod engine;
mod growth;
mod in_browser;
mod peers;
mod probe;
mod python;
mod question_step;
mod reload;

/// One line of the report.
struct Figure {
    what: String,
    measured: String,
    /// The budget and whether it is kept, where there is one.
    budget: Option<(String, bool)>,
}

/// How often a start is measured; the median is reported.
const STARTS: usize = 7;

/// The budgets, from ARCHITECTURE.md.
const SECOND_START: Duration = Duration::from_secs(3);
const START_TO_READY: Duration = Duration::from_millis(300);
const CONSULTATION_MS: f64 = 5.0;
const MEMORY_KIB: u64 = 60 * 1024;
/// A page whose first visit is weighed.
struct FirstVisit {
    page: &'static str,
    /// Whether the browser runs scripts: without them a page must be complete and much smaller.
    scripts: bool,
    /// Bytes on the wire.
    budget: u64,
}

const FIRST_VISITS: [FirstVisit; 6] = [
    FirstVisit { page: "/", scripts: false, budget: 40_000 },
    FirstVisit { page: "/causes/cert-private-key-unreadable", scripts: false, budget: 40_000 },
    FirstVisit { page: "/search?q=certificate", scripts: false, budget: 40_000 },
    FirstVisit { page: "/glossary", scripts: false, budget: 40_000 },
    FirstVisit { page: "/evidence", scripts: false, budget: 40_000 },
    FirstVisit { page: "/diagnose", scripts: true, budget: 170_000 },
];

/// What is measured.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    /// Everything that has a budget, and the engine.
    PortalAndEngine,
    /// The engine, beside others.
    Engine,
    /// The probe, beside others.
    Probe {
        /// Missing servers and programs may be installed.
        install: bool,
    },
}

/// Builds the release, measures it, prints what came out beside the budgets or beside others.
///
/// # Errors
/// When the build fails or the server does not answer. A missed budget is reported, not an error.
pub(crate) fn bench(workspace: &Workspace, part: Part) -> Result<()> {
    match part {
        Part::PortalAndEngine => portal(workspace).and_then(|()| engine::measure(workspace)),
        Part::Engine => engine::measure(workspace),
        Part::Probe { install } => probe::measure(workspace, install),
    }
}

/// Everything that has a budget.
fn portal(workspace: &Workspace) -> Result<()> {
    let program = portal::assemble(workspace, Make::Release)?;
    let mut figures = vec![second_start(workspace)?];
    figures.extend(starts(&program)?);
    figures.push(Figure {
        what: "binary".to_owned(),
        measured: kilobytes(fs::metadata(&program)?.len()),
        budget: None,
    });
    figures.push(consultation(workspace)?);
    let server = Listening::start(Command::new(&program).args(FREE_PORT))?;
    figures.push(search_index(&server)?);
    figures.push(memory(&server)?);
    figures.push(reload::figure(workspace, &program)?);
    figures.extend(client_files(workspace)?);
    match browser::find() {
        Ok(browser) => {
            let session = Session::start(&browser)?;
            for visit in FIRST_VISITS {
                figures.extend(first_visit(&session, &server.host, &visit)?);
            }
            figures.extend(question_step::figures(&session, &server.host)?);
        }
        Err(missing) => println!("First visits are not weighed: {missing}"),
    }
    report(figures);
    Ok(())
}

/// The whole of `cargo xtask serve --release` when nothing has changed, cargo's own start included.
fn second_start(workspace: &Workspace) -> Result<Figure> {
    let serve = || Listening::start(workspace.cargo("xtask").args(["serve", "--release", "--"]).args(FREE_PORT));
    drop(serve()?);
    let time = serve()?.after;
    Ok(Figure {
        what: "second start of `cargo xtask serve --release`".to_owned(),
        measured: format!("{:.2} s", time.as_secs_f64()),
        budget: Some((format!("{} s", SECOND_START.as_secs()), time <= SECOND_START)),
    })
}

/// From the start of the process to its printed address, and to its first answer.
fn starts(program: &std::path::Path) -> Result<[Figure; 2]> {
    let (mut listening, mut answering) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let start = Instant::now();
        let server = Listening::start(Command::new(program).args(FREE_PORT))?;
        let answer = http::request("GET", &server.host, "/", "")?;
        answering.push(start.elapsed());
        listening.push(server.after);
        ensure!(answer.status == 200, "the start page answers {}", answer.status);
    }
    let figure = |what: &str, times: &mut Vec<Duration>| {
        times.sort_unstable();
        let median = times[times.len() / 2];
        Figure {
            what: format!("{what} (median of {STARTS})"),
            measured: format!("{:.1} ms", median.as_secs_f64() * 1000.0),
            budget: Some((format!("{} ms", START_TO_READY.as_millis()), median <= START_TO_READY)),
        }
    };
    Ok([figure("start to address printed", &mut listening), figure("start to first page", &mut answering)])
}

/// A whole consultation natively.
fn consultation(workspace: &Workspace) -> Result<Figure> {
    let mut cargo = workspace.cargo("run");
    cargo.args(["--locked", "--release", "--package", "knowledge", "--example", "consult_time"]);
    let output = cargo.output().context("cargo did not start")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split_whitespace();
    let (median, worst) = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    let steps = numbers.next().context("the consultations were not timed")?;
    let kept = median.parse::<f64>()? <= CONSULTATION_MS;
    Ok(Figure {
        what: format!("consultation, native ({steps} steps: median, worst)"),
        measured: format!("{median}, {worst} ms"),
        budget: Some((format!("{CONSULTATION_MS} ms"), kept)),
    })
}

/// What the index of the search takes, as the server says once it is made.
fn search_index(server: &Listening) -> Result<Figure> {
    let line = server.line_with("the search is ready")?;
    let number = |name: &str| -> Option<u64> {
        let (_, rest) = line.split_once(name)?;
        let digits = rest.trim_start_matches(|sign: char| !sign.is_ascii_digit());
        digits.split(|sign: char| !sign.is_ascii_digit()).next()?.parse().ok()
    };
    let (pages, bytes) = (number("pages"), number("bytes"));
    Ok(Figure {
        what: format!("index of the search, {} pages", pages.context("no number of pages")?),
        measured: kilobytes(bytes.context("no size")?),
        budget: None,
    })
}

/// Resident memory after the first page and a search, which needs its index, as Linux counts it.
fn memory(server: &Listening) -> Result<Figure> {
    http::request("GET", &server.host, "/", "")?;
    http::request("GET", &server.host, "/search?q=certificate", "")?;
    let status = fs::read_to_string(format!("/proc/{}/status", server.id())).context("no /proc: measure on Linux")?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
    let resident: u64 = resident.context("no VmRSS in /proc")?.parse()?;
    Ok(Figure {
        what: "resident memory after the first page and a search".to_owned(),
        measured: format!("{}.{} MiB", resident / 1024, resident % 1024 * 10 / 1024),
        budget: Some((format!("{} MiB", MEMORY_KIB / 1024), resident <= MEMORY_KIB)),
    })
}

/// What the client's parts weigh as sent.
fn client_files(workspace: &Workspace) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    let mut files: Vec<_> = fs::read_dir(client::assets_folder(workspace, Profile::Web))?.collect::<Result<_, _>>()?;
    files.sort_by_key(fs::DirEntry::file_name);
    for file in files {
        let name = file.file_name().to_string_lossy().into_owned();
        if let Some(name) = name.strip_suffix(".br") {
            figures.push(Figure {
                what: format!("client: {name}, brotli"),
                measured: kilobytes(file.metadata()?.len()),
                budget: None,
            });
        }
    }
    Ok(figures)
}

/// What a browser with an empty cache fetches for a page, part by part, without headers.
fn first_visit(session: &Session, host: &str, visit: &FirstVisit) -> Result<Vec<Figure>> {
    let FirstVisit { page, scripts, budget } = *visit;
    session.devtools("Network.clearBrowserCache", &Value::Object(serde_json::Map::new()))?;
    session.open(&format!("http://{host}{page}"))?;
    let parts = session.script(
        "return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
            .map(entry => [new URL(entry.name).pathname, entry.encodedBodySize])",
    )?;
    let mut figures = Vec::new();
    let mut sum = 0;
    // Without scripts neither the client nor its packs are fetched.
    let fetched = |part: &&Value| scripts || !part[0].as_str().is_some_and(of_the_client);
    for part in parts.as_array().context("the browser listed no requests")?.iter().filter(fetched) {
        let bytes = part[1].as_u64().unwrap_or_default();
        sum += bytes;
        figures.push(Figure {
            what: format!("first visit of {page}: {}", part[0].as_str().unwrap_or_default()),
            measured: kilobytes(bytes),
            budget: None,
        });
    }
    figures.push(Figure {
        what: format!(
            "first visit of {page}: all {} requests{}",
            figures.len(),
            if scripts { "" } else { ", no scripts" }
        ),
        measured: kilobytes(sum),
        budget: Some((kilobytes(budget), sum <= budget)),
    });
    Ok(figures)
}

fn of_the_client(path: &str) -> bool {
    path.ends_with(".js") || path.ends_with(".wasm") || path.contains("/knowledge/")
}

fn report(figures: Vec<Figure>) {
    let mut rows = vec![["figure", "measured", "budget", ""].map(String::from).to_vec()];
    for Figure { what, measured, budget } in figures {
        let (budget, verdict) = budget
            .map_or_else(Default::default, |(budget, kept)| (budget, if kept { "kept" } else { "MISSED" }.to_owned()));
        rows.push(vec![what, measured, budget, verdict]);
    }
    println!("\n{} processors, {}", std::thread::available_parallelism().map_or(1, usize::from), env::consts::ARCH);
    table(&rows);
}
