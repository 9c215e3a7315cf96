//! Counting tests while they print.

use std::io::{self, BufRead, BufReader, IsTerminal};
use std::ops::AddAssign;
use std::process::Command;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::cargo::{self, line};

/// How many tests there were, as the test harnesses said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) ignored: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

impl Tally {
    /// Reads a closing line of a test binary: `test result: ok. 3 passed; 0 failed; 1 ignored; ...`.
    fn read(line: &str) -> Option<Self> {
        let (_, counts) = line.trim().strip_prefix("test result: ")?.split_once(". ")?;
        let count = |word: &str| {
            let part = counts.split("; ").find_map(|part| part.strip_suffix(word))?;
            part.trim().parse().ok()
        };
        Some(Self { passed: count("passed")?, failed: count("failed")?, ignored: count("ignored")? })
    }
}

/// The pipe is given up when the tests have ended and it was silent for so long: a process that a failed test left
/// behind may hold its other end open for good.
const SILENCE: Duration = Duration::from_millis(500);

/// Builds tests, then runs them, passing on what they print.
///
/// Two steps: while building, cargo writes to the terminal itself and shows its progress; while testing, its lines and
/// those of the tests come through one pipe, so that they stay in order and can be counted.
///
/// A failure does not keep the other test programs from running: who waited for the build wants to see all of them.
///
/// # Errors
/// When they do not compile, or one fails: the message repeats the command, to be run alone.
pub(crate) fn run_tests(cargo_test: impl Fn() -> Command, filter: &[&str]) -> Result<Tally> {
    cargo::run(cargo_test().arg("--no-run"))?;
    let (output, input) = io::pipe()?;
    let mut command = cargo_test();
    command.arg("--no-fail-fast").args(filter).stdout(input.try_clone()?).stderr(input);
    if io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let shown = line(&command);
    let mut tests = command.spawn().with_context(|| format!("cannot start `{shown}`"))?;
    drop(command); // It holds our copy of the pipe's end, without which reading would not end.
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let _ = sender.send(String::from_utf8_lossy(&line).into_owned());
        }
    });
    let mut tally = Tally::default();
    let status = loop {
        match lines.recv_timeout(SILENCE) {
            Ok(line) => {
                println!("{line}");
                tally += Tally::read(&line).unwrap_or_default();
            }
            Err(RecvTimeoutError::Disconnected) => break tests.wait()?,
            Err(RecvTimeoutError::Timeout) => {
                if let Some(status) = tests.try_wait()? {
                    break status;
                }
            }
        }
    };
    if !status.success() {
        bail!("failed ({status}), see above; to repeat it alone: {shown}");
    }
    Ok(tally)
}

#[cfg(test)]
mod tests;
