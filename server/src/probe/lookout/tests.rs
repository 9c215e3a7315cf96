use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;

use super::*;
use crate::clock::now;
use crate::probe::certificate::CertificateFacts;
use crate::probe::never::never;
use crate::probe::ntlm::HostFacts;
use crate::probe::report::Report;
use crate::probe::surroundings::{Soon, World};
use crate::probe::tls::TlsFacts;
use crate::telemetry::audited;
use crate::telemetry::tests::Lines;

/// A world in memory. It answers for every name in turn, and notes where a look goes.
#[derive(Clone, Default)]
struct Lab(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// Answers for names, the last one again and again.
    answers: Mutex<HashMap<String, Vec<Vec<IpAddr>>>>,
    asked: AtomicUsize,
    looked: Mutex<Vec<Target>>,
    /// How long a name server takes, and a look.
    slow: Mutex<(Duration, Duration)>,
    own: Mutex<Vec<IpAddr>>,
    panics: Mutex<bool>,
}

impl Lab {
    fn with(names: &[(&str, &[&[&str]])]) -> Self {
        let lab = Self::default();
        let read = |texts: &&[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        let answers = names.iter().map(|(name, turns)| (name.to_string(), turns.iter().map(read).collect()));
        *lab.0.answers.lock().unwrap() = answers.collect();
        lab
    }

    fn slow(self, resolve: u64, look: u64) -> Self {
        *self.0.slow.lock().unwrap() = (Duration::from_secs(resolve), Duration::from_secs(look));
        self
    }

    fn looked(&self) -> Vec<Target> {
        self.0.looked.lock().unwrap().clone()
    }

    fn asked(&self) -> usize {
        self.0.asked.load(Ordering::Relaxed)
    }
}

impl Surroundings for Lab {
    fn addresses(&self, name: &str) -> Soon<Vec<IpAddr>> {
        self.0.asked.fetch_add(1, Ordering::Relaxed);
        let mut answers = self.0.answers.lock().unwrap();
        let turns = answers.entry(name.to_string()).or_default();
        let answer = if turns.len() > 1 { turns.remove(0) } else { turns.first().cloned().unwrap_or_default() };
        let slow = self.0.slow.lock().unwrap().0;
        Box::pin(async move {
            tokio::time::sleep(slow).await;
            answer
        })
    }

    fn is_elsewhere(&self, address: IpAddr) -> bool {
        !self.0.own.lock().unwrap().contains(&address)
    }

    fn look(&self, target: Target, options: Options) -> Soon<Report> {
        self.0.looked.lock().unwrap().push(target.clone());
        let slow = self.0.slow.lock().unwrap().1;
        let panics = *self.0.panics.lock().unwrap();
        Box::pin(async move {
            tokio::time::sleep(slow).await;
            assert!(!panics, "a look that panics");
            report(target, options)
        })
    }
}

/// A report full of what visitors must not see.
fn report(target: Target, options: Options) -> Report {
    let mut report = Report::new(target.name, target.port, options.purpose, options.seen_from);
    report.address = target.addresses.first().copied();
    report.own_address = Some([10, 99, 99, 99].into());
    let secret = |text: &str| Some(format!("SECRET-{text}"));
    report.host = Some(HostFacts {
        computer: secret("COMPUTER"),
        domain: secret("DOMAIN"),
        full_name: secret("NAME"),
        full_domain: secret("FULL"),
        forest: secret("FOREST"),
        version: Some((10, 0, 20_348)),
        time: Some(0),
    });
    let phase = |phase| PhaseReport {
        bytes: 6,
        first_bytes: b"SECRET".to_vec(),
        ..PhaseReport::of(phase, Outcome::Fine, Duration::from_millis(7))
    };
    report.phases = [Phase::Connect, Phase::Negotiation, Phase::Tls, Phase::SignIn].map(phase).into();
    report.answer = Some(crate::probe::Answer::Selected { protocol: 2, flags: 0 });
    report.tls = Some(TlsFacts {
        version: "TLS 1.3".to_string(),
        cipher: "SECRET-CIPHER".to_string(),
        complete: true,
        signature_checked: true,
    });
    let made = rcgen::generate_simple_self_signed(["secret-name.example.org".to_string()]).unwrap();
    report.certificates = CertificateFacts::read(made.cert.der()).into_iter().collect();
    report.clock_ahead = Some(-3_000);
    report.judged()
}

fn config() -> config::Probe {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_string()).collect();
    config::Probe {
        networks: texts(&["10.20.0.0/16", "2001:db8:17::/48"]),
        names: texts(&["*.example.org", "*"]),
        audit: Some(std::env::temp_dir().join(format!("fix904-audit-{}.jsonl", std::process::id()))),
        ..config::Probe::default()
    }
}

