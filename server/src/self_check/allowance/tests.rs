use proptest::prelude::*;

use super::*;

fn network(number: u32) -> Network {
    Network::of(std::net::Ipv4Addr::from_bits(number << 8).into())
}

fn at(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

#[test]
fn a_bucket_empties_and_fills_again() {
    let mut allowance = Allowance::new(3, 2, 10);
    let here = network(1);
    assert!((0..3).all(|_| allowance.take(here, 1, at(0))));
    assert!(!allowance.take(here, 1, at(0)));
    assert!(!allowance.take(here, 1, at(499)));
    assert!(allowance.take(here, 1, at(500)));
    assert!(!allowance.take(here, 1, at(999)));
    assert!(allowance.take(here, 1, at(1_000)), "the half second that was left over counts");
    assert!(!allowance.take(here, 4, at(100_000)), "never more than the burst");
    assert!(allowance.take(here, 3, at(100_000)));
    assert!(allowance.take(network(2), 3, at(100_000)), "others have their own");
}

#[test]
fn a_clock_that_stands_or_a_price_too_high_takes_nothing() {
    let mut allowance = Allowance::new(5, 1, 10);
    assert!(!allowance.take(network(1), 6, at(0)));
    assert!(allowance.take(network(1), 5, at(0)));
    assert!(!allowance.take(network(1), 1, at(0)));
}

#[test]
fn only_so_many_networks_are_remembered() {
    let mut allowance = Allowance::new(1, 1, 100);
    for number in 0..5_000 {
        assert!(allowance.take(network(number), 1, at(u64::from(number))));
        assert!(allowance.buckets.len() <= 100);
    }
    assert!(!allowance.take(network(4_999), 1, at(4_999)), "the latest are remembered");
    assert!(allowance.take(network(0), 1, at(5_000)), "the first is forgotten");
}

proptest! {
    /// Over any time a network gets at most the burst and what has come back since.
    #[test]
    fn nobody_gets_more_than_the_rate(steps in proptest::collection::vec((0u64..400, 1u32..4), 1..200)) {
        let mut allowance = Allowance::new(20, 5, 4);
        let (mut now, mut got) = (0, 0);
        for (wait, cost) in steps {
            now += wait;
            got += if allowance.take(network(1), cost, at(now)) { u64::from(cost) } else { 0 };
            prop_assert!(got <= 20 + now * 5 / 1_000);
        }
    }
}
