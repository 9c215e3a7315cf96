//! The real content, driven through the core: written cases, interviews, forged addresses, pasted boxes, words.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say where")]

mod cases;
mod content;
mod dialogs;
mod explanations;
mod forged;
mod interviews;
mod machines;
mod phrases;
mod vignettes;
