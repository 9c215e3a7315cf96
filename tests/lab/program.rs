//! A program that runs beside the tests and ends with them, however they end.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

/// Runs a program until it ends, or until the standard input closes: the system closes our end when this process ends, also
/// when something kills it. Without this a static could never be dropped, and servers would pile up.
const WATCH: &str = "exec 3<&0; \"$0\" \"$@\" 3<&- & child=$!; \
    { read -r _ <&3; kill \"$child\"; } >/dev/null 2>&1 & watch=$!; \
    wait \"$child\"; kill \"$watch\" 2>/dev/null";

/// A command that runs a program until the command's standard input closes.
pub(crate) fn watched(program: &Path, arguments: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", WATCH]).arg(program).args(arguments).stdin(Stdio::piped());
    command
}

/// A running program.
pub(crate) struct Program {
    /// The watching shell; dropping its input ends the program.
    _shell: Child,
    said: Arc<Mutex<Vec<String>>>,
}

impl Program {
    /// Starts a program and waits for the line that `ready` understands. The rest of what it says is kept.
    ///
    /// # Panics
    /// If it does not start, or ends before it is ready.
    pub(crate) fn start<T>(
        program: &Path,
        arguments: &[impl AsRef<OsStr>],
        ready: impl Fn(&str) -> Option<T>,
    ) -> (Self, T) {
        let mut shell = watched(program, arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap_or_else(|error| panic!("sh: {error}"));
        let mut lines = BufReader::new(shell.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut first = Vec::new();
        let found = lines.by_ref().find_map(|line| {
            let found = ready(&line);
            first.push(line);
            found
        });
        let found = found.unwrap_or_else(|| panic!("{} ended early: {first:?}", program.display()));
        let said = Arc::new(Mutex::new(first));
        let keeps = Arc::clone(&said);
        thread::spawn(move || lines.for_each(|line| keeps.lock().unwrap().push(line)));
        (Self { _shell: shell, said }, found)
    }

    /// Everything it has said so far.
    pub(crate) fn said(&self) -> String {
        self.said.lock().unwrap().join("\n")
    }
}
