//! What goes into a pack comes out of it to the last hundred-thousandth.

use diagnosis::knowledge_base::{Model, Parts};
use diagnosis::pack::{PackError, pack, unpack};
use proptest::prelude::*;

use crate::models::{Small, base};

/// One cause and one observation with these likelihoods; `weight` is any number of the model.
fn model(likelihoods: [u32; 3], weight: u32) -> Model {
    let small = Small {
        weights: vec![1.0],
        leak: 0.1,
        noise: 0.05,
        observations: vec![(None, vec![0.2, 0.3, 0.5], vec![vec![0.2, 0.3, 0.5]])],
        groups: vec![],
        remedies: vec![(4.0, vec![0.9])],
        service: 240.0,
    };
    let mut model = (*base(&small)).clone();
    model.causes[0].signs[0].values = likelihoods.map(Parts).to_vec();
    model.causes[0].weight = Parts(weight);
    model
}

proptest! {
    #[test]
    fn every_number_comes_back(first in 0..=100_000_u32, share in 0..=1_000_u32, weight: u32) {
        let second = (100_000 - first) / 1_000 * share;
        let model = model([first, second, 100_000 - first - second], weight);
        prop_assert_eq!(unpack::<Model>(&pack(&model).unwrap()), Ok(model));
    }
}

#[test]
fn whole_percents_are_short_and_the_last_of_a_row_does_not_travel() {
    let length = |model: &Model| pack(model).unwrap().len();
    let whole = model([20_000, 30_000, 50_000], 1_000);
    assert_eq!(length(&model([20_001, 30_000, 49_999], 1_000)), length(&whole) + 2, "one number of three bytes");
    assert_eq!(unpack::<Model>(&pack(&whole).unwrap()).unwrap().causes[0].signs[0].values[2], Parts(50_000));
}

#[test]
fn a_number_that_is_too_large_is_refused() {
    // The weight is the only number of this size, so that its bytes can be found: an even number is percents.
    let good = pack(&model([20_000, 30_000, 50_000], u32::MAX)).unwrap();
    let varint = |mut number: u64| {
        let mut bytes = Vec::new();
        while number > 127 {
            bytes.push((number & 127) as u8 | 128);
            number >>= 7;
        }
        bytes.push(number as u8);
        bytes
    };
    let (as_written, too_large) = (varint(u64::from(u32::MAX) << 1 | 1), varint(u64::from(u32::MAX) << 1));
    assert_eq!(as_written.len(), too_large.len());
    let place = good.windows(as_written.len()).position(|bytes| bytes == as_written).unwrap();
    let mut bad = good.clone();
    bad[place..place + too_large.len()].copy_from_slice(&too_large);
    // The head holds a checksum of the rest: FNV-1a with 64 bits.
    let body = &bad[15..];
    let hash = body.iter().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3));
    bad[7..15].copy_from_slice(&hash.to_be_bytes());
    assert_eq!(unpack::<Model>(&bad), Err(PackError::Damaged));
    assert!(unpack::<Model>(&good).is_ok());
}
