//! What to ask next, and when to stop. What a question is worth is worked out in [`crate::lookahead`].

use crate::evidence::{Evidence, Source};
use crate::knowledge_base::{Kind, KnowledgeBase, Observation, ObservationIndex};
use crate::lookahead::Outlook;
use crate::settings::Settings;

/// Questions that a visitor is asked without wanting more.
pub const QUESTION_LIMIT: usize = 8;
/// Further questions each time the visitor asks for more.
pub const QUESTIONS_MORE: usize = 4;

/// Why no further question is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// No question saves enough: the plan would hardly change.
    Decided,
    /// The limit is reached; the visitor may ask for more.
    Limit,
    /// Nothing is left to ask.
    Exhausted,
}

/// What is asked next, with the minutes it saves on average, or why to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Selection {
    /// Ask this.
    Ask {
        /// The question.
        question: ObservationIndex,
        /// Minutes it saves on average.
        saves: f64,
    },
    /// Stop asking.
    Stop(Stop),
}

/// Questions answered so far, those that come before all others not counted.
pub fn asked(base: &KnowledgeBase, evidence: &Evidence) -> usize {
    evidence
        .observed()
        .filter(|o| o.source == Source::Asked)
        .filter(|o| base.observation(o.observation).is_some_and(is_counted))
        .count()
}

/// Whether an observation is one of the numbered questions. The one that comes before all others is none.
pub(crate) fn is_counted(observation: &Observation) -> bool {
    observation.askable && observation.kind != Kind::Code && !observation.first
}

/// Questions that may be put in all.
pub fn limit(evidence: &Evidence) -> usize {
    QUESTION_LIMIT + QUESTIONS_MORE * usize::from(evidence.more)
}

/// Chooses the next question.
pub fn select(evidence: &Evidence, base: &KnowledgeBase, outlook: &Outlook<'_>) -> Selection {
    let open = outlook.open();
    if let Some(first) = open.iter().find(|o| base.observation(**o).is_some_and(|o| o.first)) {
        return Selection::Ask { question: *first, saves: 0.0 };
    }
    if open.is_empty() {
        return Selection::Stop(Stop::Exhausted);
    }
    let now = outlook.price().minutes;
    // Who asks for more questions wants the cause named, not only minutes saved.
    let threshold = if evidence.more > 0 { f64::NEG_INFINITY } else { Settings::PRODUCTION.hysteresis * now };
    // Weighed against the plan as it stands, not against coming back to the questions after a step: people do not come back.
    let worths = outlook.worths(now, Settings::PRODUCTION.filtered);
    let best = worths.first().filter(|best| best.saves > threshold);
    match best {
        Some(_) if asked(base, evidence) >= limit(evidence) => Selection::Stop(Stop::Limit),
        Some(best) => Selection::Ask { question: best.observation, saves: best.saves },
        None => Selection::Stop(Stop::Decided),
    }
}

/// Whether an observation was learned already, or the visitor said "I do not know".
pub fn learned(base: &KnowledgeBase, evidence: &Evidence, observation: ObservationIndex) -> bool {
    evidence.finding(base, observation).is_some()
}
