use std::time::Duration;

use super::*;
use crate::probe::certificate::CertificateFacts;
use crate::probe::gateway::GatewayFacts;
use crate::probe::phase::PhaseReport;
use crate::probe::report::Place;
use crate::probe::tls::TlsFacts;

/// A report with these phases, judged.
fn report(phases: &[(Phase, Outcome)]) -> Report {
    let mut report = Report::new("pc-17".into(), 3389, Purpose::Host, Place::ThisComputer);
    report.phases = phases.iter().map(|(phase, outcome)| PhaseReport::of(*phase, *outcome, Duration::ZERO)).collect();
    report
}

/// As far as a choice of CredSSP.
fn agreed(rest: &[(Phase, Outcome)]) -> Report {
    let begin = [(Phase::Connect, Outcome::Fine), (Phase::Negotiation, Outcome::Fine)];
    let mut report = report(&[&begin[..], rest].concat());
    report.answer = Some(Answer::Selected { protocol: protocol::CREDSSP, flags: 0 });
    report
}

fn chose(version: &str, cipher: &str) -> Option<TlsFacts> {
    Some(TlsFacts { version: version.into(), cipher: cipher.into(), complete: false, signature_checked: false })
}

/// The verdict, and what it says to the engine.
fn judged(report: Report) -> (Verdict, Vec<String>) {
    let report = report.judged();
    let findings = report.findings().iter().map(|f| format!("{}={}", f.observation, f.outcome)).collect();
    (report.verdict, findings)
}

fn is(report: Report, verdict: Verdict, findings: &[&str]) {
    let shown = format!("{:?}", report.phases.iter().map(|p| (p.phase, p.outcome)).collect::<Vec<_>>());
    assert_eq!(judged(report), (verdict, findings.iter().map(|f| (*f).to_string()).collect()), "{shown}");
}

#[test]
fn connections_that_do_not_come_about() {
    let cases = [
        (Phase::Resolve, Outcome::NotFound, Verdict::NameUnknown),
        (Phase::Resolve, Outcome::Silent, Verdict::NameUnknown),
        (Phase::Connect, Outcome::Refused, Verdict::PortRefused),
        (Phase::Connect, Outcome::Silent, Verdict::NoConnection),
        (Phase::Connect, Outcome::Unreachable, Verdict::NoWay),
    ];
    for (phase, outcome, verdict) in cases {
        is(report(&[(phase, outcome)]), verdict, &["probe-phase=no-connection"]);
        assert_eq!(verdict.phase(), Some(phase));
    }
    // The last address counts: an older one may lead nowhere.
    let second = report(&[(Phase::Connect, Outcome::Refused), (Phase::Connect, Outcome::Silent)]);
    is(second, Verdict::NoConnection, &["probe-phase=no-connection"]);
}

#[test]
fn negotiations_that_fail() {
    let foreign = |speaks| Outcome::Foreign { speaks };
    let failure = |code| Outcome::Failure { code };
    let cases = [
        (Outcome::Closed, Verdict::ClosedEarly, "closed-early"),
        (Outcome::Reset, Verdict::ClosedEarly, "closed-early"),
        (Outcome::Silent, Verdict::SilentEarly, "closed-early"),
        (Outcome::Dismissed, Verdict::Dismissed, "closed-early"),
        (foreign(Speaks::Http), Verdict::WebServer, "not-rdp"),
        (foreign(Speaks::Ssh), Verdict::SshServer, "not-rdp"),
        (foreign(Speaks::Tls), Verdict::OtherService, "not-rdp"),
        (foreign(Speaks::Other), Verdict::OtherService, "not-rdp"),
        (Outcome::TooLong, Verdict::OtherService, "not-rdp"),
        (Outcome::Malformed, Verdict::OtherService, "not-rdp"),
        (failure(1), Verdict::WantsTls, "refused"),
        (failure(2), Verdict::OldEncryptionOnly, "refused"),
        (failure(3), Verdict::NoCertificate, "tls-closed"),
        (failure(4), Verdict::OtherFailure, "refused"),
        (failure(5), Verdict::WantsNla, "refused"),
        (failure(6), Verdict::WantsClientCertificate, "refused"),
        (failure(0xffff_ffff), Verdict::OtherFailure, "refused"),
    ];
    for (outcome, verdict, finding) in cases {
        let report = report(&[(Phase::Connect, Outcome::Fine), (Phase::Negotiation, outcome)]);
        is(report, verdict, &[&format!("probe-phase={finding}")]);
        assert_eq!(verdict.phase(), Some(Phase::Negotiation));
    }
    for answer in [Answer::Bare, Answer::Selected { protocol: 0, flags: 0 }] {
        let mut report = agreed(&[]);
        report.answer = Some(answer);
        is(report, Verdict::WithoutTls, &["probe-phase=refused"]);
    }
}

