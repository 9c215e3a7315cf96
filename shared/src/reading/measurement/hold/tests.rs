use super::*;
use crate::reading::measurement::report::Check;

fn read(longest: u32, ending: Ending) -> Finished {
    let result = hold(&HoldSamples { longest, ending });
    if let Some(figure) = &result.figure {
        assert!(Check::Hold.figures().contains(&figure.as_str()), "{figure}");
    }
    result
}

fn dead(planned: u32, took: f64) -> Ending {
    Ending::Dead { planned, took, portal_answers: true }
}

#[test]
fn the_longest_silence_decides() {
    let outlived = read(300, Ending::Outlived);
    assert_eq!((outlived.verdict, outlived.found.unwrap().outcome.as_str()), (Verdict::Ok, "holds"));
    for (longest, planned, verdict) in
        [(0, 30, Verdict::Bad), (30, 60, Verdict::Bad), (60, 120, Verdict::Warn), (120, 300, Verdict::Warn)]
    {
        let result = read(longest, dead(planned, f64::from(planned)));
        assert_eq!((result.verdict, result.found.unwrap().outcome.as_str()), (verdict, "cut"), "{planned}");
        assert_eq!(result.numbers, numbers(longest, planned).map(|(name, number)| (name.into(), number)));
    }
}

#[test]
fn sleep_and_an_outage_are_no_timeout() {
    assert_eq!(read(30, dead(60, 73.0)), unclear(Reason::TimersDrifted));
    assert_eq!(read(30, dead(60, 71.0)).verdict, Verdict::Bad);
    let outage = Ending::Dead { planned: 60, took: 60.0, portal_answers: false };
    assert_eq!(read(30, outage), unclear(Reason::ControlFailed));
    assert_eq!(read(0, Ending::NeverStood), absent(Reason::NoConnection));
    assert_eq!(read(0, Ending::Once), unclear(Reason::Disturbed));
}
