//! The checks that run in the browser: one file each, from a plan to samples, with nothing of a page in them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::AbortController;

pub mod clock;
pub mod path;

/// Stops a running check, from a button or when the page goes away.
#[derive(Clone, Default)]
pub struct Stop {
    stopped: Rc<Cell<bool>>,
    request: Rc<RefCell<Option<AbortController>>>,
}

impl Stop {
    /// Stops it: a request under way is given up, everything else ends at its next tick.
    pub fn stop(&self) {
        self.stopped.set(true);
        if let Some(request) = self.request.borrow_mut().take() {
            request.abort();
        }
    }

    /// Whether it was stopped.
    pub fn stopped(&self) -> bool {
        self.stopped.get()
    }

    /// Takes a request that a stop is to give up.
    pub(crate) fn holds(&self, request: Option<AbortController>) {
        *self.request.borrow_mut() = request;
    }
}

/// Milliseconds of a clock that only runs forward.
pub(crate) fn now() -> f64 {
    web_sys::window().and_then(|w| w.performance()).map_or(0.0, |p| p.now())
}
