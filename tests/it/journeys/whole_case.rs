//! One whole case from the pasted box to "it worked", three times: with the client, without scripts, and where WebAssembly
//! does not come through. Each step must be what the server alone would show.

use serde_json::json;

use crate::browser::{Browser, Scripts, Setup, Step, lab};
use crate::cases::dialog;
use crate::desk::{Desk, Person};
use crate::server_side::ServerSide;
use crate::tree::{self, Without, difference};

/// Somebody on a phone, whose computer far away fails at once.
const PERSON: Person = Person(&[
    ("on", "elsewhere"),
    ("when", "at-once"),
    ("path", "vpn"),
    ("changed", "update"),
    ("rights", "user"),
    ("others", "only-me"),
]);
/// Steps of the plan that are tried in vain before one helps.
const IN_VAIN: usize = 2;

#[tokio::test]
async fn with_the_client() {
    whole_case(Scripts::On).await;
}

#[tokio::test]
async fn without_scripts() {
    whole_case(Scripts::Off).await;
}

#[tokio::test]
async fn where_webassembly_is_blocked() {
    whole_case(Scripts::NoWasm).await;
}

async fn whole_case(scripts: Scripts) {
    let Some(lab) = lab() else { return };
    let (desk, server) = (Desk::new(), ServerSide::new());
    lab.journey(Setup { scripts, ..Setup::default() }, async |browser| {
        let mut walk = Walk { browser, scripts, desk: &desk, server: &server };
        let step = walk.paste(&lab.portal().origin).await;
        let plan = walk.interview(step).await;
        walk.plan(plan).await;
    })
    .await;
}

struct Walk<'a> {
    browser: &'a Browser,
    scripts: Scripts,
    desk: &'a Desk,
    server: &'a ServerSide,
}

impl Walk<'_> {
    async fn paste(&mut self, origin: &str) -> Step {
        let browser = self.browser;
        browser.open(&format!("{origin}/")).await;
        if self.scripts == Scripts::On {
            browser.reader_ready().await;
        }
        browser.click("#paste").await;
        browser.type_text(&dialog("de-box-904-7")).await;
        let mut step = browser.next(async |b: &Browser| b.click("form#read button[type=submit]").await).await;
        if self.scripts != Scripts::On {
            assert_eq!(step.address, "/read", "without the client the server answers what it read");
            assert_eq!(step.heading, self.desk_says("read.heading"));
            step = browser.next(async |b: &Browser| b.click("main .row a.btn").await).await;
        }
        assert_eq!(step.address, "/diagnose?code=0x904.pt&ext=seven.pt");
        step
    }

    /// Answers until the plan comes.
    async fn interview(&mut self, mut step: Step) -> Step {
        let mut taken_over = false;
        while let Some(key) = step.question.clone() {
            self.is_right(&step).await;
            if self.scripts == Scripts::On {
                if taken_over {
                    self.presented(&step).await;
                } else {
                    self.browser.client_ready().await;
                    self.browser.mark_document().await;
                }
                taken_over = true;
            } else {
                assert!(!self.browser.has("#checks:not([hidden])").await, "checks without a client");
            }
            let expected = self.desk.answered(step.case(), &key, PERSON.answer(&key));
            step = self.browser.answer(PERSON.answer(&key)).await;
            assert_eq!(step.case(), expected, "after {key}");
        }
        assert!(step.is_plan(), "{step:?}");
        step
    }

    /// Tries what the plan says, twice in vain, then with success.
    async fn plan(&mut self, mut step: Step) {
        for _ in 0..IN_VAIN {
            self.is_right(&step).await;
            let before = step.address.clone();
            step = self.press("no-change").await;
            assert_ne!(step.address, before);
        }
        self.is_right(&step).await;
        while !self.browser.has("#next button[name=o][value=worked]").await {
            step = self.press("no-change").await;
            assert!(step.is_plan());
        }
        step = self.press("worked").await;
        self.is_right(&step).await;
        let worked = ["worked.heading", "works-now.heading", "relieved.heading"].map(|key| self.desk_says(key));
        assert!(worked.contains(&step.heading), "{step:?}");
        assert_eq!(self.browser.same_document().await, self.scripts == Scripts::On, "who drew the pages");
    }

    /// Presses a result of the next step. A step that only looks has outcomes instead; then it is the last one.
    async fn press(&self, result: &str) -> Step {
        let buttons = format!("#next button[name=o][value={result}]");
        let selector =
            if self.browser.has(&buttons).await { buttons } else { "#next .row button[name=a]:last-child".to_string() };
        self.browser.next(async |b: &Browser| b.click(&selector).await).await
    }

    /// The page in the browser says what the server alone would say under this address.
    async fn is_right(&self, step: &Step) {
        let page = self.server.get(&step.address).await;
        assert_eq!(page.status, 200, "{}", step.address);
        assert_eq!(step.title, tree::title(&page.html), "{}", step.address);
        let expected = tree::of_main(&tree::without_origin(&page.html), Without { choice: true, copy_buttons: true });
        if let Some(difference) = difference(&expected, &self.browser.tree().await) {
            panic!("{} differs, - server, + browser:\n{difference}", step.address);
        }
    }

    /// A step that the client drew begins at its heading, at the top, and is announced once.
    async fn presented(&self, step: &Step) {
        let focus = "return document.activeElement === document.querySelector('h1') && scrollY === 0";
        self.browser.until("the focus on the heading", focus, &[]).await;
        let said = "return document.querySelector('[aria-live=polite]').textContent.includes(arguments[0])";
        self.browser.until("the announcement", said, &[json!(step.heading)]).await;
        assert!(self.browser.same_document().await, "a page was loaded for {}", step.address);
    }

    fn desk_says(&self, key: &str) -> String {
        let said = self.desk.words.say(key);
        if said == key {
            let articles = knowledge::english().articles();
            return diagnosis::words::Phrase::find(&articles.phrases, key).expect("a phrase").other.clone();
        }
        said
    }
}
