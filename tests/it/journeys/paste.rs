//! The pasted text: with scripts it never leaves the page, without them it leaves once and stays nowhere.

use std::time::Duration;

use serde_json::Value;

use crate::browser::{Browser, Scripts, Setup, lab};
use crate::cases::dialog;
use crate::lab::delay_proxy::DelayProxy;

/// Words of the German box, and a name that somebody left in it.
const WORDS: [&str; 5] = ["Remotedesktopverbindung", "Fehlercode", "Zeitstempel", "PC-MEIER", "meier"];

fn text() -> String {
    format!("{}\nPC-MEIER.firma.example, Benutzer FIRMA\\meier", dialog("de-box-904-7"))
}

#[tokio::test]
async fn with_scripts_only_codes_leave_the_page() {
    let Some(lab) = lab() else { return };
    lab.journey(Setup::default(), async |browser| {
        let line = DelayProxy::to(lab.portal().socket, Duration::ZERO).await;
        browser.open(&format!("http://{}/", line.address())).await;
        browser.reader_ready().await;
        browser.click("#paste").await;
        browser.type_text(&text()).await;
        let step = browser.next(async |b: &Browser| b.click("form#read button[type=submit]").await).await;
        assert_eq!(step.address, "/diagnose?code=0x904.pt&ext=seven.pt");
        browser.client_ready().await;
        browser.answer("elsewhere").await;
        let heard = line.heard();
        assert!(heard.contains("GET /diagnose?code=0x904.pt&ext=seven.pt"), "the line heard nothing");
        assert!(!heard.contains("POST "), "a form was sent");
        silent_about_it(&heard);
        // What the browser itself says it sent: addresses, headers, bodies, frames.
        for (name, content) in browser.network().await {
            let sent = name == "Network.requestWillBeSent" || name == "Network.webSocketFrameSent";
            if sent {
                silent_about_it(&content.to_string());
                assert_eq!(content["request"]["postData"], Value::Null, "{content}");
            }
        }
        // One step back is the first question again, two are the start page.
        browser.back().await;
        browser.until("the first question", "return location.search === '?code=0x904.pt&ext=seven.pt'", &[]).await;
        browser.back().await;
        browser.until("the start page", "return document.querySelector('#paste') !== null", &[]).await;
        silent_about(&browser.text("return document.querySelector('#paste').value").await, &WORDS[3..]);
    })
    .await;
}

#[tokio::test]
async fn without_scripts_the_text_is_answered_once_and_dropped() {
    let Some(lab) = lab() else { return };
    let portal = lab.serve("");
    lab.journey(Setup { scripts: Scripts::Off, ..Setup::default() }, async |browser| {
        browser.open(&format!("{}/", portal.origin)).await;
        browser.click("#paste").await;
        browser.type_text(&text()).await;
        let step = browser.next(async |b: &Browser| b.click("form#read button[type=submit]").await).await;
        assert_eq!(step.address, "/read");
        let echo = browser.text("return document.querySelector('pre.echo').textContent").await;
        silent_about(&echo, &WORDS[3..]);
        let step = browser.next(async |b: &Browser| b.click("main .row a.btn").await).await;
        assert_eq!(step.address, "/diagnose?code=0x904.pt&ext=seven.pt");
        assert!(portal.log().contains("/read"), "no log");
        silent_about_it(&portal.log());
        silent_about(&portal.log(), &["seven.pt"]);
    })
    .await;
}

fn silent_about_it(text: &str) {
    silent_about(text, &WORDS);
}

fn silent_about(text: &str, words: &[&str]) {
    for word in words {
        assert!(!text.contains(word), "{word} is in {text}");
    }
}
