//! A program inside one side of the network that cannot outlive us: it and all its children are alone with a small shell in a
//! process namespace. The shell ends when the program does, or when its input closes: the system closes our end when this
//! process ends, also when something kills it. When the shell ends, the kernel ends all others.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::namespace::Namespace;

/// `$1` takes the place of the file that says who answers for names. `$2` is a folder that gets a disk of its own if it is there.
const SHELL: &str = "mount --bind \"$1\" \"$(readlink -f /etc/resolv.conf)\" || exit 1; \
    if [ -n \"$2\" ]; then mkdir -p \"$2\" && mount -t tmpfs tmpfs \"$2\" || exit 1; fi; \
    shift 2; exec 3<&0; \"$@\" 3<&- </dev/null & child=$!; \
    { read -r _ <&3; kill -9 \"$child\"; } & wait \"$child\"";
/// What makes the room for the shell.
pub(crate) const UNSHARE: [&str; 4] = ["--mount", "--pid", "--fork", "--mount-proc"];

/// How a program is started.
pub(crate) struct Start<'a> {
    pub(crate) program: &'a Path,
    pub(crate) arguments: Vec<OsString>,
    pub(crate) environment: Vec<(&'static str, OsString)>,
    /// Who answers for names: a file in the format of `/etc/resolv.conf`.
    pub(crate) resolver: &'a Path,
    /// A folder that is empty for this program and gone with it.
    pub(crate) own_folder: Option<&'static str>,
    /// Where its output goes.
    pub(crate) log: PathBuf,
}

/// A program that runs; dropping it ends it.
pub(crate) struct Contained {
    unshare: Child,
    log: PathBuf,
}

impl Contained {
    /// Starts a program inside.
    ///
    /// # Errors
    /// When there is no `unshare`, or its log cannot be written.
    pub(crate) fn start(side: &Namespace, start: Start<'_>) -> io::Result<Self> {
        let log = File::create(&start.log)?;
        let mut command = Command::new("unshare");
        command.args(UNSHARE).args(["sh", "-c", SHELL, "sh"]).arg(start.resolver);
        command.arg(start.own_folder.unwrap_or_default()).arg(start.program).args(start.arguments);
        command.envs(start.environment).stdin(Stdio::piped()).stdout(log.try_clone()?).stderr(log);
        Ok(Self { unshare: side.run(|| command.spawn())?, log: start.log })
    }

    /// Whether it has ended by itself.
    pub(crate) fn ended(&mut self) -> bool {
        !matches!(self.unshare.try_wait(), Ok(None))
    }

    /// The last of what it said.
    pub(crate) fn last_words(&self) -> String {
        let said = fs::read(&self.log).unwrap_or_default();
        let lines = String::from_utf8_lossy(&said).lines().rev().take(12).map(str::to_string).collect::<Vec<_>>();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Contained {
    fn drop(&mut self) {
        drop(self.unshare.stdin.take());
        // Without waiting, it would stay in the list of processes. If that fails, it is gone already.
        let _ = self.unshare.wait();
    }
}
