//! `/collector`: the script that collects what speaks for a cause, shown whole before anybody runs it, and `/collector/collect.ps1`,
//! the same as a file.

use std::fmt::Write;
use std::sync::LazyLock;

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use knowledge::collector::{NAME, SCRIPT};
use ring::digest::{SHA256, digest};

use crate::layout::Shell;
use crate::page::Page;
use crate::visit::Visit;

/// What is typed: nobody translates it.
const CHECK: &str = "Get-FileHash .\\collect.ps1 -Algorithm SHA256";
const ON_HOST: &str = "powershell -ExecutionPolicy Bypass -File .\\collect.ps1 -Role Host > host.json";
const ON_CLIENT: &str =
    "powershell -ExecutionPolicy Bypass -File .\\collect.ps1 -Role Client -Target <HOST-NAME> > client.json";

/// Proof that a file is this script, in the letters that PowerShell shows.
static HASH: LazyLock<String> = LazyLock::new(|| {
    digest(&SHA256, SCRIPT.as_bytes()).as_ref().iter().fold(String::new(), |mut text, byte| {
        // Writing into a text cannot fail.
        let _ = write!(text, "{byte:02X}");
        text
    })
});

#[derive(Template)]
#[template(path = "collector.html")]
struct CollectorPage<'a> {
    shell: Shell<'a>,
    run_text: String,
    file: &'static str,
    hash: &'static str,
    script: &'static str,
    /// Label and text of each command, in the order in which they are run.
    commands: Vec<(String, &'static str)>,
    /// Ways to a computer whose Remote Desktop is down.
    ways: Vec<String>,
}

pub(crate) async fn get(visit: Visit) -> Response {
    let w = visit.w();
    let page = CollectorPage {
        shell: Shell::new(&visit, w.say("collector.heading")).commands(),
        run_text: w.say("collector.run-text"),
        file: NAME,
        hash: &HASH,
        script: SCRIPT,
        commands: vec![
            (w.say("collector.check"), CHECK),
            (w.say("collector.on-host"), ON_HOST),
            (w.say("collector.on-client"), ON_CLIENT),
        ],
        ways: ["screen", "remote", "cloud", "person"].map(|way| w.say(&format!("collector.way.{way}"))).to_vec(),
    };
    Page::new(page.shell.policy(), page).into_response()
}

/// The file. Its name is fixed, so that the commands fit.
pub(crate) async fn file() -> Response {
    let head = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"collect.ps1\""),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (head, SCRIPT).into_response()
}
