//! The same case on a computer and on a phone. What a phone measures says nothing about the computer that fails.

use std::time::Duration;

use crate::browser::{Browser, Setup, lab};
use crate::desk::{Desk, Person};
use crate::lab::delay_proxy::DelayProxy;
use crate::pages::START;
use crate::server_side::ServerSide;
use crate::tree::{self, Without, difference};

/// One way; the round trip of 300 ms is a bad line.
const BAD: Duration = Duration::from_millis(150);
const PERSON: Person = Person(&[("path", "vpn"), ("when", "after-wait"), ("rights", "user"), ("changed", "update")]);

#[tokio::test]
async fn the_bad_network_of_a_phone_changes_nothing() {
    let Some(lab) = lab() else { return };
    let (desk, server) = (Desk::new(), ServerSide::new());
    lab.journey(Setup::default(), async |browser| {
        let line = DelayProxy::to(lab.portal().socket, BAD).await;
        browser.open(&format!("http://{}/diagnose?{START}", line.address())).await;
        browser.client_ready().await;
        let mut step = browser.answer("elsewhere").await;
        browser.until("the panel", "return document.querySelector('#checks [data-checks=run]') !== null", &[]).await;
        assert!(!line.heard().contains("/self-check/"), "checks run on a phone only when asked");
        browser.click("#checks [data-checks=run]").await;
        let rows = browser.checks_ended().await;
        let heading = browser.text("return document.querySelector('#checks h2').textContent").await;
        assert_eq!(heading, desk.words.say("checks.heading-elsewhere"));
        let bad = desk.words.say("verdict.bad");
        assert!(rows.iter().any(|(_, result)| result.starts_with(&bad)), "the line is not bad: {rows:?}");

        let (asked, unmeasured) = desk.interview(&format!("{START}&on=elsewhere"), &PERSON);
        for key in &asked {
            assert_eq!(step.question.as_deref(), Some(key.as_str()), "other questions than without measuring");
            step = browser.answer(PERSON.answer(key)).await;
        }
        assert!(step.is_plan() && step.case() == unmeasured, "{step:?}");
        let page = tree::without_origin(&server.get(&step.address).await.html);
        let expected = tree::of_main(&page, Without { choice: true, copy_buttons: true });
        if let Some(difference) = difference(&expected, &browser.tree().await) {
            panic!("the plan differs from the one without measuring:\n{difference}");
        }
    })
    .await;
}

/// A case that was measured on the computer and is carried on with a phone keeps what the computer measured.
#[tokio::test]
async fn a_hand_over_keeps_what_the_computer_measured() {
    let Some(lab) = lab() else { return };
    let desk = Desk::new();
    lab.journey(Setup::default(), async |browser| {
        let line = DelayProxy::to(lab.portal().socket, BAD).await;
        let measured =
            format!("{START}&on=this-computer&check-clock=right.mt&check-path=good.mt&path=vpn&when=after-wait");
        browser.open(&format!("http://{}/diagnose?{measured}", line.address())).await;
        browser.client_ready().await;
        let still_here = "return document.querySelector('#checks [data-checks=still-here]') !== null";
        browser.until("the question whether this is the same device", still_here, &[]).await;
        assert!(!line.heard().contains("/self-check/"), "an address from elsewhere must not start checks");
        browser.next(async |b: &Browser| b.click("#checks a[href*='at=on']").await).await;
        let step = browser.answer("elsewhere").await;
        for kept in ["check-clock=right.mt", "check-path=good.mt", "on=elsewhere"] {
            assert!(step.case().contains(kept), "{kept} is lost: {}", step.case());
        }
        browser.click("#checks [data-checks=run]").await;
        browser.checks_ended().await;
        let key = step.question.clone().expect("a question");
        let next = browser.answer("unknown").await;
        assert_eq!(next.case(), desk.answered(step.case(), &key, "unknown"), "the phone's measurements came in");
    })
    .await;
}
