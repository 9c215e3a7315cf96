//! What is told of a panic: where it happened. Its message may hold what a visitor sent, so it is neither logged nor printed.

use std::panic::{self, Location, PanicHookInfo};

use tracing::error;

/// From now on a panic of any thread is one line of the log, and nothing else.
pub fn install() {
    panic::set_hook(Box::new(tell));
}

fn tell(info: &PanicHookInfo<'_>) {
    let place = info.location().map(Location::to_string).unwrap_or_default();
    error!(place, "panic");
}

#[cfg(test)]
mod tests;
