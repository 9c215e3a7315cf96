//! Takes ports: a host and port as written stands for every address that the host has.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::{TcpListener, TcpSocket, UdpSocket, lookup_host};

use super::ListenError;

/// Connections that wait to be accepted.
const BACKLOG: u32 = 1_024;

/// A host and port, and the key of the configuration under which it was written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) written: &'a str,
    pub(super) key: &'static str,
}

/// Takes a TCP port. `segment` bounds what the other side may send in one segment, in bytes, and what is sent to it.
pub(super) async fn tcp(place: Place<'_>, segment: Option<u32>) -> Result<Vec<TcpListener>, ListenError> {
    every(place, |address| listen(address, segment), TcpListener::local_addr).await
}

/// Takes a UDP port.
pub(super) async fn udp(place: Place<'_>) -> Result<Vec<UdpSocket>, ListenError> {
    let bind = |address| {
        let socket = std::net::UdpSocket::bind(address)?;
        socket.set_nonblocking(true)?;
        UdpSocket::from_std(socket)
    };
    every(place, bind, UdpSocket::local_addr).await
}

fn listen(address: SocketAddr, segment: Option<u32>) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // On Windows this would let another program take the port as well.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    if let Some(segment) = segment {
        clamp(&socket, segment)?;
    }
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Must happen before listening, because the size is agreed on when a connection begins.
#[cfg(unix)]
fn clamp(socket: &TcpSocket, segment: u32) -> io::Result<()> {
    socket2::SockRef::from(socket).set_tcp_mss(segment)
}

#[cfg(not(unix))]
fn clamp(_: &TcpSocket, _: u32) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this system cannot keep segments small"))
}

/// Browsers know both addresses of `localhost` whatever the system's list says, and for WebTransport they try only the first.
fn complete(written: &str, addresses: &mut Vec<SocketAddr>) {
    let Some(port) = written.strip_prefix("localhost:").and_then(|port| port.parse().ok()) else { return };
    for own in [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)] {
        if !addresses.iter().any(|address| address.ip() == own) {
            addresses.push(SocketAddr::new(own, port));
        }
    }
}

/// Takes a port on every address of a host. With port 0 the system chooses once, and the other addresses take the same.
async fn every<T>(
    place: Place<'_>,
    take: impl Fn(SocketAddr) -> io::Result<T>,
    local: impl Fn(&T) -> io::Result<SocketAddr>,
) -> Result<Vec<T>, ListenError> {
    let Place { written, key } = place;
    let impossible = |reason| ListenError::Impossible { address: written.into(), key, reason };
    let mut addresses: Vec<SocketAddr> = lookup_host(written).await.map_err(impossible)?.collect();
    complete(written, &mut addresses);
    let mut taken: Vec<T> = Vec::new();
    let mut refused = io::Error::other("the name has no address");
    for mut address in addresses {
        if let Some(Ok(first)) = taken.first().map(&local) {
            address.set_port(first.port());
        }
        match take(address) {
            Ok(one) => taken.push(one),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                return Err(ListenError::Taken { address: written.into(), key });
            }
            // A machine without IPv6 still has the other one.
            Err(error) => refused = error,
        }
    }
    if taken.is_empty() { Err(impossible(refused)) } else { Ok(taken) }
}

#[cfg(test)]
mod tests;
