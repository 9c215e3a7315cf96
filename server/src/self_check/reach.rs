//! By which names and ports visitors reach the far ends that have a port of their own. The plan tells them to the page, and the
//! page's policy lets the browser ask them: both from here, so that neither knows one that the other does not.

use crate::portal::Portal;

/// What is reached, by whom a page of this name was asked for.
#[derive(Debug)]
pub(crate) struct Reach {
    /// Scheme, host and port of the small port, if there is one.
    pub(crate) clamped: Option<String>,
    /// Hosts with UDP ports for datagrams.
    pub(crate) datagrams: Vec<String>,
    /// Hosts with UDP ports for STUN.
    pub(crate) stun: Vec<String>,
}

impl Reach {
    /// As configured, or else `name`, the host of the page without a port, with the ports that are open.
    pub(crate) fn of(portal: &Portal, name: &str) -> Self {
        let config = &portal.config.self_check;
        let ports = portal.far_ends.ports();
        let scheme = if portal.config.tls.source().is_some() { "https" } else { "http" };
        let own = || ports.clamped.map(|port| format!("{scheme}://{name}:{port}"));
        Self {
            clamped: config.clamped_origin.clone().or_else(own),
            datagrams: places(&config.datagram_public, &ports.datagrams, name),
            stun: places(&config.stun_public, &ports.stun, name),
        }
    }
}

/// Ports that are not open are reached by no name.
fn places(public: &[String], open: &[u16], name: &str) -> Vec<String> {
    match (open, public) {
        ([], _) => Vec::new(),
        (_, []) => open.iter().map(|port| format!("{name}:{port}")).collect(),
        (_, public) => public.to_vec(),
    }
}
