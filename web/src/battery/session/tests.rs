use super::*;

#[test]
fn a_datagram_carries_group_and_number_and_has_its_length() {
    let sent = datagram(1, 1_023, 1_000);
    assert_eq!(sent.len(), 1_000);
    assert_eq!(sent[..DATAGRAM_HEAD], [1, 0, 0, 3, 255]);
    assert_eq!(read(&sent), Some((1, 1_023)));
    assert_eq!(read(&sent[..4]), None);
    assert_eq!(datagram(0, 7, 0).len(), DATAGRAM_HEAD);
}

#[test]
fn each_number_counts_once_and_strange_ones_not_at_all() {
    let mut back = Back::default();
    for (group, number) in [(0, 3), (0, 3), (0, 0), (1, 5), (9, 1), (0, DATAGRAM_NUMBERS)] {
        back.put(group, number);
    }
    assert_eq!(back.0.iter().map(Numbers::count).collect::<Vec<_>>(), [2, 1, 0, 0]);
}

#[test]
fn late_ones_and_gaps_are_counted() {
    let order = |numbers: &[usize]| {
        let mut came = Numbers::default();
        numbers.iter().for_each(|number| came.put(*number));
        (came.order().late, came.order().gap)
    };
    assert_eq!(order(&[]), (0, 0));
    assert_eq!(order(&[0, 1, 2, 3]), (0, 0));
    assert_eq!(order(&[0, 2, 1, 3]), (1, 0));
    assert_eq!(order(&[0, 1, 5, 9, 9, 5]), (0, 3));
    assert_eq!(order(&[2, 3]), (0, 2), "the first ones are missing");
    assert_eq!(order(&[3, 0, 1]), (2, 1));
}

#[test]
fn a_hash_is_read_from_its_digits() {
    assert_eq!(bytes("00ff0a"), [0, 255, 10]);
}
