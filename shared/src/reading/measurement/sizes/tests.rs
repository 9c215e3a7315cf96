use alloc::vec;

use super::*;
use crate::reading::measurement::report::{Check, Found};

/// Transfers until the first that is not whole.
fn run(bad: Option<(Direction, u32, Transfer)>) -> Vec<(Direction, u32, Transfer)> {
    let classes = |direction| SIZE_CLASSES.map(|class| (direction, class, Transfer::Whole));
    let mut all = vec![(Direction::Greeting, 0, Transfer::Whole)];
    all.extend(classes(Direction::Down));
    all.extend(classes(Direction::Up));
    if let Some(bad) = bad {
        let at = all.iter().position(|(d, c, _)| (*d, *c) == (bad.0, bad.1)).unwrap();
        all[at].2 = bad.2;
        all.truncate(at + 1);
    }
    all
}

fn read(bad: Option<(Direction, u32, Transfer)>, control: Option<Vec<Transfer>>) -> Finished {
    sizes(&SizeSamples { transfers: run(bad), control })
}

fn works() -> Option<Vec<Transfer>> {
    Some(vec![Transfer::Whole; 2])
}

#[test]
fn a_clean_path_passes_all_classes_with_or_without_a_control() {
    for control in [works(), None] {
        let result = read(None, control);
        assert_eq!(result.verdict, Verdict::Ok);
        assert_eq!(result.found, Some(Found { outcome: "all-sizes".into(), soft: None }));
        assert_eq!(result.figure.as_deref(), Check::Mtu.figures().first().copied());
        assert_eq!(result.numbers, [("bytes".into(), "3000".into())]);
    }
}

#[test]
fn a_stall_counts_only_beside_a_control_that_works() {
    // Measured with a hole at 1,400 bytes: Chromium stalls downwards, Firefox upwards, at different classes.
    for (direction, class, phrase) in
        [(Direction::Down, 1_300, "down"), (Direction::Up, 1_000, "up"), (Direction::Greeting, 0, "greeting")]
    {
        let bad = Some((direction, class, Transfer::Stalled));
        let result = read(bad, works());
        assert_eq!((result.verdict, result.figure.as_deref()), (Verdict::Bad, Some(phrase)));
        assert!(Check::Mtu.figures().contains(&phrase));
        assert_eq!(result.found.unwrap().outcome, "large-stall");
        assert_eq!(read(bad, None), unclear(Reason::NoControl));
        for failing in [Transfer::Stalled, Transfer::Failed] {
            assert_eq!(read(bad, Some(vec![Transfer::Whole, failing])), unclear(Reason::ControlFailed));
        }
    }
}

#[test]
fn other_failures_say_nothing_about_sizes() {
    assert_eq!(read(Some((Direction::Up, 1_500, Transfer::Busy)), works()), unclear(Reason::Busy));
    assert_eq!(read(Some((Direction::Down, 1_500, Transfer::Failed)), works()), unclear(Reason::Disturbed));
    let few = SizeSamples { transfers: run(None)[..7].to_vec(), control: works() };
    assert_eq!(sizes(&few), unclear(Reason::FewSamples));
    assert_eq!(sizes(&SizeSamples::default()), absent(Reason::NoConnection));
}
