use super::*;

fn day(day: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + DAY * (20_000 + day as u32)
}

fn hashes(rotation: &Rotation, now: SystemTime) -> [String; 2] {
    rotation.both_at(now).unwrap().map(|made| made.hash)
}

#[test]
fn the_next_becomes_the_present_one() {
    let rotation = Rotation::new(crate::now);
    let first = hashes(&rotation, day(0));
    assert_ne!(first[0], first[1]);
    assert_eq!(hashes(&rotation, day(4)), first);
    let second = hashes(&rotation, day(5));
    assert_eq!(second[0], first[1], "a page that knows both goes on working");
    assert_ne!(second[1], first[0]);
    let third = hashes(&rotation, day(10));
    assert_eq!(third[0], second[1]);
}

#[test]
fn after_a_long_sleep_or_a_clock_set_back_both_are_new() {
    for later in [day(40), day(0)] {
        let rotation = Rotation::new(crate::now);
        let first = hashes(&rotation, day(20));
        let second = hashes(&rotation, later);
        assert!(!second.contains(&first[0]) && !second.contains(&first[1]));
    }
}

/// Whatever day it is, the present certificate is valid for a day each way, and for less than 14 days in all.
#[test]
fn a_certificate_in_use_is_always_valid() {
    assert!(BEFORE + AFTER <= DAY * 13);
    let oldest_in_use = TURN + DAY + TURN;
    assert!(oldest_in_use + DAY <= AFTER, "made a turn and a day before, used for a turn");
}

#[test]
fn a_hash_is_that_of_the_whole_certificate() {
    let made = make(day(0)).unwrap();
    let whole = digest(&SHA256, &made.pair.cert[0]);
    let text: String = whole.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(made.hash, text);
    assert_eq!(made.hash.len(), 64);
}
