//! The collector: a script that an administrator reads, runs and sends the output of. It is shown as it is written.

/// Its file name.
pub const FILE: &str = "collect.ps1";
/// Its text, plain ASCII, so that every version of Windows PowerShell reads it alike.
pub const SCRIPT: &str = include_str!("../collector/collect.ps1");
