//! As much of WebDriver as pictures and measurements take, in front of Chromium's own DevTools commands.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::browser::{self, Browser};
use crate::http;

/// A running browser with one window; both it and its driver end when this is dropped.
pub(crate) struct Session {
    driver: Child,
    host: String,
    id: String,
}

impl Session {
    /// Starts driver and browser.
    ///
    /// # Errors
    /// When either does not start.
    pub(crate) fn start(browser: &Browser) -> Result<Self> {
        let mut driver = Command::new(&browser.driver)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {}", browser.driver.display()))?;
        let mut output = BufReader::new(driver.stdout.take().context("chromedriver without output")?).lines();
        // Its first line says "on port 0"; only this one holds the real port.
        let port = output.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        thread::spawn(move || output.for_each(drop));
        let mut session = Self { driver, host: String::new(), id: String::new() };
        session.host = format!("127.0.0.1:{}", port.context("chromedriver ended without saying its port")?);
        let capabilities = json!({ "capabilities": { "alwaysMatch": browser::capabilities(&browser.chromium) } });
        let answer = session.post("/session", &capabilities)?;
        session.id = answer["sessionId"].as_str().context("chromedriver started no session")?.to_owned();
        Ok(session)
    }

    /// Opens a page and waits until it has settled: loaded, fonts ready, half a second without a new request.
    ///
    /// # Errors
    /// When the page cannot be loaded.
    pub(crate) fn open(&self, address: &str) -> Result<()> {
        self.command("url", &json!({ "url": address }))?;
        self.command("execute/async", &json!({ "script": SETTLED, "args": [] }))?;
        Ok(())
    }

    /// Runs a script in the page; returns what it returns.
    ///
    /// # Errors
    /// When it throws.
    pub(crate) fn script(&self, script: &str) -> Result<Value> {
        self.command("execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Gives a DevTools command; returns its result.
    ///
    /// # Errors
    /// When Chromium refuses it.
    pub(crate) fn devtools(&self, command: &str, parameters: &Value) -> Result<Value> {
        self.command("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    fn command(&self, name: &str, parameters: &Value) -> Result<Value> {
        self.post(&format!("/session/{}/{name}", self.id), parameters)
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let answer = http::request("POST", &self.host, path, &body.to_string())?;
        let mut said: Value = serde_json::from_slice(&answer.body).context("chromedriver's answer is not JSON")?;
        if answer.status != 200 {
            let message = said["value"]["message"].as_str().unwrap_or_default();
            bail!("the browser refused: {}", message.lines().next().unwrap_or("without a reason"));
        }
        Ok(said["value"].take())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // The driver closes its browser when told so, and not when it is killed.
        if !self.id.is_empty() {
            let _ = http::request("DELETE", &self.host, &format!("/session/{}", self.id), "");
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Ends when the page is quiet, at the latest after ten seconds: self-checks may go on for longer.
const SETTLED: &str = "
    const done = arguments[arguments.length - 1];
    const begun = performance.now();
    document.fonts.ready.then(function quiet() {
        const last = Math.max(0, ...performance.getEntriesByType('resource').map(entry => entry.responseEnd));
        const now = performance.now();
        if (document.readyState === 'complete' && now - Math.max(last, begun) > 500 || now - begun > 10000) done(null);
        else setTimeout(quiet, 50);
    });
";
