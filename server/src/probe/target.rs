//! What is asked for, and the addresses it stands for. Asking for addresses and connecting are apart, so that a policy can
//! look at the addresses in between; whoever connects never asks again.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use tokio::net::lookup_host;
use tokio::time::timeout;

use crate::clock::Stopwatch;

use super::limits::{Limits, MOST_ADDRESSES};
use super::phase::{Outcome, Phase, PhaseReport};

/// Longest name (RFC 1035 section 2.3.4), in letters.
const LONGEST_NAME: usize = 253;
/// Longest part of a name between its dots.
const LONGEST_LABEL: usize = 63;

/// A computer as somebody typed it: a name or an address, and perhaps a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The name, in small letters and without a dot at its end; or the address in its usual form.
    pub name: String,
    /// The address, if it was one.
    pub address: Option<IpAddr>,
    /// The port, if one was typed.
    pub port: Option<u16>,
}

/// What is wrong with a typed computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Nothing, or too much.
    #[error("a name has 1 to 253 letters")]
    Length,
    /// Something that no name and no address holds.
    #[error(
        "write only a name or an address, and perhaps a port: PC-17, pc-17.example.org:3390, 192.0.2.7 or [2001:db8::7]:3389"
    )]
    Letters,
    /// Letters outside ASCII.
    #[error("write the name in its ASCII form, which begins with xn--")]
    NotAscii,
    /// A number that some programs would take for an address.
    #[error("write an IPv4 address as four decimal numbers, such as 192.0.2.7")]
    OddNumber,
    /// A port that is none.
    #[error("a port is a number from 1 to 65535")]
    Port,
}

impl Asked {
    /// Reads a name or an address with or without a port. Nothing else is taken: no URL, no user, no zone, no octal or
    /// hexadecimal address.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, TargetError> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST_NAME + 8 {
            return Err(TargetError::Length);
        }
        if !text.is_ascii() {
            return Err(TargetError::NotAscii);
        }
        if let Some(rest) = text.strip_prefix('[') {
            let (inside, after) = rest.split_once(']').ok_or(TargetError::Letters)?;
            let address: Ipv6Addr = inside.parse().map_err(|_| TargetError::Letters)?;
            let port = match after.strip_prefix(':') {
                Some(port) => Some(port_of(port)?),
                None if after.is_empty() => None,
                None => return Err(TargetError::Letters),
            };
            return Ok(Self::of_address(address.into(), port));
        }
        if text.matches(':').count() > 1 {
            let address: Ipv6Addr = text.parse().map_err(|_| TargetError::Letters)?;
            return Ok(Self::of_address(address.into(), None));
        }
        let (name, port) = match text.split_once(':') {
            Some((name, port)) => (name, Some(port_of(port)?)),
            None => (text, None),
        };
        match name.parse::<Ipv4Addr>() {
            Ok(address) => Ok(Self::of_address(address.into(), port)),
            Err(_) => Ok(Self { name: name_of(name)?, address: None, port }),
        }
    }

    fn of_address(address: IpAddr, port: Option<u16>) -> Self {
        Self { name: address.to_string(), address: Some(address), port }
    }

    /// Asks for the addresses of the computer; an address stands for itself. Returns what happened, and the target if there
    /// is one.
    pub async fn resolve(&self, default_port: u16, limits: &Limits) -> (PhaseReport, Option<Target>) {
        let watch = Stopwatch::start();
        let port = self.port.unwrap_or(default_port);
        let (outcome, addresses) = match self.address {
            Some(address) => (Outcome::Fine, vec![address]),
            None => match timeout(limits.resolve, lookup_host((self.name.as_str(), port))).await {
                Err(_) => (Outcome::Silent, Vec::new()),
                Ok(Err(_)) => (Outcome::NotFound, Vec::new()),
                Ok(Ok(found)) => {
                    let mut addresses: Vec<IpAddr> = Vec::new();
                    for address in found.map(|found| found.ip()) {
                        if !addresses.contains(&address) && addresses.len() < MOST_ADDRESSES {
                            addresses.push(address);
                        }
                    }
                    (if addresses.is_empty() { Outcome::NotFound } else { Outcome::Fine }, addresses)
                }
            },
        };
        let report = PhaseReport::of(Phase::Resolve, outcome, watch.elapsed());
        let target = (!addresses.is_empty()).then(|| Target { name: self.name.clone(), addresses, port });
        (report, target)
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// Where a probe goes: the addresses are fixed before it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The name that was typed; it is told to the other computer as the name that is meant (SNI), and compared with its
    /// certificate.
    pub name: String,
    /// Addresses to try, in this order. They are connected to as they are.
    pub addresses: Vec<IpAddr>,
    /// The port.
    pub port: u16,
}

fn port_of(text: &str) -> Result<u16, TargetError> {
    let digits = !text.is_empty() && text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit());
    match text.parse::<u16>() {
        Ok(port) if digits && port > 0 => Ok(port),
        _ => Err(TargetError::Port),
    }
}

fn name_of(text: &str) -> Result<String, TargetError> {
    let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
    if name.is_empty() || name.len() > LONGEST_NAME {
        return Err(TargetError::Length);
    }
    let good = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if !name.split('.').all(good) {
        return Err(TargetError::Letters);
    }
    // inet_aton(3) takes `0x7f.1` and `017700000001` for addresses; a name never ends with a number.
    let last = name.rsplit('.').next().unwrap_or_default();
    let hexadecimal = last.strip_prefix("0x").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_hexdigit()));
    if hexadecimal || last.bytes().all(|b| b.is_ascii_digit()) {
        return Err(TargetError::OddNumber);
    }
    Ok(name)
}

#[cfg(test)]
mod tests;
