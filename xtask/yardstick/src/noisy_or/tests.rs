//! The engine's pairs against the enumeration of all sets of one or two causes.

use diagnosis::evidence::{Entry, Evidence, Observed};
use diagnosis::knowledge_base::{ObservationIndex, OutcomeIndex};
use diagnosis::pairs;
use diagnosis::posterior::Posterior;

use super::{Cause, Model, Observation, answer, enumerate};
use crate::small::{Small, SmallObservation};

/// Drawn numbers; the same in every run.
struct Dice(u64);

impl Dice {
    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        &from[(self.0 >> 33) as usize % from.len()]
    }
}

fn drawn(dice: &mut Dice) -> Model {
    let causes = *dice.pick(&[2, 3, 5, 7]);
    let link = |dice: &mut Dice| *dice.pick(&[0.0, 0.0, 0.2, 0.5, 0.8, 0.9, 0.95]);
    Model {
        causes: (0..causes).map(|_| Cause { prior: *dice.pick(&[0.01, 0.02, 0.05, 0.1, 0.2]) }).collect(),
        observations: (0..*dice.pick(&[1, 3, 6]))
            .map(|o| Observation {
                id: format!("q{o}"),
                leak: *dice.pick(&[0.001, 0.01, 0.05, 0.1]),
                link: (0..causes).map(|_| link(dice)).collect(),
            })
            .collect(),
    }
}

/// The same model for the engine: outcome 0 is "no", the normal one.
fn small(model: &Model, odds: &[f64]) -> Small {
    let rows =
        |o: &Observation| o.link.iter().map(|l| (1.0 - o.leak) * (1.0 - l)).map(|no| vec![no, 1.0 - no]).collect();
    Small {
        priors: odds.to_vec(),
        observations: model
            .observations
            .iter()
            .map(|o| SmallObservation {
                id: o.id.clone(),
                minutes: 1.0,
                baseline: Some(vec![1.0 - o.leak, o.leak]),
                rows: rows(o),
            })
            .collect(),
        remedies: Vec::new(),
        service_minutes: 100.0,
    }
}

#[test]
fn pairs_are_the_reference_with_at_most_two_causes() {
    let mut dice = Dice(904);
    let mut worst = 0.0_f64;
    for _ in 0..300 {
        let model = drawn(&mut dice);
        let odds: Vec<f64> = model.causes.iter().map(|c| c.prior / (1.0 - c.prior)).collect();
        let single: f64 = odds.iter().sum();
        let both: f64 = (0..odds.len())
            .flat_map(|a| (a + 1..odds.len()).map(move |b| (a, b)))
            .map(|(a, b)| odds[a] * odds[b])
            .sum();
        let base = small(&model, &odds).base();
        let (mut evidence, mut findings) = (Evidence::default(), Vec::new());
        for o in 0..model.observations.len() {
            let yes = *dice.pick(&[true, false]);
            findings.push((o, yes));
            let observed = Observed::asked(ObservationIndex::at(o), Some(OutcomeIndex::at(usize::from(yes))));
            evidence.give(Entry::Observed(observed));
        }
        let reference = enumerate(&model, &findings, 1..=2);
        let ours = pairs::of(&base, &Posterior::of(&base, &evidence), both / (single + both));
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
    let answers = answer(text).unwrap();
    let told = &answers["v"];
    assert!((told.log_evidence - (0.0975_f64).ln()).abs() < 1e-12);
    assert!((told.marginal[0] - (0.045 + 0.0075) / 0.0975).abs() < 1e-12);
    assert!((told.p_exactly_one - 0.09 / 0.0975).abs() < 1e-12 && told.p_none == 0.0);
    assert!(answer(&text.replace("\"yes\"", "\"maybe\"")).is_err());
}
