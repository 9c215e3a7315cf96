//! Remedies that hang together, worked out by hand: what one needs before it, and what shares a restart.

use diagnosis::economy::{Economy, Price};
use diagnosis::knowledge_base::{Audience, Audiences, Machine, Model, Parts, RemedyIndex};
use diagnosis::lookahead::Outlook;
use diagnosis::plan::{Next, Plan, draw};
use diagnosis::posterior::Posterior;
use diagnosis::{Evidence, KnowledgeBase, Settings, Surface};

use crate::models::{Small, base};

/// Priors 0.6, 0.3, and 0.1 for "something else"; handing over takes 240 minutes.
fn model(remedies: &[(f64, [f64; 2])], change: impl FnOnce(&mut Model)) -> KnowledgeBase {
    let small = Small {
        weights: vec![60.0, 30.0],
        leak: 0.1,
        noise: 0.0,
        observations: vec![(None, vec![0.5, 0.5], vec![vec![0.5, 0.5]; 2])],
        groups: vec![],
        remedies: remedies.iter().map(|(minutes, success)| (*minutes, success.to_vec())).collect(),
        service: 240.0,
    };
    let mut model = (*base(&small)).clone();
    change(&mut model);
    KnowledgeBase::new(model)
}

fn price(base: &KnowledgeBase, tried: &[RemedyIndex]) -> Price {
    let everyone = Audiences::default().with(Audience::Anyone);
    let posterior = Posterior::of(base, &Evidence::default());
    Economy::new(base, Settings::PRODUCTION, everyone, tried).price(&posterior.probabilities)
}

fn order(price: &Price) -> Vec<usize> {
    price.order().map(RemedyIndex::position).collect()
}

#[track_caller]
fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} is not {b}");
}

/// Remedy 1 cures the first cause and needs remedy 0, which cures nothing; remedy 2 cures the second cause.
fn chain(preparing: f64) -> KnowledgeBase {
    let remedies = [(preparing, [0.0, 0.0]), (6.0, [0.9, 0.0]), (10.0, [0.0, 0.8])];
    model(&remedies, |model| model.remedies[1].requires = vec![RemedyIndex(0)])
}

#[test]
fn a_chain_is_one_block_and_its_first_link_goes_first() {
    // Together 0.54 in 4 + 6 minutes, more than 0.24 in 10; the first link by itself would be worth nothing.
    // Cost: 4 + 6 + 0.46 * 10 + 0.22 * 240.
    let price = price(&chain(4.0), &[]);
    assert_eq!(order(&price), [0, 1, 2]);
    close(price.minutes, 4.0 + 6.0 + 0.46 * 10.0 + 0.22 * 240.0);
}

#[test]
fn a_chain_waits_when_its_links_together_cost_too_much() {
    // 0.54 in 40 + 6 minutes is less than 0.24 in 10, although the last link alone would be 0.54 in 6.
    let price = price(&chain(40.0), &[]);
    assert_eq!(order(&price), [2, 0, 1]);
    close(price.minutes, 10.0 + 0.76 * (40.0 + 6.0) + 0.22 * 240.0);
}

#[test]
fn a_chain_of_three_is_done_in_its_order() {
    // Listed the other way round: remedy 0 needs 1, which needs 2.
    let remedies = [(6.0, [0.9, 0.0]), (2.0, [0.0, 0.0]), (2.0, [0.0, 0.0]), (10.0, [0.0, 0.8])];
    let base = model(&remedies, |model| {
        model.remedies[0].requires = vec![RemedyIndex(1)];
        model.remedies[1].requires = vec![RemedyIndex(2)];
    });
    let price = price(&base, &[]);
    assert_eq!(order(&price), [2, 1, 0, 3]);
    close(price.minutes, 10.0 + 0.46 * 10.0 + 0.22 * 240.0);
}

#[test]
fn what_was_prepared_already_costs_nothing_more() {
    let price = price(&chain(40.0), &[RemedyIndex(0)]);
    assert_eq!(order(&price), [1, 2]);
    close(price.minutes, 6.0 + 0.46 * 10.0 + 0.22 * 240.0);
}

#[test]
fn a_chain_pays_one_hand_over_for_all_its_links() {
    let remedies = [(4.0, [0.0, 0.0]), (6.0, [0.9, 0.0]), (10.0, [0.0, 0.8])];
    let base = model(&remedies, |model| {
        model.remedies[1].requires = vec![RemedyIndex(0)];
        model.handover[Audience::HostAdmin.position()] = Parts::from_f64(10.0);
        (0..2).for_each(|r| model.remedies[r].audience = Audience::HostAdmin);
    });
    // 0.54 in 10 + 4 + 6 minutes is more than 0.24 in 10; with the hand-over paid twice it would be 0.54 in 30, and less.
    let price = price(&base, &[]);
    assert_eq!(order(&price), [0, 1, 2]);
    close(price.minutes, 10.0 + 4.0 + 6.0 + 0.46 * 10.0 + 0.22 * 240.0);
}

/// Two remedies of 8 minutes, each ending with a restart of this many minutes.
fn restarts(restart: f64, change: impl FnOnce(&mut Model)) -> KnowledgeBase {
    model(&[(8.0, [0.9, 0.0]), (8.0, [0.0, 0.8])], |model| {
        model.restart_minutes = Parts::from_f64(restart);
        model.remedies.iter_mut().for_each(|r| r.reboot = true);
        change(model);
    })
}

#[test]
fn a_shared_restart_is_counted_once() {
    // Together 8 + 8 - 5 minutes for everybody, against 8 + 0.46 * 8 one after the other: 11 against 11.68.
    let price = price(&restarts(5.0, |_| ()), &[]);
    assert_eq!(order(&price), [0, 1]);
    assert_eq!(price.taken.iter().map(|t| t.joined).collect::<Vec<_>>(), [false, true]);
    close(price.minutes, 8.0 + 8.0 - 5.0 + 0.22 * 240.0);
}

