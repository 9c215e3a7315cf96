//! The client takes over without a jolt: a choice that was made before it came stays, and Back, Forward and reload bring
//! back question and choice, whoever drew the page.

use std::time::Duration;

use serde_json::json;

use crate::browser::{Browser, Setup, Step, lab};
use crate::lab::delay_proxy::DelayProxy;
use crate::pages::START;

/// In the head of the request for the client's program.
const PROGRAM: &str = ".wasm";

#[tokio::test]
async fn a_choice_made_before_a_late_client_is_kept() {
    let Some(lab) = lab() else { return };
    lab.journey(Setup::default(), async |browser| {
        let line = DelayProxy::to(lab.portal().socket, Duration::ZERO).await;
        line.hold(PROGRAM);
        browser.open(&format!("http://{}/diagnose?{START}", line.address())).await;
        let first = browser.step().await;
        browser.choose("same-network").await;
        browser.click("main details summary").await;
        assert_eq!(browser.script("return history.state", &[]).await, json!(null), "the client came early");
        assert!(line.heard().contains(PROGRAM), "the client was not asked for");
        browser.mark_document().await;
        let before = browser.tree().await;
        line.release();
        browser.client_ready().await;
        assert_eq!(browser.chosen().await.as_deref(), Some("same-network"));
        assert_eq!(browser.tree().await, before, "the client changed the page that is being read");
        assert!(browser.has("main details[open]").await, "what was opened was closed");
        let second = browser.go_on().await;
        assert_eq!(second.case(), format!("{START}&on=same-network"));
        assert!(browser.same_document().await, "the server drew the second step");
        let again = browser.next(async |b: &Browser| b.back().await).await;
        assert_eq!(again, first);
        assert_eq!(browser.chosen().await.as_deref(), Some("same-network"));
    })
    .await;
}

/// The first step is answered while the program is held back, so its successor is a page of the server's; the client takes
/// over there. Back leads over steps of both.
#[tokio::test]
async fn back_three_times_across_the_takeover() {
    let Some(lab) = lab() else { return };
    lab.journey(Setup::default(), async |browser| {
        let line = DelayProxy::to(lab.portal().socket, Duration::ZERO).await;
        line.hold(PROGRAM);
        browser.open(&format!("http://{}/diagnose?{START}", line.address())).await;
        let mut trail = vec![(browser.step().await, "elsewhere".to_string())];
        let step = browser.answer("elsewhere").await;
        line.release();
        browser.client_ready().await;
        browser.mark_document().await;
        go_on(browser, step, 2, &mut trail).await;
        assert!(browser.same_document().await, "the client did not take over");
        let last = browser.step().await;

        for (step, chosen) in trail.iter().rev() {
            is_back(browser, step, chosen, async |b: &Browser| b.back().await).await;
        }
        for (step, chosen) in trail.iter().skip(1) {
            is_back(browser, step, chosen, async |b: &Browser| b.forward().await).await;
        }
        assert_eq!(browser.next(async |b: &Browser| b.forward().await).await, last);
    })
    .await;
}

#[tokio::test]
async fn back_and_reload_within_the_client() {
    let Some(lab) = lab() else { return };
    lab.journey(Setup::default(), async |browser| {
        browser.open(&format!("{}/diagnose?{START}", lab.portal().origin)).await;
        browser.client_ready().await;
        browser.mark_document().await;
        let (first, mut trail) = (browser.step().await, Vec::new());
        go_on(browser, first, 3, &mut trail).await;
        let last = browser.step().await;
        for (step, chosen) in trail.iter().rev() {
            is_back(browser, step, chosen, async |b: &Browser| b.back().await).await;
        }
        assert!(browser.same_document().await, "Back loaded a page");
        // A reload comes from the server, with the choice of before.
        let (second, chosen) = &trail[1];
        is_back(browser, second, chosen, async |b: &Browser| b.forward().await).await;
        is_back(browser, second, chosen, async |b: &Browser| b.reload().await).await;
        // A choice changed after Back leads to its own next step.
        browser.client_ready().await;
        let other = browser.answer("unknown").await;
        assert_ne!(other, last);
        assert!(other.case().ends_with("=unknown"), "{other:?}");
        // A chosen answer that was not sent is there after a look elsewhere.
        browser.choose("unknown").await;
        browser.open(&format!("{}/privacy", lab.portal().origin)).await;
        is_back(browser, &other, "unknown", async |b: &Browser| b.back().await).await;
    })
    .await;
}

/// Answers questions with their second answer, and notes each with the choice.
async fn go_on(browser: &Browser, mut step: Step, times: usize, trail: &mut Vec<(Step, String)>) {
    for _ in 0..times {
        let answer = browser.text("return document.querySelectorAll('input[name=a]')[1].value").await;
        assert!(step.question.is_some(), "no question on {}", step.address);
        trail.push((step, answer.clone()));
        step = browser.answer(&answer).await;
    }
}

async fn is_back(browser: &Browser, step: &Step, chosen: &str, go: impl AsyncFnOnce(&Browser)) {
    assert_eq!(browser.next(go).await, *step);
    // The client restores the choice where the browser has not done so.
    let restored =
        "const input = document.querySelector('input[name=a]:checked'); return input && input.value === arguments[0];";
    browser.until(&format!("the choice {chosen} on {}", step.address), restored, &[json!(chosen)]).await;
}
