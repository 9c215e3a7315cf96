//! What the build script of this package worked out natively, and from which inputs.
#![warn(missing_docs)]

use yardstick::bits::{Case, Inputs, read};

/// The vectors of `tests/cases/vectors/`, and the written cases of `tests/cases/vignettes/`.
pub const INPUTS: Inputs<'static> = Inputs {
    vectors: &include!(concat!(env!("OUT_DIR"), "/vectors.rs")),
    cases: include_str!(concat!(env!("OUT_DIR"), "/cases.txt")),
};

/// Every float of them, as it came out natively.
///
/// # Errors
/// When the build script has written something else.
pub fn cases() -> anyhow::Result<Vec<Case>> {
    read(include_str!(concat!(env!("OUT_DIR"), "/names.txt")), include_bytes!(concat!(env!("OUT_DIR"), "/floats.bin")))
}
