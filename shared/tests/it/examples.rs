//! Examples worked out by hand; the arithmetic stands beside each.

use diagnosis::economy::Economy;
use diagnosis::evidence::{Observed, StepResult};
use diagnosis::knowledge_base::{Audience, Audiences, ObservationIndex, OutcomeIndex, RemedyIndex};
use diagnosis::lookahead::Outlook;
use diagnosis::posterior::Posterior;
use diagnosis::{Entry, Evidence, Settings};

use crate::models::{Small, base};

fn example() -> Small {
    Small {
        weights: vec![60.0, 30.0],
        leak: 0.1,
        noise: 0.0,
        observations: vec![(None, vec![0.5, 0.5], vec![vec![0.8, 0.2], vec![0.4, 0.6]])],
        groups: vec![],
        remedies: vec![(10.0, vec![0.9, 0.0]), (5.0, vec![0.0, 0.8])],
        service: 240.0,
    }
}

fn answered(outcome: usize) -> Evidence {
    let mut evidence = Evidence::default();
    evidence.give(Entry::Observed(Observed::asked(ObservationIndex(0), Some(OutcomeIndex::at(outcome)))));
    evidence
}

#[track_caller]
fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} is not {b}");
}

#[test]
fn bayes_by_hand() {
    // Priors 0.6, 0.3, 0.1. Likelihoods of the first answer 0.8, 0.4 and for "something else" 0.7 * 0.5 + 0.3 / 2 = 0.5.
    // Products 0.48, 0.12, 0.05; sum 0.65.
    let posterior = Posterior::of(&base(&example()), &answered(0));
    close(posterior.probabilities[0], 0.48 / 0.65);
    close(posterior.probabilities[1], 0.12 / 0.65);
    close(posterior.probabilities[2], 0.05 / 0.65);
}

#[test]
fn the_noise_floor_by_hand() {
    // With a floor of 0.1 the likelihood 0.8 becomes 0.9 * 0.8 + 0.1 / 2 = 0.77, 0.4 becomes 0.41, 0.5 stays.
    let noisy = Small { noise: 0.1, ..example() };
    let posterior = Posterior::of(&base(&noisy), &answered(0));
    let total = 0.6 * 0.77 + 0.3 * 0.41 + 0.1 * 0.5;
    close(posterior.probabilities[0], 0.6 * 0.77 / total);
}

#[test]
fn a_failed_remedy_by_hand() {
    // The first remedy cures cause 0 in 0.9: 0.6 * 0.1 = 0.06 against 0.3 and 0.1.
    let mut evidence = Evidence::default();
    evidence.give(Entry::Tried(RemedyIndex(0), StepResult::NoChange));
    let posterior = Posterior::of(&base(&example()), &evidence);
    close(posterior.probabilities[0], 0.06 / 0.46);
    close(posterior.probabilities[1], 0.30 / 0.46);
}

#[test]
fn success_over_cost_by_hand() {
    // First remedy 0.6 * 0.9 / 10 = 0.054, second 0.3 * 0.8 / 5 = 0.048: the first goes first.
    // Cost: 10 + 0.46 * 5 + (0.46 - 0.24) * 240 = 10 + 2.3 + 52.8 = 65.1.
    let base = base(&example());
    let everyone = Audiences::default().with(Audience::Anyone);
    let posterior = Posterior::of(&base, &Evidence::default());
    let price = Economy::new(&base, Settings::PRODUCTION, everyone, &[]).price(&posterior.probabilities);
    assert_eq!(price.order().collect::<Vec<_>>(), [RemedyIndex(0), RemedyIndex(1)]);
    close(price.minutes, 65.1);
}

#[test]
fn an_answer_can_be_worth_more_than_its_time() {
    let base = base(&example());
    let everyone = Audiences::default().with(Audience::Anyone);
    let posterior = Posterior::of(&base, &Evidence::default());
    let economy = Economy::new(&base, Settings::PRODUCTION, everyone, &[]);
    let now = economy.price(&posterior.probabilities).minutes;
    // Answer 0 (chance 0.65) keeps the order; answer 1 (0.35) has 0.12, 0.18, 0.05 over 0.35: the second remedy first.
    let after = |a: f64, b: f64| {
        let (first, second) = (10.0 + (1.0 - 0.9 * a) * 5.0, 5.0 + (1.0 - 0.8 * b) * 10.0);
        first.min(second) + (1.0 - 0.9 * a - 0.8 * b) * 240.0
    };
    let expected = 0.65 * after(0.48 / 0.65, 0.12 / 0.65) + 0.35 * after(0.12 / 0.35, 0.18 / 0.35);
    let saves = Outlook::new(&base, &Evidence::default(), &posterior, &economy).worth(now, ObservationIndex(0));
    close(saves, now - 0.3 - expected);
}
