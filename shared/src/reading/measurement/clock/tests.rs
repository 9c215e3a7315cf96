use super::super::report::Check;
use super::*;

fn sample(off: f64, round_trip: f64) -> ClockSample {
    ClockSample { sent: 1_000_000.0 + off - round_trip / 2.0, portal: 1_000_000.0, round_trip }
}

#[test]
fn a_clock_is_judged_by_its_least_delayed_exchange() {
    let mut samples = [sample(0.0, 80.0); 12];
    samples[3] = sample(420_000.0, 10.0);
    let told = clock(&samples).line(Check::Clock);
    assert_eq!(clock(&samples).verdict, Verdict::Bad);
    assert_eq!(told.finding(), "check-clock=off.mt");
    assert_eq!(told.detail(), "battery.check-clock-ahead-minutes");
    assert_eq!(told.numbers(), [("n", "7"), ("bound", "0.1")]);
    assert_eq!(clock(&[sample(90_000.0, 10.0); 12]).verdict, Verdict::Warn);
    assert_eq!(clock(&[sample(0.0, 10.0); 5]).verdict, Verdict::Inconclusive(Reason::FewSamples));
    assert_eq!(clock(&[sample(0.0, 90_000.0); 12]).verdict, Verdict::Inconclusive(Reason::TooUncertain));
}

#[test]
fn a_difference_is_told_in_the_unit_that_people_would_use() {
    for (off, figure, n) in [
        (300.0, "same", "0"),
        (-300.0, "same", "0"),
        (2_000.0, "ahead-seconds", "2"),
        (-45_000.0, "behind-seconds", "45"),
        (-120_000.0, "behind-minutes", "2"),
    ] {
        let told = clock(&[sample(off, 250.0); 12]).line(Check::Clock);
        assert_eq!(told.detail().strip_prefix("battery.check-clock-"), Some(figure), "{off}");
        assert_eq!(told.numbers(), [("n", n), ("bound", "0.2")]);
    }
}

#[test]
fn near_the_limit_a_finding_is_soft() {
    let finding = |off| alloc::string::String::from(clock(&[sample(off, 10.0); 12]).line(Check::Clock).finding());
    assert_eq!(finding(60_000.0), "check-clock=right.mt4-off");
    assert_eq!(finding(66_000.0), "check-clock=off.mt3-right");
    assert_eq!(finding(2_000.0), "check-clock=right.mt");
}
