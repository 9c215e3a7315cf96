//! How rows of probabilities travel: without their last number, which is what is left of 1. That spares a tenth of a pack.

use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ObservationIndex, Parts, Row};

/// 1.0 in hundred-thousandths.
const ONE: u32 = 100_000;

/// What is left of 1 after the given shares.
pub(crate) fn rest(shares: &[Parts]) -> Parts {
    Parts(shares.iter().fold(ONE, |left, share| left.saturating_sub(share.0)))
}

#[derive(Serialize)]
struct Short<'r>(ObservationIndex, &'r [Parts]);

pub(super) fn serialize<S: Serializer>(rows: &[Row], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(rows.iter().map(|row| Short(row.observation, &row.values[..row.values.len().saturating_sub(1)])))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Row>, D::Error> {
    let mut rows = Vec::<Row>::deserialize(from)?;
    for row in &mut rows {
        row.values.push(rest(&row.values));
    }
    Ok(rows)
}
