//! 320 pixels, as a small phone or a page at 400 %: nothing has to be moved sideways to be read, on any page.

use serde_json::json;

use crate::browser::{Browser, Scripts, Setup, lab};
use crate::desk::Desk;
use crate::pages;

const WIDTH: u32 = 320;

#[tokio::test]
async fn every_page_fits() {
    let Some(lab) = lab() else { return };
    let desk = Desk::new();
    lab.journey(Setup { scripts: Scripts::NoWasm, ..Setup::default() }, async |browser| {
        let portal = lab.portal();
        narrow(browser).await;
        for language in ["", "lang=qps"] {
            for kind in pages::all(&desk) {
                // The long words of the pseudo-language stand for every language with long words; one article is enough.
                if !language.is_empty() && kind.name.starts_with("cause ") {
                    continue;
                }
                browser.ask(portal, &kind.ask, language).await;
                fits(browser, &format!("{} {language}", kind.name)).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_the_client_draws_fits() {
    let Some(lab) = lab() else { return };
    lab.journey(Setup::default(), async |browser| {
        narrow(browser).await;
        browser.open(&format!("{}/evidence", lab.portal().origin)).await;
        browser.reader_ready().await;
        fits(browser, "what a machine says, with the reader").await;
        super::evidence::understand(browser).await;
        fits(browser, "what we understood, drawn here").await;
        browser.open(&format!("{}/diagnose?{}", lab.portal().origin, pages::START)).await;
        browser.client_ready().await;
        let mut step = browser.answer("this-computer").await;
        browser.until("the panel", "return document.querySelector('#checks li') !== null", &[]).await;
        fits(browser, "a question with the checks").await;
        while step.question.is_some() {
            step = browser.answer("unknown").await;
        }
        fits(browser, "the plan with the checks").await;
    })
    .await;
}

async fn narrow(browser: &Browser) {
    let size = json!({ "width": WIDTH, "height": 640, "deviceScaleFactor": 1, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
}

async fn fits(browser: &Browser, name: &str) {
    // Folded parts count too.
    let script = "document.querySelectorAll('details').forEach(part => part.open = true);
        const root = document.documentElement;
        if (root.scrollWidth <= root.clientWidth) return '';
        const wide = [...document.querySelectorAll('body *')].filter(element => {
            const box = element.getBoundingClientRect();
            return box.width > 0 && (box.right > root.clientWidth + 0.5 || box.left < -0.5);
        });
        return `${root.scrollWidth} of ${root.clientWidth}: ` + wide.slice(-3).map(e => e.outerHTML.slice(0, 120)).join(' | ');";
    let wide = browser.text(script).await;
    assert!(wide.is_empty(), "{name} is too wide: {wide}");
    let width = browser.script("return innerWidth", &[]).await;
    assert_eq!(width, json!(WIDTH), "{name} was not looked at in the right width");
}
