//! The core alone, over small models: worked examples and the laws of inference and planning.

mod examples;
mod laws;
mod measurements;
mod models;
