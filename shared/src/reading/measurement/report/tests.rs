use alloc::vec;

use super::*;
use crate::self_check_plan::Absent;

#[test]
fn a_report_survives_the_way_between_the_modules() {
    let finished = Finished::found(Verdict::Warn, "lossy").toward("open", 3).saying("loss", &[("up", percent(0.0149))]);
    assert_eq!(finished.numbers, [("up".into(), "1.5".into())]);
    for report in [
        Report::Progress(BatteryCheck::Udp, 30, 350),
        Report::Ended(BatteryCheck::Udp, finished),
        Report::Ended(BatteryCheck::Mtu, unclear(Reason::NoControl)),
    ] {
        let bytes = postcard::to_allocvec(&report).unwrap();
        assert_eq!(postcard::from_bytes::<Report>(&bytes), Ok(report));
    }
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
