//! The engine of Cloudflare's speed test beside our checks, on the same paths in the same browser. It is given a server of ours and a
//! TURN server, which it needs for losses: it has no far end of its own in this network.

use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::Uri;
use axum::response::Html;
use axum::routing::{get, post};

use super::*;
use crate::lab::program::Program;

/// Names the file of the engine.
const ENGINE: &str = "FIX904_CLOUDFLARE_ENGINE";
const NAME: &str = "cloudflare.lab.test";
const TURN: &str = "turn.lab.test";
const RUNS: usize = 3;

const PAGE: &str = r#"<!doctype html><meta charset="utf-8"><title>speed test</title><script type="module">
import SpeedTest from "/speedtest.js";
window.measure = measurements => {
  window.result = null;
  const test = new SpeedTest({
    autoStart: false, measurements, downloadApiUrl: "/__down", uploadApiUrl: "/__up",
    turnServerUri: "turn.lab.test:3478", turnServerUser: "fix904", turnServerPass: "fix904",
  });
  const number = value => value === undefined ? null : value;
  test.onFinish = results => window.result = {
    latency: number(results.getUnloadedLatency()), jitter: number(results.getUnloadedJitter()),
    loss: number(results.getPacketLoss()), details: number(results.getPacketLossDetails()),
  };
  test.onError = why => window.why = String(why);
  test.play();
};
window.ready = true;
</script>"#;

/// The engine on a page of its own; nothing without the file.
pub(super) fn beside(page: &mut Page<'_>) -> Option<String> {
    let engine = std::env::var_os(ENGINE).map(PathBuf::from)?;
    let network = page.network;
    let script = fs::read_to_string(engine).unwrap();
    let pages = Router::new()
        .route("/", get(|| std::future::ready(Html(PAGE))))
        .route("/speedtest.js", get(|| std::future::ready(([("content-type", "text/javascript")], script))))
        .route("/__down", get(|address: Uri| std::future::ready(vec![0_u8; wanted(&address)])))
        .route("/__up", post(|_: Bytes| std::future::ready(())).layer(DefaultBodyLimit::max(1 << 30)));
    network.begin(Preset::Clean, 904);
    network.https(NAME, 443, pages);
    let turn = network.host(TURN).to_string();
    let arguments = [
        "-n",
        "--log-file=stdout",
        "--simple-log",
        "--no-cli",
        "--no-tls",
        "--no-dtls",
        "--lt-cred-mech",
        "--realm=lab.test",
        "--user=fix904:fix904",
        "--pidfile=/dev/null",
        "--listening-port=3478",
        "--listening-ip",
        &turn,
        "--relay-ip",
        &turn,
    ];
    let ready = |line: &str| line.contains("UDP listener opened").then_some(());
    let server = PathBuf::from("/usr/bin/turnserver");
    let _turn = network.portal().run(|| Program::start(&server, &arguments, ready)).0;
    let mut browser = network.drive(Engine::Chromium).unwrap_or_else(|why| panic!("{why}"));
    browser.open(&format!("https://{NAME}/")).unwrap_or_else(|why| panic!("{why}"));
    browser.until("return window.ready === true", CAP).unwrap_or_else(|why| panic!("{why}"));
    let mut measure = |path: Impairment, what: &str| -> Value {
        network.begin_with(path, 904);
        browser.script(&format!("window.measure({what}); return true")).unwrap_or_else(|why| panic!("{why}"));
        browser.until("return window.result", CAP).unwrap_or_else(|why| panic!("{why}"))
    };
    Some(table(page, &mut measure))
}

/// Bytes that are asked for.
fn wanted(address: &Uri) -> usize {
    let pairs = address.query().unwrap_or_default().split('&');
    pairs.filter_map(|pair| pair.strip_prefix("bytes=")).find_map(|bytes| bytes.parse().ok()).unwrap_or_default()
}

fn table(page: &mut Page<'_>, measure: &mut impl FnMut(Impairment, &str) -> Value) -> String {
    let mut table = "### Beside Cloudflare's engine\n\n\
        | path | figure | truth | ours | Cloudflare's |\n|---|---|---|---|---|\n"
        .to_string();
    let list = |figures: &[Option<f64>], digits: usize| {
        let figure = |figure: &Option<f64>| figure.map_or("none".to_string(), |figure| format!("{figure:.digits$}"));
        figures.iter().map(figure).collect::<Vec<_>>().join(", ")
    };
    let even = |ms: f64, jitter: f64| Impairment::both(way(ms / 2.0, jitter));
    for (name, path) in
        [("1 ms", even(1.0, 0.0)), ("40 ms", even(40.0, 0.0)), ("30 ms, jitter up to 15 ms each way", even(30.0, 15.0))]
    {
        let (mut ours, mut theirs) = ([vec![], vec![]], [vec![], vec![]]);
        for _ in 0..RUNS {
            let told = page.one(path, Check::Path);
            let found = measure(path, "[{type: 'latency', numPackets: 1}, {type: 'latency', numPackets: 20}]");
            for (at, [own, other]) in [["median", "latency"], ["jitter", "jitter"]].into_iter().enumerate() {
                ours[at].push(figure(&told, own));
                theirs[at].push(found[other].as_f64());
            }
        }
        let drawn = path.up.jitter.as_secs_f64() * 1_000.0;
        let truth = [path.round_trip().as_secs_f64() * 1_000.0 + drawn, drawn * tables::OF_EVEN_DRAWS];
        for (at, what) in ["latency, ms", "jitter, ms"].into_iter().enumerate() {
            let (ours, theirs) = (list(&ours[at], 1), list(&theirs[at], 1));
            writeln!(table, "| {name} | {what} | {:.1} | {ours} | {theirs} |", truth[at]).unwrap();
        }
    }
    for (up, down) in [(0.0, 0.0), (0.005, 0.03), (0.03, 0.005)] {
        let mut path = even(40.0, 0.0);
        (path.up.loss, path.down.loss) = (up, down);
        let (mut ours, mut theirs) = ([vec![], vec![]], vec![]);
        for _ in 0..RUNS {
            let told = page.one(path, Check::Udp);
            ours[0].push(figure(&told, "up"));
            ours[1].push(figure(&told, "down"));
            let found = measure(path, "[{type: 'packetLoss', numPackets: 1000, responsesWaitTime: 3000}]");
            theirs.push(found["loss"].as_f64().map(|share| share * 100.0));
        }
        let both = 100.0 * (1.0 - (1.0 - up) * (1.0 - down));
        writeln!(
            table,
            "| 40 ms | loss up and down, % | {:.1} and {:.1}; both {both:.1} | up {}; down {} | both {} |",
            up * 100.0,
            down * 100.0,
            list(&ours[0], 1),
            list(&ours[1], 1),
            list(&theirs, 1)
        )
        .unwrap();
    }
    table
}
