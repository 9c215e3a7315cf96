//! What judges the engine, with the code that runs in production: models drawn and read, an exact reference, and every float.
//!
//! The program of this package prints figures; tests here and in `web/` use the same parts.
#![warn(missing_docs)]

pub mod bits;
pub mod dice;
pub mod drawing;
pub mod interview;
pub mod noisy_or;
pub mod oracle;
pub mod reports;
pub mod small;
pub mod vectors;
pub mod vignettes;
