//! Laws that hold for every model. The numbers are those of the engine's list of properties.

use diagnosis::economy::Economy;
use diagnosis::evidence::{Observed, StepResult};
use diagnosis::explanation::weights;
use diagnosis::knowledge_base::{Audience, Audiences, ObservationIndex, OutcomeIndex, RemedyIndex};
use diagnosis::lookahead::{information_gain, predictive};
use diagnosis::posterior::Posterior;
use diagnosis::{Entry, Evidence, KnowledgeBase, Settings};
use proptest::prelude::*;

use crate::models::{Small, base, small};

fn asked(observation: usize, outcome: usize) -> Entry {
    Entry::Observed(Observed::asked(ObservationIndex::at(observation), Some(OutcomeIndex::at(outcome))))
}

/// An answer to each observation whose digit in `choices` is not 0, and a failed remedy for each odd one after that.
fn entries(base: &KnowledgeBase, choices: &[u8]) -> Vec<Entry> {
    let answers = base.observations.iter().enumerate().filter_map(|(o, observation)| {
        let choice = usize::from(*choices.get(o)?) % (observation.outcomes.len() + 1);
        choice.checked_sub(1).map(|k| asked(o, k))
    });
    let tried = (0..base.remedies.len())
        .filter(|r| choices.get(8 + r).is_some_and(|c| c % 2 == 1))
        .map(|r| Entry::Tried(RemedyIndex::at(r), StepResult::NoChange));
    answers.chain(tried).collect()
}

fn given(entries: &[Entry]) -> Evidence {
    let mut evidence = Evidence::default();
    entries.iter().for_each(|e| evidence.give(*e));
    evidence
}

fn bits(posterior: &Posterior) -> Vec<u64> {
    posterior.probabilities.iter().map(|p| p.to_bits()).collect()
}

fn everyone() -> Audiences {
    Audiences::default().with(Audience::Anyone)
}

