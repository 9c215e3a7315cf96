//! How often a network may ask: a bucket for each, which fills again over time.

use std::collections::HashMap;
use std::time::Duration;

use super::network::Network;

/// Buckets of networks. Time enters as a value, counted from any fixed moment.
#[derive(Debug)]
pub(crate) struct Allowance {
    burst: u32,
    per_second: u32,
    /// Networks that are remembered, at most.
    most: usize,
    buckets: HashMap<Network, Bucket>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: u32,
    /// The moment up to which it was filled.
    at: Duration,
}

impl Allowance {
    pub(crate) fn new(burst: u32, per_second: u32, most: usize) -> Self {
        Self { burst, per_second, most, buckets: HashMap::new() }
    }

    /// Takes `cost` requests from a network's bucket; false if it does not hold as many.
    pub(crate) fn take(&mut self, network: Network, cost: u32, now: Duration) -> bool {
        if !self.buckets.contains_key(&network) {
            self.make_room();
        }
        let full = Bucket { left: self.burst, at: now };
        let (burst, per_second) = (self.burst, self.per_second);
        let bucket = self.buckets.entry(network).or_insert(full);
        bucket.fill(burst, per_second, now);
        let enough = bucket.left >= cost;
        bucket.left -= if enough { cost } else { 0 };
        enough
    }

    /// Forgets whoever was not seen for longest, if there is no room.
    fn make_room(&mut self) {
        if self.buckets.len() < self.most {
            return;
        }
        let oldest = self.buckets.iter().min_by_key(|(_, bucket)| bucket.at).map(|(network, _)| *network);
        if let Some(oldest) = oldest {
            self.buckets.remove(&oldest);
        }
    }
}

impl Bucket {
    /// Adds what has come back. Less than a whole request stays in the time for later.
    fn fill(&mut self, burst: u32, per_second: u32, now: Duration) {
        let passed = now.saturating_sub(self.at);
        let back = passed.as_millis() * u128::from(per_second) / 1_000;
        let left = u128::from(self.left) + back;
        if left >= u128::from(burst) {
            *self = Self { left: burst, at: now };
        } else if back > 0 {
            let spent = Duration::from_millis((back * 1_000 / u128::from(per_second)) as u64);
            *self = Self { left: left as u32, at: self.at + spent };
        }
    }
}

#[cfg(test)]
mod tests;