fn lookout(config: &config::Probe, lab: &Lab) -> Arc<Lookout> {
    Arc::new(Lookout::new(config, vec!["help.example.org".to_string()], now, Box::new(lab.clone())).unwrap())
}

fn network(n: u8) -> Network {
    Network::of(IpAddr::from([198, 51, n, 1]))
}

async fn ask(lookout: &Arc<Lookout>, typed: &str, n: u8) -> Reply {
    lookout.ask(typed, network(n), "test").await.unwrap()
}

fn is_seen(reply: &Reply) -> bool {
    matches!(reply, Reply::Seen(_))
}

#[tokio::test(start_paused = true)]
async fn a_look_goes_to_the_checked_addresses_and_asks_once() {
    let lab = Lab::with(&[("pc-17", &[&["10.20.0.5", "10.20.0.5", "2001:db8:17::5"]])]);
    let lookout = lookout(&config(), &lab);
    assert!(is_seen(&ask(&lookout, "PC-17", 1).await));
    let addresses = vec!["10.20.0.5".parse().unwrap(), "2001:db8:17::5".parse().unwrap()];
    assert_eq!(lab.looked(), [Target { name: "pc-17".into(), addresses, port: 3389 }]);
    assert_eq!(lab.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_bound_anew_leads_nowhere() {
    let lab = Lab::with(&[("pc-17", &[&["10.20.0.5"], &["127.0.0.1"]])]);
    let lookout = lookout(&config(), &lab);
    assert!(is_seen(&ask(&lookout, "pc-17", 1).await));
    tokio::time::advance(FRESH).await;
    assert!(matches!(ask(&lookout, "pc-17", 1).await, Reply::Refused));
    assert_eq!(lab.asked(), 2);
    let first = vec!["10.20.0.5".parse::<IpAddr>().unwrap()];
    assert_eq!(lab.looked().iter().map(|target| target.addresses.clone()).collect::<Vec<_>>(), [first]);
}

#[tokio::test(start_paused = true)]
async fn every_refusal_is_the_same_at_the_same_moment() {
    let many: Vec<String> = (0..65).map(|n| format!("10.20.1.{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let lab = Lab::with(&[
        ("loop", &[&["127.0.0.1"]]),
        ("mapped", &[&["::ffff:10.20.0.5"]]),
        ("metadata", &[&["169.254.169.254"]]),
        ("mixed", &[&["10.20.0.5", "10.20.0.6", "10.20.0.7", "10.20.0.8", "10.20.0.10", "127.0.0.1"]]),
        ("mixed-families", &[&["10.20.0.5", "::1"]]),
        ("outside", &[&["192.0.2.7"]]),
        ("own", &[&["10.20.9.9"]]),
        ("many", &[&many]),
        ("none", &[&[]]),
    ]);
    lab.0.own.lock().unwrap().push("10.20.9.9".parse().unwrap());
    let lookout = lookout(&config(), &lab);
    let typed = [
        "loop",
        "mapped",
        "metadata",
        "mixed",
        "mixed-families",
        "outside",
        "own",
        "many",
        "none",
        "unknown-name",
        "not.on-the-list.example",
        "help.example.org",
        "loop:22",
        "10.20.0.5:22",
        "10.21.0.5",
        "10.20.9.9",
        "127.0.0.1",
        "[::1]",
        "[::ffff:10.20.0.5]",
        "0177.0.0.1",
        "0x7f000001",
        "2130706433",
        "127.1",
        "user@loop",
        "fe80::1%eth0",
        "https://loop/",
        "loop.",
        "10\u{3002}20.0.5",
        "10%2e20.0.5",
    ];
    for (n, typed) in typed.iter().enumerate() {
        let began = Instant::now();
        let reply = ask(&lookout, typed, n as u8).await;
        assert!(matches!(reply, Reply::Refused), "{typed}: {reply:?}");
        assert_eq!(began.elapsed().as_millis().abs_diff(REFUSAL.as_millis()) / 2, 0, "{typed}");
        tokio::time::advance(Duration::from_secs(5)).await;
    }
    assert_eq!(lab.looked(), []);
}

#[tokio::test(start_paused = true)]
async fn a_slow_name_server_shows_no_later_than_a_quick_one() {
    let lab = Lab::with(&[("pc-17", &[&["10.20.0.5"]])]).slow(60, 0);
    let lookout = lookout(&config(), &lab);
    let began = Instant::now();
    assert!(matches!(ask(&lookout, "pc-17", 1).await, Reply::Refused));
    assert_eq!(began.elapsed().as_millis().abs_diff(REFUSAL.as_millis()) / 2, 0);
}

#[tokio::test(start_paused = true)]
async fn names_that_are_not_on_the_list_are_not_asked_for() {
    let lab = Lab::with(&[("secret.evil.example", &[&["10.20.0.5"]])]);
    let lookout = lookout(&config(), &lab);
    for typed in ["secret.evil.example", "help.example.org", "pc-17:22", "10.20.0.5"] {
        ask(&lookout, typed, 1).await;
    }
    assert_eq!(lab.asked(), 0);
    assert_eq!(lab.looked().len(), 1, "only the address that is allowed by itself");
}

#[tokio::test(start_paused = true)]
async fn what_was_seen_a_moment_ago_is_shown_again() {
    let lab = Lab::with(&[("pc-17", &[&["10.20.0.5"]])]);
    let lookout = lookout(&config(), &lab);
    for (typed, n) in [("pc-17", 1), ("PC-17:3389", 2), (" pc-17 ", 3)] {
        assert!(is_seen(&ask(&lookout, typed, n).await));
    }
    assert_eq!((lab.looked().len(), lab.asked()), (1, 1));
    tokio::time::advance(FRESH).await;
    assert!(is_seen(&ask(&lookout, "pc-17", 1).await));
    assert_eq!(lab.looked().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn one_computer_is_looked_at_once_at_a_time_under_whatever_name() {
    let lab = Lab::with(&[("one", &[&["10.20.0.5"]]), ("other", &[&["10.20.0.6", "10.20.0.5"]])]).slow(0, 3);
    let lookout = lookout(&config(), &lab);
    let (first, second) = tokio::join!(ask(&lookout, "one", 1), async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        ask(&lookout, "other", 2).await
    });
    assert!(is_seen(&first) && matches!(second, Reply::Later(_)), "{second:?}");
    assert!(is_seen(&ask(&lookout, "other", 2).await), "afterwards it may");
}

#[tokio::test(start_paused = true)]
async fn a_full_house_says_nothing_about_a_name() {
    let names: Vec<(String, [String; 1])> =
        (0..12).map(|n| (format!("pc-{n}"), [format!("10.20.1.{}", n + 1)])).collect();
    let lab = Lab::default().slow(0, 5);
    for (name, addresses) in &names {
        let addresses = addresses.iter().map(|text| text.parse().unwrap()).collect();
        lab.0.answers.lock().unwrap().insert(name.clone(), vec![addresses]);
    }
    let lookout = lookout(&config(), &lab);
    let begin = |name: String, n: u8| {
        let lookout = Arc::clone(&lookout);
        tokio::spawn(async move { ask(&lookout, &name, n).await })
    };
    let mut under_way: Vec<_> = (0..2).map(|n| begin(format!("pc-{n}"), 1)).collect();
    tokio::time::sleep(Duration::from_millis(1)).await;
    for typed in ["pc-9", "not.listed.example", "127.0.0.1"] {
        assert!(matches!(ask(&lookout, typed, 1).await, Reply::Later(_)), "two for one network: {typed}");
    }
    under_way.extend((2..8).map(|n| begin(format!("pc-{n}"), n)));
    tokio::time::sleep(Duration::from_millis(1)).await;
    for typed in ["pc-9", "not.listed.example", "127.0.0.1", "%"] {
        assert!(matches!(ask(&lookout, typed, 20).await, Reply::Later(_)), "eight in all: {typed}");
    }
    for look in under_way {
        assert!(is_seen(&look.await.unwrap()));
    }
    assert!(is_seen(&ask(&lookout, "pc-9", 20).await));
}

/// A seat that were free before the answer would tell a refusal, which is decided at once, from a look, which takes its time.
#[tokio::test(start_paused = true)]
async fn a_refused_request_keeps_its_seat_until_its_answer() {
    let lab = Lab::with(&[("pc-17", &[&["10.20.0.5"]]), ("inside", &[&["127.0.0.1"]])]);
    let lookout = lookout(&config(), &lab);
    for typed in ["not.listed.example", "inside", "%"] {
        let begin = || {
            let (lookout, typed) = (Arc::clone(&lookout), typed.to_string());
            tokio::spawn(async move { ask(&lookout, &typed, 1).await })
        };
        let (first, second) = (begin(), begin());
        tokio::time::sleep(REFUSAL - Duration::from_millis(100)).await;
        assert!(matches!(ask(&lookout, "pc-17", 1).await, Reply::Later(SEAT_WAIT)), "{typed}");
        assert!(matches!(first.await.unwrap(), Reply::Refused) && matches!(second.await.unwrap(), Reply::Refused));
        assert!(is_seen(&ask(&lookout, "pc-17", 1).await), "{typed}");
        tokio::time::advance(Duration::from_secs(60)).await;
    }
    // Also for whoever does not wait for the answer.
    let gone = || timeout(Duration::from_secs(1), ask(&lookout, "not.listed.example", 1));
    let (first, second) = tokio::join!(gone(), gone());
    assert!(first.is_err() && second.is_err());
    assert!(matches!(ask(&lookout, "pc-17", 1).await, Reply::Later(SEAT_WAIT)));
}

/// Three opinions on an encryption that stays silent, and the look ends before the request must.
#[test]
fn silence_fits_into_the_limits() {
    for limits in [LIMITS, Limits::default()] {
        assert!(3 * limits.tls + Duration::from_secs(1) <= limits.total, "{limits:?}");
        assert!(limits.connect + limits.negotiation + limits.tls <= limits.total, "{limits:?}");
    }
    assert!(LIMITS.resolve + LIMITS.total < crate::routes::LONGEST_REQUEST);
    assert!(LIMITS.resolve < REFUSAL);
    let whole = Duration::from_secs(most().0);
    assert_eq!(whole, LIMITS.resolve + LIMITS.total, "what visitors are told is not rounded down");
}

#[tokio::test(start_paused = true)]
async fn only_versions_that_have_a_name_are_shown() {
    let mut report = report(Target { name: "pc".into(), addresses: Vec::new(), port: 3389 }, Options::default());
    for (version, shown) in [("TLS 1.0", Some("TLS 1.0")), ("SSL 3.0", Some("SSL 3.0")), ("0x7f17", None), ("x", None)]
    {
        report.tls.as_mut().unwrap().version = version.to_string();
        assert_eq!(Seen::of(&report).tls.map(|(version, _)| version), shown, "{version}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_network_that_asks_too_often_waits() {
    let lab = Lab::with(&[("pc-17", &[&["10.20.0.5"]])]);
    let lookout = lookout(&config(), &lab);
    for _ in 0..6 {
        assert!(is_seen(&ask(&lookout, "pc-17", 1).await));
    }
    assert!(matches!(ask(&lookout, "pc-17", 1).await, Reply::Later(wait) if wait.as_secs() <= 60));
    assert!(is_seen(&ask(&lookout, "pc-17", 2).await));
}

#[tokio::test(start_paused = true)]
async fn ten_refusals_close_the_door_for_an_hour() {
    let lab = Lab::with(&[("pc-17", &[&["10.20.0.5"]])]);
    let lookout = lookout(&config(), &lab);
    for n in 0..10 {
        assert!(matches!(ask(&lookout, &format!("x{n}.evil.example"), 1).await, Reply::Refused));
        tokio::time::advance(Duration::from_secs(20)).await;
    }
    for typed in ["pc-17", "x.evil.example"] {
        assert!(matches!(ask(&lookout, typed, 1).await, Reply::Later(wait) if wait > Duration::from_secs(3_000)));
    }
    assert!(is_seen(&ask(&lookout, "pc-17", 2).await));
    tokio::time::advance(Duration::from_secs(3_600)).await;
    assert!(is_seen(&ask(&lookout, "pc-17", 1).await));
}

#[tokio::test(start_paused = true)]
async fn what_was_begun_is_finished_when_the_visitor_goes_away() {
    let lab = Lab::with(&[("pc-17", &[&["10.20.0.5"]])]).slow(0, 3);
    let lookout = lookout(&config(), &lab);
    let gone = timeout(Duration::from_secs(1), ask(&lookout, "pc-17", 1)).await;
    assert!(gone.is_err());
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert!(is_seen(&ask(&lookout, "pc-17", 2).await));
    assert_eq!(lab.looked().len(), 1, "the second visitor gets what the first one began");
}

#[tokio::test(start_paused = true)]
async fn a_look_that_panics_keeps_nothing_busy() {
    let lab = Lab::with(&[("pc-17", &[&["10.20.0.5"]])]);
    let lookout = lookout(&config(), &lab);
    *lab.0.panics.lock().unwrap() = true;
    // Whether anybody hears a kind of line is remembered for the whole process when it is first written. Here it must be before
    // we listen: later, another test without a listener could be the first.
    assert!(lookout.ask("pc-17", network(1), "test").await.is_err());
    let record = Lines::default();
    let writer = record.clone();
    let heard = tracing::subscriber::set_default(audited(std::io::sink, Some(move || writer.clone())));
    for _ in 0..3 {
        let error = lookout.ask("pc-17", network(1), "test").await.unwrap_err();
        assert!(matches!(error, LookoutError::Panicked) && !error.to_string().contains("pc-17"));
    }
    drop(heard);
    let record = record.text();
    assert_eq!(record.matches("\"outcome\":\"panicked\"").count(), 3, "{record}");
    assert!(record.contains("\"host\":\"pc-17\""), "{record}");
    *lab.0.panics.lock().unwrap() = false;
    assert!(is_seen(&ask(&lookout, "pc-17", 1).await));
}

#[tokio::test(start_paused = true)]
async fn what_was_seen_is_forgotten_although_nobody_asks_again() {
    let lab = Lab::with(&[("pc-17", &[&["10.20.0.5"]])]);
    let lookout = lookout(&config(), &lab);
    assert!(is_seen(&ask(&lookout, "pc-17", 1).await));
    assert_eq!(lookout.recent().len(), 1);
    tokio::time::sleep(FRESH + Duration::from_secs(1)).await;
    assert_eq!(lookout.recent().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn without_a_record_nothing_is_looked_at() {
    let lab = Lab::with(&[("pc-17", &[&["10.20.0.5"]])]);
    let audit = Some("/nowhere/there/audit.jsonl".into());
    let lookout = lookout(&config::Probe { audit, ..config() }, &lab);
    assert!(matches!(lookout.ask("pc-17", network(1), "test").await, Err(LookoutError::Audit(_))));
    assert_eq!((lab.looked().len(), lab.asked()), (0, 0));
}

#[test]
fn without_ranges_there_is_no_lookout() {
    assert!(Lookout::new(&config::Probe::default(), Vec::new(), now, Box::new(Lab::default())).is_none());
}

#[tokio::test(start_paused = true)]
async fn a_visitor_sees_nothing_internal() {
    let lab = Lab::with(&[("pc-17", &[&["10.20.0.5"]])]);
    let Reply::Seen(seen) = ask(&lookout(&config(), &lab), "pc-17", 1).await else { panic!("nothing was seen") };
    let all = format!("{seen:?}").to_lowercase();
    for secret in ["secret", "10.20.0.5", "10.99", "20348", "83, 69", "53454352"] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
    assert_eq!(seen.clock_minutes, Some(50));
    assert_eq!(
        seen.phases.first().map(|(phase, outcome, _)| (*phase, *outcome)),
        Some((Phase::Resolve, Outcome::Fine))
    );
    assert!(seen.findings.iter().any(|finding| finding.observation == "probe-phase"));
    assert!(seen.valid.is_some());
}

#[test]
fn this_machine_is_not_elsewhere() {
    for own in ["127.0.0.1", "0.0.0.0"] {
        assert!(!World.is_elsewhere(own.parse().unwrap()), "{own}");
    }
    // Whatever address we would go out from is ours too.
    let out = || {
        let socket = std::net::UdpSocket::bind("0.0.0.0:0")?;
        socket.connect("192.0.2.1:9")?;
        socket.local_addr()
    };
    if let Ok(own) = out() {
        assert!(!World.is_elsewhere(own.ip()), "{own}");
        assert!(World.is_elsewhere("192.0.2.1".parse().unwrap()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    /// Whatever the configuration allows and whatever a name server answers, beside whatever else: no connection is begun
    /// to an address of the ranges that are always denied.
    #[test]
    fn no_address_that_is_always_denied_is_ever_connected(
        denied in never(), place in 0_usize..4, literal: bool, more in prop::collection::vec(any::<u32>(), 0..4),
    ) {
        let mut answers: Vec<IpAddr> = more.into_iter().map(|bits| IpAddr::from(bits.to_be_bytes())).collect();
        answers.insert(place.min(answers.len()), denied);
        let lab = Lab::default();
        lab.0.answers.lock().unwrap().insert("pc-17".to_string(), vec![answers]);
        let networks = vec!["0.0.0.0/0".to_string(), "::/0".to_string(), denied.to_string()];
        let config = config::Probe { networks, except: Vec::new(), names: vec!["*".to_string()], ..config() };
        let typed = match denied {
            IpAddr::V4(address) if literal => address.to_string(),
            IpAddr::V6(address) if literal => format!("[{address}]:3389"),
            _ => "pc-17".to_string(),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let reply = runtime.block_on(async { ask(&lookout(&config, &lab), &typed, 1).await });
        prop_assert!(matches!(reply, Reply::Refused), "{typed} {denied}: {reply:?}");
        prop_assert!(lab.looked().is_empty(), "{:?}", lab.looked());
    }
}
