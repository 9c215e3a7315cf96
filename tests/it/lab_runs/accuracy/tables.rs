//! The tables of accuracy, one for each kind of figure.

use super::*;

/// Runs for each row of latency.
const LATENCY_RUNS: usize = 3;
/// Runs of 350 to 850 datagrams each way, and how many at once: they send 50 datagrams a second each.
const LOSS_RUNS: (usize, usize) = (100, 5);
/// Runs on a path without a fault, and how many at once.
const CLEAN_RUNS: (usize, usize) = (100, 4);
const SIZE_RUNS: usize = 3;
const CLOCK_RUNS: usize = 1;
const LOAD_RUNS: usize = 3;
const HOLD_RUNS: usize = 1;

/// All of them, and how long they took.
pub(super) fn all(page: &mut Page<'_>) -> String {
    let began = Instant::now();
    let mut text = String::new();
    for table in [latency, loss, sizes, clock, throughput, hold, clean] {
        let table = table(page);
        println!("{table}");
        text += &table;
        text.push('\n');
    }
    if let Some(table) = cloudflare::beside(page) {
        println!("{table}");
        text += &table;
        text.push('\n');
    }
    writeln!(text, "Measured in {} minutes.", began.elapsed().as_secs() / 60).unwrap();
    text
}

/// Median and worst by size, as text.
fn median_and_worst(errors: &mut [f64], digits: usize) -> String {
    errors.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    match (errors.get(errors.len() / 2), errors.last()) {
        (Some(median), Some(worst)) => format!("{median:+.digits$}, {worst:+.digits$}"),
        _ => "-".to_string(),
    }
}

/// Jitter is the mean difference between one round trip and the next. With evenly drawn jitter of up to J each way it is 7/15 J: the
/// mean deviation of the sum of four even draws. That holds while no packet waits for the one before it, so J stays well below the
/// 100 ms from one sample to the next.
pub(super) const OF_EVEN_DRAWS: f64 = 7.0 / 15.0;

fn latency(page: &mut Page<'_>) -> String {
    let mut table = "### Latency and jitter\n\n\
        | path | true median | measured | error: median, worst | within 3 ms or 5 % | true jitter | error: median, worst |\n\
        |---|---|---|---|---|---|---|\n"
        .to_string();
    let even = |ms: f64, jitter: f64| Impairment::both(way(ms / 2.0, jitter));
    let paths = [
        ("1 ms", even(1.0, 0.0)),
        ("40 ms", even(40.0, 0.0)),
        ("10 ms up, 90 ms down", Impairment { up: way(10.0, 0.0), down: way(90.0, 0.0), ..Impairment::default() }),
        ("30 ms, jitter up to 3 ms each way", even(30.0, 3.0)),
        ("30 ms, jitter up to 15 ms each way", even(30.0, 15.0)),
        ("30 ms, jitter up to 40 ms each way", even(30.0, 40.0)),
        ("300 ms", even(300.0, 0.0)),
        ("600 ms", even(600.0, 0.0)),
    ];
    for (name, path) in paths {
        // Each way adds half of its jitter on average, and the sum of two even draws has its median there too.
        let drawn = path.up.jitter.as_secs_f64() * 1_000.0;
        let truth = path.round_trip().as_secs_f64() * 1_000.0 + drawn;
        let jitter = drawn * OF_EVEN_DRAWS;
        let told: Vec<Told> = (0..LATENCY_RUNS).map(|_| page.one(path, Check::Path)).collect();
        let figures = |name| told.iter().filter_map(|told| figure(told, name)).collect::<Vec<f64>>();
        let measured = figures("median");
        let mut errors: Vec<f64> = measured.iter().map(|ms| ms - truth).collect();
        let within = errors.iter().filter(|error| error.abs() <= f64::max(3.0, truth * 0.05)).count();
        let mut jitters: Vec<f64> = figures("jitter").iter().map(|ms| ms - jitter).collect();
        writeln!(
            table,
            "| {name} | {truth:.0} ms | {} | {} ms | {within} of {} | {jitter:.1} ms | {} ms |",
            measured.iter().map(|ms| format!("{ms:.0}")).collect::<Vec<_>>().join(", "),
            median_and_worst(&mut errors, 1),
            told.len(),
            median_and_worst(&mut jitters, 1),
        )
        .unwrap();
    }
    table
}

