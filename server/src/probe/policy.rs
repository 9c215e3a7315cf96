//! What the portal may look at. Everything is refused that the configuration does not allow, and [`is_denied`] is refused
//! whatever it allows: no key of it opens an address of that kind.

use std::net::IpAddr;

use super::denied::{inside, is_denied};
use super::range::Range;
use super::report::Purpose;
use super::target::Asked;
use crate::config;

/// Letters of what may be typed: the longest name with a port.
const LONGEST_TYPED: usize = 253 + ":65535".len();

/// Names, as an operator writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// Exactly this one.
    Name(String),
    /// Everything below this one, which begins with a dot.
    Below(String),
    /// All names without a dot.
    Short,
}

impl Pattern {
    /// Reads `pc-17.example.org`, `*.example.org` or `*`; none if it is none of them.
    pub fn read(text: &str) -> Option<Self> {
        let name = |text: &str| strict(text).filter(|asked| asked.address.is_none() && asked.port.is_none());
        Some(Self(match text.strip_prefix("*.") {
            _ if text == "*" => Kind::Short,
            Some(domain) => Kind::Below(format!(".{}", name(domain)?.name)),
            None => Kind::Name(name(text)?.name),
        }))
    }

    fn fits(&self, name: &str) -> bool {
        match &self.0 {
            Kind::Name(own) => name == own,
            Kind::Below(domain) => name.ends_with(domain.as_str()),
            Kind::Short => !name.contains('.'),
        }
    }
}

/// Reads what a visitor typed, more strictly than on the command line: a dot at the end is not taken off, because two ways
/// to write one name are one too many here.
pub(super) fn strict(typed: &str) -> Option<Asked> {
    let typed = typed.trim();
    let dotted = typed.ends_with('.') || typed.contains(".:");
    if typed.len() > LONGEST_TYPED || dotted { None } else { Asked::read(typed).ok() }
}

/// What may be looked at.
#[derive(Clone, Debug)]
pub(super) struct Policy {
    networks: Vec<Range>,
    except: Vec<Range>,
    names: Vec<Pattern>,
    gateways: Vec<Pattern>,
    ports: Vec<u16>,
    /// The portal's own names.
    own: Vec<String>,
}

impl Policy {
    /// The policy of a configuration that was checked. What cannot be read there allows nothing.
    pub(super) fn new(config: &config::Probe, own: Vec<String>) -> Self {
        let ranges = |texts: &[String]| texts.iter().filter_map(|text| Range::read(text)).collect();
        let patterns = |texts: &[String]| texts.iter().filter_map(|text| Pattern::read(text)).collect();
        Self {
            networks: ranges(&config.networks),
            except: ranges(&config.except),
            names: patterns(&config.names),
            gateways: patterns(&config.gateways),
            ports: config.ports.clone(),
            own: own.into_iter().map(|name| name.to_ascii_lowercase()).collect(),
        }
    }

    /// What is looked for at a computer, and on which port; none if it may not be asked for. Its addresses are judged
    /// apart, by [`Policy::admits`].
    pub(super) fn purpose(&self, asked: &Asked) -> Option<(Purpose, u16)> {
        let listed = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.fits(&asked.name));
        if self.own.contains(&asked.name) {
            return None;
        }
        if asked.address.is_none() && listed(&self.gateways) {
            let port = Purpose::Gateway.default_port();
            return (asked.port.unwrap_or(port) == port).then_some((Purpose::Gateway, port));
        }
        if asked.address.is_none() && !listed(&self.names) {
            return None;
        }
        let port = asked.port.unwrap_or_else(|| self.usual_port());
        self.ports.contains(&port).then_some((Purpose::Host, port))
    }

    /// The port where none was typed: the usual one, or the first if that may not be looked at.
    fn usual_port(&self) -> u16 {
        let usual = Purpose::Host.default_port();
        if self.ports.contains(&usual) { usual } else { self.ports.first().copied().unwrap_or(usual) }
    }

    /// Whether an address may be connected to.
    pub(super) fn admits(&self, address: IpAddr) -> bool {
        let within = |ranges: &[Range]| ranges.iter().any(|range| range.holds(address));
        let everybody = match address {
            IpAddr::V4(v4) => self.networks.iter().any(|range| range.is_end(v4)),
            // Behind NAT64 stands another computer, which must be allowed itself.
            IpAddr::V6(v6) => inside(v6).is_some_and(|v4| !self.admits(v4.into())),
        };
        !is_denied(address) && !everybody && within(&self.networks) && !within(&self.except)
    }
}

#[cfg(test)]
mod tests;
