use alloc::vec;

use super::super::report::Check;
use super::*;

fn phase(ms: f64, mbit: f64) -> Phase {
    Phase { round_trips: vec![ms; 12], bytes: mbit * 125.0 * 4_000.0, took: 4_000.0, lasted: 4_000.0 }
}

fn samples(down: Phase, up: Phase) -> LoadSamples {
    LoadSamples { rest: phase(40.0, 0.0), down, up, hidden: false }
}

#[test]
fn the_rise_of_the_worse_direction_decides() {
    for (down, up, verdict) in [
        (45.0, 60.0, Verdict::Ok),
        (45.0, 141.0, Verdict::Warn),
        (141.0, 45.0, Verdict::Warn),
        (45.0, 300.0, Verdict::Bad),
        (30.0, 30.0, Verdict::Ok),
    ] {
        assert_eq!(load(&samples(phase(down, 16.0), phase(up, 2.4))).verdict, verdict, "{down} {up}");
    }
}

#[test]
fn figures_and_chart_are_told_and_nothing_follows_for_the_case() {
    let told = load(&samples(phase(45.0, 16.0), phase(300.0, 2.4))).line(Check::Load);
    assert_eq!(told.numbers(), [("down", "16.0"), ("up", "2.4"), ("rise", "260")]);
    assert_eq!((told.meaning(), told.finding()), ("battery.check-load-is-rises", ""));
    assert_eq!(told.chart(), "40,45,300");
    assert!(told.is_decided());
}

#[test]
fn a_narrow_line_is_a_problem_and_a_very_wide_one_is_not() {
    let narrow = load(&samples(phase(45.0, 1.2), phase(45.0, 1.0))).line(Check::Load);
    assert_eq!(narrow.meaning(), "battery.check-load-is-narrow");
    // The cap is reached within a moment: the few answers of that moment say nothing.
    let quick = Phase { round_trips: vec![900.0; 2], bytes: 10_000_000.0, took: 90.0, lasted: 90.0 };
    assert_eq!(load(&samples(quick.clone(), quick)).verdict, Verdict::Ok);
}

#[test]
fn a_line_that_hardly_answers_under_load_is_not_steady() {
    let full = |round_trips| Phase { round_trips, ..phase(45.0, 16.0) };
    // Of forty questions two were answered; the others are still out, and most of them for seconds.
    let open: Vec<f64> = (0..38).map(|number| 3_900.0 - 100.0 * f64::from(number)).collect();
    let stalled = with_open(vec![250.0, 300.0], &open);
    assert!(stalled.len() > 30, "{stalled:?}");
    assert_eq!(load(&samples(full(stalled), phase(45.0, 2.4))).verdict, Verdict::Bad);
    // Without any of them nothing can be said.
    let few = full(vec![3_800.0; 2]);
    assert_eq!(load(&samples(phase(45.0, 16.0), few)).verdict, Verdict::Inconclusive(Reason::FewSamples));
    // What was asked a moment ago says nothing.
    assert_eq!(with_open(vec![40.0, 42.0, 41.0], &[12.0]), [40.0, 42.0, 41.0]);
}

#[test]
fn a_disturbed_run_has_no_result() {
    let good = samples(phase(45.0, 16.0), phase(45.0, 2.4));
    let hidden = LoadSamples { hidden: true, ..good.clone() };
    let few = LoadSamples { rest: Phase { round_trips: vec![40.0; 4], ..phase(40.0, 0.0) }, ..good.clone() };
    let nothing = LoadSamples { up: Phase::default(), ..good };
    assert_eq!(load(&hidden).verdict, Verdict::Inconclusive(Reason::Hidden));
    assert_eq!(load(&few).verdict, Verdict::Inconclusive(Reason::FewSamples));
    assert_eq!(load(&nothing).verdict, Verdict::Inconclusive(Reason::FewSamples));
}
