use alloc::vec;

use super::super::report::Check;
use super::*;

fn steady(ms: f64) -> PathSamples {
    PathSamples { round_trips: vec![ms; 60], hidden: false, drift: 0.0 }
}

fn outcome(samples: &PathSamples) -> alloc::string::String {
    path(samples).line(Check::Path).finding().into()
}

#[test]
fn a_line_is_judged_by_its_median_jitter_and_tail() {
    for (ms, verdict) in [(40.0, Verdict::Ok), (150.0, Verdict::Ok), (170.0, Verdict::Warn), (240.0, Verdict::Bad)] {
        assert_eq!(path(&steady(ms)).verdict, verdict, "{ms} ms");
    }
    let mut shaky = steady(40.0);
    shaky.round_trips.iter_mut().step_by(2).for_each(|ms| *ms += 45.0);
    assert_eq!(path(&shaky).verdict, Verdict::Warn);
    assert!(outcome(&shaky).starts_with("check-path=unsteady.mt"));
    let mut late = steady(40.0);
    for place in [10, 30, 50] {
        late.round_trips[place] = 400.0;
    }
    assert_eq!(path(&late).verdict, Verdict::Warn);
}

#[test]
fn the_outcome_follows_the_verdict_and_is_soft_near_the_limit() {
    assert_eq!(outcome(&steady(40.0)), "check-path=good.mt");
    assert_eq!(outcome(&steady(150.0)), "check-path=good.mt4-slow");
    assert_eq!(outcome(&steady(160.0)), "check-path=slow.mt3-good");
    assert_eq!(outcome(&steady(240.0)), "check-path=slow.mt");
    // A share of late samples exactly at its limit is borderline, and not "good".
    let mut late = steady(40.0);
    late.round_trips.truncate(52);
    late.round_trips[10] = 400.0;
    late.round_trips[30] = 400.0;
    assert_eq!(path(&late).verdict, Verdict::Warn);
    assert_eq!(outcome(&late), "check-path=unsteady.mt4-good");
}

#[test]
fn the_figures_are_whole_milliseconds_and_the_chart_leaves_out_the_first_two() {
    let mut warming = steady(40.4);
    warming.round_trips[0] = 900.0;
    warming.round_trips[1] = 900.0;
    let told = path(&warming).line(Check::Path);
    assert_eq!(path(&warming).verdict, Verdict::Ok);
    assert_eq!(told.numbers(), [("median", "40"), ("jitter", "0")]);
    assert_eq!(told.chart().split(',').count(), 58);
    assert!(told.chart().split(',').all(|ms| ms == "40"));
}

#[test]
fn a_disturbed_run_has_no_result() {
    let few = PathSamples { round_trips: vec![40.0; 40], ..steady(40.0) };
    let hidden = PathSamples { hidden: true, ..steady(40.0) };
    let drifting = PathSamples { drift: 0.3, ..steady(40.0) };
    for (samples, reason) in [
        (few, Reason::FewSamples),
        (hidden, Reason::Hidden),
        (drifting, Reason::TimersDrifted),
        (PathSamples::default(), Reason::FewSamples),
    ] {
        assert_eq!(path(&samples).verdict, Verdict::Inconclusive(reason));
    }
}

#[test]
fn a_machine_as_uneven_as_its_answers_says_nothing_of_the_line_unless_it_is_slow() {
    // Neighbours differ by 45 ms on average.
    let shaky = |ms: f64, drift: f64| {
        let mut shaky = PathSamples { drift, ..steady(ms) };
        shaky.round_trips.iter_mut().step_by(2).for_each(|ms| *ms += 45.0);
        path(&shaky).verdict
    };
    assert_eq!(shaky(40.0, 0.1), Verdict::Warn);
    assert_eq!(shaky(40.0, 0.2), Verdict::Warn, "its share is 20 of 45 ms");
    let mut late = PathSamples { drift: 0.1, ..steady(40.0) };
    for place in [10, 30, 50] {
        late.round_trips[place] = 200.0;
    }
    // Six steps of 160 ms among 57 are 17 ms on average; its own share is 10 ms.
    assert_eq!(path(&late).verdict, Verdict::Inconclusive(Reason::TimersDrifted));
    assert_eq!(path(&PathSamples { drift: 0.05, ..late }).verdict, Verdict::Warn);
    assert_eq!(shaky(230.0, 0.2), Verdict::Bad);
    assert_eq!(path(&PathSamples { drift: 0.2, ..steady(40.0) }).verdict, Verdict::Ok);
}
