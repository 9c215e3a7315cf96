//! WebTransport with a real client, over a path that loses datagrams by a seeded plan: the counts must be exactly what it lost.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use server::config::SelfCheck;
use tokio::net::UdpSocket;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;
use wtransport::endpoint::ConnectOptions;
use wtransport::tls::Sha256Digest;
use wtransport::{ClientConfig, Connection, Endpoint, VarInt};

use crate::far_ends::{Running, ask, asking, get, handshake};
use crate::waiting::{PATIENCE, soon, until};

/// Bytes of a datagram in these tests: two of them do not fit into one packet, so packets can stand for datagrams.
const BYTES: usize = 900;
/// Sizes of packets that carry one: probes of the path are larger, acknowledgements smaller.
const CARRYING: std::ops::Range<usize> = 900..1_100;

/// A path that loses packets once it is told to.
struct Path {
    address: SocketAddr,
    lossy: Arc<AtomicBool>,
    /// Carrying packets that were lost on the way up and down.
    lost: Arc<[AtomicU32; 2]>,
    settled: Settled,
}

/// How many datagrams came back or were lost: what is no longer under way.
type Settled = Arc<watch::Sender<u32>>;

fn settle(settled: &Settled) {
    settled.send_modify(|count| *count += 1);
}

impl Path {
    /// Loses one in `one_in` each way; none if 0.
    async fn to(server: SocketAddr, one_in: [u32; 2], seed: u32) -> Self {
        let front = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let back = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        back.connect(server).await.unwrap();
        let address = front.local_addr().unwrap();
        let (lossy, lost) = (Arc::new(AtomicBool::new(false)), Arc::new([AtomicU32::new(0), AtomicU32::new(0)]));
        let settled = Settled::default();
        let (flag, count, gone) = (lossy.clone(), lost.clone(), settled.clone());
        tokio::spawn(async move {
            let mut client = None;
            let mut dice = [seed, seed ^ 0x9e37_79b9];
            let (mut up, mut down) = ([0; 2_048], [0; 2_048]);
            loop {
                let (way, length) = tokio::select! {
                    Ok((length, from)) = front.recv_from(&mut up) => {
                        client = Some(from);
                        (0, length)
                    }
                    Ok(length) = back.recv(&mut down) => (1, length),
                };
                if flag.load(Ordering::SeqCst) && CARRYING.contains(&length) && one_in[way] > 0 {
                    dice[way] = dice[way].wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    if (dice[way] >> 16).is_multiple_of(one_in[way]) {
                        count[way].fetch_add(1, Ordering::SeqCst);
                        settle(&gone);
                        continue;
                    }
                }
                let _ = match (way, client) {
                    (0, _) => back.send(&up[..length]).await,
                    (_, Some(client)) => front.send_to(&down[..length], client).await,
                    _ => Ok(0),
                };
            }
        });
        Self { address, lossy, lost, settled }
    }

    fn lost(&self) -> [u32; 2] {
        [0, 1].map(|way| self.lost[way].load(Ordering::SeqCst))
    }
}

async fn serving() -> Running {
    Running::secure(SelfCheck {
        datagram_listen: vec!["127.0.0.1:0".into(), "127.0.0.1:0".into()],
        ..SelfCheck::default()
    })
    .await
}

async fn https(server: &Running, request: axum::http::Request<http_body_util::Full<axum::body::Bytes>>) -> Value {
    ask(handshake(server.connect().await, &["http/1.1"]).await, request).await.json()
}

async fn token(server: &Running) -> String {
    let new =
        asking("POST", &server.address, "/self-check/tallies").header("origin", format!("https://{}", server.address));
    https(server, new.body(Default::default()).unwrap()).await["token"].as_str().unwrap().to_string()
}

async fn tally(server: &Running, token: &str) -> Value {
    https(server, get(&server.address, &format!("/self-check/tallies/{token}"))).await
}

/// Addresses and hashes of the plan.
async fn plan(server: &Running) -> (Vec<String>, Vec<Sha256Digest>) {
    let plan = server.plan(true).await;
    let digest = |hash: &Value| {
        let hex = hash.as_str().unwrap();
        let bytes: Vec<u8> = (0..64).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        Sha256Digest::new(bytes.try_into().unwrap())
    };
    let urls =
        plan["datagrams"]["urls"].as_array().unwrap().iter().map(|url| url.as_str().unwrap().to_string()).collect();
    (urls, plan["datagrams"]["hashes"].as_array().unwrap().iter().map(digest).collect())
}

