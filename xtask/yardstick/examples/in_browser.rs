//! The engine as a bare wasm module, timed in a browser by `cargo xtask bench`.
//!
//! The clock stays outside, in the page: the module only repeats its work as often as it is told. There are no bindings, so
//! that nothing but the engine is timed, compiled as the client is shipped.
#![allow(unsafe_code, reason = "a page finds the functions of a bare module by their unmangled names")]

use std::cell::RefCell;
use std::hint::black_box;

use diagnosis::evidence::Evidence;
use diagnosis::{KnowledgeBase, Surface, consult};
use yardstick::{drawing, interview};

thread_local! {
    static DRAWN: RefCell<Option<drawing::Drawn>> = const { RefCell::new(None) };
    static SHIPPED: RefCell<Option<(KnowledgeBase, Vec<Evidence>)>> = const { RefCell::new(None) };
}

/// Draws the model that the other functions are timed on.
#[unsafe(no_mangle)]
pub extern "C" fn draw(causes: u32, observations: u32, evidences: u32) {
    let size =
        drawing::Size { causes: causes as usize, observations: observations as usize, evidences: evidences as usize };
    DRAWN.with_borrow_mut(|drawn| *drawn = Some(drawing::Drawn::new(size)));
}

/// Works out so many posteriors.
#[unsafe(no_mangle)]
pub extern "C" fn posterior(repeats: u32) {
    DRAWN.with_borrow(|drawn| {
        let Some(drawn) = drawn else { return };
        for run in 0..repeats as usize {
            black_box(drawn.posterior(black_box(run)));
        }
    });
}

/// Ranks all open questions so many times, each time from the evidence on.
#[unsafe(no_mangle)]
pub extern "C" fn ranking(repeats: u32) {
    DRAWN.with_borrow(|drawn| {
        let Some(drawn) = drawn else { return };
        for run in 0..repeats as usize {
            black_box(drawn.gains(black_box(run)));
        }
    });
}

/// Reads the shipped content and goes through its interviews; returns how many steps they have.
#[unsafe(no_mangle)]
pub extern "C" fn interviews() -> u32 {
    let base = knowledge::base();
    let steps = interview::steps(&base);
    let count = steps.len() as u32;
    SHIPPED.with_borrow_mut(|shipped| *shipped = Some((base, steps)));
    count
}

/// Consults at one step of the interviews so many times.
#[unsafe(no_mangle)]
pub extern "C" fn consultation(step: u32, repeats: u32) {
    SHIPPED.with_borrow(|shipped| {
        let Some((base, steps)) = shipped else { return };
        let Some(evidence) = steps.get(step as usize) else { return };
        for _ in 0..repeats {
            black_box(consult(base, black_box(evidence), &Surface::default()));
        }
    });
}
