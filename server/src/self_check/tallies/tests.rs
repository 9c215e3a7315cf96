use super::*;

fn network(number: u32) -> Network {
    Network::of(std::net::Ipv4Addr::from_bits(number << 8).into())
}

#[test]
fn tallies_are_bounded_shared_fairly_and_forgotten() {
    let mut tallies = Tallies::default();
    let mut kept = 0;
    for number in 0..2_000_u32 {
        let mut token = [0; TOKEN];
        token[..4].copy_from_slice(&number.to_be_bytes());
        kept += usize::from(tallies.begin(token, network(number % 5), Duration::ZERO));
    }
    assert_eq!(kept, 5 * EACH, "each network has its share");
    for number in 0..2_000_u32 {
        let mut token = [1; TOKEN];
        token[..4].copy_from_slice(&number.to_be_bytes());
        tallies.begin(token, network(number), Duration::ZERO);
    }
    assert_eq!(tallies.kept.len(), TALLIES);
    assert!(tallies.begin([9; TOKEN], network(1), TALLY_LIFE), "the old ones are forgotten");
    assert_eq!(tallies.kept.len(), 1);
}

#[test]
fn a_tally_is_found_by_its_whole_token_only() {
    let mut tallies = Tallies::default();
    let token = [0xab; TOKEN];
    assert!(tallies.begin(token, network(1), Duration::ZERO));
    let text = hexadecimal::print(&token);
    assert!(tallies.find(&text, Duration::ZERO).is_some());
    assert!(tallies.find(&text.to_uppercase(), Duration::ZERO).is_some());
    for wrong in ["", "ab", &text[1..], &(text.clone() + "ab"), &text.replace('a', "+"), "é".repeat(16).as_str()] {
        assert!(tallies.find(wrong, Duration::ZERO).is_none(), "{wrong}");
    }
    assert!(tallies.find(&text, TALLY_LIFE).is_none(), "forgotten");
}
