//! The plan: the next safe step for this person, what follows, and whom to ask for the rest.
//!
//! Hard gates come before all arithmetic. A remedy that ends sessions or cannot be undone is never shown with its commands
//! until an administrator has confirmed a second way in during this visit, and it waits behind every milder step that
//! still has a chance. A remedy that this person cannot do is never one of their steps; it goes to the people who can.

use alloc::vec::Vec;

use crate::consultation::Surface;
use crate::economy::{Economy, Price};
use crate::knowledge_base::{Audience, KnowledgeBase, ObservationIndex, RemedyIndex};
use crate::lookahead::{Outlook, best_confirmation};
use crate::math::sort_by;

/// A remedy with less chance than this is not worth anybody's time.
pub const LEAST_SUCCESS: f64 = 0.02;
/// An irreversible or access-cutting step may go first only from this chance on.
const GATED_SUCCESS: f64 = 0.5;
/// Confirmations whose worth is worked out, the most informative ones.
const WEIGHED_CONFIRMATIONS: usize = 6;
/// Own steps shown after the next one.
const SHOWN_STEPS: usize = 4;
/// An own step goes before a message to somebody else if it has at least this share of the message's chance, or if it comes
/// first by success over cost; below it, it is something to try meanwhile.
const OWN_SHARE: f64 = 0.25;
/// A way round the fault goes before the cure of somebody who is in a hurry from this chance on. A judgement.
const WORKAROUND: f64 = 0.1;
/// Orders in one message to somebody else.
const SHOWN_ORDERS: usize = 3;
/// Messages to different people.
const SHOWN_ASKS: usize = 2;

/// Whether a remedy may be shown with its commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Nothing stands in the way.
    Open,
    /// Title and conditions only: a second way in must be confirmed by an administrator in this visit.
    Closed,
}

/// A remedy in the plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The remedy.
    pub remedy: RemedyIndex,
    /// Probability that it ends the fault.
    pub success: f64,
    /// Whether its commands may be shown.
    pub gate: Gate,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// Learn something by doing it; its outcomes are the buttons.
    Confirm(ObservationIndex),
    /// Try a remedy.
    Try(Step),
    /// Somebody else can act; the first of [`Plan::asks`].
    Ask(Audience),
    /// Nothing is left that is worth trying: hand the case over with what was learned.
    HandOver,
}

/// What somebody else is asked to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Who.
    pub audience: Audience,
    /// The look that settles most, before any change.
    pub look: Option<ObservationIndex>,
    /// What to do, the most promising first.
    pub remedies: Vec<RemedyIndex>,
    /// Probability that one of them ends the fault.
    pub success: f64,
}

/// The plan of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What to do next.
    pub next: Next,
    /// Own steps after it, best first.
    pub steps: Vec<Step>,
    /// Whom to ask for the rest, most promising first.
    pub asks: Vec<Ask>,
    /// Expected minutes until the person is back in.
    pub minutes: f64,
    /// The way round the fault that comes first for somebody who must be in again now.
    pub workaround: Option<RemedyIndex>,
    /// Whether it was put first for that reason only.
    pub hurried: bool,
    /// The next step and those that share its restart: all are done, then one restart and one test. Empty for one alone.
    pub batch: Vec<RemedyIndex>,
}

/// Draws the plan. Somebody in a hurry gets a way round the fault before its cure.
pub fn draw(
    base: &KnowledgeBase,
    outlook: &Outlook<'_>,
    economy: &Economy<'_>,
    surface: &Surface,
    hurry: bool,
) -> Plan {
    let weights = &outlook.posterior().probabilities;
    let mut price = outlook.price();
    let first = outlook.best_remedy(&price).1;
    begin_with(&mut price, first);
    let order: Vec<RemedyIndex> = price.order().collect();
    let mut steps = own_steps(base, economy, weights, &order, surface);
    let asks = asks(base, outlook, economy, price.minutes);
    let confirmation =
        best_confirmation(outlook, price.minutes, WEIGHED_CONFIRMATIONS, |who| economy.granted().contains(who));
    let confirmation = confirmation.map(|worth| worth.observation);
    let own_first = order.first().and_then(|r| base.remedy(*r)).is_none_or(|r| economy.granted().contains(r.audience));
    let next = match (confirmation, steps.first().copied(), asks.first()) {
        (Some(observation), ..) => Next::Confirm(observation),
        (None, Some(step), Some(ask)) if own_first || step.success >= OWN_SHARE * ask.success => Next::Try(step),
        (None, Some(step), None) => Next::Try(step),
        (None, _, Some(ask)) => Next::Ask(ask.audience),
        (None, None, None) => Next::HandOver,
    };
    let workaround = workaround(base, &steps);
    let around = workaround.map(Next::Try).filter(|around| hurry && *around != next);
    let (next, hurried) = (around.unwrap_or(next), around.is_some());
    match next {
        Next::Try(step) => steps.retain(|s| s.remedy != step.remedy),
        // A trial that is a remedy at the same time is not proposed twice.
        Next::Confirm(index) => {
            let trial = base.observation(index).and_then(|o| o.trial_of);
            steps.retain(|s| Some(s.remedy) != trial);
        }
        Next::Ask(_) | Next::HandOver => {}
    }
    steps.truncate(SHOWN_STEPS);
    let batch = batch(&price, next, &steps);
    Plan { next, steps, asks, minutes: price.minutes, workaround: workaround.map(|s| s.remedy), hurried, batch }
}

