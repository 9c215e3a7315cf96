//! The hosts on port 3389, looked at with plain sockets from the client's side.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::tls;
use crate::lab::impairment::Preset;
use crate::lab::network::stand_ins::RDP;
use crate::lab::network::{Network, StandIn, at};

/// A little of what a browser says first: the head of a TLS record and as many bytes as it promises.
const HELLO: [u8; 9] = [22, 3, 1, 0, 4, 1, 0, 0, 0];
/// More than enough for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

fn connect(network: &Network, address: SocketAddr, patience: Duration) -> Result<TcpStream, ErrorKind> {
    network.client().run(|| TcpStream::connect_timeout(&address, patience)).map_err(|error| error.kind())
}

/// Says hello; returns what comes back: nothing at the end of the connection, or the kind of the error.
fn say_hello(network: &Network, address: SocketAddr, patience: Duration) -> Result<Vec<u8>, ErrorKind> {
    let mut stream = connect(network, address, PATIENCE)?;
    stream.write_all(&HELLO).map_err(|error| error.kind())?;
    stream.set_read_timeout(Some(patience)).unwrap();
    let mut answer = vec![0; 64];
    let length = stream.read(&mut answer).map_err(|error| error.kind())?;
    answer.truncate(length);
    Ok(answer)
}

#[test]
fn each_host_answers_in_its_own_way_at_both_addresses() {
    let Some(network) = Network::shared() else { return };
    let stand_ins = network.stand_ins();
    network.begin(Preset::Lan, 1);
    for stand_in in StandIn::ALL {
        for address in stand_in.addresses().map(|address| at(address, RDP)) {
            let before = stand_ins.accepted(stand_in);
            let accepts = match stand_in {
                StandIn::Closed => {
                    assert_eq!(connect(&network, address, PATIENCE).unwrap_err(), ErrorKind::ConnectionRefused);
                    0
                }
                StandIn::Dropped => {
                    let patience = Duration::from_millis(300);
                    assert_eq!(connect(&network, address, patience).unwrap_err(), ErrorKind::TimedOut);
                    0
                }
                StandIn::Reset => {
                    assert_eq!(say_hello(&network, address, PATIENCE), Err(ErrorKind::ConnectionReset));
                    1
                }
                StandIn::Fin => {
                    assert_eq!(say_hello(&network, address, PATIENCE), Ok(Vec::new()));
                    1
                }
                StandIn::Silent => {
                    let patience = Duration::from_millis(300);
                    assert_eq!(say_hello(&network, address, patience), Err(ErrorKind::WouldBlock));
                    1
                }
                StandIn::SelfSigned | StandIn::Trusted => {
                    assert!(tls::page(&network, address, &stand_in.names()[0]).ends_with("ok"));
                    1
                }
                StandIn::Xrdp => {
                    negotiate(&network, address);
                    0
                }
            };
            // What was said in vain may still wait to be accepted.
            let settled = (0..400).any(|_| {
                let enough = stand_ins.accepted(stand_in) - before >= accepts;
                if !enough {
                    std::thread::sleep(Duration::from_millis(25));
                }
                enough
            });
            assert!(settled && stand_ins.accepted(stand_in) - before == accepts, "{stand_in:?}");
            assert!(network.tally().attempts[&address] >= 1, "{stand_in:?}");
        }
    }
}

/// Asks for TLS in the words of RDP (MS-RDPBCGR 2.2.1.1), and reads the confirmation.
fn negotiate(network: &Network, address: SocketAddr) {
    if let Err(why) = network.stand_ins().xrdp() {
        assert!(!std::env::var("CI").is_ok_and(|ci| ci == "true"), "with CI=true nothing may be skipped: {why}");
        eprintln!("skipped: {why}");
        return;
    }
    let request = [3, 0, 0, 19, 14, 0xE0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0];
    // It may still be starting.
    let mut stream = (0..2_400)
        .find_map(|_| {
            let stream = connect(network, address, PATIENCE);
            if stream.is_err() {
                std::thread::sleep(Duration::from_millis(25));
            }
            stream.ok()
        })
        .expect("xrdp does not listen");
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(&request).unwrap();
    let mut answer = [0; 19];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!((answer[0], answer[5] & 0xF0, answer[11], answer[15]), (3, 0xD0, 2, 1), "{answer:?}");
}
