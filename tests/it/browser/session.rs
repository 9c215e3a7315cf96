//! One browser window: opening pages, pressing, looking, and what the browser itself reports.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use axum::http::Method;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use futures_util::FutureExt;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use url::{ParseError, Url};

use super::Lab;

/// Between two looks at a page.
const POLL: Duration = Duration::from_millis(20);
/// After this a thing that was waited for will not come. It bounds a hang and asserts nothing about speed.
const PATIENCE: Duration = Duration::from_secs(60);

/// What runs in the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Scripts {
    /// Everything.
    #[default]
    On,
    /// Nothing, as with the browser's own setting.
    Off,
    /// Scripts, but no `.wasm` file comes through, as in some company networks.
    NoWasm,
}

/// How a window is opened.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Setup {
    pub(crate) scripts: Scripts,
    /// Runs in each new document before anything of the page does.
    pub(crate) before_each_page: Option<&'static str>,
}

/// One browser window.
pub(crate) struct Browser {
    client: Client,
    /// Origins that the journey itself opened.
    own: Mutex<BTreeSet<String>>,
    events: Mutex<Vec<Value>>,
    pub(super) marks: Mutex<u32>,
}

/// A command that fantoccini does not know.
#[derive(Debug)]
struct Raw {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Raw {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

impl Lab {
    /// Opens a window, makes a journey in it, and closes it however the journey ends. Whatever the journey did, the pages
    /// must have kept to their content policy and asked nobody but the portal.
    pub(crate) async fn journey(&self, setup: Setup, journey: impl AsyncFnOnce(&Browser)) {
        let browser = self.window(setup).await;
        let ended = AssertUnwindSafe(journey(&browser)).catch_unwind().await;
        let ended = match ended {
            Ok(()) => AssertUnwindSafe(browser.behaved()).catch_unwind().await,
            Err(panic) => Err(panic),
        };
        // If closing fails, the browser is gone already.
        let _ = browser.client.clone().close().await;
        if let Err(panic) = ended {
            resume_unwind(panic);
        }
    }

    async fn window(&self, setup: Setup) -> Browser {
        let mut arguments = vec![
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--hide-scrollbars",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900",
        ];
        // A window in the background would slow its timers, and the checks would rightly refuse their own samples.
        arguments.extend(["--disable-renderer-backgrounding", "--disable-background-timer-throttling"]);
        let preferences = match setup.scripts {
            Scripts::Off => json!({ "profile.managed_default_content_settings.javascript": 2 }),
            Scripts::On | Scripts::NoWasm => json!({}),
        };
        let capabilities = json!({
            "goog:chromeOptions": { "binary": self.chromium, "args": arguments, "prefs": preferences },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            // The accessibility rules take long on the longest pages of a busy machine.
            "timeouts": { "script": 120_000, "pageLoad": 120_000 },
        });
        let Value::Object(capabilities) = capabilities else { unreachable!() };
        let driver = format!("http://127.0.0.1:{}", self.driver_port);
        let client =
            ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&driver).await.unwrap();
        let browser = Browser { client, own: Mutex::default(), events: Mutex::default(), marks: Mutex::default() };
        if setup.scripts == Scripts::NoWasm {
            browser.devtools("Network.enable", json!({})).await;
            browser.devtools("Network.setBlockedURLs", json!({ "urls": ["*.wasm*"] })).await;
        }
        if let Some(source) = setup.before_each_page {
            browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
        }
        browser
    }
}

impl Browser {
    /// Opens an address.
    pub(crate) async fn open(&self, address: &str) {
        let origin = Url::parse(address).unwrap().origin().ascii_serialization();
        self.own.lock().unwrap().insert(origin);
        self.client.goto(address).await.unwrap();
    }

    /// Runs a script in the page; returns what it returns.
    pub(crate) async fn script(&self, script: &str, arguments: &[Value]) -> Value {
        match self.client.execute(script, arguments.to_vec()).await {
            Ok(value) => value,
            Err(error) => panic!("{script}: {error}"),
        }
    }

    /// The same for a script that returns a text; empty for anything else.
    pub(crate) async fn text(&self, script: &str) -> String {
        self.script(script, &[]).await.as_str().unwrap_or_default().to_string()
    }

