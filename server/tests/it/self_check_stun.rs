//! STUN over real sockets.

use std::net::SocketAddr;

use server::config::SelfCheck;
use tokio::net::UdpSocket;

use crate::far_ends::Running;
use crate::waiting::{Printed, soon};

/// A plain binding request.
const REQUEST: [u8; 20] = [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

async fn ports(server: &Running) -> Vec<String> {
    let plan = server.plan(false).await;
    let stun = plan["stun"].as_array().unwrap();
    stun.iter().map(|place| place.as_str().unwrap().strip_prefix("stun:").unwrap().to_string()).collect()
}

#[tokio::test]
async fn both_ports_tell_the_asker_its_address() {
    let listen = vec!["127.0.0.1:0".to_string(), "127.0.0.1:0".to_string()];
    let server = Running::plain(SelfCheck { stun_listen: listen, ..SelfCheck::default() }).await;
    let ports = ports(&server).await;
    assert_eq!(ports.len(), 2);
    assert_ne!(ports[0], ports[1]);
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let SocketAddr::V4(own) = socket.local_addr().unwrap() else { panic!("IPv4") };
    for port in &ports {
        // What is malformed gets nothing: the first answer is that to the good request after it.
        socket.send_to(b"malformed", port).await.unwrap();
        let mut other = REQUEST;
        other[19] = 99;
        socket.send_to(&[&other[..], &[0; 4]].concat(), port).await.unwrap();
        socket.send_to(&REQUEST, port).await.unwrap();
        let mut answer = [0; 100];
        let (length, from) = soon("an answer", socket.recv_from(&mut answer)).await.unwrap();
        assert_eq!((length, from.to_string()), (32, port.clone()));
        assert_eq!(answer[..2], [1, 1]);
        assert_eq!(answer[4..20], REQUEST[4..20]);
        assert_eq!(u16::from_be_bytes([answer[26], answer[27]]) ^ 0x2112, own.port());
        let address: [u8; 4] = std::array::from_fn(|place| answer[28 + place] ^ REQUEST[4 + place]);
        assert_eq!(address, own.ip().octets());
    }
    server.stop().await;
}

#[tokio::test]
async fn an_ipv6_port_answers_both_families() {
    let listen = vec!["[::]:0".to_string(), "[::]:0".to_string()];
    let server = Running::plain(SelfCheck { stun_listen: listen, ..SelfCheck::default() }).await;
    let port: u16 = ports(&server).await[0].rsplit(':').next().unwrap().parse().unwrap();
    for (own, there, length) in [("127.0.0.1:0", "127.0.0.1", 32), ("[::1]:0", "::1", 44)] {
        let Ok(socket) = UdpSocket::bind(own).await else {
            println!("skipped: this machine has no {own}");
            continue;
        };
        socket.send_to(&REQUEST, (there, port)).await.unwrap();
        let mut answer = [0; 100];
        assert_eq!(soon("an answer", socket.recv(&mut answer)).await.unwrap(), length, "{there}");
    }
    server.stop().await;
}

/// What another network asks afterwards shows when all before it was dealt with.
#[tokio::test]
async fn a_network_that_asks_too_often_gets_no_more_answers() {
    let listen = vec!["0.0.0.0:0".to_string(), "0.0.0.0:0".to_string()];
    let server = Running::plain(SelfCheck { stun_listen: listen, ..SelfCheck::default() }).await;
    let port: u16 = ports(&server).await[0].rsplit(':').next().unwrap().parse().unwrap();
    let often = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let Ok(other) = UdpSocket::bind("127.0.9.1:0").await else {
        println!("skipped: this machine has no 127.0.9.1");
        return;
    };
    let start = std::time::Instant::now();
    for _ in 0..150 {
        often.send_to(&REQUEST, ("127.0.0.1", port)).await.unwrap();
    }
    let mut answer = [0; 100];
    other.send_to(&REQUEST, ("127.0.0.1", port)).await.unwrap();
    assert_eq!(soon("an answer", other.recv(&mut answer)).await.unwrap(), 32);
    let mut answers = 0;
    while often.try_recv(&mut answer).is_ok() {
        answers += 1;
    }
    // On a slow machine some of the allowance comes back meanwhile: 8 a second.
    let most = 80 + 8 * (start.elapsed().as_secs() + 1);
    assert!((80..=most).contains(&answers), "{answers} of at most {most}");
    server.stop().await;
}

/// The program, with the same lists as in the manual's example of the environment.
#[tokio::test]
async fn the_environment_opens_ports_too() {
    use std::process::{Command, Stdio};

    let mut program = Command::new(env!("CARGO_BIN_EXE_fix904"))
        .args(["--listen", "127.0.0.1:0"])
        .env("FIX904_SELF_CHECK__STUN_LISTEN", r#"["127.0.0.1:0", "127.0.0.1:0"]"#)
        .env("FIX904_SELF_CHECK__HOLD", "false")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let first = Printed::by(&mut program).find("fix904 listens on");
    let host = first.trim_end().trim_end_matches('/').rsplit('/').next().unwrap().to_string();
    let stream = tokio::net::TcpStream::connect(&host).await;
    let plan = match stream {
        Ok(stream) => crate::far_ends::ask(stream, crate::far_ends::get(&host, "/self-check/plan")).await.json(),
        Err(_) => serde_json::Value::Null,
    };
    program.kill().unwrap();
    program.wait().unwrap();
    assert_eq!(plan["stun"].as_array().map(Vec::len), Some(2), "{first}: {plan}");
    assert!(plan["hold"].is_null());
}
