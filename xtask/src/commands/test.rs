//! `cargo xtask test`: everything that has to hold before a change lands.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Error, Result, bail};

use crate::browser::{self, Browser};
use crate::cargo::{self, Workspace};
use crate::client::{self, Profile};
use crate::emulated_network;
use crate::packages;
use crate::portal::{BINARY, CLIENT_FOLDER};
use crate::prerequisites;
use crate::progress::{elapsed, table};
use crate::remote_desktops;
use crate::tally::{Tally, run_tests};

/// How much is tested, and what may be done to the machine for it.
#[derive(Clone, Copy)]
pub(crate) struct Extent {
    /// Missing browsers and network tools may be installed.
    pub(crate) install: bool,
    /// Only what one wants to know within seconds while programming.
    pub(crate) quick: bool,
}

/// What the machine can do, found out once, before anything is built.
struct Equipment<'a> {
    workspace: &'a Workspace,
    wasm: Result<()>,
    browser: Result<Browser>,
    network: EmulatedNetwork,
}

/// Whether there can be an emulated network.
enum EmulatedNetwork {
    Ready,
    /// Programs are missing.
    Incomplete(Error),
    /// The system does not allow it. That alone may be missing in CI, and is said at the very end.
    Refused(String),
}

impl EmulatedNetwork {
    fn look() -> Self {
        match (emulated_network::refusal(), emulated_network::find()) {
            (Some(why), _) => Self::Refused(why),
            (None, Err(missing)) => Self::Incomplete(missing),
            (None, Ok(())) => Self::Ready,
        }
    }
}

impl Equipment<'_> {
    /// What a stage needs that runs the client.
    fn for_browser_tests(&self) -> Result<&Browser, &Error> {
        self.wasm.as_ref().and(self.browser.as_ref())
    }
}

/// How a stage ended, if it did not fail.
enum Verdict {
    /// Nothing to complain about; with the number of tests, where tests ran.
    Passed(Option<Tally>),
    /// It could not run here, for this reason.
    Skipped(String),
}

struct Stage {
    title: &'static str,
    work: fn(&Equipment<'_>) -> Result<Verdict>,
}

const EVERYTHING: &[Stage] = &[
    Stage { title: "formatting", work: formatting },
    Stage { title: "lints, native", work: native_lints },
    Stage { title: "lints, wasm", work: wasm_lints },
    Stage { title: "tests, native", work: native_tests },
    Stage { title: "tests, wasm in Chromium", work: wasm_tests },
    Stage { title: "emulated network", work: lab_runs },
    Stage { title: "journeys in Chromium", work: journeys },
];

const QUICK: &[Stage] = &[
    Stage { title: "formatting", work: formatting },
    Stage { title: "lints, native", work: native_lints },
    Stage { title: "tests of engine, knowledge and server", work: quick_tests },
];

/// What the native stages build. It is the same for lints, tests, the journeys' server and the runner of the wasm
/// tests, because cargo joins the features of all packages it builds together: with a selection of its own, each
/// stage would build half of the dependencies again.
const SELECTION: [&str; 2] = ["--locked", "--workspace"];

/// Tests that drive a browser against the finished binary live in this module of `tests/it`. They run last, since
/// they need the client; everything else in that package runs with the native tests.
const JOURNEYS: &str = "journeys::";

/// Tests that look at times in the emulated network. They run alone and one after the other.
const LAB_RUNS: &str = "lab_runs::";

/// Runs the stages one after the other, up to the first that fails; ends with a summary and cargo's own closing line.
///
/// # Errors
/// When a stage fails, or cannot run although `CI=true` says that it must.
pub(crate) fn test(workspace: &Workspace, extent: Extent) -> Result<()> {
    let start = Instant::now();
    let stages = if extent.quick { QUICK } else { EVERYTHING };
    prerequisites::c_compiler()?;
    let equipment = if extent.quick {
        let unneeded = || Error::msg("not looked for");
        let network = EmulatedNetwork::Incomplete(unneeded());
        Equipment { workspace, wasm: Err(unneeded()), browser: Err(unneeded()), network }
    } else {
        equip(workspace, extent.install)?
    };
    let mut summary = vec![["stage", "result", "time", "tests"].map(String::from).to_vec()];
    let mut total = Tally::default();
    let mut failure = None;
    for (index, stage) in stages.iter().enumerate() {
        println!("\n{}/{} {}", index + 1, stages.len(), stage.title);
        let begun = Instant::now();
        let verdict = (stage.work)(&equipment);
        let time = elapsed(begun.elapsed());
        let (result, tests) = match &verdict {
            Ok(Verdict::Passed(tally)) => ("ok", *tally),
            Ok(Verdict::Skipped(reason)) => {
                println!("    {reason}");
                ("skipped", None)
            }
            Err(_) => ("FAILED", None),
        };
        println!("    {result} after {time}");
        total += tests.unwrap_or_default();
        let passed = tests.map(|tally| tally.passed.to_string()).unwrap_or_default();
        summary.push(vec![stage.title.to_owned(), result.to_owned(), time, passed]);
        if let Err(error) = verdict {
            failure = Some(error.context(stage.title));
            break;
        }
    }
    println!();
    table(&summary);
    if let Some(failure) = failure {
        return Err(failure);
    }
    closing_line(total, start.elapsed());
    if let EmulatedNetwork::Refused(why) = &equipment.network {
        println!("Not run: the emulated network, which this system refuses ({why}).");
    }
    Ok(())
}

/// Says the sum in the words of cargo's test harness, which people and machines know how to read.
fn closing_line(total: Tally, time: Duration) {
    let Tally { passed, failed, ignored } = total;
    let seconds = time.as_secs_f64();
    println!(
        "\ntest result: ok. {passed} passed; {failed} failed; {ignored} ignored; 0 measured; 0 filtered out; \
         finished in {seconds:.2}s"
    );
}

/// Finds, and if allowed installs, what the later stages need. With `CI=true` a missing piece ends everything here,
/// before half an hour of building.
fn equip(workspace: &Workspace, install: bool) -> Result<Equipment<'_>> {
    packages::clear_up();
    if install {
        packages::install(&packages::of_tests())?;
    }
    let (wasm, browser) = (prerequisites::wasm_target(workspace), browser::find());
    let network = EmulatedNetwork::look();
    if env::var("CI").is_ok_and(|value| value == "true") {
        let must = "with CI=true nothing may be skipped";
        let (wasm, browser) = (wasm.context(must)?, browser.context(must)?);
        if let EmulatedNetwork::Incomplete(missing) = network {
            return Err(missing.context(must));
        }
        return Ok(Equipment { workspace, wasm: Ok(wasm), browser: Ok(browser), network });
    }
    Ok(Equipment { workspace, wasm, browser, network })
}

