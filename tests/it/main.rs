//! The portal as a whole. `tests/README.md` says how this suite is organised and how one test is run alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod browser;
mod cases;
mod collector;
mod conflict;
mod desk;
mod journeys;
#[cfg(target_os = "linux")]
mod lab_runs;
mod mutated;
mod pages;
mod parity;
#[cfg(target_os = "linux")]
mod probe_peers;
mod reports;
mod server_side;
mod tidy;
mod tree;

#[path = "../lab/mod.rs"]
mod lab;
