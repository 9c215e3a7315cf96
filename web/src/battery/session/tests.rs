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
    let counts: Vec<usize> = back.0.iter().map(|numbers| numbers.iter().filter(|came| **came).count()).collect();
    assert_eq!(counts, [2, 1, 0, 0]);
}

#[test]
fn a_hash_is_read_from_its_digits() {
    assert_eq!(bytes("00ff0a"), [0, 255, 10]);
}
