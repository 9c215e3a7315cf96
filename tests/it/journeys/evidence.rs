//! What a machine says: with scripts it is read on the page and never leaves it, without them it leaves once.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::key::Key;
use serde_json::{Value, json};
use yardstick::reports::{Pair, healthy};

use crate::browser::{Browser, Scripts, Served, Setup, lab};
use crate::lab::delay_proxy::DelayProxy;
use crate::server_side::ServerSide;
use crate::tree;

const KEY_EVENT: &str = "<Event><System><Provider Name='Schannel'/><EventID>36870</EventID>\
    <TimeCreated SystemTime='2026-11-22T08:14:03.1Z'/><Computer>SRV-FINANCE-07.corp.example.com</Computer></System>\
    <EventData><Data Name='User'>jane.doe</Data></EventData></Event>";
/// What stands in the texts and may not leave the page.
const WORDS: [&str; 6] = ["FINANCE", "corp.example", "jane", "Schannel", "fix904-report-1", "SystemTime"];
const SUBMIT: &str = "form#read button[type=submit]";
const GO_ON: &str = "form[action$='/evidence/taken'] button[type=submit]";

/// Reports of a host whose key the service may not read, and of a client.
fn pair() -> Pair {
    let mut pair = healthy(11);
    pair.cut_by_schannel(36870).host("/keys/boundKeyFile/networkServiceRead", json!(false));
    pair.host("/name/computer", json!("SRV-FINANCE-07"));
    pair
}

