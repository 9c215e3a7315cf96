use diagnosis::self_check_plan::GroupTally;

use super::*;

fn tally(small: (u32, u32), large: (u32, u32)) -> Tally {
    let group = |group, (received, echoed)| GroupTally { group, received, echoed, ..GroupTally::default() };
    Tally { groups: vec![group(SMALL.2, small), group(LARGE.2, large)], ..Tally::default() }
}

fn sent() -> Sent {
    Sent { small: 250, large: 100, ..Sent::default() }
}

#[test]
fn each_direction_is_counted_for_itself() {
    let (up, down) = counted(&tally((245, 244), (98, 98)), &sent(), |group| if group == SMALL.2 { 240 } else { 97 });
    assert_eq!(up, Counted { sent: 350, arrived: 343 });
    assert_eq!(down, Counted { sent: 342, arrived: 337 });
}

#[test]
fn a_limit_of_size_is_not_loss() {
    let (up, down) = counted(&tally((250, 250), (0, 0)), &sent(), |group| if group == SMALL.2 { 250 } else { 0 });
    assert_eq!(up, Counted { sent: 250, arrived: 250 });
    assert_eq!(down, Counted { sent: 250, arrived: 250 });
    // Large ones that arrive but do not come back.
    let (up, down) = counted(&tally((250, 250), (100, 100)), &sent(), |group| if group == SMALL.2 { 250 } else { 0 });
    assert_eq!((up.sent, down.sent), (350, 250));
}

#[test]
fn a_portal_that_counted_nothing_tells_of_loss() {
    let (up, down) = counted(&Tally::default(), &sent(), |_| 0);
    assert_eq!((up, down), (Counted { sent: 250, arrived: 0 }, Counted::default()));
}
