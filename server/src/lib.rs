//! The portal fix904: server-rendered pages over the pure engine.
//!
//! Read in this order: [`routes`], which shows every address on one screen; `visit`, what a handler knows of a request;
//! `page`, how a page becomes a response; then any file of `pages`. The server keeps nothing about a visitor: a case
//! travels in the address, and is worked out anew for every page.

mod assets;
mod calendar;
mod catalogue;
pub mod cli;
mod clock;
pub mod config;
pub mod content;
mod crosslinks;
mod deep_link;
mod failure;
mod feeds;
mod glossary;
mod health;
mod layout;
mod linked_data;
mod markdown;
mod packs;
mod page;
mod pages;
pub mod panic_hook;
mod portal;
pub mod probe;
mod qr;
pub mod routes;
mod schemas;
mod search;
mod security;
pub mod self_check;
pub mod serve;
pub mod telemetry;
pub mod tls;
mod upload;
mod visit;

pub use clock::{Clock, now};
pub use config::Config;
pub use portal::Portal;
