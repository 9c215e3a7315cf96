//! Far ends of the browser checks: what a page of this portal measures its way against.
//!
//! `gate` stands before all of them: only pages of this portal may use them, each network within its allowance. `limits` holds
//! every bound. Those with a port of their own, `stun` and `datagrams`, are started by [`crate::serve`]. Nothing of a visitor
//! outlives the connection, except a tally, which holds counts and is forgotten after three minutes.

mod address;
mod allowance;
pub(crate) mod caller;
pub(crate) mod client_hello;
mod clock;
pub(crate) mod datagrams;
mod echo;
mod foreign;
mod gate;
mod greeting;
pub(crate) mod hexadecimal;
mod hold;
mod http;
pub(crate) mod limits;
#[cfg(test)]
mod mutation;
pub(crate) mod network;
mod plan;
pub(crate) mod reach;
mod refusal;
pub(crate) mod seats;
mod sizes;
mod socket;
pub(crate) mod stun;
mod tallies;
mod tally;
mod transfer;

use std::sync::{Mutex, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

pub use foreign::read_foreign_bytes;

use crate::clock::{Clock, Stopwatch};
use crate::portal::Portal;
use allowance::Allowance;
use datagrams::Rotation;
use network::Network;
use seats::Seats;
use tallies::Tallies;

/// A body is at most the largest size class.
const LARGEST_BODY: usize = 3_000;

/// The routes of all far ends, below the path of the portal.
pub(crate) fn routes(portal: &Portal) -> Router<Portal> {
    Router::new()
        .route("/self-check/plan", get(plan::get))
        .route("/self-check/clock", get(clock::get))
        .route("/self-check/echo", get(echo::get))
        .route("/self-check/tls", get(greeting::get))
        .route("/self-check/address", get(address::get))
        .route("/self-check/http", get(http::get))
        .route("/self-check/size/down", get(sizes::down))
        .route("/self-check/size/up", post(sizes::up))
        .route("/self-check/transfer/down", get(transfer::down))
        .route("/self-check/transfer/up", get(transfer::up))
        .route("/self-check/hold", get(hold::get))
        .route("/self-check/tallies", post(tallies::begin))
        .route("/self-check/tallies/{token}", get(tallies::read))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn_with_state(portal.clone(), gate::gate))
}

/// Ports that are open, as the system gave them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ports {
    pub(crate) main: Option<u16>,
    pub(crate) clamped: Option<u16>,
    pub(crate) datagrams: Vec<u16>,
    pub(crate) stun: Vec<u16>,
}

/// What the far ends share.
pub(crate) struct FarEnds {
    started: Stopwatch,
    allowance: Mutex<Allowance>,
    stun_allowance: Mutex<Allowance>,
    pub(crate) connections: Seats,
    /// Forms with files on `/evidence`: no far end, and bounded in the same way.
    pub(crate) uploads: Seats,
    echo: Seats,
    hold: Seats,
    transfer: Seats,
    sessions: Seats,
    tallies: Mutex<Tallies>,
    pub(crate) rotation: Rotation,
    ports: RwLock<Ports>,
}

impl FarEnds {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            started: Stopwatch::start(),
            allowance: Mutex::new(Allowance::new(limits::BURST, limits::PER_SECOND, limits::NETWORKS)),
            stun_allowance: Mutex::new(Allowance::new(limits::STUN_BURST, limits::STUN_PER_SECOND, limits::NETWORKS)),
            connections: Seats::new((limits::CONNECTIONS, limits::CONNECTIONS_EACH)),
            uploads: Seats::new(limits::UPLOAD_SEATS),
            echo: Seats::new(limits::ECHO_SEATS),
            hold: Seats::new(limits::HOLD_SEATS),
            transfer: Seats::new(limits::TRANSFER_SEATS),
            sessions: Seats::new(limits::SESSION_SEATS),
            tallies: Mutex::new(Tallies::default()),
            rotation: Rotation::new(clock),
            ports: RwLock::new(Ports::default()),
        }
    }

    /// Time since the server began, for allowances and tallies.
    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    /// Takes the price of a request; false if the network has asked too often.
    fn pays(&self, network: Network, cost: u32) -> bool {
        self.allowance.lock().unwrap_or_else(PoisonError::into_inner).take(network, cost, self.now())
    }

    /// The same for a STUN request.
    fn pays_stun(&self, network: Network) -> bool {
        self.stun_allowance.lock().unwrap_or_else(PoisonError::into_inner).take(network, 1, self.now())
    }

    pub(crate) fn ports(&self) -> Ports {
        self.ports.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn open(&self, ports: Ports) {
        *self.ports.write().unwrap_or_else(PoisonError::into_inner) = ports;
    }

    fn tallies(&self) -> std::sync::MutexGuard<'_, Tallies> {
        self.tallies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
