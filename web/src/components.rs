//! What is drawn. Everything shown comes from the views of `diagnosis::words`; nothing here chooses words or computes.
//!
//! The structure is that of the server's templates `interview.html`, `plan.html` and `macros.html`, element by element:
//! forms, links and buttons are plain markup, and `crate::listeners` hears them at the document.

mod checks;
mod interview;
mod line;
mod marks;
mod markup;
mod offer;
mod page;
mod plan;
mod ranking;
mod spans;
mod step_card;
mod trail;

pub use page::{Page, PageProps, Scene};

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
