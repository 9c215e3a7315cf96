//! Ports, the echo, and the program itself.

use std::process::{Command, Stdio};

use server::serve::bind;
use server::{Config, Portal, now};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use crate::waiting::{Printed, soon, until};

fn portal(listen: &str) -> Portal {
    Portal::new(Config { listen: listen.into(), ..Config::default() }, now).unwrap()
}

/// A server on a free port, and what stops it.
async fn running() -> (String, oneshot::Sender<()>, tokio::task::JoinHandle<std::io::Result<()>>) {
    let bound = bind(&portal("localhost:0")).await.unwrap();
    let address = bound.address().unwrap().strip_prefix("http://").unwrap().to_string();
    let (stop, stopped) = oneshot::channel();
    let server = tokio::spawn(bound.run(async {
        let _ = stopped.await;
    }));
    (address, stop, server)
}

/// Opens the echo as a page of this origin would, and returns the connection with the status of the answer.
async fn echo(address: &str, origin: &str) -> (TcpStream, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET /self-check/echo HTTP/1.1\r\nHost: {address}\r\nOrigin: {origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(soon("the head of an answer", stream.read_u8()).await.unwrap());
    }
    let status = String::from_utf8(head).unwrap().split(' ').nth(1).unwrap().to_string();
    (stream, status)
}

/// A masked binary frame; the mask is zero, so the payload stays readable.
fn frame(payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x82];
    match u8::try_from(payload.len()) {
        Ok(short @ ..=125) => frame.push(0x80 | short),
        _ => {
            frame.push(0x80 | 126);
            frame.extend_from_slice(&(payload.len() as u16).to_be_bytes());
        }
    }
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(payload);
    frame
}

#[tokio::test]
async fn the_echo_answers_its_own_pages_and_small_messages_only() {
    let (address, stop, server) = running().await;
    let (mut own, status) = echo(&address, &format!("http://{address}")).await;
    assert_eq!(status, "101");
    own.write_all(&frame(b"sample 1")).await.unwrap();
    let mut back = [0; 10];
    soon("an echo", own.read_exact(&mut back)).await.unwrap();
    assert_eq!(&back, b"\x82\x08sample 1");
    own.write_all(&frame(&[b'x'; 300])).await.unwrap();
    let mut rest = Vec::new();
    // Reset or closed: either way nothing of the large message comes back.
    let _ = soon("the end of the socket", own.read_to_end(&mut rest)).await;
    assert!(!rest.contains(&b'x'));
    let (_, status) = echo(&address, "https://evil.example").await;
    assert_eq!(status, "403");
    stop.send(()).unwrap();
    soon("the end of the server", server).await.unwrap().unwrap();
}

#[tokio::test]
async fn the_echo_ends_after_enough_messages() {
    let (address, stop, server) = running().await;
    let (mut own, _) = echo(&address, &format!("http://{address}")).await;
    let mut answered = 0;
    for _ in 0..500 {
        if own.write_all(&frame(b"n")).await.is_err() {
            break;
        }
        let mut back = [0; 3];
        match soon("an echo", own.read_exact(&mut back)).await {
            Ok(_) if &back == b"\x82\x01n" => answered += 1,
            _ => break,
        }
    }
    assert_eq!(answered, 400);
    stop.send(()).unwrap();
    soon("the end of the server", server).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_taken_port_is_one_clear_line_with_the_cure() {
    let (address, stop, server) = running().await;
    let taken = bind(&portal(&address)).await.err().unwrap().to_string();
    assert!(taken.contains(&address) && taken.contains("another program uses this port") && taken.contains("--listen"));
    let program = Command::new(env!("CARGO_BIN_EXE_fix904")).args(["serve", "--listen", &address]).output().unwrap();
    assert_eq!(program.status.code(), Some(1));
    assert_eq!(String::from_utf8(program.stderr).unwrap().trim_end(), taken);
    stop.send(()).unwrap();
    soon("the end of the server", server).await.unwrap().unwrap();
}

/// Each port says under which key of the configuration it can be changed.
#[tokio::test]
async fn a_taken_port_of_a_far_end_names_its_own_key() {
    use server::config::SelfCheck;

    let tcp = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let udp = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let (tcp, udp_port) = (tcp.local_addr().unwrap().to_string(), udp.local_addr().unwrap().to_string());
    let free = "127.0.0.1:0".to_string();
    for (key, port, self_check) in [
        ("clamped_listen", &tcp, SelfCheck { clamped_listen: Some(tcp.clone()), ..SelfCheck::default() }),
        ("datagram_listen", &udp_port, SelfCheck { datagram_listen: vec![udp_port.clone()], ..SelfCheck::default() }),
        ("stun_listen", &udp_port, SelfCheck { stun_listen: vec![free, udp_port.clone()], ..SelfCheck::default() }),
    ] {
        let config = Config { listen: "127.0.0.1:0".into(), self_check, ..Config::default() };
        let taken = bind(&Portal::new(config, now).unwrap()).await.err().unwrap().to_string();
        assert!(taken.contains(&format!("{port}, which is self_check.{key} in its configuration")), "{taken}");
        assert!(taken.contains(&format!("self_check.{key} = ")) && !taken.contains("--listen"), "{taken}");
    }
}

/// A program that may open few files: more visitors than that are a fault that its operator must hear of, once, and no end.
#[cfg(unix)]
#[tokio::test]
async fn too_few_file_handles_are_said_once_and_survived() {
    let mut program = Command::new("sh")
        .args(["-c", "ulimit -n 40; exec \"$0\" --listen 127.0.0.1:0", env!("CARGO_BIN_EXE_fix904")])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let printed = Printed::by(&mut program);
    let first = printed.find("fix904 listens on");
    let host = first.trim_end_matches('/').rsplit('/').next().unwrap().to_string();
    let mut visitors = Vec::new();
    for _ in 0..60 {
        visitors.push(TcpStream::connect(&host).await.unwrap());
    }
    printed.find("the system lets no connection in");
    visitors.clear();
    until("an answer", || async {
        let mut stream = TcpStream::connect(&host).await.unwrap();
        let asked = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
        asked.is_ok() && soon("an answer", stream.read_u8()).await.is_ok()
    })
    .await;
    program.kill().unwrap();
    program.wait().unwrap();
    let again = printed.rest().iter().filter(|line| line.contains("lets no connection in")).count();
    assert_eq!(again, 0);
}

#[tokio::test]
async fn a_wrong_address_says_how_to_write_it() {
    let wrong = bind(&portal("not an address")).await.err().unwrap().to_string();
    assert!(wrong.contains("not an address") && wrong.contains("--listen localhost:2309"));
}

#[cfg(unix)]
#[test]
fn the_program_prints_where_it_is_and_stops_when_told() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_fix904"))
        .args(["--listen", "localhost:0", "--base-url", "http://help.example.org/rdp"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let first = Printed::by(&mut program).find("fix904 listens on");
    let address = first.trim_end().strip_prefix("fix904 listens on http://localhost:").unwrap_or_default().to_string();
    let stopped = Command::new("kill").arg(program.id().to_string()).status().unwrap();
    let status = program.wait().unwrap();
    assert!(address.ends_with("/rdp/"), "{first}");
    assert!(stopped.success() && status.success(), "{status}");
}
