//! The probe against peers that fail in every way we know, each in this process: phase, verdict and what the engine makes of
//! it, as one table. Peers that are real programs are in `tests/it/probe_peers.rs` of the workspace.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::net::SocketAddr;
use std::time::Duration;

use server::probe::{
    Limits, MOST_CONNECTIONS, Options, Outcome, Phase, Purpose, Report, Speaks, Target, Verdict, probe,
};

mod causes;
mod command;
mod opinions;
pub(crate) mod peers;

use causes::first_cause;
use peers::{Peer, Script};

/// Short enough to wait for, long enough for a busy machine where something must come. Only silent peers reach a limit.
fn limits() -> Limits {
    Limits { pause: Duration::ZERO, ..Limits::default() }
}

/// For peers that never say enough: what is waited for in vain.
fn impatient() -> Limits {
    let short = Duration::from_millis(300);
    Limits { negotiation: short, tls: short, sign_in: short, gateway: short, datagram: short, ..limits() }
}

fn target(address: SocketAddr) -> Target {
    Target { name: "pc-17".to_string(), addresses: vec![address.ip()], port: address.port() }
}

async fn look(script: Script, limits: Limits) -> Report {
    let peer = Peer::start(script).await;
    probe(target(peer.address), Options { limits, ..Options::default() }).await
}

/// One row: the peer, the phase that decides with its outcome, the verdict, and the first cause.
struct Row(&'static str, Script, Limits, (Phase, Outcome), Verdict, &'static str);

