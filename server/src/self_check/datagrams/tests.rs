use super::*;

fn portal() -> Portal {
    Portal::new(crate::Config::default(), crate::now).unwrap()
}

fn network(number: u8) -> Network {
    Network::of(std::net::IpAddr::from([192, 0, number, 1]))
}

#[test]
fn connections_without_a_seat_count_too() {
    let portal = portal();
    assert!(matches!(knock(&portal, network(1), SESSION_SEATS.0 - 1, true), Knock::Enter(_)));
    for open in [SESSION_SEATS.0, SESSION_SEATS.0 + 1] {
        for reachable in [true, false] {
            assert!(matches!(knock(&portal, network(1), open, reachable), Knock::Refuse), "{open}");
        }
    }
    assert_eq!(portal.far_ends.sessions.taken(), 0);
}

#[test]
fn when_half_is_taken_an_asker_must_be_reachable() {
    let portal = portal();
    let mut seats = Vec::new();
    for number in 0..SESSION_SEATS.0 / 2 {
        seats.push(knock(&portal, network(number as u8), 0, false));
        assert!(matches!(seats[number], Knock::Enter(_)), "{number}");
    }
    assert!(matches!(knock(&portal, network(200), 0, false), Knock::ComeAgain));
    assert!(matches!(knock(&portal, network(200), 0, true), Knock::Enter(_)));
}

#[test]
fn one_network_has_its_share_of_sessions() {
    let portal = portal();
    let seats: Vec<Knock> = (0..SESSION_SEATS.1).map(|_| knock(&portal, network(1), 0, true)).collect();
    assert!(seats.iter().all(|knock| matches!(knock, Knock::Enter(_))));
    assert!(matches!(knock(&portal, network(1), 0, true), Knock::Refuse));
    assert!(matches!(knock(&portal, network(2), 0, true), Knock::Enter(_)));
}
