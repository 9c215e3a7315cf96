//! Reads files of vectors of the reference solver.

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::{noisy_or, oracle};

/// A file of vectors; its format says of which kind they are.
#[derive(Deserialize)]
#[serde(tag = "format")]
pub enum Vectors {
    /// One cause is present.
    #[serde(rename = "ts-oracle-1")]
    OneCause {
        /// The vectors, in the order of the file.
        vectors: Vec<oracle::Vector>,
    },
    /// Any number of causes is present.
    #[serde(rename = "ts-oracle-1-noisyor")]
    SeveralCauses {
        /// The vectors, in the order of the file.
        vectors: Vec<noisy_or::Vector>,
    },
}

impl Vectors {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// When it is none, or one of a format that is not known.
    pub fn read(text: &str) -> Result<Self> {
        serde_json::from_str(text).context("not a file of vectors")
    }
}

#[cfg(test)]
mod tests;
