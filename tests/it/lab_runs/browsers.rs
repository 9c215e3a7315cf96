//! Real browsers in the emulated network.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use serde_json::Value;

use crate::lab::impairment::Preset;
use crate::lab::network::{Engine, Network};

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

/// Serves the page under a name that no other test has; returns its address.
pub(super) fn page(network: &Network) -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("page-{}.lab.test", COUNT.fetch_add(1, Ordering::Relaxed));
    let pages = Router::new()
        .route("/", get(|| std::future::ready(Html(PAGE))))
        .route("/echo", get(|| std::future::ready("echo")));
    network.https(&name, 443, pages);
    format!("https://{name}/")
}

/// The round trips of a result in milliseconds, shortest first.
pub(super) fn round_trips(result: &Value) -> Vec<f64> {
    let mut took: Vec<f64> = result["took"].as_array().unwrap().iter().map(|took| took.as_f64().unwrap()).collect();
    took.sort_by(f64::total_cmp);
    took
}

fn sees_the_path(engine: Engine) {
    let Some(network) = Network::shared() else { return };
    if let Some(why) = engine.missing() {
        eprintln!("skipped: {why}");
        return;
    }
    let url = page(&network);
    for preset in [Preset::NoUdp, Preset::Asym] {
        let truth = preset.impairment().round_trip().as_secs_f64() * 1000.0;
        let close = (0..3).any(|_| {
            network.begin(preset, 904);
            let result = network
                .visit(engine, &format!("{url}?count=30"), CAP)
                .unwrap_or_else(|why| panic!("{engine:?}, {preset:?}: {why}"));
            let best = round_trips(&result)[0];
            println!("{engine:?}, {}: true {truth} ms, measured {best} ms, {result}", preset.name());
            // Firefox rounds times to 1 ms, so a difference of two may be 1 ms short.
            assert!(best >= truth - 1.0, "{engine:?}, {preset:?}: {best} ms is too fast for {truth} ms");
            best <= truth * 1.1 + 8.0
        });
        assert!(close, "{engine:?}, {preset:?}: never close to {truth} ms");
    }
    assert!(network.names_asked().contains_key(url.trim_start_matches("https://").trim_end_matches('/')));
}

#[test]
fn chromium_opens_a_page_by_name_and_sees_the_delay_of_the_path() {
    sees_the_path(Engine::Chromium);
}

#[test]
fn firefox_opens_a_page_by_name_and_sees_the_delay_of_the_path() {
    sees_the_path(Engine::Firefox);
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
