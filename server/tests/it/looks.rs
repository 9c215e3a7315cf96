//! The look at another computer, as a visitor asks for it: the page, its form, what goes on, and what is kept.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use serde_json::Value;
use server::Config;
use server::config::{self, Who};
use server::probe::{Options, Report, Soon, Surroundings, Target, probe};

use crate::probe::peers::{Peer, Script};
use crate::{Answer, Site, logs};

const CASE: &str = "code=0x904&on=this-computer&path=vpn";

/// A world in which one computer has an address that may be looked at, and what stands there is a peer on this machine. The
/// policy sees only the first address; nothing of it is loosened for the second.
struct World {
    peer: Option<SocketAddr>,
    looked: Arc<Mutex<Vec<Target>>>,
}

impl Surroundings for World {
    fn addresses(&self, name: &str) -> Soon<Vec<IpAddr>> {
        let answer: Vec<IpAddr> = match name {
            "pc-17.example.org" => vec![[10, 20, 0, 5].into()],
            "inside.example.org" => vec![[127, 0, 0, 1].into()],
            _ => Vec::new(),
        };
        Box::pin(async move { answer })
    }

    fn is_elsewhere(&self, _: IpAddr) -> bool {
        true
    }

    fn look(&self, target: Target, options: Options) -> Soon<Report> {
        self.looked.lock().unwrap().push(target.clone());
        let Some(peer) = self.peer else { return Box::pin(probe(Target { addresses: Vec::new(), ..target }, options)) };
        Box::pin(probe(Target { addresses: vec![peer.ip()], port: peer.port(), ..target }, options))
    }
}

fn looking() -> Config {
    let audit = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("looks.jsonl");
    let probe = config::Probe {
        networks: vec!["10.20.0.0/16".to_string()],
        names: vec!["*.example.org".to_string()],
        place: Some("the data centre in Kiel".to_string()),
        audit: Some(audit),
        ..config::Probe::default()
    };
    Config { probe, ..Config::default() }
}

/// The same behind a proxy, which tells where somebody comes from.
fn proxied(who: Who) -> Site {
    let config = looking();
    let probe = config::Probe { who, ..config.probe };
    let self_check = config::SelfCheck { behind_proxy: true, ..config.self_check };
    Site::within(Config { probe, self_check, ..Config::default() }, World { peer: None, looked: Looked::default() })
}

/// The lines of the record about an answer.
fn record(answer: &Answer) -> Vec<Value> {
    let id = answer.header("x-request-id");
    let all = logs::all().1;
    all.lines().filter(|line| line.contains(id)).map(|line| serde_json::from_str(line).unwrap()).collect()
}

type Looked = Arc<Mutex<Vec<Target>>>;

fn site(peer: Option<SocketAddr>) -> (Site, Looked) {
    let looked = Looked::default();
    (Site::within(looking(), World { peer, looked: Arc::clone(&looked) }), looked)
}

/// Values of the fields of a form, as they stand on the page.
fn values(page: &Answer, name: &str) -> Vec<String> {
    let field = format!("name=\"{name}\" value=\"");
    page.text()
        .split(&field)
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&"))
        .collect()
}

#[tokio::test]
async fn without_ranges_there_is_no_page_and_no_link() {
    let site = Site::new();
    for answer in [
        site.get("/probe").await,
        site.post("/probe", &[("host", "pc-17.example.org")]).await,
        site.get("/probe/taken").await,
        site.post("/probe/taken", &[("l", "probe-phase:all-good")]).await,
    ] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    for address in ["/".to_string(), format!("/diagnose?{CASE}"), format!("/plan?{CASE}"), "/privacy".to_string()] {
        let page = site.get(&address).await;
        assert!(page.status == StatusCode::OK && !page.has("/probe") && !page.has("data-looks"), "{address}");
        assert!(!page.has("Look at the other computer") && !page.has("looks at a computer for you"), "{address}");
    }
    assert!(!site.get("/sitemap.xml").await.has("/probe</loc>"));
}