#[test]
fn handshakes_that_fail_are_judged_by_both_opinions() {
    let (tls, greeting, old) = (Phase::Tls, Phase::Greeting, Phase::OldGreeting);
    let alert = |code| Outcome::Alert { code };
    let (fin, rst, silent) = (Outcome::Closed, Outcome::Reset, Outcome::Silent);
    let cases = [
        (vec![(tls, Outcome::Plain), (greeting, Outcome::Plain)], Verdict::PlainInTls, "tls-closed"),
        (vec![(tls, fin), (greeting, fin), (old, fin)], Verdict::ClosedInTls, "tls-closed"),
        (vec![(tls, rst), (greeting, fin), (old, rst)], Verdict::ClosedInTls, "tls-closed"),
        (vec![(tls, rst), (greeting, silent), (old, silent)], Verdict::ClosedInTls, "tls-closed"),
        (vec![(tls, silent), (greeting, silent), (old, silent)], Verdict::SilentInTls, "tls-closed"),
        // The alert refuses TLS 1.0. It is small enough for a way that swallows certificates.
        (vec![(tls, silent), (greeting, silent), (old, alert(70))], Verdict::SilentInTls, "tls-closed"),
        (vec![(tls, rst), (greeting, fin), (old, alert(70))], Verdict::ClosedInTls, "tls-closed"),
        (vec![(tls, alert(40)), (greeting, rst), (old, alert(70))], Verdict::AlertInTls, "tls-alert"),
        (vec![(tls, alert(40)), (greeting, alert(40))], Verdict::AlertInTls, "tls-alert"),
        (vec![(tls, rst), (greeting, alert(70))], Verdict::AlertInTls, "tls-alert"),
        (vec![(tls, Outcome::Malformed), (greeting, Outcome::Malformed)], Verdict::AlertInTls, "tls-alert"),
    ];
    for (phases, verdict, finding) in cases {
        is(agreed(&phases), verdict, &[&format!("probe-phase={finding}")]);
        assert_eq!(verdict.phase(), Some(Phase::Tls));
    }
}

