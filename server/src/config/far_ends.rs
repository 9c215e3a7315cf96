//! Which far ends of the self-check exist, and under which names visitors reach them.

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// UDP ports that carry datagrams, at most: the usual one for QUIC and the one of Remote Desktop.
const MOST_DATAGRAM_PORTS: usize = 2;
/// STUN needs two ports to tell how a router maps addresses; more tell nothing new.
const MOST_STUN_PORTS: usize = 2;

/// What is missing for names that are not the portal's own.
const NEEDS_BASE_URL: &str =
    "names of your own need base_url too, because only its pages may use them: base_url = \"https://help.example.org\"";

/// The far ends. Those with a port of their own exist only if one is set; the others can be switched off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SelfCheck {
    /// Whether visitors come through a proxy or load balancer of the operator that ends their TLS. Then the far ends that
    /// look at the connection itself say so, and the visitor's address is the last one in `X-Forwarded-For`. The small port
    /// is not concerned: a proxy before it would make segments of its own.
    pub behind_proxy: bool,
    /// Host and port of the second TCP listener, whose segments are kept small.
    pub clamped_listen: Option<String>,
    /// Scheme, host and port by which visitors reach it; without it, the portal's host with the port of the listener.
    pub clamped_origin: Option<String>,
    /// Hosts and UDP ports for WebTransport datagrams, at most two.
    pub datagram_listen: Vec<String>,
    /// Hosts and ports by which visitors reach them, in the same order; without it, the portal's host with these ports.
    pub datagram_public: Vec<String>,
    /// Hosts and UDP ports for STUN: none or two.
    pub stun_listen: Vec<String>,
    /// Hosts and ports by which visitors reach them, in the same order.
    pub stun_public: Vec<String>,
    /// Scheme and host of a name of this portal that has an IPv4 address only.
    pub ipv4_origin: Option<String>,
    /// Scheme and host of a name that has an IPv6 address only.
    pub ipv6_origin: Option<String>,
    /// Scheme and host of a name that has both.
    pub dual_origin: Option<String>,
    /// Whether path sizes can be tested.
    pub sizes: bool,
    /// Whether throughput can be tested: 10 MB each way for each visitor.
    pub transfer: bool,
    /// Whether a connection may be held open in silence.
    pub hold: bool,
    /// Whether a page may try the visitor's own RDP host on port 3389 from the browser.
    pub host_check: bool,
}

impl Default for SelfCheck {
    fn default() -> Self {
        Self {
            behind_proxy: false,
            clamped_listen: None,
            clamped_origin: None,
            datagram_listen: Vec::new(),
            datagram_public: Vec::new(),
            stun_listen: Vec::new(),
            stun_public: Vec::new(),
            ipv4_origin: None,
            ipv6_origin: None,
            dual_origin: None,
            sizes: true,
            transfer: true,
            hold: true,
            host_check: false,
        }
    }
}

impl SelfCheck {
    /// The names for each family of addresses that are set.
    pub fn family_origins(&self) -> impl Iterator<Item = &str> {
        [&self.ipv4_origin, &self.ipv6_origin, &self.dual_origin].into_iter().flatten().map(String::as_str)
    }

    /// Checks what the types do not.
    ///
    /// # Errors
    /// Names the key, and says how to write it.
    pub(super) fn check(&self, has_base_url: bool) -> Result<(), ConfigError> {
        let wrong = |key, text: &str| Err(ConfigError::FarEnd { key, text: text.into() });
        let origins = [
            ("clamped_origin", &self.clamped_origin),
            ("ipv4_origin", &self.ipv4_origin),
            ("ipv6_origin", &self.ipv6_origin),
            ("dual_origin", &self.dual_origin),
        ];
        for (key, origin) in origins {
            let Some(origin) = origin else { continue };
            if !is_origin(origin) {
                return wrong(key, &format!("\"{origin}\" is no origin: write it as https://name.example.org:8443"));
            }
            if !has_base_url {
                return wrong(key, NEEDS_BASE_URL);
            }
        }
        if !self.datagram_public.is_empty() && !has_base_url {
            return wrong("datagram_public", NEEDS_BASE_URL);
        }
        if self.datagram_listen.len() > MOST_DATAGRAM_PORTS {
            return wrong("datagram_listen", "name one or two ports");
        }
        if !self.stun_listen.is_empty() && self.stun_listen.len() != MOST_STUN_PORTS {
            return wrong("stun_listen", "name two ports: one alone cannot tell how a router maps addresses");
        }
        for (key, public, listen) in [
            ("datagram_public", &self.datagram_public, &self.datagram_listen),
            ("stun_public", &self.stun_public, &self.stun_listen),
        ] {
            if !public.is_empty() && public.len() != listen.len() {
                return wrong(key, "name as many as there are listeners, in the same order");
            }
            if let Some(place) = public.iter().find(|place| !is_place(place)) {
                return wrong(key, &format!("\"{place}\" is no host with a port: write it as help.example.org:3478"));
            }
        }
        Ok(())
    }
}

/// Whether a text is scheme, host and perhaps port, with nothing that could break out of a header.
fn is_origin(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, host)| ["http", "https"].contains(&scheme) && is_host(host))
}

fn is_place(text: &str) -> bool {
    text.rsplit_once(':').is_some_and(|(host, port)| is_host(host) && port.parse::<u16>().is_ok_and(|port| port > 0))
}

fn is_host(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._:[]".contains(c))
}
