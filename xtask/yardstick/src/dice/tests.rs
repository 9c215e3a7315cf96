//! The reference sequence, and what the draws look like.

use super::Dice;

#[test]
fn the_first_numbers_are_those_of_the_reference() {
    // Vigna's splitmix64.c with the seed 1234567.
    let mut dice = Dice::new(1_234_567);
    let expected = [6_457_827_717_110_365_317_u64, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
    assert_eq!(expected.map(|_| dice.bits()), expected);
}

#[test]
fn draws_fill_their_range_evenly() {
    let (mut dice, n) = (Dice::new(904), 20_000);
    let mut counts = [0; 5];
    (0..n).for_each(|_| counts[dice.below(5)] += 1);
    assert!(counts.iter().all(|c| (3_700..4_300).contains(c)), "{counts:?}");
    let even: Vec<f64> = (0..n).map(|_| dice.even()).collect();
    assert!(even.iter().all(|x| (0.0..1.0).contains(x)));
    assert!((even.iter().sum::<f64>() / f64::from(n) - 0.5).abs() < 0.01);
    let normal: Vec<f64> = (0..n).map(|_| dice.normal()).collect();
    let deviation = (normal.iter().map(|x| x * x).sum::<f64>() / f64::from(n)).sqrt();
    assert!((deviation - 1.0).abs() < 0.03, "{deviation}");
    assert_eq!((dice.below(0), dice.pick::<u8>(&[])), (0, None));
}