fn formatting(equipment: &Equipment<'_>) -> Result<Verdict> {
    let mut cargo = equipment.workspace.cargo("fmt");
    if cargo::run(cargo.args(["--all", "--check"])).is_err() {
        bail!("not formatted as `cargo fmt --all` does it, see above");
    }
    Ok(Verdict::Passed(None))
}

fn native_lints(equipment: &Equipment<'_>) -> Result<Verdict> {
    let mut cargo = equipment.workspace.cargo("clippy");
    cargo.args(SELECTION).args(["--all-targets", "--", "--deny", "warnings"]);
    cargo::run(&mut cargo)?;
    Ok(Verdict::Passed(None))
}

fn wasm_lints(equipment: &Equipment<'_>) -> Result<Verdict> {
    if let Err(missing) = &equipment.wasm {
        return Ok(Verdict::Skipped(missing.to_string()));
    }
    let mut cargo = client::cargo_for_wasm(equipment.workspace, "clippy");
    cargo.args(["--package", "web", "--package", "diagnosis", "--", "--deny", "warnings"]);
    cargo::run(&mut cargo)?;
    Ok(Verdict::Passed(None))
}

fn quick_tests(equipment: &Equipment<'_>) -> Result<Verdict> {
    let inner = ["--locked", "--package", "diagnosis", "--package", "knowledge", "--package", "server"];
    let cargo_test = || with(equipment.workspace.cargo("test"), &inner);
    Ok(Verdict::Passed(Some(run_tests(cargo_test, &[])?)))
}

fn native_tests(equipment: &Equipment<'_>) -> Result<Verdict> {
    if let Some(said) = remote_desktops::not_run() {
        println!("    {said}");
    }
    let cargo_test = || with(equipment.workspace.cargo("test"), &SELECTION);
    Ok(Verdict::Passed(Some(run_tests(cargo_test, &["--", "--skip", JOURNEYS, "--skip", LAB_RUNS])?)))
}