fn loss(page: &mut Page<'_>) -> String {
    let shares = [0.005, 0.03];
    let mut path = Impairment::both(way(20.0, 0.0));
    (path.up.loss, path.down.loss) = (shares[0], shares[1]);
    let (mut inside, mut decided, mut verdicts) = ([0; 2], 0, BTreeMap::<String, usize>::new());
    let mut widths = [0.0; 2];
    let (runs, at_once) = LOSS_RUNS;
    let told = (0..runs / at_once).flat_map(|_| page.side_by_side(at_once, Duration::ZERO, path, 0, &[Check::Udp]));
    let told: Vec<Told> = told.map(|mut told| told.remove(Check::Udp.id()).unwrap_or_default()).collect();
    for told in told {
        *verdicts.entry(said(&told)).or_default() += 1;
        let [up_sent, up_arrived, down_sent, down_arrived, ..] = chart(&told)[..] else { continue };
        decided += 1;
        let counted = |sent: f64, arrived: f64| Counted { sent: sent as u32, arrived: arrived as u32 };
        for (at, counted) in [counted(up_sent, up_arrived), counted(down_sent, down_arrived)].into_iter().enumerate() {
            let (low, high) = counted.interval();
            inside[at] += usize::from((low..=high).contains(&shares[at]));
            widths[at] += high - low;
        }
    }
    let row = |at: usize, name: &str| {
        let width = 100.0 * widths[at] / f64::from(u32::try_from(decided.max(1)).unwrap());
        format!("| {name} | {:.1} % | {} of {decided} | {width:.1} points |\n", shares[at] * 100.0, inside[at])
    };
    let verdicts: Vec<String> = verdicts.iter().map(|(said, times)| format!("{said} {times}")).collect();
    format!(
        "### Loss\n\n{runs} runs, {at_once} at once, both directions in each.\n\n\
        | direction | true loss | inside the stated 95 % interval | width of the interval, mean |\n|---|---|---|---|\n{}{}\n\
        Said: {}.\n",
        row(0, "up"),
        row(1, "down"),
        verdicts.join(", ")
    )
}

fn sizes(page: &mut Page<'_>) -> String {
    let mut table = "### Sizes\n\n| hole | said | right |\n|---|---|---|\n".to_string();
    let hole = |up: Option<usize>, down: Option<usize>| {
        let mut path = Impairment::both(way(20.0, 0.0));
        (path.up.hole_above, path.down.hole_above) = (up, down);
        path
    };
    let rows = [
        ("none", hole(None, None), "ok all-sizes"),
        ("above 1,400 bytes, both ways", hole(Some(1_400), Some(1_400)), "bad large-stall"),
        ("above 1,400 bytes, down only", hole(None, Some(1_400)), "bad large-stall"),
        ("above 1,400 bytes, up only", hole(Some(1_400), None), "bad large-stall"),
        ("above 1,280 bytes, both ways", hole(Some(1_280), Some(1_280)), "bad large-stall"),
    ];
    for (name, path, right) in rows {
        let told: Vec<Told> = (0..SIZE_RUNS).map(|_| page.one(path, Check::Mtu)).collect();
        let mut words: Vec<String> = told
            .iter()
            .map(|told| {
                let phrase = told.detail().rsplit('-').next().unwrap_or_default();
                format!("{} ({phrase} {})", said(told), figure(told, "bytes").unwrap_or_default())
            })
            .collect();
        words.sort_unstable();
        words.dedup();
        let rights = told.iter().filter(|told| said(told) == right).count();
        writeln!(table, "| {name} | {} | {rights} of {} |", words.join("; "), told.len()).unwrap();
    }
    table
}

fn clock(page: &mut Page<'_>) -> String {
    let mut table =
        "### Clock\n\n| path | clock off by | inside the stated bound | bound |\n|---|---|---|---|\n".to_string();
    let paths = [
        ("clean", Impairment::default()),
        ("10 ms up, 90 ms down", Impairment { up: way(10.0, 0.0), down: way(90.0, 0.0), ..Impairment::default() }),
        ("600 ms, jitter up to 15 ms each way", Impairment::both(way(300.0, 15.0))),
    ];
    for (name, path) in paths {
        for seconds in [-420, -90, 0, 20, 600] {
            let told = (0..CLOCK_RUNS).map(|_| {
                let told = page.run(path, seconds * 1_000, &[Check::Clock]);
                let bound = figure(&told["check-clock"], "bound")?;
                let off = *chart(&told["check-clock"]).first()?;
                // The figure is told in whole seconds.
                Some((bound, (off - seconds as f64).abs() <= bound + 0.5))
            });
            let told: Vec<Option<(f64, bool)>> = told.collect();
            let inside = told.iter().flatten().filter(|(_, inside)| *inside).count();
            let bound = told.iter().flatten().map(|(bound, _)| *bound).fold(0.0, f64::max);
            writeln!(table, "| {name} | {seconds} s | {inside} of {} | {bound:.1} s |", told.len()).unwrap();
        }
    }
    table
}

