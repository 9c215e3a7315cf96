use super::*;

const A: [u8; 4] = [198, 51, 100, 7];

fn network(last: u8) -> Network {
    Network::of(IpAddr::from([198, 51, last, 7]))
}

/// A moment far enough from the beginning of time to count back from.
fn start() -> Instant {
    Instant::now() + 2 * DAY
}

#[test]
fn a_network_asks_six_times_a_minute_and_sixty_times_a_day() {
    let (mut quotas, now) = (Quotas::default(), start());
    for n in 0..PER_MINUTE as u32 {
        assert_eq!(quotas.ask(network(1), now + n * Duration::from_secs(1)), Ok(()));
    }
    let late = now + Duration::from_secs(10);
    assert_eq!(
        quotas.ask(network(1), late),
        Err((Why::TooOften, Duration::from_secs(50))),
        "until the oldest is a minute old"
    );
    assert_eq!(quotas.ask(network(2), late), Ok(()), "another network is not meant");
    assert_eq!(quotas.ask(network(1), now + MINUTE), Ok(()));

    let mut quotas = Quotas::default();
    for n in 0..PER_DAY as u32 {
        assert_eq!(quotas.ask(network(1), now + n * MINUTE), Ok(()), "{n}");
    }
    let (_, wait) = quotas.ask(network(1), now + 60 * MINUTE).unwrap_err();
    assert_eq!(wait, DAY - 60 * MINUTE);
    assert_eq!(quotas.ask(network(1), now + DAY), Ok(()));
}

#[test]
fn whoever_has_to_wait_is_not_counted_meanwhile() {
    let (mut quotas, now) = (Quotas::default(), start());
    for _ in 0..100 {
        let _ = quotas.ask(network(1), now);
    }
    assert_eq!(quotas.callers[&network(1)].asked.0.len(), PER_MINUTE);
    assert_eq!(quotas.ask(network(1), now + MINUTE), Ok(()));
}

#[test]
fn all_networks_together_have_a_limit_that_bounds_the_memory() {
    let (mut quotas, now) = (Quotas::default(), start());
    let taken = (0..=255).filter(|n| quotas.ask(network(*n), now).is_ok()).count();
    assert_eq!(taken, ALL_PER_MINUTE);
    assert_eq!(quotas.ask(network(255), now), Err((Why::Everybody, MINUTE)));
    assert_eq!(quotas.callers.len(), ALL_PER_MINUTE, "who was turned away leaves nothing");
    assert_eq!(quotas.ask(network(1), now + DAY), Ok(()));
    assert_eq!(quotas.callers.len(), 1, "the others are forgotten after a day");
}

#[test]
fn ten_refusals_in_ten_minutes_block_for_an_hour() {
    let (mut quotas, now) = (Quotas::default(), start());
    let at = |n: u32| now + n * MINUTE;
    for n in 0..9 {
        assert!(!quotas.refused(network(1), at(0) + n * Duration::from_secs(1)));
    }
    assert!(!quotas.refused(network(1), at(30)), "the others are too old");
    let mut blocked = false;
    for n in 1..10 {
        blocked = quotas.refused(network(1), at(30) + n * Duration::from_secs(1));
    }
    assert!(blocked);
    let begin = at(30) + Duration::from_secs(9);
    assert_eq!(quotas.ask(network(1), begin + MINUTE), Err((Why::Blocked, BLOCK - MINUTE)));
    assert_eq!(quotas.ask(network(2), begin), Ok(()));
    assert_eq!(quotas.ask(network(1), begin + BLOCK), Ok(()));
}

#[test]
fn a_computer_is_looked_at_once_at_a_time_and_six_times_a_minute() {
    let (mut quotas, now) = (Quotas::default(), start());
    let (one, other) = (IpAddr::from(A), IpAddr::from([198, 51, 100, 8]));
    for n in 0..TARGET_PER_MINUTE as u32 {
        let at = now + n * Duration::from_secs(1);
        assert_eq!(quotas.begin(&[one], at), Ok(()));
        assert_eq!(quotas.begin(&[other, one], at), Err(LOOK), "under another name, or with another address");
        quotas.end(&[one]);
    }
    let late = now + Duration::from_secs(20);
    assert_eq!(quotas.begin(&[one], late), Err(Duration::from_secs(40)));
    assert_eq!(quotas.begin(&[other], late), Ok(()));
    assert_eq!(quotas.begin(&[one], now + MINUTE), Ok(()));
}

#[test]
fn a_flood_leaves_few_lines_and_is_counted() {
    let (mut quotas, now) = (Quotas::default(), start());
    let noted = (0..1_000).filter(|_| quotas.note(now) == Some(0)).count();
    assert_eq!(noted, NOTED_PER_MINUTE);
    assert_eq!(quotas.note(now + MINUTE), Some(1_000 - NOTED_PER_MINUTE as u64));
    assert_eq!(quotas.note(now + MINUTE), Some(0), "they are told once");
}
