//! A browser that is told what to do, for pages that know nothing of the collector. Both speak WebDriver, each in its own way:
//! Chromium over HTTP through chromedriver, Firefox over its Marionette port.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::browsers::{Engine, NoResult, Place};
use super::contained::Contained;
use super::namespace::Namespace;
use super::services::at;

/// Between two looks at a page.
const POLL: Duration = Duration::from_millis(50);
/// After this something that was waited for will not come. It bounds a hang and asserts nothing about speed.
const PATIENCE: Duration = Duration::from_secs(60);
/// Where chromedriver listens. The client's side has nobody else who could.
pub(super) const CHROMEDRIVER: u16 = 9515;
/// Where Firefox listens if nothing else is said.
const MARIONETTE: u16 = 2828;

/// A browser on the client's side; it ends when this is dropped.
pub(crate) struct Driven {
    browser: Contained,
    line: Line,
    folder: PathBuf,
}

/// How the browser is spoken to.
enum Line {
    Http { side: Namespace, session: String },
    Marionette { stream: BufReader<TcpStream>, number: u64 },
}

impl Driven {
    /// Starts a browser with a profile of its own.
    pub(super) fn start(place: &Place<'_>, engine: Engine) -> Result<Self, NoResult> {
        let mut browser = place.driven(engine)?;
        let line = match engine {
            Engine::Chromium => Line::chromium(place, &mut browser),
            Engine::Firefox => Line::firefox(place, &mut browser),
        };
        let line = line.map_err(|error| NoResult::new(format!("{engine:?}: {error}"), browser.last_words()))?;
        Ok(Self { browser, line, folder: place.folder.to_path_buf() })
    }

    fn ask(&mut self, command: Command<'_>) -> Result<Value, NoResult> {
        self.line.ask(command).map_err(|error| NoResult::new(error.to_string(), self.browser.last_words()))
    }

    /// Opens an address and waits until it is loaded.
    ///
    /// # Errors
    /// When the page cannot be loaded or the browser is gone.
    pub(crate) fn open(&mut self, url: &str) -> Result<(), NoResult> {
        self.ask(Command::Open(url)).map(drop)
    }

    /// Runs the body of a function in the page; returns what it returns, or what its promise becomes.
    ///
    /// # Errors
    /// When it throws or the browser is gone.
    pub(crate) fn script(&mut self, body: &str) -> Result<Value, NoResult> {
        self.ask(Command::Script(body))
    }

    /// Waits until such a function returns neither nothing nor false.
    ///
    /// # Errors
    /// When the cap passes before.
    pub(crate) fn until(&mut self, body: &str, cap: Duration) -> Result<Value, NoResult> {
        let deadline = Instant::now() + cap;
        loop {
            // While one page goes and the next comes, there is none to ask.
            let found = self.script(body);
            match found {
                Ok(Value::Null | Value::Bool(false)) | Err(_) if Instant::now() < deadline => thread::sleep(POLL),
                Ok(Value::Null | Value::Bool(false)) => {
                    let why = format!("not seen within {cap:?}: {body}");
                    return Err(NoResult::new(why, self.browser.last_words()));
                }
                found => return found,
            }
        }
    }
}

impl Drop for Driven {
    fn drop(&mut self) {
        // The browser may still write; what stays is removed with the folder around it.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What is asked of a browser.
#[derive(Clone, Copy)]
enum Command<'a> {
    Open(&'a str),
    Script(&'a str),
}

impl Line {
    fn chromium(place: &Place<'_>, driver: &mut Contained) -> io::Result<Self> {
        drop(connect(place.side, CHROMEDRIVER, driver)?);
        let wish = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": place.chrome_options() } } });
        let opened = http(place.side, "/session", &wish)?;
        let session = opened["sessionId"].as_str().ok_or_else(|| io::Error::other(opened.to_string()))?;
        Ok(Self::Http { side: place.side.clone(), session: session.to_string() })
    }

    fn firefox(place: &Place<'_>, browser: &mut Contained) -> io::Result<Self> {
        let mut stream = BufReader::new(connect(place.side, MARIONETTE, browser)?);
        // It speaks first.
        message(&mut stream)?;
        let mut line = Self::Marionette { stream, number: 0 };
        line.marionette("WebDriver:NewSession", &json!({ "capabilities": {} }))?;
        Ok(line)
    }

    fn ask(&mut self, command: Command<'_>) -> io::Result<Value> {
        let (path, name, body) = match command {
            Command::Open(url) => ("url", "WebDriver:Navigate", json!({ "url": url })),
            Command::Script(body) => ("execute/sync", "WebDriver:ExecuteScript", json!({ "script": body, "args": [] })),
        };
        match self {
            Self::Http { side, session } => http(side, &format!("/session/{session}/{path}"), &body),
            Self::Marionette { .. } => self.marionette(name, &body).map(|answer| answer["value"].clone()),
        }
    }

    fn marionette(&mut self, name: &str, body: &Value) -> io::Result<Value> {
        let Self::Marionette { stream, number } = self else { return Err(io::Error::other("this is no Firefox")) };
        *number += 1;
        let asked = json!([0, number, name, body]).to_string();
        stream.get_mut().write_all(format!("{}:{asked}", asked.len()).as_bytes())?;
        let answer = message(stream)?;
        if answer[2].is_null() { Ok(answer[3].clone()) } else { Err(io::Error::other(answer[2].to_string())) }
    }
}

/// Connects to a program on the client's side as soon as it listens.
fn connect(side: &Namespace, port: u16, program: &mut Contained) -> io::Result<TcpStream> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let address: SocketAddr = at(Ipv4Addr::LOCALHOST, port);
        match side.run(|| TcpStream::connect(address)) {
            Ok(stream) => {
                stream.set_read_timeout(Some(PATIENCE))?;
                return Ok(stream);
            }
            Err(_) if !program.ended() && Instant::now() < deadline => thread::sleep(POLL),
            Err(error) => return Err(error),
        }
    }
}

/// A message of Marionette: its length, a colon, JSON.
fn message(stream: &mut impl BufRead) -> io::Result<Value> {
    let mut length = Vec::new();
    stream.read_until(b':', &mut length)?;
    let length = String::from_utf8_lossy(&length).trim_end_matches(':').parse().map_err(io::Error::other)?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    serde_json::from_slice(&body).map_err(io::Error::other)
}

/// A command of WebDriver over a connection of its own; returns the value of the answer.
fn http(side: &Namespace, path: &str, body: &Value) -> io::Result<Value> {
    let address = at(Ipv4Addr::LOCALHOST, CHROMEDRIVER);
    let mut stream = side.run(|| TcpStream::connect(address))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let body = body.to_string();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut stream = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    while stream.read_line(&mut line)? > 2 {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
        line.clear();
    }
    let mut answer = vec![0; length];
    stream.read_exact(&mut answer)?;
    let answer: Value = serde_json::from_slice(&answer).map_err(io::Error::other)?;
    let value = answer["value"].clone();
    if value["error"].is_null() { Ok(value) } else { Err(io::Error::other(value.to_string())) }
}
