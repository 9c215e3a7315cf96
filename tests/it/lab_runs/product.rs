//! The product itself in the emulated network: real browsers load the page from the real server, the visitor lets the checks run,
//! and what the page then says is compared with what is true of the path.
//!
//! What the page must say stands in `tests/cases/checks/paths.toml`.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use diagnosis::reading::measurement::report::{Check, Told};
use serde::Deserialize;

use crate::lab::impairment::{Impairment, Preset};
use crate::lab::network::addresses::PORTAL_6;
use crate::lab::network::{Driven, Engine, Nat, Network, at};
use crate::lab::program::Program;

/// The finished server with the client in it; `cargo xtask test` builds one.
const BINARY: &str = "FIX904_BINARY";
/// After this a check has missed all of its own limits. It bounds a hang and asserts nothing about speed.
pub(super) const CAP: Duration = Duration::from_secs(180);
/// After so much silence a connection is forgotten on the path where that happens.
const FORGETS: Duration = Duration::from_secs(20);
/// What the page is called, and its names for one family of addresses or both.
pub(super) const PORTAL: &str = "help.lab.test";
const FOUR: &str = "four.help.lab.test";
const SIX: &str = "six.help.lab.test";
const BOTH: &str = "both.help.lab.test";

/// The paths and what must be said on them.
#[derive(Deserialize)]
struct Expected {
    path: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    name: String,
    browsers: Vec<String>,
    /// How the client's router translates addresses; not at all if nothing is said.
    nat: Option<String>,
    /// By check: the results that are right.
    #[serde(flatten)]
    checks: BTreeMap<String, Vec<String>>,
}

/// The server on the portal's side, once for each family of addresses.
pub(super) struct Product {
    _programs: [Program; 2],
}

pub(super) fn binary() -> Option<PathBuf> {
    let binary = env::var_os(BINARY).map(PathBuf::from).filter(|path| path.is_file());
    if binary.is_none() {
        assert!(env::var("CI").is_err(), "with CI=true nothing may be skipped: {BINARY} names no binary");
        eprintln!("skipped: {BINARY} names no binary; `cargo xtask test` builds one");
    }
    binary
}

impl Product {
    pub(super) fn start(network: &Network, binary: &Path) -> Self {
        let host = network.host(PORTAL);
        network.name(FOUR, &[host]);
        network.name(SIX, &[PORTAL_6.into()]);
        network.name(BOTH, &[host, PORTAL_6.into()]);
        let [certificate, key] = network.identity(&[PORTAL, FOUR, SIX, BOTH]).write(network.folder(), "product");
        let tls = format!("certificate = {certificate:?}\nkey = {key:?}\n");
        let serve = |address: IpAddr, far_ends: &str| {
            let place = |port| at_text(address, port);
            let configuration = format!(
                "listen = {:?}\nbase_url = \"https://{PORTAL}\"\n[tls]\n{tls}[self_check]\nhost_check = true\n{far_ends}\
                 ipv4_origin = \"https://{FOUR}\"\nipv6_origin = \"https://{SIX}\"\ndual_origin = \"https://{BOTH}\"\n",
                place(443)
            );
            let family = if address.is_ipv4() { 4 } else { 6 };
            let file = network.folder().join(format!("product-{family}.toml"));
            fs::write(&file, configuration).unwrap();
            let arguments = ["serve", "--config", file.to_str().unwrap()];
            let ready = |line: &str| line.contains("https://").then_some(());
            network.portal().run(|| Program::start(binary, &arguments, ready)).0
        };
        let place = |port| at_text(host, port);
        let far_ends = format!(
            "clamped_listen = {:?}\ndatagram_listen = [{:?}, {:?}]\nstun_listen = [{:?}, {:?}]\n",
            place(8443),
            place(443),
            place(3389),
            place(3478),
            place(3479)
        );
        Self { _programs: [serve(host, &far_ends), serve(PORTAL_6.into(), "")] }
    }
}

fn at_text(address: IpAddr, port: u16) -> String {
    at(address, port).to_string()
}

/// What a path does. Where the firewall forgets silent connections, sooner than usual: the first silence is half a minute.
fn impairment(preset: Preset) -> Impairment {
    let usual = preset.impairment();
    Impairment { idle_kill: usual.idle_kill.map(|_| FORGETS), ..usual }
}

