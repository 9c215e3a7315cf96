use alloc::vec;

use super::*;
use crate::self_check_plan::Absent;

#[test]
fn a_line_tells_all_that_the_panel_shows() {
    let numbers = [("up", percent(0.0149)), ("down", percent(0.0))];
    let told = Finished::found(Verdict::Warn, "lossy").toward("open", 3).saying("loss", &numbers).line(Check::Udp);
    assert_eq!(told.verdict(), (Mark::Warn, "verdict.warn"));
    assert_eq!(told.detail(), "battery.check-udp-loss");
    assert_eq!(told.numbers(), [("up", "1.5"), ("down", "0.0")]);
    assert_eq!(told.meaning(), "battery.check-udp-is-lossy");
    assert_eq!(told.finding(), "check-udp=lossy.mt3-open");
    assert!(told.is_decided() && !told.is_unclear());
}

#[test]
fn a_line_without_a_result_tells_the_reason() {
    let told = unclear(Reason::NoControl).line(Check::Mtu);
    assert_eq!((told.verdict().0, told.detail()), (Mark::Unclear, "reason.no-control"));
    assert!(told.is_unclear() && !told.is_decided());
    let told = absent(Reason::NeedsHttps).line(Check::Udp);
    assert_eq!((told.verdict().0, told.detail()), (Mark::Absent, "reason.needs-https"));
    assert!(!told.is_unclear() && !told.is_decided());
    assert_eq!((told.meaning(), told.finding(), told.numbers()), ("", "", vec![]));
    // What nobody wrote is no verdict.
    assert_eq!(Told::default().verdict().0, Mark::Absent);
}

#[test]
fn nothing_is_soft_by_no_steps() {
    let found = |steps| Finished::found(Verdict::Ok, "open").toward("lossy", steps).found.unwrap();
    assert_eq!(found(0).soft, None);
    assert_eq!(found(1).soft, Some(("lossy".into(), 1)));
}

#[test]
fn an_absent_far_end_says_why() {
    let plan = |absent| Plan {
        version: 1,
        clamped: None,
        datagrams: None,
        stun: vec![],
        ipv4: None,
        ipv6: None,
        dual: None,
        tls: false,
        sizes: vec![],
        transfer: None,
        hold: None,
        host_check: false,
        absent,
    };
    let far_end = FarEnd::Tls;
    for (reason, said) in [
        (Absence::NeedsHttps, Reason::NeedsHttps),
        (Absence::BehindProxy, Reason::BehindProxy),
        (Absence::SwitchedOff, Reason::NotSetUp),
    ] {
        let other = Absent { far_end: FarEnd::Datagrams, reason: Absence::NotSetUp };
        assert_eq!(without_far_end(&plan(vec![other, Absent { far_end, reason }]), far_end), absent(said));
    }
    assert_eq!(without_far_end(&plan(vec![]), far_end), absent(Reason::NotSetUp));
}