#[test]
fn a_short_restart_is_not_worth_the_work_of_those_who_are_cured_already() {
    // Together 8 + 8 - 4 = 12 minutes, one after the other 11.68.
    let price = price(&restarts(4.0, |_| ()), &[]);
    assert!(price.taken.iter().all(|t| !t.joined));
    close(price.minutes, 8.0 + 0.46 * 8.0 + 0.22 * 240.0);
}

#[test]
fn only_the_same_restart_can_be_shared() {
    let apart = 8.0 + 0.46 * 8.0 + 0.22 * 240.0;
    for base in [
        restarts(5.0, |model| model.remedies[1].machine = Machine::Host),
        restarts(5.0, |model| model.remedies[1].reboot = false),
        // It cannot be taken back, so it is never done just because a restart is due.
        restarts(5.0, |model| model.remedies[1].reversible = false),
    ] {
        let price = price(&base, &[]);
        assert!(price.taken.iter().all(|t| !t.joined));
        close(price.minutes, apart);
    }
}

#[test]
fn three_share_one_restart() {
    // 0.6 * 0.9, 0.3 * 0.8, and 0.3 * 0.2 * 0.5 of what is left: each is joined to the same batch.
    let base = model(&[(6.0, [0.9, 0.0]), (6.0, [0.0, 0.8]), (6.0, [0.0, 0.5])], |model| {
        model.restart_minutes = Parts::from_f64(5.5);
        model.remedies.iter_mut().for_each(|r| r.reboot = true);
    });
    let price = price(&base, &[]);
    assert_eq!(order(&price), [0, 1, 2]);
    close(price.minutes, 6.0 + 0.5 + 0.5 + (0.22 - 0.03) * 240.0);
}

fn plan(base: &KnowledgeBase, hurry: bool) -> Plan {
    let everyone = Audiences::default().with(Audience::Anyone);
    let posterior = Posterior::of(base, &Evidence::default());
    let economy = Economy::new(base, Settings::PRODUCTION, everyone, &[]);
    let outlook = Outlook::new(base, &Evidence::default(), &posterior, &economy);
    draw(base, &outlook, &economy, &Surface::default(), hurry)
}

/// The remedy that is next; `usize::MAX` if none is.
fn first(plan: &Plan) -> usize {
    if let Next::Try(step) = plan.next { step.remedy.position() } else { usize::MAX }
}

#[test]
fn the_plan_begins_with_what_prepares_its_best_step() {
    assert_eq!(first(&plan(&chain(4.0), false)), 0);
    // Listed the other way round: remedy 0 needs 1, which needs 2.
    let remedies = [(6.0, [0.9, 0.0]), (2.0, [0.0, 0.0]), (2.0, [0.0, 0.0]), (10.0, [0.0, 0.8])];
    let base = model(&remedies, |model| {
        model.remedies[0].requires = vec![RemedyIndex(1)];
        model.remedies[1].requires = vec![RemedyIndex(2)];
    });
    assert_eq!(first(&plan(&base, false)), 2);
}

#[test]
fn in_a_hurry_a_way_round_comes_before_the_cure() {
    let remedies = [(4.0, [0.9, 0.0]), (6.0, [0.3, 0.0]), (10.0, [0.4, 0.8])];
    let base = model(&remedies, |model| (1..3).for_each(|r| model.remedies[r].relief = true));
    // The cure saves most; of the two ways round, 0.48 in 10 minutes is better than 0.18 in 6.
    assert_eq!(first(&plan(&base, false)), 0);
    let hurried = plan(&base, true);
    assert_eq!((first(&hurried), hurried.hurried), (2, true));
    assert_eq!(hurried.steps[0].remedy, RemedyIndex(0), "the cure follows");
    // A way round that seldom helps is not worth the delay.
    let seldom = model(&[(4.0, [0.9, 0.0]), (6.0, [0.1, 0.0])], |model| model.remedies[1].relief = true);
    assert_eq!((first(&plan(&seldom, true)), plan(&seldom, true).hurried), (0, false));
    // What is first anyway is not said to be first because of the hurry.
    let anyway = model(&[(4.0, [0.9, 0.0]), (6.0, [0.3, 0.0])], |model| model.remedies[0].relief = true);
    assert_eq!((first(&plan(&anyway, true)), plan(&anyway, true).hurried), (0, false));
}

#[test]
fn a_way_round_that_cuts_off_access_is_none_for_the_hurried() {
    let base = model(&[(4.0, [0.9, 0.0]), (6.0, [0.3, 0.8])], |model| {
        model.remedies[1].relief = true;
        model.remedies[1].cuts_access = true;
    });
    assert_eq!(plan(&base, true).workaround, None);
    assert_eq!(first(&plan(&base, true)), 0);
}

#[test]
fn what_shares_a_restart_is_one_batch_of_the_plan() {
    let restarting = |model: &mut Model| {
        model.restart_minutes = Parts::from_f64(8.0);
        for remedy in &mut model.remedies {
            remedy.reboot = true;
            remedy.machine = Machine::Host;
        }
    };
    // Each takes 9 minutes, 8 of them for the restart.
    let together = plan(&model(&[(9.0, [0.9, 0.0]), (9.0, [0.0, 0.8])], restarting), false);
    assert_eq!(together.batch, [RemedyIndex(0), RemedyIndex(1)]);
    let apart = plan(&model(&[(9.0, [0.9, 0.0]), (9.0, [0.0, 0.8])], |_| {}), false);
    assert_eq!(apart.batch, []);
}
