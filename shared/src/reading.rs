//! Turns what comes from outside into evidence: a pasted error box, a browser's measurement.

pub mod dialog;
pub mod measurement;
