//! Commands for authors, who work on the content without Rust.

mod graph;
pub mod knowledge;
