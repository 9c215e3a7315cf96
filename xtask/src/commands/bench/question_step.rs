//! How long a question step takes in the browser: from the press of Continue to the next question.

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::Value;

use super::Figure;
use crate::webdriver::Session;

/// Milliseconds from the press to the painted next step, with the content as shipped.
const BUDGET: f64 = 16.0;
const START: &str = "/diagnose?code=0x904.pt&ext=seven.pt&on=elsewhere";
/// Answers the shown question with "I do not know". Tells when the next step stood in the document, and when the frame
/// after that had been drawn; nothing when no question is shown.
const STEP: &str = "return new Promise(resolve => {
    const answer = document.querySelector('input[name=a][value=unknown]');
    if (!answer) { resolve(null); return; }
    answer.click();
    const pressed = performance.now();
    new MutationObserver((_, observer) => {
        observer.disconnect();
        const drawn = performance.now() - pressed;
        requestAnimationFrame(() => {
            const frame = new MessageChannel();
            frame.port1.onmessage = () => resolve([drawn, performance.now() - pressed]);
            frame.port2.postMessage(null);
        });
    }).observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true });
    answer.form.querySelector('button[type=submit]').click();
})";
/// Interviews; the figures are over all their steps.
const INTERVIEWS: usize = 5;

/// Goes through the interview and times each step.
pub(super) fn figures(session: &Session, host: &str) -> Result<[Figure; 2]> {
    let (mut drawn, mut painted) = (Vec::new(), Vec::new());
    for _ in 0..INTERVIEWS {
        session.open(&format!("http://{host}{START}"))?;
        wait_for_client(session)?;
        while let Some(times) = session.script(STEP)?.as_array() {
            let time = |at: usize| times.get(at).and_then(Value::as_f64).unwrap_or(f64::NAN);
            drawn.push(time(0));
            painted.push(time(1));
        }
    }
    ensure!(!drawn.is_empty(), "no question was shown");
    let figure = |what: &str, times: &mut Vec<f64>, budget: Option<f64>| {
        times.sort_unstable_by(f64::total_cmp);
        let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
        Figure {
            what: format!("question step, press to {what} ({} steps: median, worst)", times.len()),
            measured: format!("{median:.1}, {worst:.1} ms"),
            budget: budget.map(|ms| (format!("{ms:.0} ms"), median <= ms)),
        }
    };
    let drawn = figure("next question in the document", &mut drawn, None);
    Ok([drawn, figure("painted, wait for the frame included", &mut painted, Some(BUDGET))])
}

/// The client notes its step in the history when it has taken up its work.
fn wait_for_client(session: &Session) -> Result<()> {
    let begun = Instant::now();
    while session.script("return history.state !== null")? != Value::Bool(true) {
        ensure!(begun.elapsed() < Duration::from_secs(20), "the client did not begin");
        sleep(Duration::from_millis(20));
    }
    Ok(())
}
