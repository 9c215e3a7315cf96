use super::*;
use crate::reading::measurement::report::Check;
use Reach::{After, AtOnce, Silent};

fn read(ipv4: Reach, ipv6: Reach, dual: Option<Reach>) -> (Verdict, Option<alloc::string::String>) {
    let result = families(&FamilySamples { ipv4, ipv6, dual });
    if let Some(figure) = &result.figure {
        assert!(Check::Family.figures().contains(&figure.as_str()), "{figure}");
    }
    (result.verdict, result.found.map(|found| found.outcome))
}

fn found(verdict: Verdict, outcome: &str) -> (Verdict, Option<alloc::string::String>) {
    (verdict, Some(outcome.into()))
}

#[test]
fn both_or_ipv4_alone_is_fine() {
    assert_eq!(read(After(50.0), After(60.0), Some(After(55.0))), found(Verdict::Ok, "fine"));
    assert_eq!(read(After(50.0), After(60.0), None), found(Verdict::Ok, "fine"));
    // No way for IPv6 at all: refused at once, nobody waits.
    assert_eq!(read(After(50.0), AtOnce, Some(After(55.0))), found(Verdict::Ok, "fine"));
    // Silent, but the browser does not try it.
    assert_eq!(read(After(50.0), Silent, Some(After(240.0))), found(Verdict::Ok, "fine"));
}

#[test]
fn ipv6_that_is_waited_for_is_broken() {
    assert_eq!(read(After(50.0), Silent, Some(After(320.0))), found(Verdict::Warn, "six-broken"));
    assert_eq!(read(After(50.0), Silent, Some(Silent)), found(Verdict::Warn, "six-broken"));
    assert_eq!(read(After(50.0), Silent, None), (Verdict::Inconclusive(Reason::NoControl), None));
}

#[test]
fn the_rest() {
    assert_eq!(read(AtOnce, After(50.0), Some(After(50.0))), found(Verdict::Warn, "six-only"));
    assert_eq!(read(Silent, AtOnce, Some(Silent)), (Verdict::Inconclusive(Reason::NoConnection), None));
    assert_eq!(read(After(50.0), After(60.0), Some(Silent)), (Verdict::Inconclusive(Reason::Disturbed), None));
}

#[test]
fn a_name_that_fails_late_was_waited_for() {
    assert_eq!([Reach::failed_after(3.0), Reach::failed_after(2_100.0)], [AtOnce, Silent]);
}
