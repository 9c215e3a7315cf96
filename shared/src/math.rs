//! Logarithm and exponential from one pure Rust implementation.
//!
//! The platform's own functions differ in the last bit between a server and a browser in 7 to 10 % of inputs; `libm` was
//! measured to agree on all of 200,000. With `no_std` the platform's functions cannot be reached by mistake.

/// Natural logarithm; the smallest positive number stands in for zero, so that the result is always finite.
pub(crate) fn ln(x: f64) -> f64 {
    libm::log(if x > f64::MIN_POSITIVE { x } else { f64::MIN_POSITIVE })
}

/// Exponential.
pub(crate) fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Sorts a list; entries that compare equal keep their order.
///
/// The lists here hold at most a hundred entries. The standard sort is written anew for each type it sorts, 4 kB each: 50 kB
/// of program in the browser.
pub(crate) fn sort_by<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> core::cmp::Ordering) {
    for sorted in 1..list.len() {
        let mut place = sorted;
        while place > 0 && compare(&list[place - 1], &list[place]).is_gt() {
            list.swap(place - 1, place);
            place -= 1;
        }
    }
}
