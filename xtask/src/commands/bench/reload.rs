//! How soon the server shows what an author has changed.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::Figure;
use crate::cargo::Workspace;
use crate::http;
use crate::server_process::{FREE_PORT, Listening};

/// Changes that are made; median and worst are reported.
const CHANGES: usize = 7;
const BUDGET: Duration = Duration::from_secs(1);
/// A change that is not there by then will not come.
const PATIENCE: Duration = Duration::from_secs(30);
const CAUSE: &str = "clock-skew-kerberos";

/// From the moment a file is written to the first page that shows the change.
pub(super) fn figure(workspace: &Workspace, program: &Path) -> Result<Figure> {
    let folder = workspace.target().join("bench-knowledge");
    // What an earlier run has left would be read as well.
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    copy(&workspace.root().join("knowledge"), &folder)?;
    let mut command = Command::new(program);
    let server = Listening::start(command.arg("--knowledge").arg(&folder).args(FREE_PORT))?;
    let file = folder.join("causes").join(format!("{CAUSE}.md"));
    let before = fs::read_to_string(&file)?;
    let mut times = Vec::new();
    for change in 0..CHANGES {
        let title = format!("The clocks differ, change {change}");
        let start = Instant::now();
        fs::write(&file, before.replacen("The clocks of the computers differ too much", &title, 1))?;
        loop {
            let page = http::request("GET", &server.host, &format!("/causes/{CAUSE}"), "")?;
            if String::from_utf8_lossy(&page.body).contains(&title) {
                break;
            }
            ensure!(start.elapsed() < PATIENCE, "the change was not shown");
            std::thread::sleep(Duration::from_millis(5));
        }
        times.push(start.elapsed());
    }
    drop(server);
    fs::remove_dir_all(&folder).context("the copy of the content stays")?;
    times.sort_unstable();
    let (median, worst) = (times[CHANGES / 2], times[CHANGES - 1]);
    Ok(Figure {
        what: format!("a change of the content is shown ({CHANGES} changes: median, worst)"),
        measured: format!("{:.2}, {:.2} s", median.as_secs_f64(), worst.as_secs_f64()),
        budget: Some((format!("{} s", BUDGET.as_secs()), worst <= BUDGET)),
    })
}

/// Copies a folder with all below it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
