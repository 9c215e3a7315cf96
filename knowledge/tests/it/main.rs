//! The real content, driven through the core: written cases, interviews, forged addresses, pasted boxes, words.

mod cases;
mod content;
mod dialogs;
mod forged;
mod interviews;
mod phrases;
mod vignettes;