/// The way round the fault with the best success over minutes, if it promises enough and nothing keeps it closed.
fn workaround(base: &KnowledgeBase, steps: &[Step]) -> Option<Step> {
    let ratio = |step: &Step| step.success / base.effort(step.remedy);
    let open = steps.iter().filter(|s| s.gate == Gate::Open && s.success >= WORKAROUND);
    open.filter(|s| base.remedy(s.remedy).is_some_and(|r| r.relief))
        .max_by(|a, b| ratio(a).total_cmp(&ratio(b)).then(b.remedy.cmp(&a.remedy)))
        .copied()
}

/// The next step with those that share its restart in the price, as far as they follow it here as well.
fn batch(price: &Price, next: Next, steps: &[Step]) -> Vec<RemedyIndex> {
    let Next::Try(first) = next else { return Vec::new() };
    let Some(place) = price.taken.iter().position(|t| t.remedy == first.remedy) else { return Vec::new() };
    let joined = price.taken.iter().skip(place + 1).take_while(|t| t.joined);
    let mut batch = Vec::from([first.remedy]);
    batch.extend(joined.zip(steps).take_while(|(t, s)| t.remedy == s.remedy).map(|(t, _)| t.remedy));
    if batch.len() > 1 { batch } else { Vec::new() }
}

/// Moves the remedy that looks best one step further to the front.
fn begin_with(price: &mut Price, first: Option<RemedyIndex>) {
    if let Some(place) = price.taken.iter().position(|t| Some(t.remedy) == first) {
        price.taken[..=place].rotate_right(1);
        price.prefix = price.prefix.max(1);
    }
}

/// The person's own steps: in the order of the price, then whatever else still has a chance, gated ones behind milder ones.
fn own_steps(
    base: &KnowledgeBase,
    economy: &Economy<'_>,
    weights: &[f64],
    order: &[RemedyIndex],
    surface: &Surface,
) -> Vec<Step> {
    let ratio = |r: RemedyIndex| economy.success(weights, r) / base.effort(r);
    let mut rest: Vec<(f64, RemedyIndex)> =
        economy.candidates().filter(|r| !order.contains(r)).map(|r| (ratio(r), r)).collect();
    sort_by(&mut rest, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let needed = preparations(base, economy, weights);
    let mut steps: Vec<Step> = order
        .iter()
        .chain(rest.iter().map(|(_, r)| r))
        .filter(|r| base.remedy(**r).is_some_and(|r| economy.granted().contains(r.audience)))
        .map(|r| Step { remedy: *r, success: economy.success(weights, *r), gate: gate(base, *r, surface) })
        .filter(|s| s.success >= LEAST_SUCCESS || needed.contains(&s.remedy))
        .filter(|s| economy.prepared(s.remedy))
        .collect();
    let last =
        |s: &Step| base.remedy(s.remedy).is_some_and(crate::knowledge_base::Remedy::gated) && s.success < GATED_SUCCESS;
    sort_by(&mut steps, |a, b| last(a).cmp(&last(b)));
    steps
}

/// What a remedy that is worth trying needs before it, and what that needs: worth doing even if it cures little itself.
fn preparations(base: &KnowledgeBase, economy: &Economy<'_>, weights: &[f64]) -> Vec<RemedyIndex> {
    let mut open: Vec<RemedyIndex> =
        economy.candidates().filter(|r| economy.success(weights, *r) >= LEAST_SUCCESS).collect();
    let mut needed = Vec::new();
    while let Some(remedy) = open.pop() {
        for before in base.remedy(remedy).map_or(&[][..], |r| &r.requires) {
            if !needed.contains(before) {
                needed.push(*before);
                open.push(*before);
            }
        }
    }
    needed
}

/// Whether the commands of a remedy are shown.
pub(crate) fn gate(base: &KnowledgeBase, remedy: RemedyIndex, surface: &Surface) -> Gate {
    match base.remedy(remedy) {
        Some(r) if !r.gated() || surface.confirmed.contains(&remedy) => Gate::Open,
        _ => Gate::Closed,
    }
}

/// What others can do, grouped by who they are.
fn asks(base: &KnowledgeBase, outlook: &Outlook<'_>, economy: &Economy<'_>, now: f64) -> Vec<Ask> {
    let weights = &outlook.posterior().probabilities;
    let mut asks: Vec<Ask> = Vec::new();
    for audience in Audience::ALL {
        if economy.granted().contains(audience) {
            continue;
        }
        let mut remedies: Vec<(f64, RemedyIndex)> = economy
            .candidates()
            .filter(|r| base.remedy(*r).is_some_and(|r| r.audience == audience))
            .map(|r| (economy.success(weights, r), r))
            .filter(|(success, _)| *success >= LEAST_SUCCESS)
            .collect();
        let ratio = |(success, r): &(f64, RemedyIndex)| success / base.effort(*r);
        sort_by(&mut remedies, |a, b| ratio(b).total_cmp(&ratio(a)).then(a.1.cmp(&b.1)));
        remedies.truncate(SHOWN_ORDERS);
        if remedies.is_empty() {
            continue;
        }
        // A message with long shots in it is not read; what stays is what promises at least a quarter of the best.
        let best = remedies.iter().map(|(s, _)| *s).fold(0.0, f64::max);
        remedies.retain(|(s, _)| *s >= 0.25 * best);
        let missed: f64 = remedies.iter().map(|(s, _)| 1.0 - s).product();
        let remedies = remedies.into_iter().map(|(_, r)| r).collect();
        asks.push(Ask { audience, look: None, remedies, success: 1.0 - missed });
    }
    sort_by(&mut asks, |a, b| b.success.total_cmp(&a.success).then(a.audience.cmp(&b.audience)));
    asks.truncate(SHOWN_ASKS);
    for ask in &mut asks {
        let look = best_confirmation(outlook, now, WEIGHED_CONFIRMATIONS, |who| who == ask.audience);
        ask.look = look.map(|worth| worth.observation);
    }
    asks
}
