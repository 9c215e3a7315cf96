//! TLS of the server itself: protocols, the certificate and its renewal, and the look at the browser's greeting.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::http::StatusCode;
use server::config::{SelfCheck, Tls};
use server::{Config, Portal};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::far_ends::{Running, ask, ask2, asking, certificate, get, handshake};
use crate::waiting::soon;

#[tokio::test]
async fn http_2_and_http_1_are_spoken_over_tls() {
    let server = Running::secure(SelfCheck::default()).await;
    let two = handshake(server.connect().await, &["h2", "http/1.1"]).await;
    assert_eq!(two.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let address = format!("https://{}/self-check/address", server.address);
    let reply = ask2(two, axum::http::Request::get(address).body(Default::default()).unwrap()).await;
    assert_eq!(reply.json(), serde_json::json!({"family": "v4", "proxied": false, "http": "2"}));
    let one = handshake(server.connect().await, &["http/1.1"]).await;
    let reply = ask(one, get(&server.address, "/")).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header("strict-transport-security"), "", "nobody trusts this certificate");
    server.stop().await;
}

#[tokio::test]
async fn pages_over_http_2_know_their_host() {
    let server = Running::secure(SelfCheck::default()).await;
    let stream = handshake(server.connect().await, &["h2"]).await;
    let address = format!("https://{}/", server.address);
    let reply = ask2(stream, axum::http::Request::get(address).body(Default::default()).unwrap()).await;
    let page = String::from_utf8(reply.body.to_vec()).unwrap();
    assert!(page.contains(&server.address), "the address to type on another device is missing");
    server.stop().await;
}

#[tokio::test]
async fn whoever_speaks_plain_http_to_tls_is_let_go() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let server = Running::secure(SelfCheck::default()).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut rest = Vec::new();
    let _ = soon("the end of the connection", stream.read_to_end(&mut rest)).await;
    assert!(!rest.starts_with(b"HTTP/"));
    server.stop().await;
}

/// A stream that passes on one byte at a time.
struct Drip<S>(S);

impl<S: AsyncRead + Unpin> AsyncRead for Drip<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Drip<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, &bytes[..bytes.len().min(1)])
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

const CHROMIUM: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";

#[tokio::test]
async fn a_greeting_that_is_no_browsers_is_told_from_the_browser_it_claims() {
    let server = Running::secure(SelfCheck::default()).await;
    let stream = handshake(Drip(server.connect().await), &["http/1.1"]).await;
    let request = asking("GET", &server.address, "/self-check/tls").header("user-agent", CHROMIUM);
    let reading = ask(stream, request.body(Default::default()).unwrap()).await.json();
    assert_eq!((&reading["state"], &reading["family"]), (&"inconsistent".into(), &"chromium".into()));
    let expected = ["no-grease-in-ciphers", "no-grease-in-extensions", "no-grease-in-groups", "no-hybrid-key"];
    assert_eq!(reading["reasons"], serde_json::json!(expected));
    let hello = &reading["hello"];
    // rustls with ring offers nine suites and the one that stands for renegotiation, eleven extensions and one key.
    assert!(hello["ja4"].as_str().unwrap().starts_with("t13d1011h1_61a7ad8aa9b6_"), "{hello}");
    assert_eq!(hello["ja4"].as_str().unwrap().len(), 36);
    assert_eq!((&hello["version"], &hello["key_shares"]), (&"1.3".into(), &serde_json::json!(["001d"])));
    assert!(hello["length"].as_u64().unwrap() > 150);
    let stream = handshake(server.connect().await, &["http/1.1"]).await;
    let reading = ask(stream, get(&server.address, "/self-check/tls")).await.json();
    assert_eq!(
        (&reading["state"], &reading["reasons"]),
        (&"unknown".into(), &serde_json::json!(["family-not-judged"]))
    );
    server.stop().await;
}

#[tokio::test]
async fn greetings_are_not_judged_without_tls_or_behind_a_proxy() {
    let plain = Running::plain(SelfCheck::default()).await;
    let reading = plain.get("/self-check/tls").await.json();
    assert_eq!(reading, serde_json::json!({"state": "unknown", "reasons": ["needs-https"], "family": "other"}));
    plain.stop().await;
    let server = Running::secure(SelfCheck::default()).await;
    for header in ["via", "forwarded", "x-forwarded-for", "x-bluecoat-via"] {
        let request =
            asking("GET", &server.address, "/self-check/tls").header("user-agent", CHROMIUM).header(header, "x");
        let stream = handshake(server.connect().await, &["http/1.1"]).await;
        let reading = ask(stream, request.body(Default::default()).unwrap()).await.json();
        assert_eq!(reading["reasons"], serde_json::json!(["behind-proxy"]), "{header}");
        assert_eq!(reading["hello"], serde_json::Value::Null, "{header}");
    }
    server.stop().await;
}

