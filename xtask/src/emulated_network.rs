//! What the emulated network of the tests needs: a system that allows it, and some programs.

use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::packages::{install_line, of_missing};

/// Programs with the packages of Debian that hold them.
const PROGRAMS: [(&str, &str); 5] = [
    ("certutil", "libnss3-tools"),
    ("firefox-esr", "firefox-esr"),
    ("ip", "iproute2"),
    ("nft", "nftables"),
    ("xrdp", "xrdp"),
];

/// Tries what the network does first: namespaces of all the kinds it uses, TUN devices, and, once their programs are
/// there, addresses of both families and tables of a firewall.
const TRIAL: [&str; 7] = ["--net", "--mount", "--pid", "--fork", "--mount-proc", "sh", "-c"];
const STEPS: &str = ": </dev/net/tun && PATH=$PATH:/usr/sbin:/sbin && \
    if command -v ip >/dev/null; then ip tuntap add dev t0 mode tun && ip address add fd90::1/64 dev t0; fi && \
    if command -v nft >/dev/null; then nft add table ip trial; fi";

/// Why the system refuses the network, if it does: nothing that could be installed helps then.
pub(crate) fn refusal() -> Option<String> {
    let output = Command::new("unshare").args(TRIAL).arg(STEPS).stdin(Stdio::null()).output();
    let output = match output {
        Ok(output) if output.status.success() => return None,
        Ok(output) => output,
        Err(error) => return Some(format!("unshare: {error}")),
    };
    let said = String::from_utf8_lossy(&output.stderr);
    Some(said.lines().next().map_or_else(|| format!("unshare: {}", output.status), str::to_owned))
}

/// Looks for the programs.
///
/// # Errors
/// When one is missing, with the line that installs all that are.
pub(crate) fn find() -> Result<()> {
    let missing = packages();
    if !missing.is_empty() {
        bail!("the emulated network needs more programs; install them: {}", install_line(&missing));
    }
    Ok(())
}

/// Debian's packages that are missing; none where the system refuses the network anyway.
pub(crate) fn missing_packages() -> Vec<&'static str> {
    if refusal().is_some() { Vec::new() } else { packages() }
}

fn packages() -> Vec<&'static str> {
    of_missing(&PROGRAMS)
}