/// Opens a session as a page of this origin.
async fn session(url: &str, hashes: Vec<Sha256Digest>, origin: Option<&str>) -> Option<Connection> {
    let config = ClientConfig::builder()
        .with_bind_address("127.0.0.1:0".parse().unwrap())
        .with_server_certificate_hashes(hashes)
        // A session that rests must not end because this machine is slow.
        .keep_alive_interval(Some(Duration::from_secs(1)))
        .build();
    let mut options = ConnectOptions::builder(url);
    if let Some(origin) = origin {
        options = options.add_header("origin", origin);
    }
    soon("a session", Endpoint::client(config).unwrap().connect(options.build())).await.ok()
}

fn datagram(group: u8, number: u32) -> Vec<u8> {
    let mut bytes = vec![0; BYTES];
    bytes[0] = group;
    bytes[1..5].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// Sends one after the other, with at most 16 under way: more at once would overflow a buffer of the machine somewhere, which
/// is a loss that nobody planned.
async fn send_all(connection: &Connection, datagrams: impl Iterator<Item = Vec<u8>>, settled: &Settled) {
    let mut settled = settled.subscribe();
    for (number, datagram) in datagrams.enumerate() {
        soon("echoes", settled.wait_for(|settled| number < *settled as usize + 16)).await.unwrap();
        connection.send_datagram(datagram).unwrap();
    }
}

/// Asks for the tally until it is as expected.
async fn tally_when(server: &Running, token: &str, expected: impl Fn(&Value) -> bool) -> Value {
    let mut last = Value::Null;
    let asking = async {
        while !expected(&last) {
            last = tally(server, token).await;
        }
    };
    if timeout(PATIENCE, asking).await.is_err() {
        panic!("the tally stays {last}");
    }
    last
}

fn origin(server: &Running) -> String {
    format!("https://{}", server.address)
}

/// Collects the echoes, as group and number, until the session ends.
fn echoes(connection: &Arc<Connection>, settled: &Settled) -> Arc<Mutex<BTreeSet<[u8; 5]>>> {
    let seen = Arc::<Mutex<BTreeSet<[u8; 5]>>>::default();
    let (connection, numbers, back) = (connection.clone(), seen.clone(), settled.clone());
    tokio::spawn(async move {
        while let Ok(datagram) = connection.receive_datagram().await {
            let payload = datagram.payload();
            assert_eq!(payload.len(), BYTES);
            if numbers.lock().unwrap().insert(payload[..5].try_into().unwrap()) {
                settle(&back);
            }
        }
    });
    seen
}

/// Sends 250 datagrams over a path; returns what it lost each way, once every count fits to that.
async fn counts_fit(one_in: [u32; 2], seed: u32) -> [u32; 2] {
    const SENT: u32 = 250;
    let server = serving().await;
    let (urls, hashes) = plan(&server).await;
    let there: SocketAddr = urls[0].split('/').nth(2).unwrap().parse().unwrap();
    let path = Path::to(there, one_in, seed).await;
    let token = token(&server).await;
    let url = format!("https://{}/self-check/datagrams/{token}", path.address);
    let connection = Arc::new(session(&url, hashes, Some(&origin(&server))).await.unwrap());
    path.lossy.store(true, Ordering::SeqCst);
    let came = echoes(&connection, &path.settled);
    send_all(&connection, (0..SENT).map(|number| datagram(0, number)), &path.settled).await;
    let number = |tally: &Value, key: &str| tally["groups"][0][key].as_u64().unwrap_or(0) as u32;
    let tally = tally_when(&server, &token, |tally| {
        let back = number(tally, "echoed") - path.lost()[1].min(number(tally, "echoed"));
        number(tally, "received") == SENT - path.lost()[0] && came.lock().unwrap().len() as u32 == back
    })
    .await;
    assert_eq!(tally["began"], true);
    assert_eq!(number(&tally, "repeated"), 0);
    connection.close(VarInt::from_u32(0), b"done");
    tally_when(&server, &token, |tally| tally["ended"] == true).await;
    server.stop().await;
    path.lost()
}

#[tokio::test]
async fn nothing_is_lost_on_a_clean_path() {
    assert_eq!(counts_fit([0, 0], 1).await, [0, 0]);
}

#[tokio::test]
async fn loss_upwards_is_told_from_loss_downwards() {
    let [up, down] = counts_fit([10, 0], 7).await;
    assert!(up > 5 && down == 0, "{up}, {down}");
    let [up, down] = counts_fit([0, 10], 8).await;
    assert!(up == 0 && down > 5, "{up}, {down}");
}

#[tokio::test]
async fn loss_both_ways_is_counted_exactly() {
    let [up, down] = counts_fit([20, 5], 9).await;
    assert!(up > 0 && down > up, "{up}, {down}");
}

#[tokio::test]
async fn sessions_are_for_pages_of_the_portal_with_a_fresh_token() {
    let server = serving().await;
    let (urls, hashes) = plan(&server).await;
    assert_eq!((urls.len(), hashes.len()), (2, 2));
    let (own, token) = (origin(&server), token(&server).await);
    let url = |place: usize, token: &str| format!("{}{token}", urls[place]);
    assert!(session(&url(0, &token), hashes.clone(), None).await.is_none(), "no origin");
    assert!(session(&url(0, &token), hashes.clone(), Some("https://evil.example")).await.is_none(), "a foreign origin");
    let unknown = "00000000000000000000000000000000";
    assert!(session(&url(0, unknown), hashes.clone(), Some(&own)).await.is_none(), "an unknown token");
    assert!(session(&url(0, ""), hashes.clone(), Some(&own)).await.is_none(), "no token");
    assert_eq!(tally(&server, &token).await["began"], false, "refused sessions do not use it up");
    let wrong = vec![Sha256Digest::new([7; 32])];
    assert!(session(&url(0, &token), wrong, Some(&own)).await.is_none(), "a certificate that is not ours");
    let first = session(&url(1, &token), hashes.clone(), Some(&own)).await;
    assert!(first.is_some(), "the second port, after all these");
    assert!(session(&url(0, &token), hashes, Some(&own)).await.is_none(), "a token is for one session");
    server.stop().await;
}

#[tokio::test]
async fn a_session_ends_after_enough_datagrams() {
    let server = serving().await;
    let (urls, hashes) = plan(&server).await;
    let token = token(&server).await;
    let session = session(&format!("{}{token}", urls[0]), hashes, Some(&origin(&server))).await;
    let (connection, settled) = (Arc::new(session.unwrap()), Settled::default());
    echoes(&connection, &settled);
    // A group has fewer numbers than a session has datagrams.
    let all = [0, 1].into_iter().flat_map(|group| (0..600).map(move |number| datagram(group, number)));
    send_all(&connection, all, &settled).await;
    soon("the end of the session", connection.closed()).await;
    let tally = tally_when(&server, &token, |tally| tally["ended"] == true).await;
    assert_eq!([0, 1].map(|group| tally["groups"][group]["received"].as_u64()), [Some(600); 2], "{tally}");
    server.stop().await;
}

#[tokio::test]
async fn one_network_cannot_take_all_sessions() {
    let server = serving().await;
    let (urls, hashes) = plan(&server).await;
    let own = origin(&server);
    let mut opening = JoinSet::new();
    for place in 0..16 {
        let (url, hashes, own) = (format!("{}{}", urls[place % 2], token(&server).await), hashes.clone(), own.clone());
        opening.spawn(async move { session(&url, hashes, Some(&own)).await });
    }
    let extra = format!("{}{}", urls[0], token(&server).await);
    let open: Vec<Option<Connection>> = opening.join_all().await;
    assert!(open.iter().all(Option::is_some), "{}", open.iter().flatten().count());
    assert!(session(&extra, hashes.clone(), Some(&own)).await.is_none(), "the seventeenth");
    drop(open);
    // Whoever was refused in the handshake has the token still.
    until("a free seat", || async { session(&extra, hashes.clone(), Some(&own)).await.is_some() }).await;
    server.stop().await;
}