#[tokio::test]
async fn the_page_says_what_will_happen_and_keeps_the_case() {
    let (site, _) = site(None);
    let page = site.get(&format!("/probe?{CASE}&to=plan&host=pc-17.example.org&secret=x")).await;
    assert_eq!(page.heading(), "Look at the other computer");
    let said = "This portal's server, at the data centre in Kiel, looks at the other computer as a client would. It signs in nowhere.";
    assert!(page.reading().contains(said));
    assert_eq!((values(&page, "t"), values(&page, "to")), (vec![CASE.to_string()], vec!["plan".to_string()]));
    assert!(!page.has("pc-17.example.org\"") && !page.has("secret"), "nothing of the address but the case is shown");
    assert!(page.has("name=\"robots\" content=\"noindex"), "{}", page.text());
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert!(site.get("/privacy").await.has("looks at a computer for you"));
    let happens = "The server opens up to 6 connections: one to each address of the name until one answers, and two for a second opinion.";
    assert!(page.reading().contains(happens) && page.reading().contains("It takes 9 seconds at most."));
}

#[tokio::test]
async fn a_look_shows_the_verdict_and_leads_on_with_outcomes_only() {
    let peer = Peer::start(Script::CloseAfterHello).await;
    let (site, looked) = site(Some(peer.address));
    let fields = [("host", " PC-17.example.org "), ("t", CASE), ("to", "plan")];
    let page = site.post("/probe", &fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.reading());
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.heading(), "Closed while the encryption starts, old and new versions alike");
    let reading = page.reading();
    for said in [
        "Seen from this portal's server, at the data centre in Kiel",
        "It was decided here: Encryption.",
        "Name: well",
        "Connection: well",
        "Choice of protocol: well",
        "What this cannot prove",
    ] {
        assert!(reading.contains(said), "{said} in {reading}");
    }
    for hidden in ["10.20.0.5", "127.0.0.1", "PC-17", "pc-17"] {
        assert!(!page.has(hidden), "{hidden}");
    }
    assert_eq!(looked.lock().unwrap()[0].addresses, [IpAddr::from([10, 20, 0, 5])]);

    let findings = values(&page, "l");
    assert_eq!(findings, ["probe-phase:tls-closed"]);
    let on = site.post("/probe/taken", &[("t", CASE), ("to", "plan"), ("l", &findings[0])]).await;
    assert_eq!(on.leads_to(), format!("/plan?{CASE}&probe-phase=tls-closed.rt"));
    let plan = site.get(on.leads_to()).await;
    assert!(plan.reading().contains("seen by our probe"));
    assert!(!plan.has("/probe?"), "what was looked at is not offered again");
    let on = site.post("/probe/taken", &[("t", CASE), ("l", &findings[0])]).await;
    assert!(on.leads_to().starts_with("/diagnose?"));
}

#[tokio::test]
async fn a_certificate_is_told_in_words_and_without_names() {
    let peer = Peer::start(Script::Tls { sign_in: false }).await;
    let (site, _) = site(Some(peer.address));
    let page = site.post("/probe", &[("host", "pc-17.example.org")]).await;
    let reading = page.reading();
    assert!(reading.contains("to 1 January 2100. It is in date, and the name fits."), "{reading}");
    assert!(reading.contains("TLS 1.3"));
    for hidden in ["Example authority", "rdg.example.org", "thumbprint", "TLS13_"] {
        assert!(!reading.contains(hidden), "{hidden}");
    }
    assert_eq!(values(&page, "l"), ["probe-phase:all-good", "probe-certificate:fine"]);
}

#[tokio::test]
async fn a_form_holds_nothing_that_a_look_cannot_see() {
    let (site, _) = site(None);
    let forged = [
        ("t", "code=0x904"),
        ("l", "rights:host-admin"),
        ("l", "second-way-in:yes"),
        ("l", "host-screen:updating"),
        ("l", "host-screen:clock-wrong"),
        ("l", "probe-phase:no-such-thing"),
        ("l", "probe-phase"),
        ("l", "no-such-thing:fine"),
        ("l", "probe-certificate:expired"),
        ("l", "<script>:x"),
    ];
    let on = site.post("/probe/taken", &forged).await;
    assert_eq!(on.leads_to(), "/diagnose?code=0x904&host-screen=clock-wrong.rt&probe-certificate=expired.rt");
    assert_eq!(site.get("/probe/taken").await.leads_to(), "/probe");
}

