//! A check that ends while a question is being read changes the panel and nothing else; it counts from the next step on.

use diagnosis::reading::measurement::report::Check;

use crate::browser::{Browser, Setup, lab};
use crate::desk::{Desk, VPN_USER};
use crate::pages::START;

#[tokio::test]
async fn one_that_ends_in_mid_question_counts_at_the_next_step() {
    let Some(lab) = lab() else { return };
    let desk = Desk::new();
    lab.journey(Setup::default(), async |browser| {
        browser.open(&format!("{}/diagnose?{START}", lab.portal().origin)).await;
        browser.client_ready().await;
        assert!(!browser.has("#checks:not([hidden])").await, "nothing is measured before the place is known");
        let step = browser.answer("this-computer").await;
        let key = step.question.clone().expect("a question");
        browser.until("the panel", "return document.querySelector('#checks li') !== null", &[]).await;
        browser.choose("unknown").await;
        let before = standing(browser).await;
        browser.script("document.activeElement.mark = 'here'; document.querySelector('h1').mark = 'here'", &[]).await;

        let rows = browser.checks_ended_once().await;
        assert_eq!(rows.len(), Check::ALL.len(), "{rows:?}");
        assert_eq!(standing(browser).await, before, "the end of a check changed more than the panel");
        for (what, element) in [("heading", "document.querySelector('h1')"), ("focus", "document.activeElement")] {
            let kept = format!("return {element}.mark === 'here' ? 'kept' : {element}.outerHTML");
            assert_eq!(browser.text(&kept).await, "kept", "the {what} was replaced");
        }

        // What a busy machine has spoilt is measured again, which moves the focus.
        browser.checks_ended().await;
        let next = browser.go_on().await;
        let measured = desk.unmeasured(next.case());
        assert_eq!(measured, desk.answered(&format!("{START}&on=this-computer"), &key, "unknown"));
        assert_ne!(measured, next.case(), "the checks do not count");
        for check in ["check-path=", "check-clock="] {
            assert!(next.case().contains(check), "{check} is not in {}", next.case());
        }
        let asked = next.case().find(&format!("&{key}=")).expect("the answer");
        assert!(
            next.case().find("check-").expect("a check") < asked,
            "what was measured before the answer stands before it"
        );
    })
    .await;
}

/// A check that answers the very question that is shown: the page says so and lets the person go on.
#[tokio::test]
async fn one_that_settles_the_question_says_so() {
    let Some(lab) = lab() else { return };
    let desk = Desk::new();
    let case = desk
        .until_asked(&format!("{START}&on=this-computer"), &VPN_USER, "check-path")
        .expect("check-path is never asked");
    lab.journey(Setup::default(), async |browser| {
        browser.open(&format!("{}/diagnose?{case}", lab.portal().origin)).await;
        browser.client_ready().await;
        let shown = browser.step().await;
        assert_eq!(shown.question.as_deref(), Some("check-path"));
        // The address may have travelled, so the page asks before it measures.
        browser
            .until("the panel", "return document.querySelector('#checks [data-checks=still-here]') !== null", &[])
            .await;
        assert!(browser.requested().await.iter().all(|address| !address.contains("/self-check/")), "it did not ask");
        browser.click("#checks [data-checks=still-here]").await;
        browser.checks_ended().await;
        let settled = browser.text("return document.querySelector('#checks [role=status]').textContent").await;
        assert!(settled.contains(&desk.words.say("checks.settled")), "{settled}");
        assert_eq!(browser.step().await, shown, "the question must stay");
        let next = browser.go_on().await;
        assert!(!browser.has("#error-summary").await, "an answer is still wanted");
        assert!(next.case().contains("check-path=") && next.question.as_deref() != Some("check-path"), "{next:?}");
    })
    .await;
}

/// Everything a person may be reading, the place of the checks left out, with the choice and the scroll.
async fn standing(browser: &Browser) -> serde_json::Value {
    let script = "const main = document.querySelector('main').cloneNode(true);
        main.querySelector('#checks').remove();
        const chosen = document.querySelector('input[name=a]:checked');
        return [main.innerHTML, chosen && chosen.value, document.title, location.href, history.length];";
    browser.script(script, &[]).await
}