fn choices() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 16)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn law_1_the_order_of_the_evidence_does_not_matter(small in small(), choices in choices(), seed in any::<u64>()) {
        let base = base(&small);
        let mut entries = entries(&base, &choices);
        let one = Posterior::of(&base, &given(&entries));
        let n = entries.len().max(1);
        entries.rotate_left(seed as usize % n);
        entries.reverse();
        prop_assert_eq!(bits(&one), bits(&Posterior::of(&base, &given(&entries))));
    }

    #[test]
    fn law_2_retract_undoes_give_and_twice_is_once(small in small(), choices in choices()) {
        let base = base(&small);
        let entries = entries(&base, &choices);
        let before = given(&entries);
        let mut after = before.clone();
        after.retract(ObservationIndex(0));
        let untouched: Vec<Entry> = entries.iter().copied().filter(|e| !matches!(e, Entry::Observed(o) if o.observation == ObservationIndex(0))).collect();
        prop_assert_eq!(&after, &given(&untouched));
        let mut twice = before.clone();
        entries.iter().for_each(|e| twice.give(*e));
        prop_assert_eq!(&twice, &before);
        let mut unknown = after.clone();
        unknown.give(Entry::Observed(Observed::asked(ObservationIndex(0), None)));
        prop_assert_eq!(bits(&Posterior::of(&base, &unknown)), bits(&Posterior::of(&base, &after)));
    }

    #[test]
    fn law_3_probabilities_sum_to_1_and_stay_finite(small in small(), choices in choices()) {
        let base = base(&small);
        let posterior = Posterior::of(&base, &given(&entries(&base, &choices)));
        let sum: f64 = posterior.probabilities.iter().sum();
        prop_assert!((sum - 1.0).abs() < 1e-12);
        prop_assert!(posterior.probabilities.iter().all(|p| p.is_finite() && *p >= 0.0));
    }

    #[test]
    fn law_4_the_best_explained_answer_does_not_hurt_its_cause(small in small()) {
        let base = base(&small);
        let before = Posterior::of(&base, &Evidence::default());
        for (o, observation) in base.observations.iter().enumerate() {
            for k in 0..observation.outcomes.len() {
                let row = base.likelihood(ObservationIndex::at(o), OutcomeIndex::at(k));
                let best = (0..row.len()).max_by(|a, b| row[*a].total_cmp(&row[*b])).unwrap();
                let after = Posterior::of(&base, &given(&[asked(o, k)]));
                prop_assert!(after.probabilities[best] >= before.probabilities[best] - 1e-12);
            }
        }
    }

    #[test]
    fn law_5_a_failed_remedy_speaks_against_what_it_cures(small in small()) {
        let base = base(&small);
        let before = Posterior::of(&base, &Evidence::default()).probabilities;
        for r in 0..base.remedies.len() {
            let after = Posterior::of(&base, &given(&[Entry::Tried(RemedyIndex::at(r), StepResult::NoChange)])).probabilities;
            let success = |h: usize| base.cures(RemedyIndex::at(r)).iter().find(|(x, _)| *x == h).map_or(0.0, |(_, s)| *s);
            for h in 0..base.causes.len() {
                for other in 0..base.causes.len() {
                    if success(h) >= success(other) {
                        prop_assert!(after[h] * before[other] <= after[other] * before[h] + 1e-12);
                    }
                }
            }
        }
    }

    #[test]
    fn law_6_information_is_bounded_and_the_expected_posterior_is_the_present_one(small in small()) {
        let base = base(&small);
        let now = Posterior::of(&base, &Evidence::default());
        let entropy: f64 = now.probabilities.iter().filter(|p| **p > 0.0).map(|p| -p * p.ln()).sum();
        for (o, observation) in base.observations.iter().enumerate() {
            let index = ObservationIndex::at(o);
            let gain = information_gain(&base, &now, index);
            prop_assert!(gain >= 0.0 && gain <= entropy.min((observation.outcomes.len() as f64).ln()) + 1e-9);
            let mut expected = vec![0.0; base.hypotheses()];
            for (outcome, chance) in predictive(&base, &now, index) {
                let after = now.with(&base, &Observed::asked(index, Some(outcome)));
                expected.iter_mut().zip(&after).for_each(|(e, p)| *e += chance * p);
            }
            for (e, p) in expected.iter().zip(&now.probabilities) {
                prop_assert!((e - p).abs() < 1e-4, "{e} {p}: rows are rounded to five decimals");
            }
        }
    }

    #[test]
    fn law_7_a_plan_never_costs_more_than_handing_over(small in small(), choices in choices(), factor in 0.1f64..5.0) {
        let base_one = base(&small);
        let posterior = Posterior::of(&base_one, &given(&entries(&base_one, &choices)));
        let price = Economy::new(&base_one, Settings::PRODUCTION, everyone(), &[]).price(&posterior.probabilities);
        prop_assert!(price.minutes <= small.service + 1e-3);
        // The order does not change when all costs are scaled alike.
        let scaled = Small {
            service: small.service * factor,
            remedies: small.remedies.iter().map(|(m, s)| (m * factor, s.clone())).collect(),
            ..small.clone()
        };
        let base_two = base(&scaled);
        let other = Economy::new(&base_two, Settings::PRODUCTION, everyone(), &[]).price(&posterior.probabilities);
        prop_assert!((other.minutes / factor - price.minutes).abs() < 1e-2);
    }

    #[test]
    fn law_8_one_sure_remedy_for_each_cause_goes_by_success_over_cost(
        weights in prop::collection::vec(1.0f64..100.0, 2..7),
        minutes in prop::collection::vec(1.0f64..60.0, 7),
    ) {
        let causes = weights.len();
        let sure = |h: usize| (0..causes).map(|i| if i == h { 0.99 } else { 0.0 }).collect::<Vec<_>>();
        let small = Small {
            weights,
            leak: 0.01,
            noise: 0.0,
            observations: vec![(None, vec![0.5, 0.5], vec![vec![0.5, 0.5]; causes])],
            groups: vec![],
            remedies: (0..causes).map(|h| (minutes[h], sure(h))).collect(),
            service: 10_000.0,
        };
        let base = base(&small);
        let posterior = Posterior::of(&base, &Evidence::default());
        let order = Economy::new(&base, Settings::PRODUCTION, everyone(), &[]).price(&posterior.probabilities).order().collect::<Vec<_>>();
        let ratio = |r: &RemedyIndex| posterior.probabilities[r.position()] / base.remedies[r.position()].minutes.value();
        prop_assert_eq!(order.len(), causes);
        prop_assert!(order.windows(2).all(|pair| ratio(&pair[0]) >= ratio(&pair[1]) - 1e-9));
    }

    #[test]
    fn law_9_a_cause_split_into_two_halves_changes_nothing_else(small in small(), choices in choices()) {
        let whole = base(&small);
        let mut split = small.clone();
        split.weights[0] /= 2.0;
        split.weights.push(split.weights[0]);
        split.observations.iter_mut().for_each(|(_, _, rows)| rows.push(rows[0].clone()));
        split.remedies.iter_mut().for_each(|(_, success)| success.push(success[0]));
        let halves = base(&split);
        let choices = &choices[..8];
        let one = Posterior::of(&whole, &given(&entries(&whole, choices))).probabilities;
        let two = Posterior::of(&halves, &given(&entries(&halves, choices))).probabilities;
        let last = small.weights.len();
        prop_assert!((one[0] - two[0] - two[last]).abs() < 1e-4);
        for h in 1..last {
            prop_assert!((one[h] - two[h]).abs() < 1e-4);
        }
    }

    #[test]
    fn law_10_copies_in_a_fully_correlated_group_count_once(small in small()) {
        let (_, baseline, rows) = small.observations[0].clone();
        let copies = |rho: f64, n: usize| {
            let observations = vec![(Some(0), baseline.clone(), rows.clone()); n];
            base(&Small { observations, groups: vec![rho], ..small.clone() })
        };
        let answer = |base: &KnowledgeBase, n: usize| {
            let entries: Vec<Entry> = (0..n).map(|o| asked(o, 0)).collect();
            Posterior::of(base, &given(&entries)).probabilities
        };
        let (one, three) = (answer(&copies(1.0, 1), 1), answer(&copies(1.0, 3), 3));
        prop_assert!(one.iter().zip(&three).all(|(a, b)| (a - b).abs() < 1e-9));
        // Without correlation they are three independent answers.
        let naive = answer(&base(&Small { observations: vec![(None, baseline.clone(), rows.clone()); 3], ..small.clone() }), 3);
        let free = answer(&copies(0.0, 3), 3);
        prop_assert!(naive.iter().zip(&free).all(|(a, b)| (a - b).abs() < 1e-9));
    }

    #[test]
    fn law_12_a_weight_of_evidence_is_the_change_of_the_log_odds(small in small(), choices in choices()) {
        let small = Small { observations: small.observations.iter().cloned().map(|(_, b, r)| (None, b, r)).collect(), ..small };
        let base = base(&small);
        let entries = entries(&base, &choices);
        let all = Posterior::of(&base, &given(&entries));
        let odds = |p: &Posterior, h: usize| (p.probabilities[h] / (1.0 - p.probabilities[h])).ln();
        for entry in &entries {
            let rest: Vec<Entry> = entries.iter().copied().filter(|e| e != entry).collect();
            let without = Posterior::of(&base, &given(&rest));
            for h in 0..base.hypotheses() {
                let weight = weights(&all, h).into_iter().find(|w| match (w.subject, entry) {
                    (diagnosis::posterior::Subject::Finding(o, _), Entry::Observed(x)) => o == x.observation,
                    (diagnosis::posterior::Subject::Remedy(r, _), Entry::Tried(x, _)) => r == *x,
                    _ => false,
                });
                let expected = odds(&all, h) - odds(&without, h);
                prop_assert!((weight.unwrap().nats - expected).abs() < 1e-6);
            }
        }
    }
}
