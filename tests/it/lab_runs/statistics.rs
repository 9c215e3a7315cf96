//! What is true and what is measured, path by path. `cargo xtask lab-statistics` has the whole table written to a file; as a
//! test, one row must hold.

use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use super::browsers;
use super::sockets::{Echo, download};
use crate::lab::impairment::Preset;
use crate::lab::network::{Engine, Network};

/// Names the file for the whole table.
const FILE: &str = "FIX904_LAB_STATISTICS";
const SEED: u64 = 904;
const APART: Duration = Duration::from_millis(2);

/// One path, measured.
struct Row {
    preset: Preset,
    /// Milliseconds over a TCP connection, shortest first.
    sockets: Vec<f64>,
    /// Datagrams sent, then for each direction how many were missed, and how many the path lost.
    sent: u64,
    lost: [(u64, u64); 2],
    /// Of five datagrams of 1,300 and of 1,500 bytes, how many arrived.
    sizes: [usize; 2],
    /// Bits per second; none where the path is not narrow.
    down: Option<(u64, f64)>,
}

fn measure(network: &Network, echo: &Echo, preset: Preset, datagrams: u64) -> Row {
    let path = preset.impairment();
    network.begin(preset, SEED);
    let sockets = echo.round_trips(network, if preset == Preset::Sat600 { 10 } else { 30 });
    network.begin(preset, SEED);
    let found = echo.datagrams(network, datagrams, APART, 200);
    let tally = network.tally();
    let path_lost = tally.datagrams_lost;
    let missed = [found.lost_up.len() as u64, found.lost_down.len() as u64];
    let sizes = [1_300, 1_500].map(|bytes| {
        let found = echo.datagrams(network, 5, APART, bytes);
        5 - found.lost_up.len()
    });
    let down = path.down.rate.map(|rate| {
        network.begin(preset, SEED);
        (rate.bits_per_second, download(network, rate.bits_per_second as usize / 4))
    });
    Row {
        preset,
        sockets: sockets.iter().map(|took| took.as_secs_f64() * 1000.0).collect(),
        sent: datagrams,
        lost: [(missed[0], path_lost[0]), (missed[1], path_lost[1])],
        sizes,
        down,
    }
}

/// The shortest and the middle one of a sorted list.
fn best_and_median(sorted: &[f64]) -> String {
    format!("{:.1} / {:.1}", sorted[0], sorted[sorted.len() / 2])
}

fn line(row: &Row, browsers: [Option<String>; 2]) -> String {
    let Row { preset, sockets, sent, lost, sizes, down } = row;
    let lost =
        lost.map(|(missed, path)| format!("{missed} = {path}").replace("= ", if missed == path { "= " } else { "≠ " }));
    let down =
        down.map_or("-".to_string(), |(truth, measured)| format!("{:.1} / {:.1}", truth as f64 / 1e6, measured / 1e6));
    let [chromium, firefox] = browsers.map(|cell| cell.unwrap_or_else(|| "-".to_string()));
    let truth = preset.impairment().round_trip().as_secs_f64() * 1000.0;
    format!(
        "| {} | {truth:.0} | {} | {chromium} | {firefox} | {sent} | {} | {} | {} of 5, {} of 5 | {down} |\n",
        preset.name(),
        best_and_median(sockets),
        lost[0],
        lost[1],
        sizes[0],
        sizes[1],
    )
}

#[test]
fn what_is_measured_is_what_is_true() {
    let Some(network) = Network::shared() else { return };
    let echo = Echo::start(&network);
    let Some(file) = std::env::var_os(FILE) else {
        let row = measure(&network, &echo, Preset::VpnMtu1400, 50);
        assert!(
            row.lost.iter().all(|(missed, path)| missed == path) && row.sizes == [5, 0],
            "{}",
            line(&row, [None, None])
        );
        assert!(row.sockets[0] >= 50.0, "{:?}", row.sockets);
        return;
    };
    let began = Instant::now();
    let name = browsers::page(&network);
    let mut table = "| path | true RTT | sockets | Chromium | Firefox | datagrams | lost up | lost down | 1,300 and 1,500 bytes | Mbit/s down |\n\
        |---|---|---|---|---|---|---|---|---|---|\n"
        .to_string();
    for preset in Preset::ALL {
        // A whole period of the outages, and enough for shares.
        let datagrams = if [Preset::FlakyBurst, Preset::Lossy2].contains(&preset) { 4_500 } else { 1_000 };
        let row = measure(&network, &echo, preset, datagrams);
        let seen = Engine::ALL.map(|engine| {
            engine.missing().is_none().then(|| best_and_median(&browsers::visit(&network, engine, &name, preset)))
        });
        let line = line(&row, seen);
        print!("{line}");
        table += &line;
    }
    let all = began.elapsed();
    let began = Instant::now();
    let other = Network::open().unwrap();
    let made = began.elapsed();
    let began = Instant::now();
    other.begin(Preset::Sat600, SEED);
    let changed = began.elapsed();
    writeln!(
        table,
        "\nMeasured in {} s. Making a network took {} ms, changing its path {} µs.",
        all.as_secs(),
        made.as_millis(),
        changed.as_micros()
    )
    .unwrap();
    fs::write(file, table).unwrap();
}
