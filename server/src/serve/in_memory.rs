//! A visitor's connection without a network, for tests that move the clock: with sockets, time would pass whenever the system
//! takes a moment to deliver.

use std::net::Ipv4Addr;

use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{DuplexStream, duplex};

use super::connection::http;
use super::watched::Watched;
use crate::portal::Portal;
use crate::routes;
use crate::self_check::caller::Connection;
use crate::self_check::limits;

/// Name by which the visitor asks.
pub(crate) const HOST: &str = "localhost:2308";
/// Bytes that can be under way in each direction.
const PIPE: usize = 4 * 1024;

/// Connects a visitor.
pub(crate) fn connect(portal: &Portal) -> DuplexStream {
    let (there, here) = duplex(PIPE);
    let connection = Connection { peer: Ipv4Addr::LOCALHOST.into(), proxied: false, tls: false, hello: None };
    let app = routes::app(portal);
    tokio::spawn(async move {
        let never = GracefulShutdown::new();
        http(Watched::new(here, limits::STALL), connection, app, never.watcher()).await;
    });
    there
}
