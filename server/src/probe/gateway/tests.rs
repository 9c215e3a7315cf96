use proptest::prelude::*;

use super::*;

fn facts(status: u16, ways: &[&str]) -> Result<Option<GatewayFacts>, Outcome> {
    Ok(Some(GatewayFacts { status, ways: ways.iter().map(|way| (*way).to_string()).collect() }))
}

#[test]
fn heads_of_answers_are_read() {
    let cases = [
        (
            "HTTP/1.1 401 Unauthorized\r\nServer: Microsoft-HTTPAPI/2.0\r\nWWW-Authenticate: Negotiate\r\n\
             www-authenticate: NTLM\r\nContent-Length: 0\r\n\r\n",
            facts(401, &["Negotiate", "NTLM"]),
        ),
        ("HTTP/1.1 404 Not Found\r\n\r\n<html>", facts(404, &[])),
        ("HTTP/1.0 200\r\n\r\n", facts(200, &[])),
        ("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"a\"\r\n", Ok(None)),
        ("", Ok(None)),
        ("HTT", Ok(None)),
        ("HTTP/1.1 99 Odd\r\n\r\n", Err(Outcome::Malformed)),
        ("HTTP/1.1\r\n\r\n", Err(Outcome::Malformed)),
        ("SSH-2.0-x\r\n", Err(Outcome::Foreign { speaks: Speaks::Other })),
    ];
    for (said, expected) in cases {
        assert_eq!(head(said.as_bytes()), expected, "{said:?}");
    }
    let endless = format!("HTTP/1.1 200 OK\r\n{}", "x: y\r\n".repeat(4_000));
    assert_eq!(head(endless.as_bytes()), Err(Outcome::TooLong));
}

#[test]
fn only_the_answer_of_a_gateway_is_healthy() {
    let healthy = |status, ways: &[&str]| facts(status, ways).unwrap().unwrap().asks_for_sign_in();
    assert!(healthy(401, &["Negotiate"]));
    assert!(!healthy(401, &[]), "a sign-in without a way");
    assert!(!healthy(200, &["Negotiate"]));
    assert!(!healthy(404, &[]));
}

#[test]
fn questions_name_nobody_and_end() {
    for manner in [Manner::Own, Manner::WebSocket] {
        let question = question(manner, "2001:db8::7");
        assert!(question.contains("\r\nHost: [2001:db8::7]\r\n") && question.ends_with("\r\n\r\n"), "{question}");
        assert!(!question.to_lowercase().contains("authorization"), "{question}");
    }
    assert!(question(Manner::Own, "rdg.example.org").starts_with("RDG_OUT_DATA /remoteDesktopGateway/ HTTP/1.1\r\n"));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = head(&bytes);
        let _ = head(&[&b"HTTP/1."[..], &bytes, b"\r\n\r\n"].concat());
    }
}