fn utf16(text: &str) -> Vec<u8> {
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

/// A folder of a test, taken away at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("evidence-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Opens the page and waits until it says that it reads itself.
async fn open(browser: &Browser, portal: &Served, query: &str) {
    browser.open(&format!("{}/evidence{query}", portal.origin)).await;
    browser.reader_ready().await;
}

/// Puts a text into the field, as pasting does.
async fn paste(browser: &Browser, text: &str) {
    browser.click("#paste").await;
    let insert = "document.querySelector('#paste').select(); document.execCommand('insertText', false, arguments[0]);";
    browser.script(insert, &[json!(text)]).await;
    assert_eq!(browser.text("return document.querySelector('#paste').value").await, text);
}

/// Reads what was given, and waits until it is understood.
async fn read(browser: &Browser) {
    let step = browser.next(async |b: &Browser| b.click(SUBMIT).await).await;
    assert_eq!((step.heading.as_str(), step.title.as_str()), ("What we understood", "What we understood - fix904"));
    assert_eq!(browser.text("return document.activeElement.tagName").await, "H1", "nothing tells a screen reader");
}

/// Gives the page a host's report and a log, and waits until they are understood.
pub(super) async fn understand(browser: &Browser) {
    paste(browser, &format!("{KEY_EVENT}{KEY_EVENT}")).await;
    read(browser).await;
    browser.next(async |b: &Browser| b.back().await).await;
    paste(browser, &pair().host.to_string()).await;
    read(browser).await;
}

/// Values of the ticks, or of those that are set.
async fn lines(browser: &Browser, ticked: &str) -> Vec<String> {
    let script = "return [...document.querySelectorAll(`input[name=l]${arguments[0]}`)].map(tick => tick.value)";
    let found = browser.script(script, &[json!(ticked)]).await;
    found.as_array().into_iter().flatten().filter_map(|line| line.as_str().map(str::to_string)).collect()
}

#[tokio::test]
async fn a_report_and_a_file_are_read_here_and_only_outcomes_leave() {
    let Some(lab) = lab() else { return };
    let (folder, pair) = (Folder::new("read"), pair());
    let file = folder.file("JANES-PC.xml", &utf16(KEY_EVENT));
    let report = pair.host.to_string();
    lab.journey(Setup::default(), async |browser| {
        let line = DelayProxy::to(lab.portal().socket, Duration::ZERO).await;
        browser.open(&format!("http://{}/evidence?code=0x904&path=vpn", line.address())).await;
        browser.reader_ready().await;
        let privacy = knowledge::english().reader().say("understood.stayed");
        paste(browser, &report).await;
        browser.choose_files("#file", &[file]).await;
        browser.click("label:has(> input[name=machine][value=host])").await;
        read(browser).await;
        let headings = browser.text("return document.querySelector('main').innerText").await;
        assert!(headings.contains(&privacy) && headings.contains("Event log"), "{headings}");
        assert!(headings.contains("Report of the collector"), "{headings}");
        silent_about(&headings, &WORDS[..3]);
        like_the_server(browser, &report).await;

        // One line out, back, and out again.
        let all = lines(browser, "").await;
        let (out, stays) = ("report-key-events:key-unusable:3", "report-certificate:no-read:3");
        assert!(all.iter().any(|line| line == out) && all.iter().any(|line| line == stays), "{all:?}");
        assert_eq!(lines(browser, ":checked").await, all);
        take_out(browser, out).await;
        assert!(lines(browser, ":not(:checked)").await.iter().all(|line| line == out));
        browser.click(&format!("label:has(> input[value='{out}'])")).await;
        take_out(browser, out).await;

        // One step back is the form as it was, one forward the lines as they were left.
        browser.next(async |b: &Browser| b.back().await).await;
        assert_eq!(browser.text("return document.querySelector('#paste').value").await, report);
        browser.next(async |b: &Browser| b.forward().await).await;
        assert!(lines(browser, ":not(:checked)").await.iter().all(|line| line == out));

        let step = browser.next(async |b: &Browser| b.click(GO_ON).await).await;
        assert!(step.address.starts_with("/diagnose?code=0x904&path=vpn&"), "{step:?}");
        assert!(step.case().contains("report-certificate=no-read.ct"), "{step:?}");
        assert!(!step.case().contains("report-key-events"), "what was taken out goes on: {step:?}");
        let heard = line.heard();
        assert!(heard.contains("POST /evidence/taken "), "the line heard nothing");
        assert!(!heard.contains("POST /evidence "), "the text was sent");
        silent_about(&heard, &WORDS);
        nothing_private_was_sent(browser).await;
    })
    .await;
}

/// Unticks every line of a value.
async fn take_out(browser: &Browser, value: &str) {
    while lines(browser, &format!(":checked[value='{value}']")).await.len() > 1 {
        let second = "[...document.querySelectorAll(`input[name=l]:checked[value='${arguments[0]}']`)].at(-1).click()";
        browser.script(second, &[json!(value)]).await;
    }
    browser.click(&format!("label:has(> input[value='{value}']:checked)")).await;
}

/// The same texts, sent to a server, make the same page but for what became of the text.
async fn like_the_server(browser: &Browser, report: &str) {
    let fields = [("file", KEY_EVENT), ("text", report), ("machine", "host"), ("t", "code=0x904&path=vpn")];
    let page = ServerSide::new().post("/evidence", &fields).await;
    let words = knowledge::english().reader();
    let mut html = page.html;
    for (sent, here) in
        [("understood.dropped-text", "understood.stayed-text"), ("understood.dropped", "understood.stayed")]
    {
        html = html.replace(&words.say(sent), &words.say(here));
    }
    let server = tree::of_main(&html, tree::Without { choice: true, copy_buttons: true });
    if let Some(difference) = tree::difference(&server, &browser.tree().await) {
        panic!("the lines differ, - server, + browser:\n{difference}");
    }
}

/// What the browser itself says it sent: addresses, headers, bodies, frames.
async fn nothing_private_was_sent(browser: &Browser) {
    for (name, content) in browser.network().await {
        if name == "Network.requestWillBeSent" || name == "Network.webSocketFrameSent" {
            silent_about(&content.to_string(), &WORDS);
        }
    }
}

fn silent_about(text: &str, words: &[&str]) {
    for word in words {
        assert!(!text.contains(word), "{word} is in {text}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_said_in_the_words_of_the_server_and_nothing_is_lost() {
    let Some(lab) = lab() else { return };
    let folder = Folder::new("wrong");
    let large = folder.0.join("large.xml");
    File::create(&large).unwrap().set_len(50 * 1024 * 1024).unwrap();
    let report = pair().host.to_string();
    let png = folder.file("photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rjane.doe");
    let cut = folder.file("host.json", &utf16(&report[..report.len() / 2]));
    let cases: [(&str, Option<&PathBuf>, &str); 6] = [
        ("", None, "Paste a text or choose a file"),
        ("jane.doe on SRV-FINANCE-07: 0x904", None, "We do not know this kind of text"),
        ("{\"jane.doe\": [1, 2]}", None, "This is a file of another program"),
        ("", Some(&png), "This file is no text"),
        ("", Some(&cut), "The report ends in the middle, in line 1"),
        ("", Some(&large), "At most 8 MB are read at once"),
    ];
    lab.journey(Setup::default(), async |browser| {
        open(browser, lab.portal(), "").await;
        for (text, file, sentence) in cases {
            paste(browser, text).await;
            browser.script("document.querySelector('#file').value = ''", &[]).await;
            if let Some(file) = file {
                browser.choose_files("#file", std::slice::from_ref(file)).await;
            }
            let before = browser.script("window.said = document.querySelector('#error-summary')", &[]).await;
            assert_eq!(before, Value::Null);
            browser.click(SUBMIT).await;
            let said = "const said = document.querySelector('#error-summary');
                return said !== null && said !== window.said && document.activeElement === said";
            browser.until(sentence, said, &[]).await;
            let shown = browser.step().await;
            assert_eq!(shown.title, "Error: Add what a machine says - fix904");
            for place in ["#error-summary a", "#paste-error"] {
                let said =
                    browser.script("return document.querySelector(arguments[0]).textContent", &[json!(place)]).await;
                assert!(said.as_str().is_some_and(|said| said.starts_with(sentence)), "{place}: {said}");
            }
            assert_eq!(browser.text("return document.querySelector('#paste').value").await, text, "the text is lost");
            if file.is_none() {
                // The page is the one of the server, but for the sentence about sending.
                let page = ServerSide::new().post("/evidence", &[("text", text)]).await;
                assert_eq!(shown.title, tree::title(&page.html));
                let summary = browser.text("return document.querySelector('#error-summary').textContent").await;
                assert_eq!(
                    tree::squeezed(&summary.replace(' ', "")),
                    tree::text_of(&page.html, "#error-summary").replace(' ', "")
                );
            }
        }
        // Even where the program itself breaks, here at the clock that it asks while it reads.
        browser.script("document.querySelector('#file').value = ''", &[]).await;
        paste(browser, &report).await;
        browser.script("window.clock = Date.now; Date.now = () => { throw new Error('no clock') };", &[]).await;
        browser.click(SUBMIT).await;
        let broke = "const said = document.querySelector('#paste-error');
            return said !== null && said.textContent.startsWith('This browser could not read it to the end.')";
        browser.until("the program's own end", broke, &[]).await;
        browser.script("Date.now = window.clock", &[]).await;
        // The page is usable as before: the same field takes the whole report, and the complaint is gone.
        browser.script("document.querySelector('#file').value = ''", &[]).await;
        paste(browser, &report).await;
        read(browser).await;
        browser.next(async |b: &Browser| b.click("a.back").await).await;
        assert!(!browser.has("#error-summary, #paste-error, [aria-invalid]").await, "the complaint stays");
        assert!(!browser.requested().await.iter().any(|address| address.contains("/evidence/taken")));
        nothing_private_was_sent(browser).await;
    })
    .await;
}

#[tokio::test]
async fn dropped_reports_of_both_computers_are_compared() {
    let Some(lab) = lab() else { return };
    let pair = pair();
    lab.journey(Setup::default(), async |browser| {
        open(browser, lab.portal(), "?code=0x904&to=plan").await;
        // Anywhere on the page, one after the other: the second one does not take the place of the first.
        for (name, report) in [("host.json", &pair.host), ("client.json", &pair.client)] {
            let drop = "const carried = new DataTransfer();
                carried.items.add(new File([arguments[1]], arguments[0]));
                const event = name => new DragEvent(name, { dataTransfer: carried, bubbles: true, cancelable: true });
                return ['dragover', 'drop'].every(name => !document.querySelector('footer').dispatchEvent(event(name)))";
            let kept = browser.script(drop, &[json!(name), json!(report.to_string())]).await;
            assert_eq!(kept, json!(true), "the browser would leave the page for {name}");
            let said = browser.text("return document.querySelector('#announcement').textContent").await;
            assert!(said.starts_with("1 file added."), "{said}");
        }
        assert_eq!(browser.script("return document.querySelector('#file').files.length", &[]).await, json!(2));
        // By keyboard: the button takes the focus and Enter reads.
        browser.script("document.querySelector(arguments[0]).focus()", &[json!(SUBMIT)]).await;
        browser.next(async |b: &Browser| b.press(Key::Enter).await).await;
        let lines = lines(browser, "").await;
        let compared = |line: &String| line.starts_with("report-certificate-seen:");
        assert!(lines.iter().any(compared), "nothing was compared: {lines:?}");
        let step = browser.next(async |b: &Browser| b.click(GO_ON).await).await;
        assert!(step.is_plan(), "{step:?}");
        nothing_private_was_sent(browser).await;
    })
    .await;
}

#[tokio::test]
async fn without_the_reader_the_page_says_that_it_sends_and_the_server_reads() {
    let Some(lab) = lab() else { return };
    for scripts in [Scripts::NoWasm, Scripts::Off] {
        lab.journey(Setup { scripts, ..Setup::default() }, async |browser| {
            browser.open(&format!("{}/evidence", lab.portal().origin)).await;
            let shown = browser.text("return document.querySelector('main').innerText").await;
            assert!(shown.contains("The text is sent to this portal to be read."), "{scripts:?}: {shown}");
            assert!(!shown.contains("drop files"), "{scripts:?}: {shown}");
            paste(browser, KEY_EVENT).await;
            browser.click("label:has(> input[name=machine][value=host])").await;
            let step = browser.next(async |b: &Browser| b.click(SUBMIT).await).await;
            assert_eq!(step.heading, "What we understood", "{scripts:?}");
            let shown = browser.text("return document.querySelector('main').innerText").await;
            assert!(shown.contains("Your text is gone"), "{scripts:?}: {shown}");
            let step = browser.next(async |b: &Browser| b.click(GO_ON).await).await;
            assert_eq!(step.address, "/diagnose?report-key-events=key-unusable.ct&code=0x904", "{scripts:?}");
        })
        .await;
    }
}