/// Writes a new pair into a folder.
fn write_pair(folder: &std::path::Path) -> Vec<u8> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_string()]).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    std::fs::write(folder.join("certificate.pem"), made.cert.pem()).unwrap();
    made.cert.der().to_vec()
}

fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn files(folder: &std::path::Path) -> Tls {
    let (certificate, key) = (Some(folder.join("certificate.pem")), Some(folder.join("key.pem")));
    Tls { certificate, key, self_signed: false }
}

#[tokio::test]
async fn with_a_real_certificate_browsers_may_insist_on_https() {
    let folder = folder("tls-real");
    write_pair(&folder);
    let server =
        Running::start(Config { listen: "127.0.0.1:0".into(), tls: files(&folder), ..Config::default() }).await;
    let reply = ask(handshake(server.connect().await, &["http/1.1"]).await, get(&server.address, "/privacy")).await;
    assert!(reply.header("strict-transport-security").starts_with("max-age="));
    server.stop().await;
}

#[tokio::test]
async fn a_pair_that_cannot_be_used_at_start_names_its_file() {
    let folder = folder("tls-wrong");
    write_pair(&folder);
    let refusal = |config: Config| async move {
        let portal = Portal::new(config, server::now).unwrap();
        server::serve::bind(&portal).await.err().unwrap().to_string()
    };
    let config = Config { listen: "127.0.0.1:0".into(), tls: files(&folder), ..Config::default() };
    std::fs::write(folder.join("key.pem"), rcgen::KeyPair::generate().unwrap().serialize_pem()).unwrap();
    assert!(refusal(config.clone()).await.contains("certificate.pem"), "a key of another certificate");
    std::fs::write(folder.join("key.pem"), "no key").unwrap();
    assert!(refusal(config.clone()).await.contains("key.pem holds no private key"));
    std::fs::write(folder.join("certificate.pem"), "").unwrap();
    assert!(refusal(config).await.contains("certificate.pem holds no certificate"));
    let half = Tls { certificate: Some("c.pem".into()), ..Tls::default() };
    assert!(Portal::new(Config { tls: half, ..Config::default() }, server::now).is_err());
}

/// The program itself, because a signal is for a whole process.
#[cfg(unix)]
mod renewal {
    use std::process::{Child, Command, Stdio};

    use tokio::net::TcpStream;

    use super::{certificate, folder, handshake, write_pair};
    use crate::waiting::Printed;

    struct Program {
        process: Child,
        printed: Printed,
        address: String,
    }

    impl Program {
        fn start(folder: &std::path::Path) -> Self {
            let mut process = Command::new(env!("CARGO_BIN_EXE_fix904"))
                .args(["--listen", "127.0.0.1:0"])
                .env("FIX904_TLS__CERTIFICATE", folder.join("certificate.pem"))
                .env("FIX904_TLS__KEY", folder.join("key.pem"))
                .current_dir(folder)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let printed = Printed::by(&mut process);
            let first = printed.find("fix904 listens on");
            let address = first.strip_prefix("fix904 listens on https://").unwrap_or_else(|| panic!("{first}"));
            let address = address.trim_end_matches('/').to_string();
            Self { process, printed, address }
        }

        fn hangup(&self) {
            let sent = Command::new("kill").args(["-HUP", &self.process.id().to_string()]).status().unwrap();
            assert!(sent.success());
        }

        async fn certificate(&self) -> Vec<u8> {
            certificate(&handshake(TcpStream::connect(&self.address).await.unwrap(), &["http/1.1"]).await)
        }
    }

    impl Drop for Program {
        fn drop(&mut self) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }

    #[tokio::test]
    async fn a_changed_pair_is_taken_and_a_bad_one_is_not() {
        let folder = folder("tls-renewal");
        let first = write_pair(&folder);
        let program = Program::start(&folder);
        assert_eq!(program.certificate().await, first);
        std::fs::write(folder.join("key.pem"), "no key").unwrap();
        program.printed.find("the certificate was not taken");
        assert_eq!(program.certificate().await, first, "the former one stays");
        let second = write_pair(&folder);
        program.printed.find("the certificate was read again");
        assert_eq!(program.certificate().await, second);
    }

    #[tokio::test]
    async fn a_hangup_reads_the_pair_even_if_nothing_changed() {
        let folder = folder("tls-hangup");
        let first = write_pair(&folder);
        let program = Program::start(&folder);
        program.hangup();
        program.printed.find("the certificate was read again");
        assert_eq!(program.certificate().await, first);
    }
}
