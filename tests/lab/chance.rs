//! Chance that can be repeated: the same seed makes the same run.

/// A stream of numbers (SplitMix64). Small and even enough for losing packets; no use for secrets.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// The stream of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, 1.
    pub(crate) fn share(&mut self) -> f64 {
        // 53 bits are what an f64 holds exactly.
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something of this probability happens. It draws a number in any case, so that a change of the probability
    /// does not move what comes later.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        self.share() < probability
    }
}

#[test]
fn a_seed_repeats_itself_and_the_shares_are_even() {
    let draw = |seed| {
        let mut chance = Chance::new(seed);
        (0..10_000).map(|_| chance.share()).collect::<Vec<f64>>()
    };
    assert_eq!(draw(904), draw(904));
    assert_ne!(draw(904)[..10], draw(905)[..10]);
    let below = draw(904).iter().filter(|share| **share < 0.02).count();
    // 200 expected; four standard deviations are 56.
    assert!((144..=256).contains(&below), "{below} of 10,000 below 2 %");
    assert!(draw(904).iter().all(|share| (0.0..1.0).contains(share)));
}
