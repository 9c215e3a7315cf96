//! Everything below a path, behind a proxy, as in a company's portal: pages, client, packs, checks, content policy.

use std::time::Duration;

use url::Url;

use crate::browser::{Browser, Setup, lab};
use crate::cases::dialog;
use crate::lab::delay_proxy::DelayProxy;

#[tokio::test]
async fn a_case_below_rdp() {
    let Some(lab) = lab() else { return };
    lab.journey(Setup::default(), async |browser| {
        // The proxy has its port before the portal starts, so that the portal can be told its own address.
        let line = DelayProxy::bind(Duration::ZERO).await;
        let base = format!("http://{}/rdp", line.address());
        let portal = lab.serve(&format!("base_url = \"{base}\"\n"));
        line.lead_to(portal.socket);

        browser.open(&format!("http://{}/", line.address())).await;
        assert_eq!(browser.step().await.address, "/rdp/", "the root leads to the portal");
        browser.reader_ready().await;
        browser.click("#paste").await;
        browser.type_text(&dialog("de-box-904-7")).await;
        let step = browser.next(async |b: &Browser| b.click("form#read button[type=submit]").await).await;
        assert_eq!(step.address, "/rdp/diagnose?code=0x904.pt&ext=seven.pt");
        browser.client_ready().await;
        browser.mark_document().await;
        let mut step = browser.answer("this-computer").await;
        let rows = browser.checks_ended().await;
        // Those of the battery have no far end in this lab, or no figures.
        assert!(rows[..2].iter().all(|(_, result)| result.chars().any(|c| c.is_ascii_digit())), "no figures: {rows:?}");
        while step.question.is_some() {
            links_stay_below(browser).await;
            step = browser.answer("unknown").await;
        }
        assert!(step.address.starts_with("/rdp/plan?"), "{step:?}");
        assert!(browser.same_document().await, "the client does not run below a path");
        links_stay_below(browser).await;

        let article = browser.next(async |b: &Browser| b.click("ol.rank a").await).await;
        assert!(article.address.starts_with("/rdp/causes/"), "{article:?}");
        links_stay_below(browser).await;

        let requested = browser.requested().await;
        for part in ["/rdp/knowledge/", "/rdp/assets/", "/rdp/self-check/clock", "/rdp/self-check/echo", ".wasm"] {
            assert!(requested.iter().any(|address| address.contains(part)), "{part} was not asked for: {requested:#?}");
        }
        let outside = requested
            .iter()
            .filter_map(|address| Url::parse(address).ok())
            .find(|url| url.scheme() == "http" && !url.path().starts_with("/rdp/") && url.path() != "/");
        assert_eq!(outside, None, "asked for outside of the path");
    })
    .await;
}

async fn links_stay_below(browser: &Browser) {
    let script = "return [...document.querySelectorAll('[href], [src], [action]')]
        .map(element => element.getAttribute('href') || element.getAttribute('src') || element.getAttribute('action'))
        .filter(address => address.startsWith('/') && !address.startsWith('/rdp/')).join(' ');";
    let outside = browser.text(script).await;
    assert!(outside.is_empty(), "these lead outside of the path: {outside}");
}
