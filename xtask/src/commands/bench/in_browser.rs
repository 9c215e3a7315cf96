//! The engine timed in the browser: a bare wasm module, and a page that repeats its functions and looks at the clock.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::engine::{InBrowser, list};
use crate::cargo::{self, Workspace};
use crate::client::{self, Profile};
use crate::prerequisites::{self, WASM};
use crate::webdriver::Session;

/// Each function is repeated until it takes 20 ms, 200 times the step of the page's clock; the median of 15 batches
/// counts. Steps of interviews are timed in 3 batches each, because there are many.
const SCRIPT: &str = "return (async () => {
    const bytes = Uint8Array.from(atob(MODULE), letter => letter.charCodeAt(0));
    const { exports } = (await WebAssembly.instantiate(bytes, {})).instance;
    const took = (work, repeats) => {
        const begun = performance.now();
        work(repeats);
        return performance.now() - begun;
    };
    const median = (work, batches) => {
        let repeats = 1;
        while (took(work, repeats) < 20) repeats *= 2;
        const times = Array.from({ length: batches }, () => took(work, repeats) / repeats * 1000);
        return times.sort((a, b) => a - b)[batches >> 1];
    };
    const sizes = SIZES.map(([causes, observations, evidences]) => {
        exports.draw(causes, observations, evidences);
        return [median(exports.posterior, 15), median(exports.ranking, 15)];
    });
    const steps = Array.from({ length: exports.interviews() }, (_, step) =>
        median(repeats => exports.consultation(step, repeats), 3)).sort((a, b) => a - b);
    const browser = navigator.userAgent.match(/Chrom\\w*\\/\\d+/)[0].replace('/', ' ');
    return { browser, sizes, consultation: [steps[steps.length >> 1], steps[steps.length - 1]] };
})()";

/// Compiles the module with the profile of the client: what is timed is what visitors get.
///
/// # Errors
/// When it does not compile.
pub(super) fn compile(workspace: &Workspace) -> Result<PathBuf> {
    prerequisites::wasm_target(workspace)?;
    let profile = Profile::Web.name();
    let mut cargo = client::cargo_for_wasm(workspace, "build");
    cargo.args(["--package", "yardstick", "--example", "in_browser", "--profile", profile]);
    cargo::run(&mut cargo)?;
    Ok(workspace.target().join("client").join(WASM).join(profile).join("examples/in_browser.wasm"))
}

/// Times the module on the sizes that were timed natively.
///
/// # Errors
/// When the browser refuses it.
pub(super) fn measure(session: &Session, module: &Path, ours: &Value) -> Result<InBrowser> {
    let bytes = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let size = |size: &Value| json!([size["causes"], size["observations"], size["evidences"]]);
    let sizes: Value = list(&ours["sizes"]).iter().map(size).collect();
    session.open("about:blank")?;
    let prelude = format!("const MODULE = '{}'; const SIZES = {sizes};", BASE64_STANDARD.encode(bytes));
    let measured = session.script(&format!("{prelude} {SCRIPT}"))?;
    let pair = |times: &Value| [0, 1].map(|at| times[at].as_f64().unwrap_or(f64::NAN));
    Ok(InBrowser {
        browser: measured["browser"].as_str().unwrap_or("a browser").to_owned(),
        sizes: list(&measured["sizes"]).iter().map(pair).collect(),
        consultation: pair(&measured["consultation"]),
    })
}
