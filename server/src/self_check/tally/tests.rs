use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::self_check::mutation::Mutations;

fn datagram(group: u8, number: u32, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    bytes[0] = group;
    bytes[1..5].copy_from_slice(&number.to_be_bytes());
    bytes
}

#[test]
fn numbers_are_counted_once_and_in_their_group() {
    let mut counting = Counting::default();
    for number in [0, 1, 5, 3, 3, 9] {
        let new = counting.arrived(&datagram(1, number, 100));
        if let Some(group) = new {
            counting.echoed(group);
        }
    }
    assert_eq!(counting.arrived(&datagram(0, 0, 5)), Some(0));
    let tally = counting.tally();
    let expected = [
        GroupTally { group: 0, received: 1, ..GroupTally::default() },
        GroupTally { group: 1, received: 5, repeated: 1, late: 1, highest: 9, longest_gap: 3, echoed: 5 },
    ];
    assert_eq!(tally.groups, expected);
    assert_eq!(tally.strange, 0);
}

#[test]
fn what_is_not_to_be_counted_is_only_counted_as_such() {
    let mut counting = Counting::default();
    let strange = [
        Vec::new(),
        datagram(0, 1, 5)[..4].to_vec(),
        datagram(4, 1, 100),
        datagram(0, DATAGRAM_NUMBERS, 100),
        datagram(0, u32::MAX, 100),
        datagram(0, 1, DATAGRAM + 1),
    ];
    for datagram in &strange {
        assert_eq!(counting.arrived(datagram), None);
    }
    assert_eq!(counting.tally(), Tally { strange: 6, ..Tally::default() });
    assert_eq!(counting.arrived(&datagram(3, DATAGRAM_NUMBERS - 1, DATAGRAM)), Some(3));
}

#[test]
fn a_tally_is_for_one_session() {
    let mut counting = Counting::default();
    assert!(counting.begin());
    assert!(!counting.begin());
    counting.size(2);
    counting.size(2);
    counting.size(99);
    counting.end();
    assert_eq!(counting.tally(), Tally { began: true, ended: true, sizes_up: vec![1_500], ..Tally::default() });
}

#[test]
fn counts_take_no_more_memory_than_the_limits_say() {
    assert!(size_of::<Counting>() <= 700, "{}", size_of::<Counting>());
}

#[test]
fn damaged_datagrams_are_counted_or_not_and_never_twice() {
    let mut counting = Counting::default();
    let (mut new, mut seen) = (0, BTreeSet::new());
    for seed in 0..4_000 {
        let mut damage = Mutations::new(seed);
        let whole = datagram(damage.below(4) as u8, damage.below(1_024) as u32, 5 + damage.below(1_190));
        let bytes = damage.of(&whole);
        let counted = counting.arrived(&bytes);
        assert_eq!(counted.is_some(), read(&bytes).is_some_and(|key| seen.insert(key)));
        new += u32::from(counted.is_some());
    }
    let tally = counting.tally();
    assert_eq!(tally.groups.iter().map(|group| group.received).sum::<u32>(), new);
    let all: u32 = tally.groups.iter().map(|group| group.received + group.repeated).sum();
    assert_eq!(all + tally.strange, 4_000);
    assert!(tally.strange > 200 && new > 1_000);
}

proptest! {
    #[test]
    fn the_counts_are_those_of_a_plain_list(numbers in proptest::collection::vec(0u32..1_024, 1..300)) {
        let mut counting = Counting::default();
        for number in &numbers {
            counting.arrived(&datagram(2, *number, 10));
        }
        let different: BTreeSet<u32> = numbers.iter().copied().collect();
        let gaps = different.iter().zip(different.iter().skip(1)).map(|(low, high)| high - low - 1);
        let first = different.first().copied().unwrap_or(0);
        let group = counting.tally().groups[0];
        prop_assert_eq!(group.received as usize, different.len());
        prop_assert_eq!((group.received + group.repeated) as usize, numbers.len());
        prop_assert_eq!(group.highest, *different.last().unwrap());
        prop_assert_eq!(group.longest_gap, gaps.max().unwrap_or(0).max(first));
    }
}
