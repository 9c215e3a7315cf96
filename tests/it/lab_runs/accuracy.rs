//! How right the checks of the page are: each runs in Chromium, from the real server, on paths whose truth is known, and what it
//! says is held against that truth. `cargo xtask lab-statistics --checks` has the whole written to a file; as a test, one run must
//! hold.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::net::TcpStream;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use diagnosis::reading::measurement::Reason;
use diagnosis::reading::measurement::datagrams::Counted;
use diagnosis::reading::measurement::report::{Check, Told};
use serde_json::Value;

use super::product::{CAP, PORTAL, Product, binary};
use crate::lab::impairment::{Direction, Impairment, Preset, Rate};
use crate::lab::network::addresses::PORTAL_6;
use crate::lab::network::{Driven, Engine, Network, at};

mod cloudflare;
mod tables;

/// Names the file for the whole.
const FILE: &str = "FIX904_CHECK_ACCURACY";
/// Runs on one page, before server and page begin anew: one network may have 32 tallies in three minutes, two for each run.
const RUNS_OF_A_PAGE: usize = 12;

/// What each check told.
type ByCheck = BTreeMap<&'static str, Told>;

/// A page of the portal in which checks run, as often as wanted.
struct Page<'a> {
    network: &'a Network,
    binary: PathBuf,
    product: Option<Product>,
    browser: Driven,
    /// Runs on the page as it is loaded now.
    runs: usize,
    /// Paths so far; each draws by a seed of its own.
    paths: u64,
}

impl<'a> Page<'a> {
    fn open(network: &'a Network, binary: PathBuf) -> Self {
        let browser = network.drive(Engine::Chromium).unwrap_or_else(|why| panic!("{why}"));
        let mut page = Self { network, binary, product: None, browser, runs: 0, paths: 0 };
        page.load();
        page
    }

    /// Runs checks on a path that begins when they do; what each one told. `clock` moves the page's clock by so many milliseconds.
    fn run(&mut self, path: Impairment, clock: i64, checks: &[Check]) -> ByCheck {
        self.side_by_side(1, Duration::ZERO, path, clock, checks).remove(0)
    }

    /// So many runs at once, after so much silence on the path.
    fn side_by_side(
        &mut self,
        runs: usize,
        silence: Duration,
        path: Impairment,
        clock: i64,
        checks: &[Check],
    ) -> Vec<ByCheck> {
        if self.runs + runs > RUNS_OF_A_PAGE {
            self.load();
        }
        self.runs += runs;
        self.paths += 1;
        self.network.begin_with(path, self.paths);
        let ids: Vec<&str> = checks.iter().map(|check| check.id()).collect();
        let begin = format!(
            "window.told = null;
            window.rightNow ??= Date.now;
            Date.now = () => window.rightNow() + {clock};
            const base = document.getElementById('main').dataset.base ?? '';
            const run = async () => {{
                const told = {{}};
                const report = (check, line) => {{ if (line.includes('|')) told[check] = line; }};
                await window.fix904Battery(base, '{}', report, new AbortController().signal);
                return told;
            }};
            setTimeout(async () => window.told = await Promise.all(Array.from({{ length: {runs} }}, run)), {});
            return true",
            ids.join(" "),
            silence.as_millis()
        );
        let begun = self.browser.script(&begin);
        begun.unwrap_or_else(|why| panic!("{why}"));
        let told = self.browser.until("return window.told", CAP).unwrap_or_else(|why| panic!("{why}"));
        let line =
            |run: &Value, check: &Check| (check.id(), Told(run[check.id()].as_str().unwrap_or_default().to_string()));
        let told = told.as_array().unwrap().iter().map(|run| checks.iter().map(|check| line(run, check)).collect());
        told.collect()
    }

    fn load(&mut self) {
        self.network.begin(Preset::Clean, 904);
        self.runs = 0;
        self.product = None;
        let gone = [self.network.host(PORTAL), PORTAL_6.into()].map(|address| at(address, 443));
        while gone.iter().any(|place| self.network.portal().run(|| TcpStream::connect(place)).is_ok()) {
            thread::sleep(Duration::from_millis(20));
        }
        self.product = Some(Product::start(self.network, &self.binary));
        let opened = self.browser.open(&format!("https://{PORTAL}/diagnose?code=0x904.pt&on=this-computer"));
        opened.unwrap_or_else(|why| panic!("{why}"));
        let ready = "return window.fix904Battery !== undefined && history.state !== null";
        self.browser.until(ready, CAP).unwrap_or_else(|why| panic!("{why}"));
    }

