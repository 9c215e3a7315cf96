//! How many can use a thing at once: in all, and from one network.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::network::Network;

/// Seats of one kind.
#[derive(Clone, Debug)]
pub(crate) struct Seats(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    all: usize,
    each: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by: HashMap<Network, usize>,
}

/// A seat that is given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    seats: Arc<Inner>,
    network: Option<Network>,
}

impl Seats {
    /// `all` together, and `each` for one network.
    pub(crate) fn new((all, each): (usize, usize)) -> Self {
        Self(Arc::new(Inner { all, each, taken: Mutex::default() }))
    }

    /// Takes a seat; none if there is none left. Without a network only the whole counts.
    pub(crate) fn take(&self, network: Option<Network>) -> Option<Seat> {
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.all >= self.0.all {
            return None;
        }
        if let Some(network) = network {
            let own = taken.by.get(&network).copied().unwrap_or(0);
            if own >= self.0.each {
                return None;
            }
            taken.by.insert(network, own + 1);
        }
        taken.all += 1;
        Some(Seat { seats: self.0.clone(), network })
    }

    /// Whether it begins to get full.
    pub(crate) fn are_half_taken(&self) -> bool {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner).all * 2 >= self.0.all
    }

    /// Seats that are taken now.
    #[cfg(test)]
    pub(crate) fn taken(&self) -> usize {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner).all
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all -= 1;
        let Some(network) = self.network else { return };
        if let Some(own) = taken.by.get_mut(&network) {
            *own -= 1;
            if *own == 0 {
                taken.by.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests;