fn lab_runs(equipment: &Equipment<'_>) -> Result<Verdict> {
    match &equipment.network {
        EmulatedNetwork::Ready => {}
        EmulatedNetwork::Incomplete(missing) => return Ok(Verdict::Skipped(missing.to_string())),
        EmulatedNetwork::Refused(why) => return Ok(Verdict::Skipped(format!("this system refuses it: {why}"))),
    }
    // Some of them load the finished page; without the client's target they say so and pass.
    let product = equipment.wasm.as_ref().ok().map(|()| product(equipment.workspace)).transpose()?;
    let cargo_test = || {
        let mut cargo = with(with(equipment.workspace.cargo("test"), &SELECTION), &["--test", "*"]);
        if let Some(product) = &product {
            product.tell(&mut cargo);
        }
        if let Ok(browser) = &equipment.browser {
            cargo.env(browser::CHROMIUM, &browser.chromium);
        }
        cargo
    };
    let tally = run_tests(cargo_test, &["--", LAB_RUNS, "--test-threads", "1"])?;
    Ok(Verdict::Passed(Some(some_tests(tally, "the module `lab_runs` of tests/it")?)))
}

fn wasm_tests(equipment: &Equipment<'_>) -> Result<Verdict> {
    let browser = match equipment.for_browser_tests() {
        Ok(browser) => browser,
        Err(missing) => return Ok(Verdict::Skipped(missing.to_string())),
    };
    let workspace = equipment.workspace;
    let runner = built_among_tests(workspace.cargo("build"), "wasm-test-runner")?;
    let capabilities = workspace.target().join("wasm-test-capabilities.json");
    fs::write(&capabilities, browser::capabilities(&browser.chromium).to_string())?;
    let cargo_test = || {
        // Not the doctests: the runner knows only tests that were made for it.
        let mut cargo = with(client::cargo_for_wasm(workspace, "test"), &["--package", "web", "--tests"]);
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner);
        cargo.env(browser::DRIVER, &browser.driver);
        cargo.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities);
        // The runner's own limits (20 s and 5 s) suit an idle machine.
        cargo.env("WASM_BINDGEN_TEST_TIMEOUT", "120").env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30");
        cargo
    };
    Ok(Verdict::Passed(Some(some_tests(run_tests(cargo_test, &[])?, "the package web")?)))
}

fn journeys(equipment: &Equipment<'_>) -> Result<Verdict> {
    let browser = match equipment.for_browser_tests() {
        Ok(browser) => browser,
        Err(missing) => return Ok(Verdict::Skipped(missing.to_string())),
    };
    let workspace = equipment.workspace;
    let product = product(workspace)?;
    let cargo_test = || {
        let mut cargo = with(with(workspace.cargo("test"), &SELECTION), &["--test", "*"]);
        product.tell(&mut cargo);
        cargo.env(browser::CHROMIUM, &browser.chromium).env(browser::DRIVER, &browser.driver);
        cargo
    };
    let tally = run_tests(cargo_test, &["--", JOURNEYS])?;
    Ok(Verdict::Passed(Some(some_tests(tally, "the module `journeys` of tests/it")?)))
}

/// The server with the client in it, as the tests start it.
struct Product {
    assets: PathBuf,
    binary: PathBuf,
}

impl Product {
    /// Tells it to the tests. The folder is named there too, or cargo would build a server without client beside them.
    fn tell(&self, cargo: &mut Command) {
        cargo.env(CLIENT_FOLDER, &self.assets).env("FIX904_BINARY", &self.binary);
    }
}

fn product(workspace: &Workspace) -> Result<Product> {
    let modules = client::compile(workspace, Profile::Web)?;
    let assets = client::package(workspace, Profile::Web, &modules)?;
    let mut cargo = workspace.cargo("build");
    cargo.env(CLIENT_FOLDER, &assets);
    let binary = built_among_tests(cargo, BINARY)?;
    Ok(Product { assets, binary })
}

fn with(mut command: Command, arguments: &[&str]) -> Command {
    command.args(arguments);
    command
}

/// Builds a program out of the same dependencies as the tests. Without a test in the selection cargo would leave out
/// the features that only tests ask for, and build many of the dependencies again.
fn built_among_tests(cargo_build: Command, name: &str) -> Result<PathBuf> {
    let cargo = with(with(cargo_build, &SELECTION), &["--test", "*", "--bin", name]);
    cargo::pick(cargo::build(cargo)?, name)
}

/// A stage that found no test at all tells of a wrong filter or a lost `mod` line, and must not pass for green.
fn some_tests(tally: Tally, place: &str) -> Result<Tally> {
    if tally.passed + tally.failed == 0 {
        bail!("no test ran; this stage runs the tests in {place}: is there a `mod` line or an attribute missing?");
    }
    Ok(tally)
}
