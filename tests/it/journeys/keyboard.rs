//! A whole case by keyboard alone, from the start page to a plan. Wherever the focus goes, it can be seen.

use fantoccini::key::Key;
use serde_json::json;

use crate::browser::{Browser, Setup, lab};
use crate::cases::dialog;
use crate::desk::Person;

/// Stops of the Tab key on one page, at most.
const STOPS: usize = 80;
const PERSON: Person = Person(&[("on", "elsewhere"), ("path", "vpn"), ("when", "after-wait"), ("rights", "user")]);

#[tokio::test]
async fn from_the_box_to_the_plan() {
    let Some(lab) = lab() else { return };
    lab.journey(Setup::default(), async |browser| {
        browser.open(&format!("{}/", lab.portal().origin)).await;
        browser.reader_ready().await;
        browser.press(Key::Tab).await;
        assert!(focus_is(browser, "a.skip").await, "the first stop leads to the content");
        visible(browser).await;
        tab_to(browser, "#paste").await;
        browser.type_text(&dialog("de-box-904-7")).await;
        tab_to(browser, "form#read button[type=submit]").await;
        let mut step = browser.next(async |b: &Browser| b.press(Key::Enter).await).await;
        browser.client_ready().await;
        while let Some(key) = step.question.clone() {
            tab_to(browser, "input[name=a]").await;
            arrow_to(browser, PERSON.answer(&key)).await;
            tab_to(browser, "form button[type=submit]").await;
            step = browser.next(async |b: &Browser| b.press(Key::Enter).await).await;
        }
        assert!(step.is_plan(), "{step:?}");
        tab_to(browser, "main header .row a.btn").await;
        browser.press(Key::Enter).await;
        browser.until("the jump to the next step", "return location.hash !== ''", &[]).await;
        tab_to(browser, "#next form .row button").await;
        let before = step.address.clone();
        let step = browser.next(async |b: &Browser| b.press(Key::Enter).await).await;
        assert_ne!(step.address, before, "the result of the step counts");
    })
    .await;
}

async fn focus_is(browser: &Browser, selector: &str) -> bool {
    browser.script("return document.activeElement.matches(arguments[0])", &[json!(selector)]).await == json!(true)
}

async fn tab_to(browser: &Browser, selector: &str) {
    for _ in 0..STOPS {
        browser.script("window.left = document.activeElement", &[]).await;
        browser.press(Key::Tab).await;
        // A busy browser may answer before it has moved the focus.
        browser.until("the next stop", "return document.activeElement !== window.left", &[]).await;
        visible(browser).await;
        if focus_is(browser, selector).await {
            return;
        }
    }
    panic!("no way to {selector} with the Tab key");
}

/// Moves to an answer with the arrows. The first one is reached but not chosen by Tab, so that moving does not answer.
async fn arrow_to(browser: &Browser, answer: &str) {
    assert_eq!(browser.chosen().await, None, "the Tab key must not answer");
    browser.press(Key::Space).await;
    for _ in 0..STOPS {
        visible(browser).await;
        if browser.chosen().await.as_deref() == Some(answer) {
            return;
        }
        browser.press(Key::Down).await;
    }
    panic!("no way to the answer {answer} with the arrow keys");
}

/// What has the focus shows it: itself, or the label around it.
async fn visible(browser: &Browser) {
    let script = "const at = document.activeElement;
        if (at === document.body) return '';
        const shows = element => {
            const style = getComputedStyle(element);
            return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        };
        const label = at.closest('label');
        const box = (label || at).getBoundingClientRect();
        const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
        return (shows(at) || (label && shows(label))) && inside ? '' : at.outerHTML.slice(0, 200);";
    let hidden = browser.text(script).await;
    assert!(hidden.is_empty(), "the focus cannot be seen on {hidden}");
}
