//! Going through an interview in a window.

use serde_json::{Value, json};

use super::{Browser, Served};
use crate::pages::Ask;
use crate::tree::{self, Without};

/// What a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Path and query.
    pub(crate) address: String,
    pub(crate) title: String,
    pub(crate) heading: String,
    /// Key of the question; none on any other page.
    pub(crate) question: Option<String>,
}

impl Step {
    /// The query of the address.
    pub(crate) fn case(&self) -> &str {
        self.address.split_once('?').map_or("", |(_, query)| query)
    }

    /// Whether this is a plan.
    pub(crate) fn is_plan(&self) -> bool {
        self.address.split('?').next().is_some_and(|path| path.ends_with("/plan"))
    }
}

/// True once a page with another heading than the marked one is there.
const ARRIVED: &str = "const heading = document.querySelector('h1');
    return document.readyState === 'complete' && heading !== null && heading.mark !== arguments[0];";

impl Browser {
    /// Opens one of the listed pages; `query` is added to its address.
    pub(crate) async fn ask(&self, portal: &Served, ask: &Ask, query: &str) {
        let with = |origin: &str, path: &str| {
            let joint = if query.is_empty() {
                ""
            } else if path.contains('?') {
                "&"
            } else {
                "?"
            };
            format!("{origin}{path}{joint}{query}")
        };
        match ask {
            Ask::Get(path) => self.open(&with(&portal.origin, path)).await,
            Ask::Post(path, fields) => {
                self.open(&portal.origin).await;
                self.post(&with("", path), fields).await;
            }
            Ask::FromElsewhere(path) => {
                // To a browser, localhost is another site than 127.0.0.1, although the same portal answers.
                self.open(&portal.origin.replace("127.0.0.1", "localhost")).await;
                let address = with(&portal.origin, path);
                self.next(async |b: &Self| drop(b.script("location = arguments[0]", &[json!(address)]).await)).await;
            }
        }
    }

    /// Waits until the start page reads pasted text itself, and says so at the field.
    pub(crate) async fn reader_ready(&self) {
        let ready = "const hint = document.querySelector('[data-with-scripts]');
            return hint !== null && hint.textContent === hint.dataset.withScripts";
        self.until("the reader of pasted text", ready, &[]).await;
    }

    /// What the page shows.
    pub(crate) async fn step(&self) -> Step {
        let script =
            "const field = document.querySelector('main fieldset') && document.querySelector('main input[name=q]');
            return [location.pathname + location.search, document.title, document.querySelector('h1').textContent,
                field && field.value];";
        let shown = self.script(script, &[]).await;
        let text = |at: usize| shown[at].as_str().unwrap_or_default().to_string();
        Step { address: text(0), title: text(1), heading: text(2), question: shown[3].as_str().map(str::to_string) }
    }

    /// Does something that leads to another step, and waits for that step, whoever draws it.
    pub(crate) async fn next(&self, act: impl AsyncFnOnce(&Self)) -> Step {
        let mark = {
            let mut marks = self.marks.lock().unwrap();
            *marks += 1;
            *marks
        };
        self.script("document.querySelector('h1').mark = arguments[0]", &[json!(mark)]).await;
        act(self).await;
        self.until("the next step", ARRIVED, &[json!(mark)]).await;
        self.step().await
    }

    /// Chooses an answer without sending it.
    pub(crate) async fn choose(&self, answer: &str) {
        self.click(&format!("label:has(> input[name=a][value=\"{answer}\"])")).await;
    }

    /// Presses Continue.
    pub(crate) async fn go_on(&self) -> Step {
        self.next(async |browser: &Self| browser.click("main form:has(fieldset) button[type=submit]").await).await
    }

    /// Chooses an answer and presses Continue.
    pub(crate) async fn answer(&self, answer: &str) -> Step {
        self.choose(answer).await;
        self.go_on().await
    }

    /// The answer that is chosen.
    pub(crate) async fn chosen(&self) -> Option<String> {
        let chosen = "const input = document.querySelector('input[name=a]:checked'); return input && input.value;";
        self.script(chosen, &[]).await.as_str().map(str::to_string)
    }

    /// Waits until the client has taken up its work: it notes the case with the entry of the history.
    pub(crate) async fn client_ready(&self) {
        self.until("the client", "return history.state !== null", &[]).await;
    }

    /// Lets this document be recognised, to see later whether it is still the same.
    pub(crate) async fn mark_document(&self) {
        self.script("window.marked = true", &[]).await;
    }

    /// Whether the marked document is still there: no page was loaded since.
    pub(crate) async fn same_document(&self) -> bool {
        self.script("return window.marked === true", &[]).await == json!(true)
    }

    /// Waits until the checks have ended, and repeats what a busy machine has spoilt, as the page offers it; the focus is at
    /// the heading of the panel then. Returns name and result of each, as the panel tells them.
    pub(crate) async fn checks_ended(&self) -> Vec<(String, String)> {
        let mut rows = self.checks_ended_once().await;
        for _ in 0..2 {
            if !self.has("#checks [data-checks=run]").await {
                break;
            }
            self.click("#checks [data-checks=run]").await;
            rows = self.checks_ended_once().await;
        }
        rows
    }

    /// Waits until the checks have ended, with or without a verdict, and touches nothing.
    pub(crate) async fn checks_ended_once(&self) -> Vec<(String, String)> {
        let ended = "const marks = [...document.querySelectorAll('#checks li .mark')];
            // The last one runs for minutes in the background.
            return marks.length > 0 && marks.slice(0, -1).every(mark => !mark.matches('.run, .wait'));";
        self.until("the end of the checks", ended, &[]).await;
        let rows = "return [...document.querySelectorAll('#checks li')].map(row =>
            [...row.querySelectorAll('span')].slice(0, 2).map(part => part.textContent))";
        let Value::Array(rows) = self.script(rows, &[]).await else { panic!("no rows") };
        let part = |row: &Value, at: usize| row[at].as_str().unwrap_or_default().to_string();
        rows.iter().map(|row| (part(row, 0), part(row, 1))).collect()
    }

    /// The tree of `<main>` as it stands in the document, without what only a browser knows.
    pub(crate) async fn tree(&self) -> Vec<String> {
        let html = self.text("return document.querySelector('main').outerHTML").await;
        let html = tree::without_origin(&html);
        tree::of_main(&format!("<!doctype html><body>{html}"), Without { choice: true, copy_buttons: true })
    }
}
