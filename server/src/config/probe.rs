//! Whether this portal looks at other computers for its visitors, and at which. Without ranges it looks at none.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::ConfigError;
use crate::probe::{Pattern, Range};

/// The usual port of Remote Desktop.
const REMOTE_DESKTOP: u16 = 3389;

/// What the portal may look at. It is set in the file only: a list of what is allowed should be read as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Probe {
    /// Ranges of addresses that may be looked at, `10.20.0.0/16`. The probe is switched on by naming one.
    pub networks: Vec<String>,
    /// Ranges or addresses within them that may not.
    pub except: Vec<String>,
    /// Names that may be asked for: `pc-17`, `*.example.org` for everything below, or `*` for all names without a dot.
    /// Without any, only addresses may be typed.
    pub names: Vec<String>,
    /// Names that are Remote Desktop gateways, written likewise. They are looked at on port 443 and on no other.
    pub gateways: Vec<String>,
    /// Ports on which Remote Desktop may be looked for.
    pub ports: Vec<u16>,
    /// Where this server stands, in words that visitors know: "the data centre in Kiel".
    pub place: Option<String>,
    /// File to which a line is added for every look, and nothing else. Required.
    pub audit: Option<PathBuf>,
    /// How visitors stand in that record.
    pub who: Who,
}

/// How visitors stand in the record of looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// Their network, the first 24 bits of an IPv4 address or the first 56 of an IPv6 address: misuse can be traced to it.
    #[default]
    Network,
    /// A code for their network, made with a key that is new at every start and written nowhere: nothing can be traced.
    Code,
}

impl Default for Probe {
    fn default() -> Self {
        Self {
            networks: Vec::new(),
            except: Vec::new(),
            names: Vec::new(),
            gateways: Vec::new(),
            ports: vec![REMOTE_DESKTOP],
            place: None,
            audit: None,
            who: Who::default(),
        }
    }
}

impl Probe {
    /// Whether the portal looks at anything.
    pub fn is_on(&self) -> bool {
        !self.networks.is_empty()
    }

    /// Checks what the types do not.
    ///
    /// # Errors
    /// Names the key, and says how to write it.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let wrong = |key, text: String| Err(ConfigError::Probe { key, text });
        for (key, written) in [("networks", &self.networks), ("except", &self.except)] {
            if let Some(odd) = written.iter().find(|text| Range::read(text).is_none()) {
                let text = format!("\"{odd}\" is no range: write it as 10.20.0.0/16, 2001:db8:17::/48 or 10.20.0.17");
                return wrong(key, text);
            }
        }
        for (key, written) in [("names", &self.names), ("gateways", &self.gateways)] {
            if let Some(odd) = written.iter().find(|text| Pattern::read(text).is_none()) {
                let text = format!("\"{odd}\" is no name: write it as pc-17.example.org, *.example.org or *");
                return wrong(key, text);
            }
        }
        if self.ports.is_empty() || self.ports.contains(&0) {
            return wrong("ports", "name at least one port, each from 1 to 65535".into());
        }
        let bare = Self { ports: self.ports.clone(), ..Self::default() };
        if !self.is_on() && *self != bare {
            return wrong(
                "networks",
                "name the ranges of addresses that may be looked at; without them nothing is".into(),
            );
        }
        if self.is_on() && self.audit.is_none() {
            return wrong("audit", "name a file for the record of all looks; without it nothing is looked at".into());
        }
        Ok(())
    }
}
