//! The collector: a script that people run on their own computers, and whose report `diagnosis::reading::report` reads.
//!
//! It is embedded as it was written, so that whoever serves it can name its hash. `tests/it/collector.rs` holds it to
//! reading only.

/// Its name as a file.
pub const NAME: &str = "collect.ps1";

/// Its text: plain ASCII, because Windows PowerShell 5.1 takes a file without a mark for the old code page.
pub const SCRIPT: &str = include_str!("../collector/collect.ps1");
