//! The case to end with: the German box of 0x904/0x7, a user on VPN on the computer itself, a line of 240 ms there and back,
//! and a clock that is 7 minutes ahead. What must follow is said first; then the browser shows it. The same person on an
//! ordinary line with a right clock must get another plan.

use std::time::Duration;

use crate::browser::{Browser, Lab, Setup, lab};
use crate::cases::dialog;
use crate::desk::{Desk, VPN_USER};
use crate::lab::delay_proxy::DelayProxy;

/// Causes that must rise, against the same answers without the checks.
const MUST_RISE: [&str; 2] = ["clock-skew-kerberos", "net-slow-vpn"];
/// The question that must vanish. Without the checks this person is asked it.
const MUST_VANISH: &str = "check-path";
/// Each way; the round trip of 240 ms is above the 200 ms of a bad line.
const SLOW: Duration = Duration::from_millis(120);
/// Each way, on an ordinary line.
const ORDINARY: Duration = Duration::from_millis(20);
/// Beyond the 5 minutes that Kerberos allows.
const MINUTES_AHEAD: usize = 7;
/// The page's clock is shifted before anything of the page runs. The clock that measures round trips is left alone.
const CLOCK_AHEAD: &str = "globalThis.Date = new Proxy(Date, {
    construct: (date, given) => given.length ? new date(...given) : new date(date.now() + 7 * 60 * 1000),
    apply: date => new date(date.now() + 7 * 60 * 1000).toString(),
    get: (date, name) => name === 'now' ? () => date.now() + 7 * 60 * 1000 : Reflect.get(date, name),
});";

/// How one run of the case ended.
struct Run {
    /// Names and results of the checks, as the page told them.
    measured: Vec<(String, String)>,
    asked: Vec<String>,
    /// The case in the address of the plan.
    case: String,
    ranked: Vec<String>,
    /// Headings of the next step and those that follow it.
    steps: Vec<String>,
}

#[tokio::test]
async fn a_slow_line_and_a_wrong_clock_change_the_plan() {
    let Some(lab) = lab() else { return };
    let desk = Desk::new();
    let start = "code=0x904.pt&ext=seven.pt";
    let (unmeasured, _) = desk.interview(start, &VPN_USER);
    assert!(unmeasured.iter().any(|key| key == MUST_VANISH), "without checks this person is asked {unmeasured:?}");

    let bad = run(lab, SLOW, Some(CLOCK_AHEAD)).await;
    tell("240 ms there and back, clock 7 minutes ahead", &bad);
    let undone = run(lab, ORDINARY, None).await;
    tell("40 ms there and back, clock right", &undone);

    // Measured: both are problems, the clock with its bound.
    let problem = desk.words.say("verdict.bad");
    let (clock, path) = (&bad.measured[0].1, &bad.measured[1].1);
    assert!(path.starts_with(&problem), "{path}");
    let round_trip = number_before(path, " ms");
    assert!(round_trip >= 2.0 * SLOW.as_millis() as f64, "less than the line takes: {path}");
    assert!(clock.starts_with(&problem), "{clock}");
    let bound = [("bound", "{bound}")];
    let ahead = desk.words.count_with("battery.check-clock-ahead-minutes", MINUTES_AHEAD, &bound);
    let (before, after) = ahead.split_once("{bound}").expect("a bound");
    assert!(clock.contains(before) && clock.ends_with(after), "{clock} is not {ahead}");
    let bound = number_before(clock, after);
    assert!(bound >= SLOW.as_secs_f64(), "the bound is half of the round trip at least: {clock}");

    // Asked: the question is gone, and it was not skipped but learned.
    assert!(!bad.asked.iter().any(|key| key == MUST_VANISH || key == "check-clock"), "{:?}", bad.asked);
    assert!(bad.case.contains("check-path=slow.mt") && bad.case.contains("check-clock=off.mt"), "{}", bad.case);

    // Ranked: both causes rise against the same answers without the checks.
    let without = desk.unmeasured(&bad.case);
    for cause in MUST_RISE {
        let (before, now) = (desk.probability(&without, cause), desk.probability(&bad.case, cause));
        println!("{cause}: {:.1} % without the checks, {:.1} % with them", before * 100.0, now * 100.0);
        assert!(now > before, "{cause}");
    }

    // Planned: with the two conditions undone, another cause leads and the plan holds other steps. Both may begin with the
    // same way to work today, because another network helps against a slow line and against lost packets alike. On a busy
    // machine the short line is honestly found unsteady; it is never found slow.
    assert!(undone.case.contains("check-clock=right.mt"), "{}", undone.case);
    assert!(!undone.case.contains("check-path=slow"), "{}", undone.case);
    let leading = |run: &Run| run.ranked[0].rsplit_once(' ').map(|(cause, _)| cause.to_string());
    assert_ne!(leading(&bad), leading(&undone), "the same cause leads");
    assert_ne!(bad.steps, undone.steps, "the plan is the same");
}

/// Goes through the case. The checks end while the question after the one about the VPN is shown.
async fn run(lab: &Lab, delay: Duration, before_each_page: Option<&'static str>) -> Run {
    let mut ended = None;
    let setup = Setup { before_each_page, ..Setup::default() };
    lab.journey(setup, async |browser| {
        let line = DelayProxy::to(lab.portal().socket, delay).await;
        browser.open(&format!("http://{}/", line.address())).await;
        browser.reader_ready().await;
        browser.click("#paste").await;
        browser.type_text(&dialog("de-box-904-7")).await;
        let mut step = browser.next(async |b: &Browser| b.click("form#read button[type=submit]").await).await;
        browser.client_ready().await;
        let (mut asked, mut measured) = (Vec::new(), Vec::new());
        while let Some(key) = step.question.clone() {
            if measured.is_empty() && asked.iter().any(|key| key == "path") {
                measured = browser.checks_ended().await;
            }
            step = browser.answer(VPN_USER.answer(&key)).await;
            asked.push(key);
        }
        assert!(step.is_plan() && !measured.is_empty(), "the interview ended early: {asked:?} {step:?}");
        let case = step.case().to_string();
        ended = Some(Run {
            measured,
            asked,
            case,
            ranked: list(browser, "ol.rank > li .row").await,
            steps: list(browser, "article.step h3").await,
        });
    })
    .await;
    ended.expect("a run")
}

async fn list(browser: &Browser, selector: &str) -> Vec<String> {
    let script = "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText.replace(/\\s+/g, ' '))";
    let found = browser.script(script, &[serde_json::json!(selector)]).await;
    found.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_string)).collect()
}

/// The number that stands before a unit.
fn number_before(text: &str, unit: &str) -> f64 {
    let before = text.split(unit).next().unwrap_or_default();
    let digits = before.rsplit(|c: char| !(c.is_ascii_digit() || c == '.')).next().unwrap_or_default();
    digits.parse().unwrap_or_else(|_| panic!("no number before {unit:?} in {text:?}"))
}

fn tell(title: &str, run: &Run) {
    println!("\n{title}");
    run.measured.iter().for_each(|(name, result)| println!("  measured  {name}: {result}"));
    println!("  asked     {}", run.asked.join(", "));
    run.ranked.iter().for_each(|cause| println!("  ranked    {cause}"));
    run.steps.iter().take(3).for_each(|step| println!("  step      {step}"));
    println!("  address   {}", run.case);
}
