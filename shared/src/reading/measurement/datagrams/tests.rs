use super::*;
use crate::reading::measurement::report::Check;

fn session(up: (u32, u32), down: (u32, u32)) -> DatagramSamples {
    let counted = |(sent, arrived)| Counted { sent, arrived };
    DatagramSamples::Session {
        ports: (1, 2),
        planned: up.0,
        up: counted(up),
        down: counted(down),
        order: [Order { late: 1, gap: 2 }, Order { late: 3, gap: 4 }],
        hidden: false,
        drift: 0.0,
    }
}

fn outcome(samples: &DatagramSamples) -> (Verdict, alloc::string::String, u8) {
    let result = datagrams(samples);
    let found = result.found.unwrap();
    (result.verdict, found.outcome, found.soft.map_or(0, |(_, steps)| steps))
}

#[test]
fn loss_is_judged_by_the_worse_direction() {
    assert_eq!(outcome(&session((350, 350), (350, 350))), (Verdict::Ok, "open".into(), 0));
    assert_eq!(outcome(&session((350, 350), (350, 347))).0, Verdict::Ok);
    assert_eq!(outcome(&session((350, 345), (345, 345))).0, Verdict::Warn);
    assert_eq!(outcome(&session((350, 350), (350, 335))), (Verdict::Bad, "lossy".into(), 0));
}

#[test]
fn a_count_near_the_limit_is_soft() {
    let steps = |lost: u32| outcome(&session((1_000, 1_000 - lost), (1_000, 1_000))).2;
    assert_eq!([steps(0), steps(10), steps(11), steps(13), steps(20)], [0, 4, 4, 2, 0]);
    assert_eq!(outcome(&session((1_000, 990), (1_000, 1_000))).1, "open", "1 % is still good");
    assert_eq!(outcome(&session((1_000, 989), (1_000, 1_000))).1, "lossy");
}

#[test]
fn the_interval_is_wilsons() {
    // 5 of 250: 2 %, from 0.9 to 4.6 %.
    let (low, high) = Counted { sent: 250, arrived: 245 }.interval();
    assert!((low - 0.0086).abs() < 5e-4 && (high - 0.0459).abs() < 5e-4, "{low} {high}");
    let (low, high) = Counted { sent: 250, arrived: 250 }.interval();
    assert!(low.abs() < 1e-12 && (high - 0.0151).abs() < 5e-4, "{low} {high}");
    let result = datagrams(&session((250, 245), (245, 245)));
    assert_eq!(result.figure.as_deref(), Check::Udp.figures().first().copied());
    let said = result.numbers;
    let said: alloc::vec::Vec<_> = said.iter().map(|(name, number)| (name.as_str(), number.as_str())).collect();
    assert_eq!(said, [("ports", "1"), ("of", "2"), ("up", "2.0"), ("down", "0.0"), ("low", "0.9"), ("high", "4.6")]);
}

#[test]
fn blocked_needs_a_second_opinion() {
    assert_eq!(outcome(&DatagramSamples::NoSession(Stun::Silent)), (Verdict::Bad, "blocked".into(), 0));
    assert_eq!(datagrams(&DatagramSamples::NoSession(Stun::Answered)), unclear(Reason::OnlyStun));
    assert_eq!(datagrams(&DatagramSamples::NoSession(Stun::NotAsked)), unclear(Reason::NoControl));
}

#[test]
fn a_disturbed_run_has_no_result() {
    let disturbed = |hidden, drift, sent| DatagramSamples::Session {
        ports: (2, 2),
        planned: 350,
        up: Counted { sent, arrived: sent },
        down: Counted { sent, arrived: sent },
        order: [Order::default(); 2],
        hidden,
        drift,
    };
    assert_eq!(datagrams(&disturbed(true, 0.0, 350)), unclear(Reason::Hidden));
    assert_eq!(datagrams(&disturbed(false, 0.3, 350)), unclear(Reason::TimersDrifted));
    assert_eq!(datagrams(&disturbed(false, 0.0, 279)), unclear(Reason::FewSamples));
    assert_eq!(datagrams(&session((350, 0), (0, 0))), unclear(Reason::FewSamples));
    assert_eq!(datagrams(&DatagramSamples::Busy), unclear(Reason::Busy));
    assert_eq!(datagrams(&DatagramSamples::NoTally), unclear(Reason::NoConnection));
}

#[test]
fn order_is_told_and_not_judged() {
    let result = datagrams(&session((350, 350), (350, 349)));
    assert_eq!((result.verdict, result.chart.as_str()), (Verdict::Ok, "350,350,350,349,2,4,1,3"));
    let both = Order { late: 1, gap: 2 }.with(Order { late: 3, gap: 1 });
    assert_eq!(both, Order { late: 4, gap: 2 });
}
