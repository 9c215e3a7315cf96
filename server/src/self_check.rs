//! Far ends of the browser checks.

pub(crate) mod clock;
pub(crate) mod echo;
