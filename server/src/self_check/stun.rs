//! STUN on two UDP ports: tells each asker from which address and port its packet came, and nothing else. Two ports show
//! whether a router gives the same outer port for both.

mod message;

use std::net::SocketAddr;

use tokio::net::UdpSocket;

use super::network::Network;
use crate::portal::Portal;

pub(crate) use message::{LONGEST_ANSWER, answer};

/// Bytes of a request that are looked at. RFC 8489 section 6.1 keeps requests below the smallest path.
const LONGEST_REQUEST: usize = 548;

/// Answers until it is dropped. Without a good request nothing is sent, and an answer has at most 44 bytes, so that nobody gains
/// by a false return address.
pub(crate) async fn serve(socket: UdpSocket, portal: Portal) {
    // One more, so that a longer request can be told from one of full length.
    let mut request = [0; LONGEST_REQUEST + 1];
    let mut response = [0; LONGEST_ANSWER];
    loop {
        // An error here is about an earlier answer that nobody wanted.
        let Ok((length, from)) = socket.recv_from(&mut request).await else { continue };
        let from = SocketAddr::new(from.ip().to_canonical(), from.port());
        if length > LONGEST_REQUEST || !portal.far_ends.pays_stun(Network::of(from.ip())) {
            continue;
        }
        if let Some(length) = answer(&request[..length], from, &mut response) {
            // Better no answer than one that waits.
            let _ = socket.send_to(&response[..length], to(&socket, from)).await;
        }
    }
}

/// The address as the socket needs it: an IPv6 socket that takes both families writes IPv4 inside IPv6.
fn to(socket: &UdpSocket, address: SocketAddr) -> SocketAddr {
    match (address, socket.local_addr()) {
        (SocketAddr::V4(v4), Ok(SocketAddr::V6(_))) => SocketAddr::new(v4.ip().to_ipv6_mapped().into(), v4.port()),
        _ => address,
    }
}
