//! The engine's pairs against the enumeration of all sets of one or two causes.

use super::{Cause, Model, Observation, enumerate};
use crate::dice::Dice;
use crate::vectors::Vectors;

fn drawn(dice: &mut Dice) -> Model {
    let mut one = |of: &[f64]| *dice.pick(of).unwrap();
    let causes = one(&[2.0, 3.0, 5.0, 7.0]) as usize;
    let observation = |o: usize, one: &mut dyn FnMut(&[f64]) -> f64| Observation {
        id: format!("q{o}"),
        leak: one(&[0.001, 0.01, 0.05, 0.1]),
        link: (0..causes).map(|_| one(&[0.0, 0.0, 0.2, 0.5, 0.8, 0.9, 0.95])).collect(),
    };
    Model {
        causes: (0..causes).map(|_| Cause { prior: one(&[0.01, 0.02, 0.05, 0.1, 0.2]) }).collect(),
        observations: (0..one(&[1.0, 3.0, 6.0]) as usize).map(|o| observation(o, &mut one)).collect(),
    }
}

#[test]
fn pairs_are_the_reference_with_at_most_two_causes() {
    let mut dice = Dice::new(904);
    let mut worst = 0.0_f64;
    for _ in 0..300 {
        let model = drawn(&mut dice);
        let findings: Vec<_> = (0..model.observations.len()).map(|o| (o, dice.below(2) == 1)).collect();
        let reference = enumerate(&model, &findings, 1..=2);
        let ours = model.pairs(&findings);
        // The engine keeps priors to five decimals, so the odds are compared as it holds them.
        for (c, marginal) in reference.marginal.iter().enumerate() {
            worst = worst.max((ours.present[c] - marginal).abs());
        }
        worst = worst.max((ours.share - (1.0 - reference.p_exactly_one)).abs());
    }
    assert!(worst < 2e-4, "{worst}");
}

#[test]
fn with_two_causes_by_hand() {
    // Both present with 0.1, one finding that each brings about with 0.5, none by itself. P(yes) = 2 * 0.09 * 0.5 + 0.01 * 0.75.
    let text = r#"{"format": "ts-oracle-1-noisyor", "vectors": [{"id": "v", "model": {"causes": [{"prior": 0.1}, {"prior": 0.1}],
        "observations": [{"id": "q", "leak": 0.0, "link": [0.5, 0.5]}]}, "evidence": [{"observation": "q", "answer": "yes"}]}]}"#;
    let told = first(text).unwrap();
    assert!((told.log_evidence - (0.0975_f64).ln()).abs() < 1e-12);
    assert!((told.marginal[0] - (0.045 + 0.0075) / 0.0975).abs() < 1e-12);
    assert!((told.p_exactly_one - 0.09 / 0.0975).abs() < 1e-12 && told.p_none == 0.0);
    assert!(first(&text.replace("\"yes\"", "\"maybe\"")).is_err());
}

fn first(text: &str) -> anyhow::Result<super::Answer> {
    let Vectors::SeveralCauses { vectors } = Vectors::read(text).unwrap() else { panic!("one cause") };
    vectors[0].answer()
}