fn table() -> Vec<Row> {
    use Phase::{Greeting, Negotiation, Tls};
    use Script::*;
    let (usual, short) = (limits(), impatient());
    let failure = |code| Outcome::Failure { code };
    let foreign = |speaks| Outcome::Foreign { speaks };
    let alert = |code| Outcome::Alert { code };
    let av = "av-third-party-blocks";
    let key = "cert-private-key-unreadable";
    let other = "wrong-service-on-port";
    let layer = "security-layer-misconfig";
    vec![
        Row(
            "closes after the request",
            CloseAfterRequest,
            usual,
            (Negotiation, Outcome::Closed),
            Verdict::ClosedEarly,
            av,
        ),
        Row("silent", Tarpit, short, (Negotiation, Outcome::Silent), Verdict::SilentEarly, av),
        Row("a byte at a time", Drip, short, (Negotiation, Outcome::Silent), Verdict::SilentEarly, av),
        Row(
            "web server",
            Says(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
            usual,
            (Negotiation, foreign(Speaks::Http)),
            Verdict::WebServer,
            other,
        ),
        Row(
            "SSH",
            Says(b"SSH-2.0-OpenSSH_9.2p1\r\n"),
            usual,
            (Negotiation, foreign(Speaks::Ssh)),
            Verdict::SshServer,
            other,
        ),
        Row(
            "mail",
            Says(b"220 mail.example.org ESMTP\r\n"),
            usual,
            (Negotiation, foreign(Speaks::Other)),
            Verdict::OtherService,
            other,
        ),
        Row(
            "TLS from the first byte",
            Says(b"\x15\x03\x01\0\x02\x02\x46\n"),
            usual,
            (Negotiation, foreign(Speaks::Tls)),
            Verdict::OtherService,
            other,
        ),
        Row(
            "a frame of 64 KiB",
            Says(b"\x03\0\xff\xff\x0e\xd0\0\0"),
            usual,
            (Negotiation, Outcome::TooLong),
            Verdict::OtherService,
            other,
        ),
        Row(
            "a broken frame",
            Says(b"\x03\0\0\x0b\x06\xe0\0\0\0\0\0"),
            usual,
            (Negotiation, Outcome::Malformed),
            Verdict::OtherService,
            other,
        ),
        Row(
            "sent away",
            Says(b"\x03\0\0\x09\x02\xf0\x80\x21\x80"),
            usual,
            (Negotiation, Outcome::Dismissed),
            Verdict::Dismissed,
            av,
        ),
        Row("failure 1", Fails(1), usual, (Negotiation, failure(1)), Verdict::WantsTls, layer),
        Row("failure 2", Fails(2), usual, (Negotiation, failure(2)), Verdict::OldEncryptionOnly, layer),
        Row("failure 3", Fails(3), usual, (Negotiation, failure(3)), Verdict::NoCertificate, key),
        Row("failure 4", Fails(4), usual, (Negotiation, failure(4)), Verdict::OtherFailure, layer),
        Row("failure 5", Fails(5), usual, (Negotiation, failure(5)), Verdict::WantsNla, layer),
        Row("failure 6", Fails(6), usual, (Negotiation, failure(6)), Verdict::WantsClientCertificate, layer),
        Row(
            "without a choice",
            Says(b"\x03\0\0\x0b\x06\xd0\0\0\x12\x34\0"),
            usual,
            (Negotiation, Outcome::Fine),
            Verdict::WithoutTls,
            layer,
        ),
        Row("the old encryption", Selects(0), usual, (Negotiation, Outcome::Fine), Verdict::WithoutTls, layer),
        Row("closes after the hello", CloseAfterHello, usual, (Tls, Outcome::Closed), Verdict::ClosedInTls, key),
        Row(
            "an alert",
            AfterHello(b"\x15\x03\x03\0\x02\x02\x28"),
            usual,
            (Tls, alert(40)),
            Verdict::AlertInTls,
            "tls-version-mismatch",
        ),
        Row(
            "words in clear",
            AfterHello(b"\x03\0\0\x09\x02\xf0\x80\x21\x80"),
            usual,
            (Greeting, Outcome::Plain),
            Verdict::PlainInTls,
            key,
        ),
        Row("silent at TLS", Selects(1), short, (Greeting, Outcome::Silent), Verdict::SilentInTls, key),
    ]
}

#[tokio::test]
async fn each_fault_is_named_with_its_phase() {
    let mut wrong = Vec::new();
    for Row(name, script, limits, (phase, outcome), verdict, cause) in table() {
        let report = look(script, limits).await;
        let found = report.phase(phase).map(|report| report.outcome);
        let first = first_cause(&report);
        if (found, report.verdict, first.as_str()) != (Some(outcome), verdict, cause) {
            wrong.push(format!("{name}: {found:?}, {:?}, {first}; {:?}", report.verdict, report.phases));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a reset or an end is seen depends on what was unread, so both are right; the phase is what counts.
#[tokio::test]
async fn ends_that_look_different_have_the_same_verdict() {
    let cases = [
        (Script::CloseOnAccept, Verdict::ClosedEarly),
        (Script::ResetAfterRequest, Verdict::ClosedEarly),
        (Script::ResetAfterConfirm, Verdict::ClosedInTls),
        (Script::ResetAfterHello, Verdict::ClosedInTls),
        (Script::CutInCertificate, Verdict::ClosedInTls),
    ];
    for (script, verdict) in cases {
        let report = look(script, limits()).await;
        assert_eq!(report.verdict, verdict, "{script:?}: {:?}", report.phases);
        let phase = verdict.phase().unwrap();
        let report = report.phase(phase).unwrap();
        assert!(matches!(report.outcome, Outcome::Closed | Outcome::Reset), "{script:?}: {report:?}");
    }
}

#[tokio::test]
async fn a_closed_port_is_refused() {
    let address = Peer::closed().await;
    // In a task of its own, as a server would: the probe can move between threads.
    let report = tokio::spawn(probe(target(address), Options::default())).await.unwrap();
    assert_eq!((report.verdict, report.phases.len()), (Verdict::PortRefused, 1));
    assert_eq!(report.findings()[0].outcome, "no-connection");
}

#[tokio::test]
async fn the_next_address_is_tried_and_both_are_told() {
    let peer = Peer::start(Script::Fails(5)).await;
    // Nothing listens there: 127.0.0.2 is this computer too, but the peer is bound to 127.0.0.1.
    let addresses = vec!["127.0.0.2".parse().unwrap(), peer.address.ip()];
    let target = Target { name: "pc-17".into(), addresses, port: peer.address.port() };
    let report = probe(target, Options::default()).await;
    let outcomes: Vec<(Phase, Outcome)> = report.phases.iter().map(|p| (p.phase, p.outcome)).collect();
    let expected = [
        (Phase::Connect, Outcome::Refused),
        (Phase::Connect, Outcome::Fine),
        (Phase::Negotiation, Outcome::Failure { code: 5 }),
    ];
    assert_eq!(outcomes, expected);
    assert_eq!(report.verdict, Verdict::WantsNla);
}

/// One byte at a time ends at the limit of the phase, with what came till then.
#[tokio::test]
async fn slow_bytes_prolong_no_phase() {
    let report = look(Script::Drip, impatient()).await;
    let phase = report.phase(Phase::Negotiation).unwrap();
    assert_eq!(phase.outcome, Outcome::Silent);
    assert!((1..19).contains(&phase.bytes), "{phase:?}");
    assert_eq!(phase.first_bytes[0], 3);
}

#[tokio::test]
async fn what_came_first_is_kept_up_to_32_bytes() {
    let report = look(Script::Says(b"SSH-2.0-a-banner-that-is-longer-than-what-is-kept-of-it\r\n"), limits()).await;
    let phase = report.phase(Phase::Negotiation).unwrap();
    assert_eq!(phase.first_bytes, b"SSH-2.0-a-banner-that-is-longer-");
}

#[tokio::test]
async fn a_whole_handshake_is_looked_at() {
    let report = look(Script::Tls { sign_in: false }, limits()).await;
    assert_eq!(report.verdict, Verdict::AllWell, "{:?}", report.phases);
    let tls = report.tls.as_ref().unwrap();
    assert_eq!((tls.version.as_str(), tls.complete, tls.signature_checked), ("TLS 1.3", true, true));
    assert_eq!(report.certificates[0].names, ["pc-17.example.org", "rdg.example.org"]);
    assert_eq!(report.findings().len(), 2);
}

/// NLA was chosen, and the peer ends the connection at the first message.
#[tokio::test]
async fn an_end_in_the_sign_in_is_no_broken_encryption() {
    let report = look(Script::Tls { sign_in: true }, limits()).await;
    assert_eq!(report.verdict, Verdict::ClosedInSignIn, "{:?}", report.phases);
    assert_eq!(report.verdict.phase(), Some(Phase::SignIn));
    let findings: Vec<&str> = report.findings().iter().map(|f| f.outcome).collect();
    assert_eq!(findings, ["all-good", "fine"]);
}

/// Nothing but the request, a hello and the first message of a sign-in ever leaves; the peer has kept what came.
#[tokio::test]
async fn no_name_and_no_password_are_sent() {
    let peer = Peer::start(Script::Tls { sign_in: true }).await;
    probe(target(peer.address), Options::default()).await;
    let said = peer.heard().await;
    assert!(said.windows(8).any(|window| window == b"NTLMSSP\0"), "{said:?}");
    assert!(!said.windows(12).any(|window| window == b"NTLMSSP\0\x03\0\0\0"), "a third message was sent");
    assert_eq!(said.len(), 57, "more than the first message was sent: {said:?}");
}

#[tokio::test]
async fn a_deep_probe_asks_for_the_other_protocols() {
    let peer = Peer::start(Script::Fails(5)).await;
    let options = Options { deep: true, limits: limits(), ..Options::default() };
    let report = probe(target(peer.address), options).await;
    let asked: Vec<u32> = report.other_requests.iter().map(|other| other.protocols).collect();
    assert_eq!(asked, [0, 1, 2, 4, 0x10]);
    assert!(report.other_requests.iter().all(|other| other.outcome == Outcome::Failure { code: 5 }));
    assert!(report.phase(Phase::Datagram).is_some_and(|udp| udp.outcome == Outcome::Refused), "{:?}", report.phases);
    assert_eq!(report.verdict, Verdict::WantsNla, "what is learned besides changes no verdict");
}

#[tokio::test]
async fn gateways_answer_in_many_ways() {
    let healthy = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM\r\n\r\n";
    let cases = [
        (healthy, "rdg.example.org", Verdict::GatewayWell, Some(401)),
        (healthy, "other.example.com", Verdict::GatewayCertificate, Some(401)),
        ("HTTP/1.1 404 Not Found\r\n\r\n", "rdg.example.org", Verdict::GatewayOdd, Some(404)),
        ("HTTP/1.1 405 Method Not Allowed\r\n\r\n", "rdg.example.org", Verdict::GatewayOdd, Some(405)),
        ("220 mail\r\n", "rdg.example.org", Verdict::GatewayOdd, None),
        ("", "rdg.example.org", Verdict::GatewaySilent, None),
    ];
    for (says, name, verdict, status) in cases {
        let peer = Peer::start(Script::Gateway(says)).await;
        let target = Target { name: name.to_string(), ..target(peer.address) };
        let options = Options { purpose: Purpose::Gateway, limits: limits(), ..Options::default() };
        let report = probe(target, options).await;
        let got = report.gateway.as_ref().map(|gateway| gateway.status);
        assert_eq!((report.verdict, got), (verdict, status), "{says:?}: {:?}", report.phases);
    }
}