fn throughput(page: &mut Page<'_>) -> String {
    let mut table =
        "### Throughput\n\n| line, down and up | way | measured, Mbit/s | error: median, worst | within 12 % |\n\
        |---|---|---|---|---|\n"
            .to_string();
    for (down, up) in [(4_u64, 1_u64), (16, 4), (50, 20)] {
        let rate = |megabits: u64| {
            // Room for 60 ms.
            Some(Rate { bits_per_second: megabits * 1_000_000, queue: Some(megabits * 7_500) })
        };
        let line = way(10.0, 0.0);
        let path = Impairment {
            up: Direction { rate: rate(up), ..line },
            down: Direction { rate: rate(down), ..line },
            ..Impairment::default()
        };
        let told: Vec<Told> = (0..LOAD_RUNS).map(|_| page.one(path, Check::Load)).collect();
        for (name, truth) in [("down", down), ("up", up)] {
            let measured: Vec<f64> = told.iter().filter_map(|told| figure(told, name)).collect();
            let mut errors: Vec<f64> = measured.iter().map(|rate| 100.0 * (rate / truth as f64 - 1.0)).collect();
            let within = errors.iter().filter(|error| error.abs() <= 12.0).count();
            writeln!(
                table,
                "| {down} and {up} Mbit/s | {name} | {} | {} % | {within} of {} |",
                measured.iter().map(|rate| format!("{rate:.1}")).collect::<Vec<_>>().join(", "),
                median_and_worst(&mut errors, 0),
                told.len()
            )
            .unwrap();
        }
    }
    table
}

fn hold(page: &mut Page<'_>) -> String {
    let mut table = "### Quiet connection\n\n| forgotten after | said | right |\n|---|---|---|\n".to_string();
    for (seconds, right) in [(20, "bad cut 0 30"), (45, "bad cut 30 60")] {
        let path = Impairment { idle_kill: Some(Duration::from_secs(seconds)), ..Impairment::both(way(20.0, 0.0)) };
        let told: Vec<String> = (0..HOLD_RUNS)
            .map(|_| {
                let told = page.one(path, Check::Hold);
                let number = |name| figure(&told, name).unwrap_or(-1.0);
                format!("{} {:.0} {:.0}", said(&told), number("longest"), number("planned"))
            })
            .collect();
        let rights = told.iter().filter(|told| *told == right).count();
        writeln!(table, "| {seconds} s | {} | {rights} of {} |", told.join("; "), told.len()).unwrap();
    }
    table
}

/// The line under load is left out: on a line without a limit it is the machine itself that is full.
fn clean(page: &mut Page<'_>) -> String {
    let checks = Check::ALL.into_iter().filter(|check| !matches!(check, Check::Load | Check::Hold));
    let checks: Vec<Check> = checks.collect();
    let mut said_of: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    let mut moved = [0; 2];
    let (runs, at_once) = CLEAN_RUNS;
    for _ in 0..runs / at_once {
        for told in page.side_by_side(at_once, Duration::ZERO, Preset::Lan.impairment(), 0, &checks) {
            for (check, told) in told {
                *said_of.entry(check).or_default().entry(said(&told)).or_default() += 1;
            }
        }
        let tally = page.network.tally();
        moved[0] += tally.up.bytes;
        moved[1] += tally.down.bytes;
    }
    let kilobytes = |bytes: u64| bytes as f64 / 1_000.0 / runs as f64;
    let times = |beginning: &str| -> usize {
        let alarms = said_of.values().flatten().filter(|(said, _)| said.starts_with(beginning));
        alarms.map(|(_, times)| times).sum()
    };
    let mut table = format!(
        "### False alarms\n\n{runs} runs on a line of 1 ms without a fault, {at_once} at once, all checks but the line under load and the quiet \
        connection: {} said *problem*, {} *borderline*, {} had no clear result. A run moved {:.0} kB from the page and {:.0} kB to it, counted as packets.\n\n\
        | check | said |\n|---|---|\n",
        times("bad"),
        times("warn"),
        times("unclear"),
        kilobytes(moved[0]),
        kilobytes(moved[1])
    );
    for (check, said) in &said_of {
        let said: Vec<String> = said.iter().map(|(said, times)| format!("{said} {times}")).collect();
        writeln!(table, "| `{check}` | {} |", said.join(", ")).unwrap();
    }
    table
}
