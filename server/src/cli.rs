//! Commands beside the server: a case diagnosed without a browser, a look at a host, and what authors need, who work on the content without
//! Rust.

pub mod diagnose;
mod graph;
pub mod knowledge;
pub mod probe;
