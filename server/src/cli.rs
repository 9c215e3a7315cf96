//! Commands for authors, who work on the content without Rust.

pub mod knowledge;
