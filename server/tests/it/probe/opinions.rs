//! What further connections are made for, how many there are, and what does not follow from their failure.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use socket2::{Domain, Socket, Type};

use super::peers::{Peer, Script};
use super::*;

async fn gateway(script: Script) -> Report {
    let peer = Peer::start(script).await;
    let target = Target { name: "rdg.example.org".to_string(), ..target(peer.address) };
    probe(target, Options { purpose: Purpose::Gateway, limits: limits(), ..Options::default() }).await
}

fn outcomes(report: &Report, phase: Phase) -> Vec<Outcome> {
    report.phases.iter().filter(|report| report.phase == phase).map(|report| report.outcome).collect()
}

/// Our library knows no such ciphers, and clients do.
#[tokio::test]
async fn a_gateway_with_an_old_cipher_is_not_called_odd() {
    let report = gateway(Script::OldGateway).await;
    assert_eq!(report.verdict, Verdict::OldTls, "{:?}", report.phases);
    assert_eq!(outcomes(&report, Phase::Greeting), [Outcome::Fine]);
    let tls = report.tls.as_ref().unwrap();
    assert_eq!((tls.version.as_str(), tls.complete), ("TLS 1.2", false));
    assert!(report.findings().is_empty(), "{:?}", report.findings());
}

#[tokio::test]
async fn a_gateway_that_closes_for_every_greeting_is_silent() {
    let report = gateway(Script::CloseOnAccept).await;
    assert_eq!(report.verdict, Verdict::GatewaySilent, "{:?}", report.phases);
    assert_eq!((outcomes(&report, Phase::Greeting).len(), outcomes(&report, Phase::OldGreeting).len()), (1, 1));
}

#[tokio::test]
async fn a_failed_web_socket_does_not_hide_the_first_answer() {
    const ANSWER: &str = "HTTP/1.1 405 Method Not Allowed\r\n\r\n";
    let report = gateway(Script::Turns(&[Script::Gateway(ANSWER), Script::CloseOnAccept])).await;
    assert_eq!(report.verdict, Verdict::GatewayOdd, "{:?}", report.phases);
    assert_eq!(report.gateway.as_ref().map(|gateway| gateway.status), Some(405));
    assert_ne!(outcomes(&report, Phase::Tls).last(), Some(&Outcome::Fine), "{:?}", report.phases);
    assert!(report.tls.as_ref().is_some_and(|tls| tls.complete) && !report.certificates.is_empty());
}

/// A host that chooses no TLS the second time has not said which versions it can do.
#[tokio::test]
async fn a_second_choice_of_the_old_encryption_is_no_old_tls() {
    let bare = Script::Says(b"\x03\0\0\x0b\x06\xd0\0\0\x12\x34\0");
    for script in [
        Script::Turns(&[Script::CloseAfterHello, Script::Selects(0)]),
        Script::Turns(&[Script::CloseAfterHello, Script::Says(b"\x03\0\0\x0b\x06\xd0\0\0\x12\x34\0")]),
        Script::Turns(&[Script::CloseAfterHello, Script::CloseOnAccept]),
    ] {
        let report = look(script, limits()).await;
        assert_eq!(outcomes(&report, Phase::Greeting), [Outcome::NotSoFar], "{script:?}");
        assert_eq!(report.verdict, Verdict::Undecided, "{script:?}: {:?}", report.phases);
        assert!(report.findings().is_empty());
    }
    // The first time the same answer does say something.
    assert_eq!(look(bare, limits()).await.verdict, Verdict::WithoutTls);
}

#[tokio::test]
async fn our_own_time_is_not_their_silence() {
    let total = Duration::from_millis(500);
    for script in [Script::Tarpit, Script::Selects(1), Script::Drip] {
        let report = look(script, Limits { total, ..limits() }).await;
        assert_eq!(report.phases.last().map(|phase| phase.outcome), Some(Outcome::OutOfTime), "{script:?}");
        assert_eq!(report.verdict, Verdict::Undecided, "{script:?}: {:?}", report.phases);
        assert!(report.findings().is_empty(), "{script:?}");
    }
}

/// The number that visitors are told, from a name of which all addresses but the last refuse, and a host that wants to be asked
/// in three ways.
#[tokio::test]
async fn no_look_makes_more_connections_than_we_say() {
    let peer = Peer::start(Script::CloseAfterHello).await;
    let refusing = [2, 3, 4].map(|last| IpAddr::from([127, 0, 0, last]));
    let addresses = refusing.into_iter().chain([peer.address.ip()]).collect();
    let target = Target { name: "pc-17".into(), addresses, port: peer.address.port() };
    let report = probe(target, Options { limits: limits(), ..Options::default() }).await;
    let made = [Phase::Connect, Phase::Greeting, Phase::OldGreeting].map(|phase| outcomes(&report, phase).len());
    assert_eq!((made, peer.accepted()), ([4, 1, 1], 3), "{:?}", report.phases);
    assert_eq!(made.iter().sum::<usize>(), MOST_CONNECTIONS);
}

/// A place that takes no connection and refuses none: its queue is full.
struct Full(Vec<Socket>);

impl Full {
    fn at(address: SocketAddr) -> Self {
        let socket = || Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        let listener = socket();
        listener.bind(&address.into()).unwrap();
        listener.listen(0).unwrap();
        let mut sockets = vec![listener];
        for _ in 0..4 {
            let waiting = socket();
            waiting.set_nonblocking(true).unwrap();
            let _ = waiting.connect(&address.into());
            sockets.push(waiting);
        }
        Self(sockets)
    }
}

/// Addresses that swallow everything share the time for a connection, so the one that answers is still reached.
#[tokio::test]
async fn the_addresses_of_a_name_share_the_time_for_a_connection() {
    let peer = Peer::start(Script::Fails(5)).await;
    let port = peer.address.port();
    let silent = [2, 3, 4].map(|last| IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)));
    let full = silent.map(|address| Full::at(SocketAddr::new(address, port)));
    let addresses = silent.into_iter().chain([peer.address.ip()]).collect();
    let target = Target { name: "pc-17".into(), addresses, port };
    let (connect, total) = (Duration::from_secs(2), Duration::from_secs(3));
    let report = probe(target, Options { limits: Limits { connect, total, ..limits() }, ..Options::default() }).await;
    let (silent, fine) = (Outcome::Silent, Outcome::Fine);
    assert_eq!(outcomes(&report, Phase::Connect), [silent, silent, silent, fine], "{:?}", report.phases);
    assert!(full.iter().all(|full| full.0.len() == 5));
}
