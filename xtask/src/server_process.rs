//! A server of our own on a free port, for pictures and measurements.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Enough for `cargo xtask serve` with nothing to build on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What makes the server choose a free port and print it, on this machine only.
pub(crate) const FREE_PORT: [&str; 2] = ["--listen", "127.0.0.1:0"];

/// A program that said "I listen there"; it ends when this is dropped.
pub(crate) struct Listening {
    process: Child,
    lines: Receiver<String>,
    /// What it wrote before it printed the address.
    first: Vec<String>,
    /// `host:port`, as in the printed address.
    pub(crate) host: String,
    /// From the start of the process to the printed address.
    pub(crate) after: Duration,
}

impl Listening {
    /// Starts the command and waits until it prints an `http://` address, on either of its outputs.
    ///
    /// # Errors
    /// When it ends before, or says nothing for a minute; its last words are in the message.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let start = Instant::now();
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let (sender, lines) = mpsc::channel();
        if let Some(output) = process.stdout.take() {
            forward(output, sender.clone());
        }
        if let Some(output) = process.stderr.take() {
            forward(output, sender);
        }
        let mut listening = Self { process, lines, first: Vec::new(), host: String::new(), after: Duration::ZERO };
        let mut last = String::from("nothing");
        loop {
            match listening.lines.recv_timeout(PATIENCE.saturating_sub(start.elapsed())) {
                Ok(line) => {
                    if let Some(host) = host_in(&line) {
                        listening.host = host.to_owned();
                        listening.after = start.elapsed();
                        return Ok(listening);
                    }
                    last.clone_from(&line);
                    listening.first.push(line);
                }
                Err(RecvTimeoutError::Disconnected) => {
                    bail!("the server ended at once; its last words: {last}")
                }
                Err(RecvTimeoutError::Timeout) => {
                    bail!("the server printed no address; its last words: {last}")
                }
            }
        }
    }

    /// A line with these words: one that it wrote before its address, or the next one.
    ///
    /// # Errors
    /// When none comes within a minute.
    pub(crate) fn line_with(&self, words: &str) -> Result<String> {
        if let Some(line) = self.first.iter().find(|line| line.contains(words)) {
            return Ok(line.clone());
        }
        let start = Instant::now();
        loop {
            let line = self.lines.recv_timeout(PATIENCE.saturating_sub(start.elapsed()));
            let line = line.with_context(|| format!("the server did not say \"{words}\""))?;
            if line.contains(words) {
                return Ok(line);
            }
        }
    }

    /// The process, for what `/proc` knows of it.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // It may have ended already, which is just as well.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads an output to its end, also when nobody is interested any more: a full pipe would stop the server.
fn forward(output: impl Read + Send + 'static, lines: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let _ = lines.send(line);
        }
    });
}

/// The `host:port` of an address in a line of plain text or JSON.
fn host_in(line: &str) -> Option<&str> {
    let (_, address) = line.split_once("http://")?;
    let end = address.find(|sign: char| !(sign.is_ascii_alphanumeric() || ".:-[]".contains(sign)));
    let host = address[..end.unwrap_or(address.len())].trim_end_matches('.');
    host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()).then_some(host)
}

#[cfg(test)]
mod tests;
