//! What the plan says of itself can be worked out again from the model.

use diagnosis::plan::Next;
use diagnosis::posterior::Posterior;
use diagnosis::{Consultation, KnowledgeBase, Surface, consult, transcript};

fn case(base: &KnowledgeBase, query: &str) -> Consultation {
    consult(base, &transcript::parse(base, query), &Surface::default())
}

const LINE: &str = "code=0x904.pt&on=this-computer&path=vpn&when=after-wait";

#[test]
fn the_second_step_would_go_first_at_the_chance_that_is_named() {
    let base = knowledge::base();
    let mut told = 0;
    for query in [
        LINE,
        "code=0x904&on=elsewhere&path=lan&when=at-once",
        "code=0x904&changed=update",
        "code=0x904&app=windows-app",
    ] {
        for tail in ["", "&rights=mine", "&second-try=always-fails&rights=user", "&second-try=unknown&bypass=unknown"] {
            let consultation = case(&base, &format!("{query}{tail}"));
            let Some(overtake) = consultation.overtake else { continue };
            let Next::Try(first) = consultation.plan.next else { panic!("{query}{tail}") };
            let ratio = first.success / base.effort(first.remedy);
            assert!((overtake.needed / base.effort(overtake.second) - ratio).abs() < 1e-12, "{query}{tail}");
            assert!(overtake.needed > overtake.chance && overtake.needed < 1.0, "{query}{tail}");
            told += 1;
        }
    }
    assert!(told > 0, "no case names a break-even");
}

#[test]
fn a_step_that_changed_nothing_says_what_it_taught() {
    let base = knowledge::base();
    let with = format!("{LINE}&step.reconnect-vpn=no-change");
    let learned = case(&base, &with).learned.expect("the last step");
    let change = learned.change.expect("a cause that fell");
    let probability =
        |query: &str| Posterior::of(&base, &transcript::parse(&base, query)).probabilities[change.cause.position()];
    assert_eq!(change.after.to_bits(), probability(&with).to_bits());
    assert!((change.before - probability(LINE)).abs() < 1e-12 && change.after < change.before);
    assert!(base.cures(learned.remedy).iter().any(|(h, _)| *h == change.cause.position()));
    assert_eq!(case(&base, &format!("{LINE}&step.reconnect-vpn=could-not")).learned.map(|l| l.change), Some(None));
    assert_eq!(case(&base, &format!("{LINE}&step.reconnect-vpn=worked")).learned, None);
}

#[test]
fn a_step_that_helped_partly_raises_two_causes() {
    let base = knowledge::base();
    let share = |query: &str| case(&base, query).together.map_or(0.0, |t| t.share);
    assert!(share(LINE) == 0.0, "one answer needs no second cause");
    let partly = format!("{LINE}&large-ping=large-fails&certificate-question=other-name&step.lower-mtu=helped-partly");
    let together = case(&base, &partly).together.expect("two causes");
    assert!(together.share > 0.25 && together.first != together.second);
}

#[test]
fn a_better_source_takes_the_place_of_a_weaker_one_and_the_weaker_is_named() {
    let base = knowledge::base();
    let both = case(&base, &format!("{LINE}&check-path=good&check-path=slow.mt"));
    let path = base.observation_by_id("check-path").unwrap();
    let superseded: Vec<_> = both.superseded.iter().filter(|o| o.observation == path).collect();
    assert_eq!(superseded.len(), 1);
    let counting = both.findings.iter().filter(|(o, counts)| o.observation == path && *counts).count();
    assert_eq!(counting, 1);
}

#[test]
fn what_rules_a_cause_out_speaks_against_it() {
    let base = knowledge::base();
    let query = "code=0x904&who-else=only-me&others=only-me&when=after-desktop&desktop-shown=yes&changed=update";
    let consultation = case(&base, query);
    assert!(!consultation.ruled_out.is_empty());
    let posterior = Posterior::of(&base, &transcript::parse(&base, query));
    for out in &consultation.ruled_out {
        let by = out.by.expect("a finding");
        let weights = diagnosis::explanation::weights(&posterior, out.cause.position());
        let strongest = weights.iter().map(|w| w.nats).fold(f64::INFINITY, f64::min);
        assert!(weights.iter().any(|w| w.subject == by && w.nats == strongest && strongest < 0.0));
    }
}
