//! What a person reads while they wait.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Numbered stages, each with a headline before and its time after, so that nobody takes a long build for a hang.
pub(crate) struct Stages {
    total: usize,
    begun: usize,
}

impl Stages {
    pub(crate) fn new(total: usize) -> Self {
        Self { total, begun: 0 }
    }

    /// Announces a stage, does its work, says how long it took.
    ///
    /// # Errors
    /// Those of the work; then nothing is said, because the message is what the person should see.
    pub(crate) fn run<T>(&mut self, title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.begun += 1;
        println!("{}/{} {title}", self.begun, self.total);
        let start = Instant::now();
        let result = work()?;
        println!("    done in {}", elapsed(start.elapsed()));
        Ok(result)
    }
}

/// A time as one says it: `0.4 s`, `73 s`, `4 min 05 s`.
pub(crate) fn elapsed(time: Duration) -> String {
    match time.as_secs() {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        seconds @ 10..120 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// A size in thousands of bytes, the unit of the budgets: `98.7 kB`.
pub(crate) fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

/// Prints rows in columns as wide as their widest cell; the first row is the heading.
pub(crate) fn table(rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        println!("{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
}

#[cfg(test)]
mod tests;
