use diagnosis::reading::measurement::Verdict;
use diagnosis::reading::measurement::path::path;

use super::*;

const PLAN: PathPlan = PathPlan { samples: 60, spacing: 100.0, connect_cap: 4_000.0, cap: 15_000.0 };

/// Runs to the end with a round trip for each sample; `None` never comes back. Echoes and ticks are given in time order.
fn run(plan: PathPlan, trip: impl Fn(u32) -> Option<f64>) -> Result<PathSamples, Reason> {
    let mut run = PathRun::new(plan, 0.0, false);
    let mut out: Vec<(f64, u32)> = Vec::new();
    let mut order = run.on(PathEvent::Opened, 20.0);
    let mut tick = 100.0;
    let mut at = 20.0;
    loop {
        match order {
            PathOrder::Send(number) => out.extend(trip(number).map(|ms| (at + ms, number))),
            PathOrder::End(ended) => return ended,
            PathOrder::Wait => {}
        }
        out.sort_by(|a, b| b.0.total_cmp(&a.0));
        match out.last().copied().filter(|(when, _)| *when < tick) {
            Some((when, number)) => {
                out.pop();
                at = when;
                order = run.on(PathEvent::Echo(number), at);
            }
            None => {
                at = tick;
                tick += 100.0;
                order = run.on(PathEvent::Tick, at);
            }
        }
    }
}

#[test]
fn a_clean_run_gives_all_samples_and_no_drift() {
    let samples = run(PLAN, |_| Some(42.0)).unwrap();
    assert_eq!(samples.round_trips.len(), 60);
    assert!(samples.round_trips.iter().all(|ms| (ms - 42.0).abs() < 1e-9));
    assert!(samples.drift.abs() < 0.02, "{}", samples.drift);
    assert_eq!(path(&samples).verdict, Verdict::Ok);
}

#[test]
fn a_round_trip_longer_than_the_spacing_is_no_problem() {
    let samples = run(PLAN, |_| Some(240.0)).unwrap();
    assert_eq!(samples.round_trips.len(), 60);
    assert_eq!(path(&samples).verdict, Verdict::Bad);
}

#[test]
fn a_late_sample_keeps_its_place() {
    let samples = run(PLAN, |n| Some(if n == 5 { 900.0 } else { 30.0 })).unwrap();
    assert!((samples.round_trips[5] - 900.0).abs() < 1e-9);
    assert!((samples.round_trips[6] - 30.0).abs() < 1e-9);
}

#[test]
fn samples_that_are_out_when_time_is_up_count_as_late() {
    let samples = run(PLAN, |n| (n < 50).then_some(30.0)).unwrap();
    assert_eq!(samples.round_trips.len(), 60);
    assert!(samples.round_trips[59] > 8_000.0);
    assert_eq!(path(&samples).verdict, Verdict::Bad);
}

#[test]
fn a_connection_that_does_not_come_is_given_up_at_its_cap() {
    let mut run = PathRun::new(PLAN, 0.0, false);
    assert_eq!(run.on(PathEvent::Tick, 3_999.0), PathOrder::Wait);
    assert_eq!(run.on(PathEvent::Tick, 4_000.0), PathOrder::End(Err(Reason::NoConnection)));
}

#[test]
fn a_refused_connection_is_no_connection() {
    let mut run = PathRun::new(PLAN, 0.0, false);
    assert_eq!(run.on(PathEvent::Closed, 12.0), PathOrder::End(Err(Reason::NoConnection)));
}

#[test]
fn a_connection_that_breaks_ends_with_too_few_samples() {
    let mut run = PathRun::new(PLAN, 0.0, false);
    run.on(PathEvent::Opened, 10.0);
    run.on(PathEvent::Echo(0), 40.0);
    let PathOrder::End(Ok(samples)) = run.on(PathEvent::Closed, 60.0) else { panic!("ends") };
    assert_eq!(samples.round_trips, vec![30.0]);
    assert_eq!(path(&samples).verdict, Verdict::Inconclusive(Reason::FewSamples));
}

#[test]
fn a_hidden_tab_gives_no_verdict() {
    let mut run = PathRun::new(PLAN, 0.0, false);
    run.on(PathEvent::Opened, 0.0);
    assert_eq!(run.on(PathEvent::Hidden, 50.0), PathOrder::Wait);
    for n in 1..60 {
        run.on(PathEvent::Echo(n - 1), f64::from(n) * 100.0 - 10.0);
        assert_eq!(run.on(PathEvent::Tick, f64::from(n) * 100.0), PathOrder::Send(n));
    }
    let PathOrder::End(Ok(samples)) = run.on(PathEvent::Echo(59), 5_990.0) else { panic!("ends") };
    assert!(samples.hidden);
    assert_eq!(path(&samples).verdict, Verdict::Inconclusive(Reason::Hidden));
}

#[test]
fn slow_timers_show_as_drift() {
    let mut run = PathRun::new(PathPlan { samples: 8, cap: 60_000.0, ..PLAN }, 0.0, false);
    run.on(PathEvent::Opened, 0.0);
    for n in 1..8 {
        run.on(PathEvent::Tick, f64::from(n) * 1_000.0);
    }
    for n in 0..7 {
        run.on(PathEvent::Echo(n), 7_000.0 + f64::from(n));
    }
    let PathOrder::End(Ok(samples)) = run.on(PathEvent::Echo(7), 7_010.0) else { panic!("ends") };
    assert!((samples.drift - 9.0).abs() < 1e-9, "{}", samples.drift);
}

#[test]
fn a_busy_machine_shows_as_drift_although_the_run_takes_its_time() {
    let mut run = PathRun::new(PLAN, 0.0, false);
    run.on(PathEvent::Opened, 0.0);
    for n in 1..60 {
        let late = if n % 2 == 0 { 0.0 } else { 60.0 };
        run.on(PathEvent::Tick, f64::from(n) * 100.0 + late);
        run.on(PathEvent::Echo(n - 1), f64::from(n) * 100.0 + late + 1.0);
    }
    let PathOrder::End(Ok(samples)) = run.on(PathEvent::Echo(59), 5_990.0) else { panic!("ends") };
    assert!(samples.drift > 0.5, "{}", samples.drift);
    assert_eq!(path(&samples).verdict, Verdict::Inconclusive(Reason::TimersDrifted));
}

#[test]
fn a_stop_ends_it_at_once_and_an_unknown_echo_changes_nothing() {
    let mut run = PathRun::new(PLAN, 0.0, false);
    run.on(PathEvent::Opened, 0.0);
    assert_eq!(run.on(PathEvent::Echo(44), 10.0), PathOrder::Wait);
    assert_eq!(run.returned(), 0);
    assert_eq!(run.on(PathEvent::Stopped, 20.0), PathOrder::End(Err(Reason::Stopped)));
}

#[test]
fn frames_read_back() {
    assert_eq!(read_frame(&frame(0)), Some(0));
    assert_eq!(read_frame(&frame(59)), Some(59));
    assert_eq!(read_frame(b"hello"), None);
    assert_eq!(read_frame(b""), None);
}
