//! Turns what comes from outside into evidence: a pasted error box, a browser's measurement, a report.

pub mod dialog;
pub mod encoding;
pub mod measurement;
pub mod pasted;
pub mod understood;