#[test]
fn old_versions_and_ciphers_are_no_closed_door() {
    let offers = [
        ("TLS 1.0", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
        ("TLS 1.1", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
        ("TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"),
        ("TLS 1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256"),
    ];
    for (version, cipher) in offers {
        // Windows ends such a handshake with RST, OpenSSL with an alert.
        for outcome in [Outcome::Reset, Outcome::Alert { code: 40 }, Outcome::Silent] {
            let mut report = agreed(&[(Phase::Tls, outcome), (Phase::Greeting, Outcome::Fine)]);
            report.tls = chose(version, cipher);
            is(report, Verdict::OldTls, &["probe-phase=tls-alert"]);
        }
    }
    // It would choose what we could do, so something else broke the handshake.
    let mut report = agreed(&[(Phase::Tls, Outcome::Reset), (Phase::Greeting, Outcome::Fine)]);
    report.tls = chose("TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    is(report, Verdict::ClosedInTls, &["probe-phase=tls-closed"]);
}

#[test]
fn a_whole_handshake_is_judged_by_what_it_shows() {
    let whole = |standing: Option<Standing>, sign_in: Outcome, clock_ahead| {
        let mut report = agreed(&[(Phase::Tls, Outcome::Fine), (Phase::SignIn, sign_in)]);
        report.standing = standing;
        report.clock_ahead = clock_ahead;
        report
    };
    let fine = Outcome::Fine;
    let good = "probe-phase=all-good";
    let named = |name| format!("probe-certificate={name}");
    let cases = [
        (Standing::Fine, Verdict::AllWell, Some("fine")),
        (Standing::Nameless, Verdict::AllWell, None),
        (Standing::WrongName, Verdict::OtherName, Some("wrong-name")),
        (Standing::Expired, Verdict::ExpiredCertificate, Some("expired")),
        (Standing::Early, Verdict::EarlyCertificate, None),
        (Standing::Foreign, Verdict::ForeignCertificate, Some("foreign")),
        (Standing::Unfit, Verdict::UnfitCertificate, Some("unfit")),
    ];
    for (standing, verdict, certificate) in cases {
        let findings: Vec<String> = std::iter::once(good.to_string()).chain(certificate.map(named)).collect();
        let findings: Vec<&str> = findings.iter().map(String::as_str).collect();
        is(whole(Some(standing), fine, Some(2)), verdict, &findings);
    }
    is(whole(Some(Standing::Fine), Outcome::Closed, None), Verdict::ClosedInSignIn, &[good, "probe-certificate=fine"]);
    for seconds in [301, -301, i64::MIN] {
        let findings = [good, "probe-certificate=fine", "host-screen=clock-wrong"];
        is(whole(Some(Standing::Fine), fine, Some(seconds)), Verdict::ClockDiffers, &findings);
    }
    is(whole(Some(Standing::Fine), fine, Some(300)), Verdict::AllWell, &[good, "probe-certificate=fine"]);
    is(whole(None, fine, None), Verdict::AllWell, &[good]);
}

/// A certificate seen in a handshake that broke says both.
#[test]
fn an_expired_certificate_and_a_broken_handshake_are_both_said() {
    let mut report = agreed(&[(Phase::Tls, Outcome::Reset), (Phase::Greeting, Outcome::Closed)]);
    report.standing = Some(Standing::Expired);
    is(report, Verdict::ClosedInTls, &["probe-phase=tls-closed", "probe-certificate=expired"]);
    let mut unfit = agreed(&[(Phase::Tls, Outcome::Alert { code: 40 }), (Phase::Greeting, Outcome::Fine)]);
    unfit.standing = Some(Standing::Unfit);
    unfit.tls = chose("TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    is(unfit, Verdict::UnfitCertificate, &["probe-phase=tls-alert", "probe-certificate=unfit"]);
}

#[test]
fn gateways_are_judged_more_strictly() {
    let gateway = |tls: Outcome, standing, answer: Outcome, status: Option<u16>| {
        let mut report = report(&[(Phase::Connect, Outcome::Fine), (Phase::Tls, tls), (Phase::Gateway, answer)]);
        report.purpose = Purpose::Gateway;
        report.standing = Some(standing);
        report.gateway = status.map(|status| GatewayFacts { status, ways: vec!["Negotiate".into()] });
        report
    };
    let fine = Outcome::Fine;
    let cases = [
        (gateway(fine, Standing::Fine, fine, Some(401)), Verdict::GatewayWell, "healthy"),
        (gateway(fine, Standing::Expired, fine, Some(401)), Verdict::GatewayCertificate, "cert-bad"),
        (gateway(fine, Standing::WrongName, fine, Some(401)), Verdict::GatewayCertificate, "cert-bad"),
        (gateway(fine, Standing::Fine, fine, Some(404)), Verdict::GatewayOdd, "odd"),
        (gateway(fine, Standing::Fine, Outcome::Malformed, None), Verdict::GatewayOdd, "odd"),
        (gateway(fine, Standing::Fine, Outcome::Closed, None), Verdict::GatewaySilent, "odd"),
        (gateway(Outcome::Plain, Standing::Fine, fine, None), Verdict::GatewayOdd, "odd"),
    ];
    for (report, verdict, finding) in cases {
        is(report, verdict, &[&format!("probe-gateway={finding}")]);
    }
    let mut own = gateway(fine, Standing::Fine, fine, Some(401));
    let key = rcgen::KeyPair::generate().unwrap();
    let der = rcgen::CertificateParams::new(vec!["rdg".into()]).unwrap().self_signed(&key).unwrap();
    own.certificates = vec![CertificateFacts::read(der.der()).unwrap()];
    is(own, Verdict::GatewayCertificate, &["probe-gateway=cert-bad"]);
    let mut refused = report(&[(Phase::Connect, Outcome::Refused)]);
    refused.purpose = Purpose::Gateway;
    is(refused, Verdict::PortRefused, &["probe-gateway=odd"]);
}

/// A handshake of a gateway that our library does not finish.
fn broken(phases: &[(Phase, Outcome)], offers: Option<TlsFacts>, standing: Option<Standing>) -> Report {
    let mut report = report(&[&[(Phase::Connect, Outcome::Fine)], phases].concat());
    report.purpose = Purpose::Gateway;
    report.tls = offers;
    report.standing = standing;
    report
}

/// Our library alone cannot judge a gateway that speaks older words than it knows.
#[test]
fn a_gateway_has_a_second_opinion_too() {
    let (tls, greeting, old) = (Phase::Tls, Phase::Greeting, Phase::OldGreeting);
    let (rst, fin, fine) = (Outcome::Reset, Outcome::Closed, Outcome::Fine);
    let cbc = || chose("TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384");
    let good = Some(Standing::Fine);
    is(broken(&[(tls, rst), (greeting, fine)], cbc(), good), Verdict::OldTls, &[]);
    let expired = broken(&[(tls, rst), (greeting, fine)], cbc(), Some(Standing::Expired));
    is(expired, Verdict::GatewayCertificate, &["probe-gateway=cert-bad"]);
    let silent = [(tls, rst), (greeting, fin), (old, fin)];
    is(broken(&silent, None, None), Verdict::GatewaySilent, &["probe-gateway=odd"]);
    let alert = Outcome::Alert { code: 40 };
    is(broken(&[(tls, alert), (greeting, alert)], None, None), Verdict::GatewayOdd, &["probe-gateway=odd"]);
    is(broken(&[(tls, rst), (greeting, Outcome::NotSoFar)], None, None), Verdict::Undecided, &[]);
}

/// Some proxies answer the first question and close the connection for a web socket.
#[test]
fn a_failed_web_socket_takes_no_answer_back() {
    let (tls, answer) = (Phase::Tls, Phase::Gateway);
    for failed in [Outcome::Reset, Outcome::Silent, Outcome::Alert { code: 40 }, Outcome::OutOfTime] {
        let phases = [(tls, Outcome::Fine), (answer, Outcome::Fine), (tls, failed)];
        let mut report = broken(&phases, None, Some(Standing::Fine));
        report.gateway = Some(GatewayFacts { status: 405, ways: Vec::new() });
        is(report, Verdict::GatewayOdd, &["probe-gateway=odd"]);
    }
}

/// Where our own time ended, the other side might still have answered.
#[test]
fn our_own_haste_is_no_evidence() {
    let (tls, greeting, old) = (Phase::Tls, Phase::Greeting, Phase::OldGreeting);
    let (late, silent) = (Outcome::OutOfTime, Outcome::Silent);
    is(report(&[(Phase::Connect, late)]), Verdict::Undecided, &[]);
    is(report(&[(Phase::Connect, Outcome::Fine), (Phase::Negotiation, late)]), Verdict::Undecided, &[]);
    for phases in [
        vec![(tls, late)],
        vec![(tls, silent), (greeting, late)],
        vec![(tls, silent), (greeting, silent), (old, late)],
        vec![(tls, Outcome::Alert { code: 40 }), (greeting, late)],
        vec![(tls, Outcome::Malformed), (greeting, Outcome::NotSoFar)],
        vec![(tls, Outcome::Reset)],
    ] {
        is(agreed(&phases), Verdict::Undecided, &[]);
    }
    assert_eq!(Verdict::Undecided.phase(), None);
    // What was seen before stands.
    let mut expired = agreed(&[(tls, silent), (greeting, late)]);
    expired.standing = Some(Standing::Expired);
    is(expired, Verdict::Undecided, &["probe-certificate=expired"]);
    let mut whole = agreed(&[(tls, Outcome::Fine), (Phase::SignIn, late)]);
    whole.standing = Some(Standing::Fine);
    is(whole, Verdict::Undecided, &["probe-phase=all-good", "probe-certificate=fine"]);
    let mut asked = broken(&[(tls, Outcome::Fine), (Phase::Gateway, late)], None, Some(Standing::Fine));
    is(asked.clone(), Verdict::Undecided, &[]);
    asked.standing = Some(Standing::Expired);
    is(asked, Verdict::GatewayCertificate, &["probe-gateway=cert-bad"]);
}

/// A second connection that chooses the old encryption says nothing about versions of TLS.
#[test]
fn a_host_that_does_not_choose_tls_again_gives_no_opinion() {
    is(agreed(&[(Phase::Tls, Outcome::Reset), (Phase::Greeting, Outcome::NotSoFar)]), Verdict::Undecided, &[]);
}

/// Everything that can come out has its words, and everything that it says to the engine exists there.
#[test]
fn every_verdict_is_in_the_list_once() {
    for (place, verdict) in Verdict::ALL.into_iter().enumerate() {
        assert_eq!(verdict as usize, place, "{verdict:?}");
    }
    assert_eq!(Verdict::ALL.len(), Verdict::Undecided as usize + 1);
    let articles = knowledge::english().articles();
    for verdict in Verdict::ALL {
        let word = serde_json::to_value(verdict).unwrap();
        for key in ["verdict", "means"] {
            let key = format!("probe.{key}.{}", word.as_str().unwrap());
            assert!(articles.phrases.iter().any(|phrase| phrase.key == key), "{key} is not said");
        }
    }
}
