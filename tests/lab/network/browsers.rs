//! Real browsers on the client's side. Each run has a profile of its own, trusts the authority of the network, and ends when
//! the page has posted its result.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::contained::{Contained, Start};
use super::driven::CHROMEDRIVER;
use super::namespace::Namespace;
use super::trust::Trust;

/// Between two looks at whether the browser still runs.
const LOOK: Duration = Duration::from_millis(50);

/// A browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
}

impl Engine {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// Where it is installed; none if it is not. `FIX904_CHROMIUM` and `FIX904_FIREFOX` name another place.
    pub(crate) fn program(self) -> Option<PathBuf> {
        let (variable, names): (_, &[&str]) = match self {
            Self::Chromium => ("FIX904_CHROMIUM", &["chromium", "chromium-browser", "google-chrome"]),
            Self::Firefox => ("FIX904_FIREFOX", &["firefox-esr", "firefox"]),
        };
        if let Some(named) = env::var_os(variable) {
            return Some(PathBuf::from(named)).filter(|path| path.is_file());
        }
        let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
        let places = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
        places.into_iter().find(|place| place.is_file())
    }
}

impl Engine {
    /// Why it cannot be run, if it cannot.
    ///
    /// # Panics
    /// With `CI=true` it may not be missing.
    pub(crate) fn missing(self) -> Option<String> {
        let why = match self.program() {
            Some(_) => return None,
            None => format!("{self:?} is not installed; `cargo xtask test --install` does it"),
        };
        assert!(!env::var("CI").is_ok_and(|ci| ci == "true"), "with CI=true nothing may be skipped: {why}");
        Some(why)
    }
}

/// Why there is no result.
#[derive(Debug)]
pub(crate) struct NoResult {
    why: String,
    /// What the browser said at last.
    said: String,
}

impl NoResult {
    pub(super) fn new(why: String, said: String) -> Self {
        Self { why, said }
    }
}

impl fmt::Display for NoResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; the browser's last words:\n{}", self.why, self.said)
    }
}

fn installed(engine: Engine) -> Result<PathBuf, NoResult> {
    engine.program().ok_or_else(|| NoResult::new(format!("{engine:?} is not installed"), String::new()))
}

/// What a browser needs of its network.
pub(crate) struct Place<'a> {
    pub(crate) side: &'a Namespace,
    pub(crate) trust: &'a Trust,
    pub(crate) resolver: &'a Path,
    /// A folder for this run alone.
    pub(crate) folder: &'a Path,
}

impl Place<'_> {
    /// Opens a page and waits for its result, at most until the cap.
    ///
    /// # Errors
    /// When the cap passes, the browser ends, or there is none.
    pub(crate) fn open(
        &self,
        engine: Engine,
        url: &str,
        cap: Duration,
        results: &Receiver<Value>,
    ) -> Result<Value, NoResult> {
        let arguments = match engine {
            Engine::Chromium => self.chromium([url]),
            Engine::Firefox => self.firefox([url]),
        };
        let mut browser = self.start(engine, &installed(engine)?, arguments)?;
        let deadline = Instant::now() + cap;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let why = match results.recv_timeout(left.min(LOOK)) {
                Ok(result) => return Ok(result),
                Err(RecvTimeoutError::Timeout) if browser.ended() => format!("{engine:?} has ended by itself"),
                Err(RecvTimeoutError::Timeout) if left.is_zero() => format!("{url}: no result within {cap:?}"),
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => "another run has begun".to_string(),
            };
            return Err(NoResult { why, said: browser.last_words() });
        }
    }

    /// Starts a browser, or for Chromium its driver, that is then told what to do.
    pub(super) fn driven(&self, engine: Engine) -> Result<Contained, NoResult> {
        match engine {
            // The driver starts the browser, with the options that it is told later.
            Engine::Chromium => {
                let driver = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
                self.start(engine, Path::new(&driver), vec![format!("--port={CHROMEDRIVER}").into()])
            }
            Engine::Firefox => self.start(engine, &installed(engine)?, self.firefox(["--marionette", "about:blank"])),
        }
    }

    /// What chromedriver is told about the browser.
    pub(super) fn chrome_options(&self) -> Value {
        let arguments = self.chromium([]);
        let arguments: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
        json!({ "binary": Engine::Chromium.program(), "args": arguments })
    }

    fn start(&self, engine: Engine, program: &Path, arguments: Vec<OsString>) -> Result<Contained, NoResult> {
        let start = Start {
            program,
            arguments,
            environment: vec![("HOME", self.folder.into()), ("MOZ_CRASHREPORTER_DISABLE", "1".into())],
            resolver: self.resolver,
            own_folder: None,
            log: self.folder.join("browser.log"),
        };
        let failed = |error| NoResult::new(format!("{engine:?}: {error}"), String::new());
        Contained::start(self.side, start).map_err(failed)
    }

    /// Makes Chromium's profile; returns its arguments.
    fn chromium<const N: usize>(&self, more: [&str; N]) -> Vec<OsString> {
        self.trust.put_into(&self.folder.join(".pki/nssdb"));
        let profile = format!("--user-data-dir={}", self.folder.join("profile").display());
        CHROMIUM.into_iter().chain([profile.as_str()]).chain(more).map(OsString::from).collect()
    }

    /// Makes Firefox's profile; returns its arguments.
    fn firefox<const N: usize>(&self, more: [&str; N]) -> Vec<OsString> {
        let profile = self.folder.join("profile");
        self.trust.put_into(&profile);
        let preferences = FIREFOX.map(|(name, value)| format!("user_pref(\"{name}\", {value});\n")).concat();
        fs::write(profile.join("user.js"), preferences).unwrap();
        let arguments = ["--headless", "--no-remote", "--profile"].into_iter().map(OsString::from);
        arguments.chain([profile.into()]).chain(more.map(OsString::from)).collect()
    }
}

/// As for the journeys: no calls home, no slow timers. QUIC stays, since WebTransport needs it.
const CHROMIUM: [&str; 14] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--no-default-browser-check",
    "--password-store=basic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
];

/// No calls home and no welcome; the rest as everybody has it.
const FIREFOX: [(&str, &str); 18] = [
    ("app.normandy.enabled", "false"),
    ("app.update.enabled", "false"),
    ("browser.aboutwelcome.enabled", "false"),
    ("browser.safebrowsing.malware.enabled", "false"),
    ("browser.safebrowsing.phishing.enabled", "false"),
    ("browser.shell.checkDefaultBrowser", "false"),
    ("browser.startup.homepage_override.mstone", "\"ignore\""),
    ("datareporting.policy.dataSubmissionEnabled", "false"),
    ("dom.min_background_timeout_value", "4"),
    ("extensions.update.enabled", "false"),
    ("network.captive-portal-service.enabled", "false"),
    ("network.connectivity-service.enabled", "false"),
    // Otherwise an authority that is not built in switches HTTP/3, and with it WebTransport, off.
    ("network.http.http3.disable_when_third_party_roots_found", "false"),
    ("network.trr.mode", "5"),
    // Being driven must not change how it speaks to the network.
    ("remote.prefs.recommended", "false"),
    ("services.settings.server", "\"data:,\""),
    ("toolkit.telemetry.enabled", "false"),
    ("trailhead.firstrun.didSeeAboutWelcome", "true"),
];