    /// One check on a path.
    fn one(&mut self, path: Impairment, check: Check) -> Told {
        self.run(path, 0, &[check]).remove(check.id()).unwrap_or_default()
    }
}

/// A figure of a result; none if it has none.
fn figure(told: &Told, name: &str) -> Option<f64> {
    told.numbers().iter().find(|(other, _)| *other == name)?.1.parse().ok()
}

/// The numbers of its chart.
fn chart(told: &Told) -> Vec<f64> {
    told.chart().split(',').filter_map(|number| number.parse().ok()).collect()
}

/// Verdict and outcome, as `ok good`.
fn said(told: &Told) -> String {
    let mark = match told.0.chars().next() {
        Some('o') => "ok",
        Some('w') => "warn",
        Some('b') => "bad",
        Some('i') => "unclear",
        _ => "absent",
    };
    let outcome = told.meaning().split_once("-is-").map_or(told.detail(), |(_, outcome)| outcome);
    format!("{mark} {outcome}")
}

/// So much delay one way, evenly drawn jitter on top.
fn way(delay: f64, jitter: f64) -> Direction {
    let time = |ms: f64| Duration::from_secs_f64(ms / 1_000.0);
    Direction { delay: time(delay), jitter: time(jitter), ..Direction::default() }
}

#[test]
fn the_checks_say_what_is_true() {
    let Some(network) = Network::shared() else { return };
    let Some(binary) = binary() else { return };
    let mut page = Page::open(&network, binary);
    if let Some(file) = std::env::var_os(FILE) {
        fs::write(file, tables::all(&mut page)).unwrap();
        return;
    }
    let path = Impairment { up: way(10.0, 0.0), down: way(90.0, 0.0), ..Impairment::default() };
    let told = page.run(path, 420_000, &[Check::Clock, Check::Path]);
    let (clock, line) = (&told["check-clock"], &told["check-path"]);
    // A busy machine may spoil a measurement, which then has no figure; one that stands must hold.
    if let Some(median) = figure(line, "median") {
        assert!(median >= 99.0, "{line:?}");
    }
    let (bound, off) = (figure(clock, "bound").unwrap(), chart(clock)[0]);
    assert!((off - 420.0).abs() <= bound + 0.5, "{clock:?}");
}

#[test]
fn a_connection_forgotten_while_the_visitor_read_is_no_lost_portal() {
    let Some(network) = Network::shared() else { return };
    let Some(binary) = binary() else { return };
    let mut page = Page::open(&network, binary);
    // The module of the checks is there; what comes over the forgotten connection first is a request of theirs.
    page.one(Impairment::default(), Check::Mapping);
    let path = Impairment { idle_kill: Some(Duration::from_secs(6)), ..Impairment::both(way(5.0, 0.0)) };
    // The silence itself is what is tested.
    let told = page.side_by_side(1, Duration::from_secs(8), path, 0, &[Check::Mapping]).remove(0);
    assert!(told["check-mapping"].is_decided(), "{told:?}");
}

#[test]
fn all_checks_together_have_an_end() {
    let Some(network) = Network::shared() else { return };
    let Some(binary) = binary() else { return };
    let mut page = Page::open(&network, binary);
    // Each check alone would come to its own end here; together they would take more than a minute.
    let told = page.run(Impairment::both(way(600.0, 0.0)), 0, &Check::ALL[..9]);
    let late: Vec<&str> =
        told.iter().filter(|(_, told)| **told == Told::unclear(Reason::OutOfTime)).map(|(id, _)| *id).collect();
    assert!(late.contains(&"check-load"), "{told:?}");
    assert!(told["check-path"].is_decided(), "{told:?}");
    assert!(told.values().all(|told| !told.0.is_empty()), "a check said nothing: {told:?}");
}
