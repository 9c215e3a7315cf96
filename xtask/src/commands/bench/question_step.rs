//! How long a question step takes in the browser: from the press of Continue to the next question, and from the last one to the plan.

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::Value;

use super::Figure;
use crate::webdriver::Session;

/// Milliseconds from the press to the painted next step, with the content as shipped.
const BUDGET: f64 = 16.0;
const START: &str = "/diagnose?code=0x904.pt&ext=seven.pt&on=elsewhere";
/// Answers the shown question with "I do not know", and presses Continue a fifth of a second later, when the next step stands
/// ready. Told is when the next step stood in the document, and when the frame after that had been drawn; nothing when no question is shown.
const STEP: &str = "const answer = document.querySelector('input[name=a][value=unknown]');
    if (!answer) { resolve(null); return; }
    answer.click();
    setTimeout(() => {
        watch();
        answer.form.querySelector('button[type=submit]').click();
    }, 200);";
/// What no program can do without, on a question's page: a new entry of the history, a new page of the same size, the focus on its
/// heading. The browser's own share of a step on this machine.
const BARE: &str = "const main = document.querySelector('main');
    if (!main.querySelector('h1')) { resolve(null); return; }
    const page = main.cloneNode(true);
    watch();
    history.pushState(history.state, '', location.href);
    main.replaceChildren(...page.childNodes);
    scrollTo(0, 0);
    const heading = main.querySelector('h1');
    heading.tabIndex = -1;
    heading.focus();";
/// Interviews; the figures are over all their steps.
const INTERVIEWS: usize = 5;

/// A script that does this and tells the times; `watch` begins to count.
fn timed(work: &str) -> String {
    format!(
        "return new Promise(resolve => {{
            const watch = () => {{
                const pressed = performance.now();
                new MutationObserver((_, observer) => {{
                    observer.disconnect();
                    const drawn = performance.now() - pressed;
                    requestAnimationFrame(() => {{
                        const frame = new MessageChannel();
                        frame.port1.onmessage = () => resolve([drawn, performance.now() - pressed]);
                        frame.port2.postMessage(null);
                    }});
                }}).observe(document.querySelector('main'), {{ childList: true, subtree: true, characterData: true }});
            }};
            {work}
        }})"
    )
}

/// Goes through the interview and times each step, and beside it the browser's own share.
pub(super) fn figures(session: &Session, host: &str) -> Result<[Figure; 6]> {
    let (mut drawn, mut painted) = (Vec::new(), Vec::new());
    let (mut bare_drawn, mut bare_painted) = (Vec::new(), Vec::new());
    let time = |times: &Value, at: usize| times.get(at).and_then(Value::as_f64);
    let (mut plan_drawn, mut plan_painted) = (Vec::new(), Vec::new());
    let mut questions = Vec::new();
    for _ in 0..INTERVIEWS {
        session.open(&format!("http://{host}{START}"))?;
        wait_for_client(session)?;
        loop {
            let address = session.script("return location.href")?;
            let times = session.script(&timed(STEP))?;
            let (Some(to_document), Some(to_frame)) = (time(&times, 0), time(&times, 1)) else { break };
            drawn.push(to_document);
            painted.push(to_frame);
            questions.extend(address.as_str().map(str::to_owned));
        }
        // The last answer leads to the plan, which is no question.
        plan_drawn.extend(drawn.pop());
        plan_painted.extend(painted.pop());
    }
    // Each question once more, as the server sends it: what the client has drawn is not ours to replace.
    for address in &questions {
        session.open(address)?;
        wait_for_client(session)?;
        let times = session.script(&timed(BARE))?;
        bare_drawn.extend(time(&times, 0));
        bare_painted.extend(time(&times, 1));
    }
    ensure!(!drawn.is_empty() && !bare_drawn.is_empty(), "no question followed another");
    let figure = |what: &str, times: &mut Vec<f64>, budget: Option<f64>| {
        times.sort_unstable_by(f64::total_cmp);
        let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
        Figure {
            what: format!("press of Continue to {what} ({} times: median, worst)", times.len()),
            measured: format!("{median:.1}, {worst:.1} ms"),
            budget: budget.map(|ms| (format!("{ms:.0} ms"), median <= ms)),
        }
    };
    Ok([
        figure("the next question in the document", &mut drawn, None),
        figure("the next question painted, wait for the frame included", &mut painted, Some(BUDGET)),
        figure("the plan in the document", &mut plan_drawn, None),
        figure("the plan painted", &mut plan_painted, None),
        figure("the document, by the browser alone", &mut bare_drawn, None),
        figure("painted, by the browser alone", &mut bare_painted, None),
    ])
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
