//! What counts as a float, where it stands, and that a difference is found.

use super::{Case, Floats, Inputs, difference, of, read, write};

#[derive(Debug)]
#[allow(dead_code, reason = "only printed")]
struct Shown {
    whole: usize,
    chance: f64,
    inner: Option<Vec<(u16, f64)>>,
    word: Word,
}

#[derive(Debug)]
#[allow(dead_code, reason = "only printed")]
enum Word {
    Infinite,
    Near(f64),
}

fn shown() -> Case {
    let mut floats = Floats::default();
    let inner = Some(vec![(7, 1e-300), (8, -0.0)]);
    floats.add("shown", &Shown { whole: 3, chance: 0.1 + 0.2, inner, word: Word::Near(f64::NEG_INFINITY) });
    floats.add("word", &Word::Infinite);
    floats.case("by hand".to_string())
}

#[test]
fn every_float_is_read_with_its_place_and_all_its_bits() {
    let case = shown();
    let expected = [0.1 + 0.2, 1e-300, -0.0, f64::NEG_INFINITY].map(f64::to_bits);
    assert_eq!(case.bits[..4], expected);
    assert_eq!(case.bits.len(), 5);
    assert_eq!(case.places[0], "shown / chance");
    assert!(case.places[1].starts_with("shown / inner / "), "{}", case.places[1]);
    assert_ne!(case.places[1], case.places[2]);
    assert!(case.places[3].starts_with("shown / word"), "{}", case.places[3]);
}

#[test]
fn what_is_no_float_counts_as_well() {
    let mut floats = Floats::default();
    floats.add("word", &Word::Infinite);
    let mut others = Floats::default();
    others.add("word", &"Infinity");
    assert_ne!(floats.case(String::new()).bits, others.case(String::new()).bits);
}

#[test]
fn written_and_read_is_the_same_and_one_bit_is_seen() {
    let cases =
        of(Inputs { vectors: &[], cases: "one\tcode=0x904.pt&path=vpn\ntwo\tpath=vpn&when=at-once\n" }).unwrap();
    assert_eq!(cases.len(), 6);
    let (names, mut bits) = write(&cases);
    assert_eq!(difference(&read(&names, &bits).unwrap(), &cases), None);
    // The last bit of one float in the middle.
    let place = bits.len() / 16;
    bits[8 * place] ^= 1;
    let told = difference(&read(&names, &bits).unwrap(), &cases).unwrap();
    let before: usize =
        cases.iter().take_while(|c| told.split(": float").next() != Some(&c.name)).map(|c| c.bits.len()).sum();
    assert!(told.contains(&format!("float {}", place - before)), "{told}");
    assert!(read(&names, &bits[8..]).is_err() && read(&names, &bits[1..]).is_err());
}

#[test]
fn another_case_or_none_is_a_difference() {
    let one = shown();
    let other = Case { name: "other".to_string(), ..one.clone() };
    let longer = Case { bits: [one.bits.as_slice(), &[0]].concat(), ..one.clone() };
    for (there, here) in [(vec![one.clone()], vec![other]), (vec![one.clone()], vec![]), (vec![one], vec![longer])] {
        assert!(difference(&there, &here).is_some());
        assert!(difference(&here, &there).is_some());
        assert_eq!(difference(&here, &here), None);
    }
}
