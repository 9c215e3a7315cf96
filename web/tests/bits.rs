//! The engine gives the same bits natively and in the browser: every float of all vectors of the exact solver, and of all
//! written cases with the shipped content, as they grow. The native ones are worked out by the build of `native-bits`, so
//! there is no list that has to follow a change.
#![cfg_attr(
    target_arch = "wasm32",
    allow(unsafe_code, reason = "the test runner's attribute exports each test by its name")
)]

use yardstick::bits::{difference, of};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn every_float_is_the_same_natively_and_here() {
    let there = native_bits::cases().unwrap();
    let here = of(native_bits::INPUTS).unwrap();
    assert_eq!(difference(&there, &here), None);
    // All of them were looked at: both files of vectors, and each written case with and without what it holds.
    let count = |start: &str| here.iter().filter(|case| case.name.starts_with(start)).count();
    assert_eq!((count("vector "), count("vignette ") > 200), (260, true));
    let floats: usize = here.iter().map(|case| case.bits.len()).sum();
    assert!(floats > 150_000, "only {floats} floats");

    // And a difference would be seen: the last bit of one float in the middle.
    let mut wrong = there;
    let middle = wrong.len() / 2;
    let place = wrong[middle].bits.len() / 2;
    wrong[middle].bits[place] ^= 1;
    let told = difference(&wrong, &here).unwrap();
    assert!(told.contains(&here[middle].name) && told.contains(&here[middle].places[place]), "{told}");
}
