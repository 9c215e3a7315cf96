//! Browser measurements become verdicts and findings.

use diagnosis::reading::measurement::{ClockSample, PathSamples, Reason, Verdict, clock, path};

fn steady(ms: f64) -> PathSamples {
    PathSamples { round_trips: vec![ms; 60], hidden: false, drift: 0.0 }
}

#[test]
fn a_line_is_judged_by_its_median_jitter_and_tail() {
    for (ms, verdict) in [(40.0, Verdict::Ok), (150.0, Verdict::Ok), (170.0, Verdict::Warn), (240.0, Verdict::Bad)] {
        assert_eq!(path(&steady(ms)).verdict, verdict, "{ms} ms");
    }
    let mut shaky = steady(40.0);
    shaky.round_trips.iter_mut().step_by(2).for_each(|ms| *ms += 45.0);
    assert_eq!(path(&shaky).verdict, Verdict::Warn);
    let mut late = steady(40.0);
    late.round_trips[10] = 400.0;
    late.round_trips[30] = 400.0;
    late.round_trips[50] = 400.0;
    assert_eq!(path(&late).verdict, Verdict::Warn);
}

#[test]
fn the_first_two_samples_do_not_count() {
    let mut warming = steady(40.0);
    warming.round_trips[0] = 900.0;
    warming.round_trips[1] = 900.0;
    assert_eq!(path(&warming).verdict, Verdict::Ok);
}

#[test]
fn a_disturbed_run_has_no_result() {
    let few = PathSamples { round_trips: vec![40.0; 40], ..steady(40.0) };
    assert_eq!(path(&few).verdict, Verdict::Inconclusive(Reason::FewSamples));
    let hidden = PathSamples { hidden: true, ..steady(40.0) };
    assert_eq!(path(&hidden).verdict, Verdict::Inconclusive(Reason::Hidden));
    let drifting = PathSamples { drift: 0.3, ..steady(40.0) };
    assert_eq!(path(&drifting).verdict, Verdict::Inconclusive(Reason::TimersDrifted));
    assert_eq!(path(&PathSamples::default()).verdict, Verdict::Inconclusive(Reason::FewSamples));
}

#[test]
fn a_clock_is_judged_by_its_least_delayed_exchange() {
    let sample = |off: f64, round_trip: f64| ClockSample {
        sent: 1_000_000.0 + off - round_trip / 2.0,
        portal: 1_000_000.0,
        round_trip,
    };
    let mut samples = vec![sample(0.0, 80.0); 12];
    samples[3] = sample(420_000.0, 10.0);
    let result = clock(&samples);
    assert_eq!(result.verdict, Verdict::Bad);
    let (difference, bound) = result.difference.unwrap();
    assert!((difference - 420_000.0).abs() < 1e-6 && (bound - 5.0).abs() < 1e-9);
    assert_eq!(clock(&[sample(90_000.0, 10.0); 12]).verdict, Verdict::Warn);
    assert_eq!(clock(&[sample(-2_000.0, 10.0); 12]).verdict, Verdict::Ok);
    assert_eq!(clock(&[sample(0.0, 10.0); 5]).verdict, Verdict::Inconclusive(Reason::FewSamples));
    assert_eq!(clock(&[sample(0.0, 90_000.0); 12]).verdict, Verdict::Inconclusive(Reason::TooUncertain));
}
