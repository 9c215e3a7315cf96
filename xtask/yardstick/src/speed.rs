//! How fast the engine is.

use std::path::Path;

use anyhow::Result;

/// Times the engine.
///
/// # Errors
/// When a model cannot be written.
pub(crate) fn run(_models: Option<&Path>) -> Result<()> {
    Ok(())
}
