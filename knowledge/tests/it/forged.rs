//! Whatever stands in an address: nothing fails, nothing forbidden opens, and what was understood is written back alike.

use diagnosis::plan::{Gate, Next};
use diagnosis::words::{Places, plan};
use diagnosis::{Consultation, Surface, consult, transcript};
use proptest::prelude::*;

use crate::cases::Dice;

/// An address made of real keys and values, in any number, order and source.
fn address(seed: u64, length: usize) -> String {
    let base = knowledge::base();
    let mut dice = Dice(seed);
    let mut parts = Vec::new();
    for _ in 0..length {
        if dice.below(4) == 0 {
            let remedy = &base.remedies[dice.below(base.remedies.len())];
            parts.push(format!("step.{}={}", remedy.id, ["worked", "no-change", "could-not"][dice.below(3)]));
        } else {
            let observation = &base.observations[dice.below(base.observations.len())];
            let outcome = &observation.outcomes[dice.below(observation.outcomes.len())];
            let source = ["", ".pt", ".mt", ".rt", ".ct", ".ln", ".me", ".mt3-good", ".x"][dice.below(9)];
            parts.push(format!("{}={}{source}", observation.key, outcome.id));
        }
    }
    parts.join("&")
}

fn open_steps(consultation: &Consultation) -> Vec<diagnosis::plan::Step> {
    let next = if let Next::Try(step) = consultation.plan.next { Some(step) } else { None };
    consultation.plan.steps.iter().copied().chain(next).filter(|s| s.gate == Gate::Open).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_forged_transcript_never_opens_a_gated_step(seed: u64, length in 0usize..24) {
        let base = knowledge::base();
        let language = knowledge::english();
        let mut evidence = transcript::parse(&base, &address(seed, length));
        evidence.mark_carried(&[]);
        let consultation = consult(&base, &evidence, &Surface::default());
        for step in open_steps(&consultation) {
            let remedy = base.remedy(step.remedy).unwrap();
            prop_assert!(!remedy.gated(), "{} is open", remedy.id);
        }
        // Nor do its commands stand on the page.
        let (words, steps, places) = (language.words(), language.steps(), Places::default());
        let view = plan::plan(&base, &words, &steps, &places, "", &consultation);
        let undo = view.worked.iter().flat_map(|worked| &worked.undo);
        for card in view.fix.iter().chain(&view.next).chain(undo.clone()).filter(|c| c.gate.is_some()) {
            prop_assert!(card.parts.is_empty() && card.columns.iter().all(|c| c.command.is_none()), "{}", card.title);
        }
        // Taking a change back is gated like the change itself.
        for card in undo {
            let remedy = base.remedies.iter().find(|remedy| remedy.id == card.anchor).unwrap();
            prop_assert_eq!(card.gate.is_some(), remedy.gated(), "{}", card.anchor);
        }
    }

    #[test]
    fn no_step_of_ones_own_needs_rights_one_does_not_have(seed: u64, length in 0usize..24) {
        let base = knowledge::base();
        let evidence = transcript::parse(&base, &address(seed, length));
        let consultation = consult(&base, &evidence, &Surface::default());
        let granted = evidence.granted(&base);
        let next = if let Next::Try(step) = consultation.plan.next { Some(step) } else { None };
        for step in consultation.plan.steps.iter().copied().chain(next) {
            prop_assert!(granted.contains(base.remedy(step.remedy).unwrap().audience));
        }
        if let Next::Confirm(observation) = consultation.plan.next {
            prop_assert!(granted.contains(base.observation(observation).unwrap().audience));
        }
    }

    #[test]
    fn printing_and_parsing_is_the_same_case_bit_for_bit(seed: u64, length in 0usize..24) {
        let base = knowledge::base();
        let evidence = transcript::parse(&base, &address(seed, length));
        let again = transcript::parse(&base, &transcript::print(&base, &evidence));
        prop_assert_eq!(&again, &evidence);
        let (one, two) = (consult(&base, &evidence, &Surface::default()), consult(&base, &again, &Surface::default()));
        let bits = |c: &Consultation| c.ranking.iter().map(|r| r.probability.to_bits()).collect::<Vec<_>>();
        prop_assert_eq!(bits(&one), bits(&two));
        prop_assert_eq!(one, two);
    }

    #[test]
    fn any_text_is_an_address(text in ".{0,200}") {
        let base = knowledge::base();
        let evidence = transcript::parse(&base, &text);
        let consultation = consult(&base, &evidence, &Surface::default());
        prop_assert!(consultation.ranking.iter().all(|r| r.probability.is_finite()));
    }
}
