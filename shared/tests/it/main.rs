//! The core alone, over small models: worked examples and the laws of inference and planning.

mod blocks;
mod examples;
mod laws;
mod models;
mod packs;
