//! axe-core finds nothing to object to, on any article and on any other kind of page, in light and in dark.

use serde_json::{Value, json};

use crate::browser::{Browser, Scripts, Setup, lab};
use crate::desk::Desk;
use crate::pages::{self, Kind};

/// axe-core 4.14.1, as published; its licence stands in its head.
const AXE: &str = include_str!("../../lab/axe.min.js");

#[tokio::test]
async fn pages_of_the_server() {
    look_at(Scripts::NoWasm, |place| place % 2 == 0).await;
}

/// The other half, so that two windows share the work; without the client, as far as the pages themselves go. Scripts
/// must run, because the rules are a script that waits for itself.
#[tokio::test]
async fn more_pages_of_the_server() {
    look_at(Scripts::NoWasm, |place| place % 2 == 1).await;
}

async fn look_at(scripts: Scripts, chosen: impl Fn(usize) -> bool) {
    let Some(lab) = lab() else { return };
    let kinds: Vec<Kind> =
        pages::all(&Desk::new()).into_iter().enumerate().filter(|(at, _)| chosen(*at)).map(|(_, k)| k).collect();
    lab.journey(Setup { scripts, ..Setup::default() }, async |browser| {
        for kind in &kinds {
            browser.ask(lab.portal(), &kind.ask, "").await;
            accessible(browser, &kind.name).await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_the_client_draws() {
    let Some(lab) = lab() else { return };
    lab.journey(Setup::default(), async |browser| {
        browser.open(&format!("{}/", lab.portal().origin)).await;
        browser.reader_ready().await;
        accessible(browser, "start, with the reader").await;
        browser.open(&format!("{}/evidence", lab.portal().origin)).await;
        browser.reader_ready().await;
        accessible(browser, "what a machine says, with the reader").await;
        browser.click("form#read button[type=submit]").await;
        browser.until("the complaint", "return document.querySelector('#error-summary') !== null", &[]).await;
        accessible(browser, "what a machine says, nothing given").await;
        super::evidence::understand(browser).await;
        accessible(browser, "what we understood, drawn here").await;
        browser.open(&format!("{}/diagnose?{}", lab.portal().origin, pages::START)).await;
        browser.client_ready().await;
        let mut step = browser.answer("this-computer").await;
        browser.until("the panel", "return document.querySelector('#checks li') !== null", &[]).await;
        accessible(browser, "a question while the checks run").await;
        browser.go_on().await;
        assert!(browser.has("#error-summary").await, "no error summary");
        accessible(browser, "a question without an answer").await;
        browser.checks_ended().await;
        while step.question.is_some() {
            step = browser.answer("unknown").await;
        }
        accessible(browser, "the plan with the checks").await;
    })
    .await;
}

async fn accessible(browser: &Browser, name: &str) {
    let present = browser.script("return typeof axe === 'object'", &[]).await;
    if present != json!(true) {
        // Given by the driver, which no content policy concerns.
        browser.script(&format!("{AXE}\nwindow.axe = axe;"), &[]).await;
    }
    for scheme in ["light", "dark"] {
        // Without motion a colour changes at once; half-way through a transition no pair of colours would hold.
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        browser.devtools("Emulation.setEmulatedMedia", media).await;
        let run = "document.querySelectorAll('details').forEach(part => part.open = true);
            return axe.run(document, { resultTypes: ['violations'] }).then(found => found.violations.map(rule =>
                `${rule.id} (${rule.impact}): ${rule.help}\\n` + rule.nodes.map(node => `    ${node.html}\\n    ${node.failureSummary}`).join('\\n')));";
        let Value::Array(violations) = browser.script(run, &[]).await else { panic!("{name}: axe did not run") };
        let told: Vec<&str> = violations.iter().filter_map(Value::as_str).collect();
        assert!(told.is_empty(), "{name}, {scheme}: {}", told.join("\n"));
    }
}