/// What the page says of each check, and the words it has for it.
fn says(network: &Network, browser: &mut Driven, preset: Preset, nat: Nat) -> BTreeMap<&'static str, (String, String)> {
    network.begin(Preset::Clean, 904);
    network.nat(nat);
    let done = |found: Result<serde_json::Value, _>| found.unwrap_or_else(|why| panic!("{}: {why}", preset.name()));
    browser.open(&format!("https://{PORTAL}/diagnose?code=0x904.pt&on=this-computer")).unwrap();
    let button = "return document.querySelector('#checks [data-checks=still-here]') !== null";
    done(browser.until(button, CAP));
    done(browser.script("document.querySelector('#checks [data-checks=still-here]').click()"));
    // The page and its program are there: from now on the path does what it does.
    done(browser.until("return document.querySelector('#checks li .mark.run') !== null", CAP));
    network.begin_with(impairment(preset), 904);
    let began = Instant::now();
    // Nobody waits for the one that runs for minutes in the background, except where it ends soon.
    let waited_for = Check::ALL.len() - usize::from(impairment(preset).idle_kill.is_none());
    let ended = format!(
        "const marks = [...document.querySelectorAll('#checks li .mark')].slice(0, {waited_for});
        return marks.length > 0 && marks.every(mark => !mark.matches('.run, .wait'))"
    );
    done(browser.until(&ended, CAP));
    println!("{}: all checks in {:.1} s", preset.name(), began.elapsed().as_secs_f64());
    let rows = "return [...document.querySelectorAll('#checks li')].map(row => [
        ['ok', 'warn', 'bad', 'unclear'].find(name => row.querySelector('.mark').classList.contains(name)) ?? 'absent',
        row.textContent])";
    let rows = done(browser.script(rows));
    let memory = done(browser.script("return sessionStorage.getItem('fix904')"));
    let told = |check: Check| {
        let beginning = format!("check {} ", check.id());
        let line = memory.as_str().and_then(|lines| lines.lines().find_map(|line| line.strip_prefix(&beginning)));
        Told(line.unwrap_or_default().to_string())
    };
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), Check::ALL.len());
    let result = |(check, row): (Check, &serde_json::Value)| {
        let mark = row[0].as_str().unwrap();
        let told = told(check);
        let outcome = told.meaning().split_once("-is-").map_or("", |(_, outcome)| outcome);
        let said = format!("{mark} {outcome}").trim_end().to_string();
        (check.id(), (said, row[1].as_str().unwrap().to_string()))
    };
    Check::ALL.into_iter().zip(rows).map(result).collect()
}

fn runs(engine: Engine, name: &str) {
    let Some(network) = Network::shared() else { return };
    let Some(binary) = binary() else { return };
    if let Some(why) = engine.missing() {
        eprintln!("skipped: {why}");
        return;
    }
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/checks/paths.toml");
    let expected: Expected = toml::from_str(&fs::read_to_string(table).unwrap()).unwrap();
    network.begin(Preset::Clean, 904);
    let _product = Product::start(&network, &binary);
    let mut wrong = Vec::new();
    let mut seen = 0;
    for run in expected.path.iter().filter(|run| run.browsers.iter().any(|browser| browser == name)) {
        let preset = Preset::ALL.into_iter().find(|preset| preset.name() == run.name).expect("a path of this name");
        let nat = match run.nat.as_deref() {
            None => Nat::None,
            Some("one-port") => Nat::EndpointIndependent,
            Some("symmetric") => Nat::Symmetric,
            Some(other) => panic!("no such translation: {other}"),
        };
        // A busy machine can spoil a measurement; the page says so, and a visitor would run it again.
        let mut left = Vec::new();
        for _ in 0..2 {
            let mut browser = network.drive(engine).unwrap_or_else(|why| panic!("{engine:?}: {why}"));
            let said = says(&network, &mut browser, preset, nat);
            left.clear();
            for (check, right) in &run.checks {
                let (result, words) = &said[check.as_str()];
                println!("{engine:?}, {}, {check}: {result}: {words}", run.name);
                let right = right.iter().any(|right| right == result);
                if !right {
                    left.push(format!("{}: {check} says {result}: {words}", run.name));
                }
            }
            if left.is_empty() {
                break;
            }
        }
        seen += 1;
        wrong.extend(left);
    }
    assert!(seen >= 3, "only {seen} paths");
    assert!(wrong.is_empty(), "{engine:?}:\n{}", wrong.join("\n"));
}

#[test]
fn in_chromium_the_page_says_what_is_true_of_each_path() {
    runs(Engine::Chromium, "chromium");
}

#[test]
fn in_firefox_the_page_says_what_is_true_of_three_paths() {
    runs(Engine::Firefox, "firefox");
}
