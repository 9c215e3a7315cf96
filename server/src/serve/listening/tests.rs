use super::*;

fn place(written: &str) -> Place<'_> {
    Place { written, key: "here" }
}

#[test]
fn localhost_is_both_addresses() {
    let mut addresses = vec!["127.0.0.1:7".parse().unwrap()];
    complete("localhost:7", &mut addresses);
    assert_eq!(addresses, ["127.0.0.1:7".parse().unwrap(), "[::1]:7".parse().unwrap()]);
    complete("localhost:7", &mut addresses);
    complete("help.example.org:7", &mut addresses);
    assert_eq!(addresses.len(), 2);
}

#[tokio::test]
async fn all_addresses_share_the_port_that_was_chosen() {
    let sockets = udp(place("localhost:0")).await.unwrap();
    let places: Vec<SocketAddr> = sockets.iter().map(|socket| socket.local_addr().unwrap()).collect();
    assert!(places.iter().all(|place| place.port() == places[0].port() && place.ip().is_loopback()));
    let one = std::net::UdpSocket::bind("[::1]:0").is_ok();
    assert_eq!(places.iter().any(SocketAddr::is_ipv6), one);
    let port = places[0].port();
    let taken = udp(place(&format!("127.0.0.1:{port}"))).await.unwrap_err();
    assert!(matches!(&taken, ListenError::Taken { key: "here", .. }), "{taken}");
}
