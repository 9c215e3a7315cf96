//! The pure engine of fix904.
//!
//! Everything learned about a case becomes [`Evidence`]; [`consult`] turns it into a [`Consultation`]: what is known, which
//! causes are likely, what to ask or do next and why. The crate has no clock, no input or output, no randomness and no
//! hash map, so the same evidence gives the same bits on the server and in the browser.
//!
//! Read in this order: [`knowledge_base`], [`evidence`], [`transcript`], [`posterior`], [`settings`], [`economy`],
//! [`lookahead`], [`selection`], [`plan`], [`explanation`], [`consultation`], [`words`].
#![no_std]

extern crate alloc;

#[cfg(feature = "authoring")]
pub mod authoring;
pub mod conflict;
pub mod consultation;
pub mod economy;
pub mod evidence;
pub mod explanation;
pub mod knowledge_base;
pub mod lookahead;
mod math;
pub mod pack;
pub mod pairs;
pub mod plan;
pub mod posterior;
pub mod reading;
pub mod selection;
pub mod self_check_plan;
pub mod settings;
pub mod transcript;
pub mod words;

pub use consultation::{Consultation, Surface, consult};
pub use evidence::{Device, Entry, Evidence, Source, StepResult};
pub use knowledge_base::KnowledgeBase;
pub use settings::Settings;
