//! TLS on the portal's side, with a client that takes any certificate: what is looked at is the connection.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};

use crate::lab::impairment::Preset;
use crate::lab::network::{Network, at};

// The tests of the server look at their connections in the same way.
#[path = "../../../server/tests/it/far_ends/any_certificate.rs"]
mod any_certificate;

/// Fetches the page of a host over TLS, from the client's side.
pub(super) fn page(network: &Network, address: SocketAddr, name: &str) -> String {
    let tls =
        ClientConnection::new(Arc::new(any_certificate::client()), ServerName::try_from(name.to_string()).unwrap())
            .unwrap();
    let stream = network.client().run(|| TcpStream::connect(address)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut stream = StreamOwned::new(tls, stream);
    stream.write_all(b"GET / HTTP/1.1\r\nhost: lab\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    // Some servers close without a last word of TLS.
    let _ = stream.read_to_string(&mut answer);
    answer
}

#[test]
fn a_plain_server_is_reached_through_tls() {
    let Some(network) = Network::shared() else { return };
    network.begin(Preset::Lan, 1);
    let plain = network.portal().run(|| TcpListener::bind("127.0.0.1:0")).unwrap();
    let server = plain.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = plain.accept().unwrap();
        let mut request = [0; 1024];
        let length = stream.read(&mut request).unwrap();
        assert!(request[..length].starts_with(b"GET / "));
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nplain").unwrap();
    });
    network.tls_before("plain.lab.test", 443, server);
    let answer = page(&network, at(network.host("plain.lab.test"), 443), "plain.lab.test");
    assert!(answer.ends_with("plain"), "{answer:?}");
}
