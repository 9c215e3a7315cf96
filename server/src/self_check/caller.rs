//! Who asks, as far as the far ends need it: the connection, the network, and what a proxy added.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderMap, Version, header};

use super::client_hello::ClientHello;
use super::network::Network;
use crate::portal::Portal;

/// Headers that a proxy in between adds.
const PROXY_HEADERS: [&str; 4] = ["via", "forwarded", "x-forwarded-for", "x-bluecoat-via"];

/// What is known of a connection while it lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Connection {
    /// Address at the other end.
    pub(crate) peer: IpAddr,
    /// Whether that is the operator's own proxy.
    pub(crate) proxied: bool,
    /// Whether TLS ends here.
    pub(crate) tls: bool,
    /// The greeting of TLS, if it could be read.
    pub(crate) hello: Option<ClientHello>,
}

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// None if the request came without a port, as in tests of the router.
    pub(crate) connection: Option<Arc<Connection>>,
    /// The visitor's address: the connection's, or the one that the operator's own proxy tells.
    pub(crate) address: Option<IpAddr>,
    /// Whether it came through the operator's own proxy.
    pub(crate) behind_proxy: bool,
    /// Whether something passed the request on: that proxy, or another by its headers.
    pub(crate) proxied: bool,
    /// `1.0`, `1.1` or `2`.
    pub(crate) http: &'static str,
}

impl Caller {
    pub(crate) fn of(portal: &Portal, request: &Request) -> Self {
        let connection = request.extensions().get::<Arc<Connection>>().cloned();
        let configured = portal.config.self_check.behind_proxy;
        let behind_proxy = connection.as_ref().map_or(configured, |connection| connection.proxied);
        let peer = connection.as_ref().map(|connection| connection.peer.to_canonical());
        let told = || told_by_proxy(request.headers());
        Self {
            address: if behind_proxy { told() } else { peer },
            connection,
            behind_proxy,
            proxied: behind_proxy || PROXY_HEADERS.iter().any(|name| request.headers().contains_key(*name)),
            http: version(request.version()),
        }
    }

    /// The network whose allowance and seats count.
    pub(crate) fn network(&self) -> Network {
        self.address.map_or_else(Network::unknown, Network::of)
    }

    /// Whether TLS ends here.
    pub(crate) fn is_tls(&self) -> bool {
        self.connection.as_ref().is_some_and(|connection| connection.tls)
    }
}

/// The address that the nearest proxy saw: the last one, because visitors can write the others themselves.
fn told_by_proxy(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    address(last.rsplit(',').next()?.trim()).map(|address| address.to_canonical())
}

/// An address as proxies write it: alone, in brackets, or with a port.
fn address(written: &str) -> Option<IpAddr> {
    let bare = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(written);
    bare.parse().ok().or_else(|| written.parse().ok().map(|place: SocketAddr| place.ip()))
}

fn version(version: Version) -> &'static str {
    match version {
        Version::HTTP_2 => "2",
        Version::HTTP_11 => "1.1",
        Version::HTTP_10 => "1.0",
        _ => "other",
    }
}

/// Whether an origin is this portal's. `host` is the name by which the far end was asked for.
///
/// With a configured address the origin is that one. A far end may also be asked by a page of its very own host; and without a
/// configured address, by the page on the main port of the same name.
pub(crate) fn is_portal(portal: &Portal, origin: &str, host: &str) -> bool {
    let Some((scheme, from)) = origin.split_once("://") else { return false };
    if portal.base_url.origin.as_deref() == Some(origin) || (from == host && !host.is_empty()) {
        return true;
    }
    let default = if scheme == "https" { 443 } else { 80 };
    let (name, port) = name_and_port(from);
    let main = portal.far_ends.ports().main;
    let own_name = !name.is_empty() && name == name_and_port(host).0;
    portal.base_url.origin.is_none() && own_name && main.is_some_and(|main| port.unwrap_or(default) == main)
}

/// Takes `name:port` apart. An IPv6 address keeps its brackets.
pub(crate) fn name_and_port(host: &str) -> (&str, Option<u16>) {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port.parse().ok()),
        _ => (host, None),
    }
}

/// The value of a key in a query.
pub(super) fn asked_for(query: Option<&str>, key: &str) -> Option<String> {
    form_urlencoded::parse(query?.as_bytes()).find(|(name, _)| name == key).map(|(_, value)| value.into_owned())
}

/// The name by which a request asked for this server.
pub(crate) fn asked_host(headers: &HeaderMap) -> &str {
    headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
