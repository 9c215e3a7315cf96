//! One side of the emulated network: sockets, programs and settings inside a network namespace.

use std::fs;
use std::io::{self, Write as _};
use std::os::fd::{AsFd, OwnedFd};
use std::panic::resume_unwind;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;

use super::kernel;

/// A network of its own. It goes with the last copy of this, socket and program in it.
#[derive(Clone)]
pub(crate) struct Namespace {
    network: Arc<OwnedFd>,
}

impl Namespace {
    /// An empty one, in which nothing is up.
    ///
    /// # Errors
    /// Where the system does not allow it.
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self { network: Arc::new(kernel::new_network()?) })
    }

    /// Does something inside. Sockets and programs that it makes stay inside, wherever they are used later: a listener can be
    /// handed to any runtime.
    pub(crate) fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let inside = || {
            kernel::enter(self.network.as_fd()).expect("a network that was made here can be entered");
            work()
        };
        thread::scope(|scope| scope.spawn(inside).join().unwrap_or_else(|panic| resume_unwind(panic)))
    }

    /// Runs a program inside until it ends; `input` is what it reads.
    ///
    /// # Errors
    /// When it cannot be started or fails, with what it said.
    pub(crate) fn tool(&self, program: &str, arguments: &[&str], input: &str) -> Result<String, String> {
        let shown = || format!("{program} {}", arguments.join(" "));
        let output = self.run(|| {
            let mut command = Command::new(program);
            command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn()?;
            // Dropping its input ends it for the program.
            child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(input.as_bytes()))?;
            child.wait_with_output()
        });
        let output = output.map_err(|error| format!("{}: {error}", shown()))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{}: {}: {}\n{input}", shown(), output.status, said.trim()));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Changes a setting of the kernel for this network, `ipv4/...` or `ipv6/...`. Some containers do not allow it; what
    /// depends on it is then slower or less even, not wrong.
    pub(crate) fn setting(&self, name: &str, value: &str) -> bool {
        self.run(|| fs::write(format!("/proc/sys/net/{name}"), value)).is_ok()
    }
}
