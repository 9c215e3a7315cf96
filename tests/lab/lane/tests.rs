use std::time::Duration;

use super::{Counts, Lane};
use crate::lab::impairment::{Direction, Rate};

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Sends packets of one size at equal distances; returns when each one arrived.
fn arrivals(direction: &Direction, seed: u64, count: u64, apart: Duration, bytes: usize) -> (Vec<Duration>, Counts) {
    let mut lane = Lane::new(seed);
    let sent = (0..count).map(|number| apart * u32::try_from(number).unwrap());
    let found = sent.filter_map(|now| lane.admit(now, direction, bytes, true)).collect();
    (found, lane.counts)
}

#[test]
fn every_packet_takes_the_delay_and_never_overtakes() {
    let direction = Direction { delay: ms(20), jitter: ms(5), ..Direction::default() };
    let (times, counts) = arrivals(&direction, 1, 1_000, ms(1), 100);
    assert_eq!((counts.passed, counts.all()), (1_000, 1_000));
    assert!(times.is_sorted());
    for (sent, time) in (0..).map(ms).zip(&times) {
        let took = *time - sent;
        assert!(took >= ms(20) && took <= ms(25), "{took:?}");
    }
    assert!(times.iter().zip((0..).map(ms)).any(|(time, sent)| *time - sent > ms(23)), "there is no jitter");
}

#[test]
fn loss_follows_the_seed_and_the_share() {
    let direction = Direction { loss: 0.02, ..Direction::default() };
    let (first, counts) = arrivals(&direction, 7, 10_000, ms(1), 100);
    assert_eq!(first, arrivals(&direction, 7, 10_000, ms(1), 100).0);
    assert_ne!(first, arrivals(&direction, 8, 10_000, ms(1), 100).0);
    // 200 expected; four standard deviations are 56.
    assert!((144..=256).contains(&counts.lost), "{counts:?}");
}

#[test]
fn other_packets_do_not_move_which_datagrams_are_lost() {
    let direction = Direction { loss: 0.1, ..Direction::default() };
    let lost = |others: bool| {
        let mut lane = Lane::new(7);
        let mut sends = |number| {
            if others {
                lane.admit(ms(number), &direction, 60, false);
            }
            lane.admit(ms(number), &direction, 100, true).is_none()
        };
        (0..500).filter(|number| sends(*number)).collect::<Vec<u64>>()
    };
    assert!(!lost(false).is_empty());
    assert_eq!(lost(false), lost(true));
}

#[test]
fn larger_packets_than_the_hole_vanish() {
    let direction = Direction { hole_above: Some(1_400), ..Direction::default() };
    assert_eq!(arrivals(&direction, 1, 10, ms(1), 1_400).1, Counts { passed: 10, bytes: 14_000, ..Counts::default() });
    assert_eq!(arrivals(&direction, 1, 10, ms(1), 1_401).1, Counts { hole: 10, ..Counts::default() });
}

#[test]
fn a_narrow_line_spaces_packets_and_its_queue_overflows() {
    // 1,000 bytes take 1 ms at 8 Mbit/s.
    let rate = Rate { bits_per_second: 8_000_000, queue: Some(10_000) };
    let direction = Direction { rate: Some(rate), ..Direction::default() };
    let (times, counts) = arrivals(&direction, 1, 100, Duration::ZERO, 1_000);
    assert_eq!((counts.passed, counts.queue), (11, 89), "one on the line and ten in the queue");
    assert_eq!(times, (1..=11).map(ms).collect::<Vec<_>>());
    let (_, counts) = arrivals(&direction, 1, 100, ms(1), 1_000);
    assert_eq!(counts.passed, 100, "what comes as fast as it leaves finds room");
}
