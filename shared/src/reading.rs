//! Turns what comes from outside into evidence: a pasted error box, a browser's measurement, a report, what tools print.

pub mod dialog;
pub mod encoding;
pub mod measurement;
pub mod pasted;
#[cfg(feature = "reports")]
pub mod report;
#[cfg(feature = "reports")]
pub mod together;
mod trace;
pub mod understood;
