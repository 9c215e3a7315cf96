//! Addresses that are translated, packets that are refused.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

use crate::lab::impairment::Preset;
use crate::lab::network::addresses::{PORTAL, PUBLIC};
use crate::lab::network::{Nat, Network, Refusal, at, tcp, udp};

/// A server that tells who asks, as STUN does.
fn who_am_i(network: &Network, address: SocketAddr) -> SocketAddr {
    let socket = udp(network.portal(), address).unwrap();
    let address = socket.local_addr().unwrap();
    network.runtime().spawn(async move {
        let socket = tokio::net::UdpSocket::from_std(socket).unwrap();
        while let Ok((_, from)) = socket.recv_from(&mut [0; 16]).await {
            let _ = socket.send_to(from.to_string().as_bytes(), from).await;
        }
    });
    address
}

/// How the client looks from outside, through one socket.
fn seen_from(network: &Network, servers: &[SocketAddr]) -> Vec<SocketAddr> {
    network.client().run(|| {
        let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let ask = |server: &SocketAddr| {
            socket.send_to(b"who", server).unwrap();
            let mut answer = [0; 64];
            let length = socket.recv(&mut answer).unwrap();
            String::from_utf8_lossy(&answer[..length]).parse().unwrap()
        };
        servers.iter().map(ask).collect()
    })
}

#[test]
fn both_kinds_of_translation_look_as_they_should_from_outside() {
    let Some(network) = Network::shared() else { return };
    network.begin(Preset::Lan, 1);
    let servers = [at(PORTAL[0], 0), at(PORTAL[0], 0), at(PORTAL[1], 0)].map(|address| who_am_i(&network, address));
    let plain = seen_from(&network, &servers);
    assert!(plain.iter().all(|seen| *seen == plain[0] && seen.ip() != PUBLIC), "{plain:?}");
    network.nat(Nat::EndpointIndependent);
    let same = seen_from(&network, &servers);
    assert!(same.iter().all(|seen| *seen == same[0] && seen.ip() == PUBLIC), "{same:?}");
    network.nat(Nat::Symmetric);
    let different = seen_from(&network, &servers);
    let mut ports: Vec<u16> = different.iter().map(SocketAddr::port).collect();
    ports.sort_unstable();
    ports.dedup();
    assert!(ports.len() == 3 && different.iter().all(|seen| seen.ip() == PUBLIC), "{different:?}");
}

#[test]
fn each_way_to_refuse_is_what_the_client_sees() {
    let Some(network) = Network::shared() else { return };
    network.begin(Preset::Lan, 1);
    let listener = tcp(network.portal(), at(PORTAL[0], 0)).unwrap();
    let target = listener.local_addr().unwrap();
    let connect = |patience| {
        let connected = network.client().run(|| TcpStream::connect_timeout(&target, Duration::from_millis(patience)));
        connected.map_err(|error| error.kind())
    };
    assert!(connect(10_000).is_ok());
    for (refusal, kind) in [
        (Refusal::Reset, ErrorKind::ConnectionRefused),
        (Refusal::Port, ErrorKind::ConnectionRefused),
        (Refusal::Host, ErrorKind::HostUnreachable),
        (Refusal::Prohibited, ErrorKind::HostUnreachable),
    ] {
        network.refuse(target, refusal);
        assert_eq!(connect(10_000).map(drop), Err(kind), "{refusal:?}");
        network.refuse_nothing();
    }
    network.refuse(target, Refusal::Drop);
    assert_eq!(connect(300).map(drop), Err(ErrorKind::TimedOut));
    network.refuse_nothing();
    assert!(connect(10_000).is_ok());
}
