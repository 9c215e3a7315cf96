//! Chromium and its driver: finding them, starting them alike everywhere.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use serde_json::{Value, json};

use crate::packages::{install_line, is_root};

/// Says where Chromium is, to us and to the journeys.
pub(crate) const CHROMIUM: &str = "FIX904_CHROMIUM";
/// Says where its driver is, to us, the journeys and wasm-bindgen's test runner alike.
pub(crate) const DRIVER: &str = "CHROMEDRIVER";

/// Where the two programs are.
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Looks for both: at the place a variable names, else under the usual names on the path.
///
/// # Errors
/// When one is missing, with the line that installs what is missing.
pub(crate) fn find() -> Result<Browser> {
    let chromium = program(CHROMIUM, &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]);
    let driver = program(DRIVER, &["chromedriver"]);
    match (chromium, driver) {
        (Some(chromium), Some(driver)) => Ok(Browser { chromium, driver }),
        (None, Some(_)) => bail!("no Chromium; install it: {}", install_line(&["chromium"])),
        (Some(_), None) => bail!("no chromedriver; install it: {}", install_line(&["chromium-driver"])),
        (None, None) => bail!("no Chromium; install it: {}", install_line(&PACKAGES)),
    }
}

/// What Debian and Ubuntu call the two.
const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// Debian's packages that are missing.
pub(crate) fn missing_packages() -> Vec<&'static str> {
    if find().is_ok() { Vec::new() } else { PACKAGES.to_vec() }
}

fn program(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(named) = env::var_os(variable) {
        return Some(named.into()).filter(|path: &PathBuf| path.is_file());
    }
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    let places = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    places.map(|place| place.with_extension(env::consts::EXE_EXTENSION)).find(|place| place.is_file())
}

/// What WebDriver is told about the browser to start, for us and for wasm-bindgen's test runner.
///
/// Without the last four, Chromium calls home at each start, which a closed network answers with delays.
/// The sandbox is left out for root only, for whom Chromium refuses to start with it.
pub(crate) fn capabilities(chromium: &Path) -> Value {
    let mut arguments = vec![
        "--headless=new",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];
    if is_root() {
        arguments.push("--no-sandbox");
    }
    json!({ "goog:chromeOptions": { "binary": chromium, "args": arguments } })
}
