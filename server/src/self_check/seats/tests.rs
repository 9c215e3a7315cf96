use super::*;

fn network(address: &str) -> Option<Network> {
    Some(Network::of(address.parse().unwrap()))
}

#[test]
fn one_network_cannot_take_all_seats() {
    let seats = Seats::new((5, 2));
    let (one, other) = (network("192.0.2.1"), network("198.51.100.1"));
    let mut taken: Vec<Seat> = (0..2).map(|_| seats.take(one).unwrap()).collect();
    assert!(seats.take(one).is_none());
    assert!(!seats.are_half_taken());
    taken.push(seats.take(other).unwrap());
    assert!(seats.are_half_taken());
    taken.push(seats.take(None).unwrap());
    taken.push(seats.take(None).unwrap());
    assert!(seats.take(other).is_none(), "the whole is full");
    taken.remove(0);
    assert!(seats.take(one).is_some(), "a seat that is free again");
    drop(taken);
    assert_eq!(seats.taken(), 0);
    assert!(seats.0.taken.lock().unwrap().by.is_empty(), "nobody is remembered");
}
