//! Small simulations: what an option changes, and figures counted by hand.

use clap::Parser;

use super::visit::{Bring, Visit};
use super::{Difference, Engine, Options, simulate};

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    options: Options,
}

fn options(words: &str) -> Options {
    let line = std::iter::once("simulate").chain(words.split_whitespace());
    Line::try_parse_from(line).unwrap().options
}

fn visits(words: &str, brought: &[Bring]) -> Vec<Visit> {
    let (options, content) = (options(&format!("--visitors 40 {words}")), knowledge::base());
    let engine = Engine::new(&content, options.removed.as_deref()).unwrap();
    simulate(&options, &content, &engine, Difference::NONE, brought)
}

fn share(visits: &[Visit], of: impl Fn(&Visit) -> bool) -> f64 {
    visits.iter().filter(|v| of(v)).count() as f64 / visits.len() as f64
}

#[test]
fn the_same_seed_gives_the_same_visitors() {
    let minutes = |words| visits(words, &[Bring::Checks]).iter().map(|v| v.minutes.to_bits()).collect::<Vec<_>>();
    assert_eq!(minutes("--seed 5"), minutes("--seed 5"));
    assert_ne!(minutes("--seed 5"), minutes("--seed 6"));
}

#[test]
fn who_knows_more_is_helped_better() {
    let right = |words, brought: &[Bring]| share(&visits(words, brought), |v| v.place < 3);
    let usual = right("", &[Bring::Checks]);
    assert!(right("", &[Bring::Checks, Bring::Report]) > usual);
    assert!(right("--unknown 1", &[Bring::Answers]) < usual);
    assert!(right("--wrong 1 --unknown 0", &[Bring::Checks]) < usual);
}

#[test]
fn who_may_do_more_waits_less() {
    // With the cause known, because then no luck is left: how long 40 visitors truly take differs by more than their rights.
    let minutes = |words| visits(words, &[Bring::Answers]).iter().map(|v| v.minutes_bound).sum::<f64>();
    let user = minutes("--audience user");
    assert!(minutes("--audience administrator") < user);
    assert!(minutes("--audience owner") < user);
}

#[test]
fn a_cause_that_is_taken_out_is_never_named() {
    for words in ["--removed each", "--removed cert-private-key-unreadable"] {
        let visits = visits(words, &[Bring::Checks, Bring::Report]);
        assert!(visits.iter().all(|v| v.place >= 3 && v.of_truth < 1e-200), "{words}");
        assert!(share(&visits, |v| v.first > 0.2) > 0.0, "{words}: something else is named instead");
    }
    assert!(Engine::new(&knowledge::base(), Some("no-such-cause")).is_err());
}

#[test]
fn two_causes_are_both_looked_for() {
    let one = visits("--causes 1", &[Bring::Checks, Bring::Report]);
    let two = visits("--causes 2", &[Bring::Checks, Bring::Report]);
    assert!(one.iter().all(|v| v.right_in_pair <= 1 && v.all_in_three == (v.place < 3)));
    assert!(share(&two, |v| v.all_in_three) < share(&two, |v| v.place < 3));
    assert!(two.iter().all(|v| v.pair || v.right_in_pair == 0));
}

#[test]
fn what_makes_no_sense_is_refused() {
    for words in
        ["--wrong 1.5", "--unknown -1", "--causes 3", "--audience nobody", "--evidence luck", "--removed x --causes 2"]
    {
        let line = std::iter::once("simulate").chain(words.split_whitespace());
        assert!(Line::try_parse_from(line).is_err(), "{words}");
    }
    assert_eq!(options("--evidence checks,report").evidence, [Bring::Checks, Bring::Report]);
}