#[tokio::test]
async fn a_form_from_elsewhere_is_refused() {
    let (site, looked) = site(None);
    let cases: [&[(&str, &str)]; 5] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[],
    ];
    for headers in cases {
        for (path, field) in
            [("/probe", ("host", "pc-17.example.org")), ("/probe/taken", ("l", "probe-phase:all-good"))]
        {
            let answer = site.post_with(path, &[field], headers).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
        }
    }
    assert!(looked.lock().unwrap().is_empty());
    let own = site.post_with("/probe", &[("host", "pc-17.example.org")], &[("origin", "http://localhost:2308")]).await;
    assert_eq!(own.status, StatusCode::OK);
}

#[tokio::test]
async fn a_form_that_is_too_large_is_not_read() {
    let (site, looked) = site(None);
    let answer = site.post("/probe", &[("host", &"a".repeat(20_000))]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let answer = site.post("/probe", &[("host", "")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.title().starts_with("Error: ") && answer.has("Type the name of the other computer"));
    assert!(looked.lock().unwrap().is_empty());
}

/// A page without what names the request.
fn alike(page: &Answer) -> (StatusCode, String, String, String) {
    let text = page.text().replace(page.header("x-request-id"), "");
    (page.status, page.header("cache-control").to_string(), page.header("retry-after").to_string(), text)
}

#[tokio::test(start_paused = true)]
async fn every_refusal_is_the_same_page() {
    let mut first = None;
    for typed in [
        "pc-18.example.org",
        "inside.example.org",
        "pc-17.elsewhere.example",
        "pc-17.example.org:22",
        "127.0.0.1",
        "[::1]",
        "10.21.0.5",
        "0177.0.0.1",
        "user:secret@pc-17.example.org",
        "fe80::1%eth0",
        "https://pc-17.example.org/",
        "pc-17\u{3002}example\u{3002}org",
        "pc%2d17.example.org",
        "pc-17.example.org.",
    ] {
        let (site, looked) = site(None);
        let page = site.post("/probe", &[("host", typed), ("t", CASE)]).await;
        assert!(!page.has(typed), "what was typed is not shown again: {typed}");
        assert!(looked.lock().unwrap().is_empty(), "{typed}");
        let page = alike(&page);
        assert_eq!(page.0, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert_eq!(&page, first.get_or_insert_with(|| page.clone()), "{typed}");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_asks_too_often_is_told_how_long_to_wait() {
    let (site, _) = site(None);
    for _ in 0..6 {
        assert_eq!(site.post("/probe", &[("host", "pc-17.example.org")]).await.status, StatusCode::OK);
    }
    let answer = site.post("/probe", &[("host", "pc-17.example.org"), ("t", CASE)]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!((1..=60).contains(&answer.header("retry-after").parse::<u64>().unwrap()));
    assert!(answer.has("Wait a minute, and try it again.") && values(&answer, "t") == [CASE]);
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test(start_paused = true)]
async fn the_record_has_the_name_and_the_log_has_not() {
    let (site, _) = site(None);
    let answers = [
        ("pc-17.example.org", Some("pc-17.example.org"), site.post("/probe", &[("host", "pc-17.example.org")]).await),
        (
            "payroll.example.net",
            Some("payroll.example.net"),
            site.post("/probe", &[("host", "payroll.example.net")]).await,
        ),
        ("jane:Pa55word@pc", None, site.post("/probe", &[("host", "jane:Pa55word@pc")]).await),
        (
            "inside.example.org",
            Some("inside.example.org"),
            site.post("/probe", &[("host", "inside.example.org")]).await,
        ),
    ];
    let (log, record) = logs::all();
    for (typed, kept, answer) in &answers {
        let id = answer.header("x-request-id");
        let of = |text: &str| text.lines().filter(|line| line.contains(id)).map(str::to_string).collect::<Vec<_>>();
        let (log, record) = (of(&log), of(&record));
        assert_eq!((log.len(), record.len()), (1, 1), "{typed}: {log:?} {record:?}");
        assert!(log[0].contains("\"route\":\"/probe\""), "{log:?}");
        let line: Value = serde_json::from_str(&record[0]).unwrap();
        let fields = &line["fields"];
        assert_eq!(fields["host"].as_str(), *kept, "{record:?}");
        assert_eq!(fields["who"], "unknown", "it came without a connection");
        assert!(fields["ms"].is_u64() && line["timestamp"].is_string() && fields["outcome"].is_string());
        for secret in ["Pa55word", "jane", "198.51.100"] {
            assert!(!record[0].contains(secret), "{record:?}");
        }
    }
    for private in ["pc-17.example.org", "payroll", "Pa55word", "inside.example.org", "10.20.0.5", "no-connection"] {
        let lines: Vec<&str> = log.lines().filter(|line| line.contains("/probe") && line.contains(private)).collect();
        assert!(lines.is_empty(), "{private}: {lines:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_record_says_from_which_network_as_the_operator_decided() {
    let from = [("x-forwarded-for", "198.51.100.77"), ("sec-fetch-site", "same-origin")];
    let site = proxied(Who::Network);
    let answer = site.post_with("/probe", &[("host", "pc-17.example.org")], &from).await;
    let lines = record(&answer);
    assert_eq!((lines.len(), &lines[0]["fields"]["who"]), (1, &Value::from("198.51.100.0/24")), "{lines:?}");
    let page = site.get("/probe").await.reading();
    assert!(page.contains("and your network, without the part that stands for your device"), "{page}");
    assert!(site.get("/privacy").await.reading().contains("The record also holds the network that you come from"));

    let site = proxied(Who::Code);
    let answer = site.post_with("/probe", &[("host", "pc-17.example.org")], &from).await;
    let lines = record(&answer);
    let who = lines[0]["fields"]["who"].as_str().unwrap();
    assert!(who.len() == 16 && who.chars().all(|c| c.is_ascii_hexdigit()) && !lines[0].to_string().contains("198.51"));
    assert!(site.get("/probe").await.reading().contains("and a code that stands for your network"));
    assert!(site.get("/privacy").await.reading().contains("The code changes whenever the server starts"));
}

#[tokio::test(start_paused = true)]
async fn who_is_turned_away_leaves_a_line_without_a_name() {
    let site = proxied(Who::Network);
    let from = [("x-forwarded-for", "203.0.113.9"), ("sec-fetch-site", "same-origin")];
    for _ in 0..6 {
        site.post_with("/probe", &[("host", "pc-17.example.org")], &from).await;
    }
    let answer = site.post_with("/probe", &[("host", "pc-18.example.org")], &from).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let lines = record(&answer);
    assert_eq!(lines.len(), 1, "{lines:?}");
    let fields = &lines[0]["fields"];
    let told = (fields["who"].as_str(), fields["outcome"].as_str(), fields["host"].as_str(), fields["port"].as_u64());
    assert_eq!(told, (Some("203.0.113.0/24"), Some("turned away: too many requests"), None, None));
    assert!(!lines[0].to_string().contains("pc-18") && fields["addresses"] == "");
}

#[tokio::test]
async fn the_offer_stands_where_a_look_would_help() {
    let (site, _) = site(None);
    for (address, link) in [
        (format!("/diagnose?{CASE}"), format!("href=\"/probe?{CASE}\"")),
        (format!("/plan?{CASE}"), format!("href=\"/probe?{CASE}&to=plan\"")),
    ] {
        let page = site.get(&address).await;
        let html = page.text().replace("&amp;", "&").replace("&#38;", "&");
        assert!(html.contains(&link), "{address}: {html}");
        assert!(page.has("Let this portal look at the other computer") && page.has("Anybody can start it."));
        assert!(page.has("data-looks"));
    }
    for over in [format!("/plan?{CASE}&step.retry=worked"), format!("/plan?{CASE}&probe-phase=all-good.rt")] {
        assert!(!site.get(&over).await.has("href=\"/probe"), "{over}");
    }
}
