//! The emulated network, measured: does the path do what it says? `cargo xtask test` runs everything in this module alone and
//! one after the other, because it looks at times. Where the system refuses a network each test says so and passes.
//!
//! A time is asserted from below exactly: nothing may come before the path lets it. From above the best of several samples must
//! come close, so a busy machine costs repetitions and no failure.

mod accuracy;
mod browsers;
mod firewall;
mod host_look;
mod path;
mod product;
mod sockets;
mod stand_ins;
mod statistics;
mod tls;
