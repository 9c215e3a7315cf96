//! Real browsers in the emulated network.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use serde_json::Value;

use crate::lab::impairment::Preset;
use crate::lab::network::{Engine, Network, at};

/// After this a page will not answer. It bounds a hang and asserts nothing about speed.
pub(super) const CAP: Duration = Duration::from_secs(60);

/// Measures round trips with `fetch` over a warm connection, and leaves them with the collector.
const PAGE: &str = r#"<!doctype html><meta charset="utf-8"><title>round trips</title><script type="module">
const took = [];
const ask = async () => {
  const began = performance.now();
  await (await fetch("/echo", { cache: "no-store" })).text();
  return performance.now() - began;
};
await ask();
const count = Number(new URL(location).searchParams.get("count") ?? 10);
for (let i = 0; i < count; i++) took.push(await ask());
const [page] = performance.getEntriesByType("navigation");
const result = {
  agent: navigator.userAgent,
  took,
  connect: page.connectEnd - page.connectStart,
  protocol: page.nextHopProtocol,
};
await fetch("https://collector.lab.test/", { method: "POST", mode: "no-cors", body: JSON.stringify(result) });
</script>"#;

/// A port with small segments, for paths on which a browser's first message of TLS, 1.9 kB, is lost in a black hole.
const CLAMPED: u16 = 8443;

/// Serves the page under a name that no other test has; returns the name.
pub(super) fn page(network: &Network) -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("page-{}.lab.test", COUNT.fetch_add(1, Ordering::Relaxed));
    for port in [443, CLAMPED] {
        let pages = Router::new()
            .route("/", get(|| std::future::ready(Html(PAGE))))
            .route("/echo", get(|| std::future::ready("echo")));
        network.https(&name, port, pages);
    }
    network.clamp(at(network.host(&name), CLAMPED), 1_200);
    name
}

/// The round trips of a result in milliseconds, shortest first.
pub(super) fn round_trips(result: &Value) -> Vec<f64> {
    let mut took: Vec<f64> = result["took"].as_array().unwrap().iter().map(|took| took.as_f64().unwrap()).collect();
    took.sort_by(f64::total_cmp);
    took
}

/// A visit on this path; the round trips that the page measured.
pub(super) fn visit(network: &Network, engine: Engine, name: &str, preset: Preset) -> Vec<f64> {
    network.begin(preset, 904);
    let port = if preset.impairment().up.hole_above.is_some() { CLAMPED } else { 443 };
    // The first ones are spoiled by all that a browser does when it starts.
    let count = if preset == Preset::Sat600 { 6 } else { 30 };
    let url = format!("https://{name}:{port}/?count={count}");
    let result = match engine {
        Engine::Chromium => network.chromium(&url, CAP),
        Engine::Firefox => network.firefox(&url, CAP),
    };
    round_trips(&result.unwrap_or_else(|why| panic!("{engine:?}, {preset:?}: {why}")))
}

fn sees_the_path(engine: Engine, presets: &[Preset]) {
    let Some(network) = Network::shared() else { return };
    if let Some(why) = engine.missing() {
        eprintln!("skipped: {why}");
        return;
    }
    let name = page(&network);
    for preset in presets {
        let path = preset.impairment();
        let truth = path.round_trip().as_secs_f64() * 1000.0;
        let jitter = (path.up.jitter + path.down.jitter).as_secs_f64() * 1000.0;
        let close = (0..3).any(|_| {
            let best = visit(&network, engine, &name, *preset)[0];
            println!("{engine:?}, {}: true {truth} ms, measured {best} ms", preset.name());
            // Firefox rounds times to 1 ms, so a difference of two may be 1 ms short.
            assert!(best >= truth - 1.0, "{engine:?}, {preset:?}: {best} ms is too fast for {truth} ms");
            // Wide, because a busy machine delays as well: how close it comes is for `lab-statistics` to say.
            best <= truth * 1.25 + jitter + 40.0
        });
        assert!(close, "{engine:?}, {preset:?}: never close to {truth} ms");
    }
    assert!(network.names_asked().contains_key(&name), "the browser did not ask our names");
}

#[test]
fn chromium_sees_the_delay_of_every_path() {
    sees_the_path(Engine::Chromium, &Preset::ALL);
}

#[test]
fn firefox_sees_the_delay_of_three_paths() {
    sees_the_path(Engine::Firefox, &[Preset::Lan, Preset::NoUdp, Preset::Asym]);
}

#[test]
fn a_black_hole_swallows_the_first_message_of_tls() {
    let Some(network) = Network::shared() else { return };
    if let Some(why) = Engine::Chromium.missing() {
        eprintln!("skipped: {why}");
        return;
    }
    let name = page(&network);
    network.begin(Preset::VpnMtu1400, 904);
    // A busy machine takes its time to start a browser.
    let swallowed = [6, 20, 60].into_iter().any(|seconds| {
        let nothing = network.chromium(&format!("https://{name}/"), Duration::from_secs(seconds)).unwrap_err();
        println!("{nothing}");
        network.tally().up.hole > 0
    });
    assert!(swallowed);
}

#[test]
fn a_page_that_says_nothing_ends_with_the_cap_and_its_browser_with_it() {
    let Some(network) = Network::shared() else { return };
    if let Some(why) = Engine::Chromium.missing() {
        eprintln!("skipped: {why}");
        return;
    }
    network.begin(Preset::Clean, 1);
    network.https("mute.lab.test", 443, Router::new().route("/", get(|| std::future::ready(Html("nothing")))));
    let nothing = network.chromium("https://mute.lab.test/", Duration::from_secs(3)).unwrap_err().to_string();
    assert!(nothing.contains("no result within 3s"), "{nothing}");
    let left: Vec<String> = std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| std::fs::read(entry.ok()?.path().join("cmdline")).ok())
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .filter(|line| line.contains(&network.folder().display().to_string()) && line.contains("chrom"))
        .collect();
    assert!(left.is_empty(), "these still run: {left:?}");
}

#[test]
fn both_browsers_do_what_they_are_told_on_a_page_of_anybody() {
    let Some(network) = Network::shared() else { return };
    let name = page(&network);
    for engine in Engine::ALL {
        if let Some(why) = engine.missing() {
            eprintln!("skipped: {why}");
            continue;
        }
        network.begin(Preset::NoUdp, 904);
        let mut browser = network.drive(engine).unwrap_or_else(|why| panic!("{engine:?}: {why}"));
        let opened = browser.open(&format!("https://{name}/"));
        opened.unwrap_or_else(|why| panic!("{engine:?}: {why}"));
        let title = browser.until("return document.readyState === 'complete' && document.title", CAP);
        assert_eq!(title.unwrap_or_else(|why| panic!("{engine:?}: {why}")), "round trips");
        let took = "const began = performance.now();
            return fetch('/echo', { cache: 'no-store' }).then(() => performance.now() - began);";
        let took = browser.script(took).unwrap_or_else(|why| panic!("{engine:?}: {why}")).as_f64().unwrap();
        assert!(took >= 39.0, "{engine:?}: {took} ms");
        assert!(browser.script("throw new Error('as it should')").unwrap_err().to_string().contains("as it should"));
    }
}
