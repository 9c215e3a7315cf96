//! `cargo xtask screenshots`: how the portal looks, for the README and for one's own eyes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::browser;
use crate::cargo::Workspace;
use crate::portal::{self, Make};
use crate::server_process::{FREE_PORT, Listening};
use crate::webdriver::Session;

/// The pages worth a picture: name of the file, address.
const PAGES: [(&str, &str); 5] = [
    ("start", "/"),
    ("interview", "/diagnose?code=0x904.pt&ext=seven.pt&on=this-computer&path=vpn&when=after-wait"),
    ("plan", "/plan?code=0x904.pt&ext=seven.pt&on=this-computer&path=vpn&when=after-wait&others=only-me&rights=user"),
    ("cause", "/causes/cert-selfsigned-expired"),
    ("code", "/codes/0x904"),
];

/// The narrowest phone we care for, and a common laptop; in CSS pixels.
const WIDTHS: [u32; 2] = [360, 1280];

/// Checks take half a minute at most on this machine itself.
const CHECKS: Duration = Duration::from_secs(120);

const SCHEMES: [&str; 2] = ["light", "dark"];

/// Builds the portal, opens each page in each size and colour scheme, writes `<page>-<width>-<scheme>.png`.
///
/// # Errors
/// When the build fails, a browser is missing, or a picture cannot be written.
pub(crate) fn screenshots(workspace: &Workspace, out: Option<&Path>) -> Result<()> {
    let browser = browser::find()?;
    let folder = out.map_or_else(|| workspace.root().join("docs/screenshots"), PathBuf::from);
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let program = portal::assemble(workspace, Make::Dev)?;
    let server = Listening::start(Command::new(program).args(FREE_PORT))?;
    let session = Session::start(&browser)?;
    for (name, address) in PAGES {
        for width in WIDTHS {
            for scheme in SCHEMES {
                set_up(&session, width, scheme)?;
                session.open(&format!("http://{}{address}", server.host))?;
                if name == "interview" {
                    run_checks(&session)?;
                }
                let file = folder.join(format!("{name}-{width}-{scheme}.png"));
                let picture = photograph(&session, width)?;
                fs::write(&file, picture).with_context(|| format!("cannot write {}", file.display()))?;
                println!("{}{}", file.display(), defects(&session, width)?);
            }
        }
    }
    Ok(())
}

/// Makes the page believe in a screen of this width. A real window would not do: Chromium's are never narrower than
/// about 500 px, also without a head, and the picture of a narrower one is merely cut off.
fn set_up(session: &Session, width: u32, scheme: &str) -> Result<()> {
    let phone = width < 600;
    let screen = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": phone });
    session.devtools("Emulation.setDeviceMetricsOverride", &screen)?;
    let features = json!([
        { "name": "prefers-color-scheme", "value": scheme },
        { "name": "prefers-reduced-motion", "value": "reduce" },
    ]);
    session.devtools("Emulation.setEmulatedMedia", &json!({ "features": features }))?;
    Ok(())
}

/// Says that the page is open where the address says, and waits until the checks have ended, all but the one that goes on in
/// the background; then chooses an answer, as somebody would meanwhile.
fn run_checks(session: &Session) -> Result<()> {
    let begun = Instant::now();
    let wait = |script: &str| -> Result<()> {
        while session.script(script)? != json!(true) {
            ensure!(begun.elapsed() < CHECKS, "the checks did not end");
            sleep(Duration::from_millis(100));
        }
        Ok(())
    };
    // The tab remembers that it was said, and what was measured.
    wait(
        "document.querySelector('[data-checks=still-here]')?.click();
        return document.querySelector('#checks li') !== null",
    )?;
    wait(
        "const marks = [...document.querySelectorAll('#checks li .mark')].slice(0, -1);
        return marks.length > 0 && marks.every(mark => !mark.matches('.run, .wait'))",
    )?;
    session.script("document.querySelectorAll('main input[name=a]')[1].click(); return true")?;
    Ok(())
}

/// The whole page as PNG, also what lies below the screen; never wider than the screen, as one would see it.
fn photograph(session: &Session, width: u32) -> Result<Vec<u8>> {
    let layout = session.devtools("Page.getLayoutMetrics", &json!({}))?;
    let height = &layout["cssContentSize"]["height"];
    let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
    let wish = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
    let picture = session.devtools("Page.captureScreenshot", &wish)?;
    let encoded = picture["data"].as_str().context("Chromium sent no picture")?;
    STANDARD.decode(encoded).context("Chromium's picture is not base64")
}

/// What the picture alone does not show: a page that is not there, or wider than the screen.
fn defects(session: &Session, width: u32) -> Result<String> {
    let seen = session.script(
        "return [performance.getEntriesByType('navigation')[0].responseStatus, document.documentElement.scrollWidth]",
    )?;
    let mut defects = String::new();
    if seen[0] != 200 {
        defects.push_str(&format!("  (the server answered {}: mend the table of pages)", seen[0]));
    }
    let needed = seen[1].as_u64().unwrap_or_default();
    if needed > u64::from(width) {
        defects.push_str(&format!("  (scrolls sideways: {needed} px wide)"));
    }
    Ok(defects)
}
