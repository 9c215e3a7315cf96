//! How widely and how deeply the engine looks ahead. Every limit is a count or a share, never a time, so that the same case
//! gives the same bits on every machine.

/// The limits of a search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// A question must save at least this share of the expected minutes; below it the noise of the estimates decides.
    pub hysteresis: f64,
    /// The same for a look or a trial, which is more work than an answer.
    pub worth_doing: f64,
    /// Questions that pass the filter by information gain.
    pub filtered: usize,
    /// The same one step further.
    pub filtered_ahead: usize,
    /// Steps whose expected minutes differ by less than this share of them are looked at one step further. Measured against
    /// the exact optimum: docs/engine.md.
    pub near: f64,
    /// Questions looked at one step further, at most.
    pub rolled_questions: usize,
    /// Remedies looked at one step further, at most.
    pub rolled_remedies: usize,
    /// How many steps the one-step policy is followed there, before the plan alone counts.
    pub depth: usize,
    /// A remedy with less success than this is no part of a price.
    pub negligible: f64,
    /// A price ends where success over minutes times the minutes of handing over falls below this share of what is left.
    /// A little below 1, because a later remedy can still make the longer plan the better one.
    pub stop: f64,
    /// A plan is never longer than this; nobody follows more steps.
    pub longest: usize,
}

impl Settings {
    /// What visitors get.
    pub const PRODUCTION: Self = Self {
        hysteresis: 0.01,
        worth_doing: 0.02,
        filtered: 12,
        filtered_ahead: 5,
        near: 0.1,
        rolled_questions: 3,
        rolled_remedies: 2,
        depth: 1,
        negligible: 1e-6,
        stop: 0.9,
        longest: 24,
    };

    /// Everything that only saves time or calms the page is off; for the comparison with exact solvers.
    pub const NEUTRAL: Self = Self {
        hysteresis: 1e-9,
        worth_doing: 1e-9,
        filtered: usize::MAX,
        filtered_ahead: usize::MAX,
        negligible: -1.0,
        stop: 0.0,
        longest: usize::MAX,
        ..Self::PRODUCTION
    };

    /// The one-step policy without looking further.
    #[must_use]
    pub const fn one_step(self) -> Self {
        Self { rolled_questions: 0, rolled_remedies: 0, ..self }
    }
}