    /// Waits until a script returns something: not nothing, false, 0 or an empty text.
    pub(crate) async fn until(&self, what: &str, script: &str, arguments: &[Value]) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            // While one page goes and the next comes, there is none to ask.
            let answer = self.client.execute(script, arguments.to_vec()).await;
            match &answer {
                Ok(Value::Null | Value::Bool(false)) | Err(_) => {}
                Ok(Value::String(text)) if text.is_empty() => {}
                Ok(Value::Number(number)) if number.as_f64() == Some(0.0) => {}
                Ok(value) => return value.clone(),
            }
            if Instant::now() > deadline {
                let shown = self.client.execute("return location.href + '\\n' + document.body.innerText", vec![]).await;
                panic!(
                    "{what}: not seen. Last answer: {answer:?}\n{}",
                    shown.unwrap_or_default().as_str().unwrap_or_default()
                );
            }
            sleep(POLL).await;
        }
    }

    /// Clicks what a selector finds, as a hand would: it must be there, visible and uncovered.
    pub(crate) async fn click(&self, selector: &str) {
        let element = self.client.find(Locator::Css(selector)).await;
        let element = element.unwrap_or_else(|error| panic!("{selector}: {error}"));
        element.click().await.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Whether a selector finds anything.
    pub(crate) async fn has(&self, selector: &str) -> bool {
        self.script("return document.querySelector(arguments[0]) !== null", &[json!(selector)]).await == json!(true)
    }

    /// Types into what has the focus.
    pub(crate) async fn type_text(&self, text: &str) {
        self.client.active_element().await.unwrap().send_keys(text).await.unwrap();
    }

    /// Chooses files in a field, beside those that are chosen already.
    pub(crate) async fn choose_files(&self, selector: &str, files: &[PathBuf]) {
        let field = self.client.find(Locator::Css(selector)).await.unwrap();
        let names: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
        field.send_keys(&names.join("\n")).await.unwrap_or_else(|error| panic!("{names:?}: {error}"));
    }

    /// Presses a key.
    pub(crate) async fn press(&self, key: Key) {
        let key = char::from(key);
        let keys = KeyActions::new("keyboard".to_string());
        let keys = keys.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        self.client.perform_actions(keys).await.unwrap();
    }

    pub(crate) async fn back(&self) {
        self.client.back().await.unwrap();
    }

    pub(crate) async fn forward(&self) {
        self.client.forward().await.unwrap();
    }

    pub(crate) async fn reload(&self) {
        self.client.refresh().await.unwrap();
    }

    /// Sends a form as a page of the portal does, and shows the answer. No script of the page hears it.
    pub(crate) async fn post(&self, address: &str, fields: &[(&'static str, String)]) {
        let script = "const [action, fields] = arguments;
            const form = document.createElement('form');
            form.method = 'post';
            form.action = action;
            for (const [name, value] of fields) {
                const field = document.createElement('textarea');
                field.name = name;
                field.value = value;
                form.append(field);
            }
            document.body.append(form);
            form.submit();";
        self.next(async |browser: &Self| drop(browser.script(script, &[json!(address), json!(fields)]).await)).await;
    }

    /// Gives a DevTools command.
    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        let answer = self.client.issue_cmd(Raw { path: "goog/cdp/execute", body }).await;
        answer.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Everything the network part of the browser has reported since the window was opened: name and content.
    pub(crate) async fn network(&self) -> Vec<(String, Value)> {
        let new = self.log("performance").await;
        let mut events = self.events.lock().unwrap();
        events.extend(new.iter().filter_map(|entry| serde_json::from_str::<Value>(entry["message"].as_str()?).ok()));
        let event = |event: &Value| {
            Some((event["message"]["method"].as_str()?.to_string(), event["message"]["params"].clone()))
        };
        events.iter().filter_map(event).collect()
    }

    /// Addresses that were asked for.
    pub(crate) async fn requested(&self) -> Vec<String> {
        let asked = |(name, content): &(String, Value)| match name.as_str() {
            "Network.requestWillBeSent" => content["request"]["url"].as_str().map(str::to_string),
            "Network.webSocketCreated" => content["url"].as_str().map(|url| url.replacen("ws", "http", 1)),
            _ => None,
        };
        self.network().await.iter().filter_map(asked).collect()
    }

    async fn log(&self, kind: &str) -> Vec<Value> {
        let answer = self.client.issue_cmd(Raw { path: "se/log", body: json!({ "type": kind }) }).await.unwrap();
        answer.as_array().cloned().unwrap_or_default()
    }

    /// No page asked for more than its content policy gives it, and none talked to anybody else.
    async fn behaved(&self) {
        for entry in self.log("browser").await {
            let message = entry["message"].as_str().unwrap_or_default();
            let policy = ["Content Security Policy", "Refused to", "TrustedHTML", "Permissions policy"];
            assert!(!policy.iter().any(|word| message.contains(word)), "the browser says: {message}");
        }
        let own = self.own.lock().unwrap().clone();
        for address in self.requested().await {
            let url = Url::parse(&address).unwrap();
            let inside = ["data", "blob", "about", "chrome"].contains(&url.scheme());
            assert!(inside || own.contains(&url.origin().ascii_serialization()), "{address} is none of {own:?}");
        }
    }
}
