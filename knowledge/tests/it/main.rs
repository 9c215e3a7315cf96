//! The real content, driven through the core: written cases, interviews, forged addresses, pasted boxes, words.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say where")]

mod cases;
mod commands;
mod content;
mod dialogs;
mod explanations;
mod follow_ups;
mod forged;
mod interviews;
mod machines;
mod messages;
mod permanent;
mod phrases;
mod vignettes;
