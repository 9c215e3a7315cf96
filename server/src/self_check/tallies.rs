//! `/self-check/tallies`: a page gets a token, measures with it, and fetches the counts by it, over whichever port still works.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use diagnosis::self_check_plan::{Refused, Ticket};
use ring::rand::{SecureRandom, SystemRandom};

use super::caller::Caller;
use super::limits::{TALLIES, TALLY_LIFE};
use super::network::Network;
use super::refusal::refuse;
use super::seats::{Seat, Seats};
use super::tally::Counting;
use super::{FarEnds, hexadecimal};
use crate::failure::PageError;
use crate::portal::Portal;

/// Tallies of one network: an eighth of all.
const EACH: usize = TALLIES / 8;
/// Random bytes of a token: nobody finds one by trying.
const TOKEN: usize = 16;

/// Counts that the session adds to and the page reads.
pub(crate) type Shared = Arc<Mutex<Counting>>;

/// The tallies that are kept.
#[derive(Debug)]
pub(super) struct Tallies {
    seats: Seats,
    kept: HashMap<[u8; TOKEN], Kept>,
}

#[derive(Debug)]
struct Kept {
    until: Duration,
    counting: Shared,
    /// Given back when the tally is forgotten.
    _seat: Seat,
}

impl Default for Tallies {
    fn default() -> Self {
        Self { seats: Seats::new((TALLIES, EACH)), kept: HashMap::new() }
    }
}

impl Tallies {
    /// Keeps a new tally; false if there is no room.
    fn begin(&mut self, token: [u8; TOKEN], network: Network, now: Duration) -> bool {
        self.forget(now);
        let Some(seat) = self.seats.take(Some(network)) else { return false };
        self.kept.insert(token, Kept { until: now + TALLY_LIFE, counting: Shared::default(), _seat: seat });
        true
    }

    fn find(&mut self, token: &str, now: Duration) -> Option<Shared> {
        self.forget(now);
        self.kept.get(&hexadecimal::read(token)?).map(|kept| kept.counting.clone())
    }

    fn forget(&mut self, now: Duration) {
        self.kept.retain(|_, kept| kept.until > now);
    }
}

impl FarEnds {
    /// The counts of a token, for the one session that may use it.
    pub(super) fn session(&self, token: &str) -> Option<Shared> {
        let shared = self.tallies().find(token, self.now())?;
        let first = shared.lock().unwrap_or_else(PoisonError::into_inner).begin();
        first.then_some(shared)
    }

    /// Notes that a size class arrived; false for an unknown token.
    pub(super) fn note_size(&self, token: &str, class: usize) -> bool {
        let found = self.tallies().find(token, self.now());
        let noted = found.map(|shared| shared.lock().unwrap_or_else(PoisonError::into_inner).size(class));
        noted.is_some()
    }
}

/// `POST`: a new tally.
pub(crate) async fn begin(State(portal): State<Portal>, Extension(caller): Extension<Caller>) -> Response {
    let mut token = [0; TOKEN];
    if SystemRandom::new().fill(&mut token).is_err() {
        return PageError::internal(std::io::Error::other("the system gives no random numbers")).into_response();
    }
    let now = portal.far_ends.now();
    if !portal.far_ends.tallies().begin(token, caller.network(), now) {
        return refuse(Refused::Full);
    }
    let ticket = Ticket { token: hexadecimal::print(&token), expires_s: TALLY_LIFE.as_secs() as u32 };
    ([(header::CACHE_CONTROL, "no-store")], Json(ticket)).into_response()
}

/// `GET`: what arrived so far.
pub(crate) async fn read(State(portal): State<Portal>, Path(token): Path<String>) -> Response {
    let now = portal.far_ends.now();
    let Some(shared) = portal.far_ends.tallies().find(&token, now) else { return refuse(Refused::Token) };
    let tally = shared.lock().unwrap_or_else(PoisonError::into_inner).tally();
    ([(header::CACHE_CONTROL, "no-store")], Json(tally)).into_response()
}

#[cfg(test)]
mod tests;
