//! What a look needs of the world: addresses of names, which addresses are elsewhere, and the look itself. Tests bring a world
//! of their own, so that no rule has to be loosened for them.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::pin::Pin;

use tokio::net::lookup_host;

use super::report::Report;
use super::target::Target;
use super::{Options, probe};

/// Something that takes its time.
pub type Soon<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The world around a look.
pub trait Surroundings: Send + Sync {
    /// Every address of a name; none if it has none. Asked at most once for each look.
    fn addresses(&self, name: &str) -> Soon<Vec<IpAddr>>;

    /// Whether an address is certainly not this machine's own.
    fn is_elsewhere(&self, address: IpAddr) -> bool;

    /// Looks at a computer, at these addresses and no others.
    fn look(&self, target: Target, options: Options) -> Soon<Report>;
}

/// The world as it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct World;

impl Surroundings for World {
    fn addresses(&self, name: &str) -> Soon<Vec<IpAddr>> {
        let name = name.to_string();
        Box::pin(async move {
            let found = lookup_host((name.as_str(), 0)).await;
            found.map_or_else(|_| Vec::new(), |found| found.map(|address| address.ip()).collect())
        })
    }

    /// Asks the system from which address it would go there: to reach itself, a machine goes from the very address that it
    /// goes to, or from its loopback. No packet is sent. Where there is no way, or only to everybody at once, the answer is no.
    fn is_elsewhere(&self, address: IpAddr) -> bool {
        let any: IpAddr = if address.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
        let from = || {
            let socket = UdpSocket::bind(SocketAddr::new(any, 0))?;
            socket.connect(SocketAddr::new(address, 9))?;
            socket.local_addr()
        };
        from().is_ok_and(|from: SocketAddr| from.ip() != address && !from.ip().is_loopback())
    }

    fn look(&self, target: Target, options: Options) -> Soon<Report> {
        Box::pin(probe(target, options))
    }
}
