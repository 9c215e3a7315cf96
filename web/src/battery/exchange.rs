//! Datagrams to the portal and back, counted at both ends.

use diagnosis::reading::measurement::datagrams::{
    CONNECT_MS, Counted, DatagramSamples, LARGE, MORE_ROUNDS, Order, SMALL, SPACING_MS,
};
use diagnosis::self_check_plan::{DatagramPlan, Tally, Ticket};
use gloo_timers::future::TimeoutFuture;

use super::far_end::{Answer, Portal, is_hidden, within};
use super::now;
use super::session::{Datagrams, Session};
use super::{SHORT, session, stun};

/// Milliseconds in which the last datagrams come back.
const TAIL: u32 = 1_000;

/// A session with the token of its tally.
struct Begun {
    session: Session,
    token: String,
}

/// Measures; none if the browser has no such datagrams.
pub(super) async fn measure(
    portal: &Portal,
    plan: &DatagramPlan,
    stun: &[String],
    progress: &impl Fn(u32, u32),
) -> Option<DatagramSamples> {
    if !session::is_known() {
        return None;
    }
    let mut begun = Vec::new();
    for url in &plan.urls {
        let token = match portal.ask(&portal.page("tallies"), Some(&[]), SHORT).await {
            Answer::Good(bytes) => serde_json::from_slice::<Ticket>(&bytes).ok().map(|ticket| ticket.token),
            Answer::Busy => return Some(DatagramSamples::Busy),
            Answer::Refused | Answer::Stalled | Answer::Failed => None,
        };
        let Some(token) = token else { return Some(DatagramSamples::NoTally) };
        if let Ok(session) = Session::begin(&format!("{url}{token}"), &plan.hashes) {
            begun.push(Begun { session, token });
        }
    }
    let standing = standing(begun).await;
    let open = standing.len() as u32;
    let Some((first, others)) = standing.split_first() else {
        return Some(DatagramSamples::NoSession(stun::ask(stun).await));
    };
    others.iter().for_each(|other| other.session.close());
    let samples = exchange(portal, first, (open, plan.urls.len() as u32), progress).await;
    first.session.close();
    Some(samples.unwrap_or(DatagramSamples::NoTally))
}

/// Those that stand in time. All were begun at about the same moment, so they share the time.
async fn standing(begun: Vec<Begun>) -> Vec<Begun> {
    let began = now();
    let mut standing = Vec::new();
    for one in begun {
        let left = (f64::from(CONNECT_MS) - (now() - began)).max(1.0) as u32;
        match within(one.session.ready.clone(), left).await {
            Some(Ok(_)) => standing.push(one),
            // Firefox would go on trying for half a minute.
            Some(Err(_)) | None => one.session.close(),
        }
    }
    standing
}

/// What was sent, and how freely the page ran meanwhile.
#[derive(Default)]
struct Sent {
    small: u32,
    large: u32,
    hidden: bool,
    planned_ms: f64,
    took_ms: f64,
}

/// Sends small and large datagrams, and small ones again if some were lost; none if the counts of the portal do not come.
async fn exchange(
    portal: &Portal,
    begun: &Begun,
    ports: (u32, u32),
    progress: &impl Fn(u32, u32),
) -> Option<DatagramSamples> {
    let Ok(datagrams) = begun.session.open() else { return None };
    let mut sent = Sent::default();
    let planned = SMALL.0 + LARGE.0;
    round(portal, &datagrams, SMALL, &mut sent, progress).await;
    round(portal, &datagrams, LARGE, &mut sent, progress).await;
    TimeoutFuture::new(TAIL).await;
    for _ in 0..MORE_ROUNDS {
        let back = datagrams.returned(SMALL.2) + datagrams.returned(LARGE.2);
        if portal.signal.aborted() || back == sent.small + sent.large || back == 0 {
            break;
        }
        round(portal, &datagrams, SMALL, &mut sent, &|_, _| {}).await;
        TimeoutFuture::new(TAIL).await;
    }
    let tally = match portal.ask(&portal.page(&format!("tallies/{}", begun.token)), None, SHORT).await {
        Answer::Good(bytes) => serde_json::from_slice::<Tally>(&bytes).ok()?,
        Answer::Busy | Answer::Refused | Answer::Stalled | Answer::Failed => return None,
    };
    let (up, down) = counted(&tally, &sent, |group| datagrams.returned(group));
    let order = [order(&tally), datagrams.order(SMALL.2).with(datagrams.order(LARGE.2))];
    let drift = sent.took_ms / sent.planned_ms.max(1.0) - 1.0;
    Some(DatagramSamples::Session { ports, planned, up, down, order, hidden: sent.hidden, drift })
}

/// Sends one round, evenly: whatever comes in a burst is lost more easily.
async fn round(
    portal: &Portal,
    datagrams: &Datagrams,
    (count, length, group): (u32, usize, u8),
    sent: &mut Sent,
    progress: &impl Fn(u32, u32),
) {
    let spacing = f64::from(SPACING_MS);
    let length = length.min(datagrams.largest.max(SMALL.1));
    let began = now();
    for step in 0..count {
        if portal.signal.aborted() {
            return;
        }
        let so_far = if group == SMALL.2 { &mut sent.small } else { &mut sent.large };
        datagrams.send(group, *so_far, length);
        *so_far += 1;
        sent.hidden |= is_hidden();
        progress(sent.small + sent.large, SMALL.0 + LARGE.0);
        // A timer that was late is made up for slowly.
        let due = began + f64::from(step + 1) * spacing;
        TimeoutFuture::new((due - now()).max(spacing / 2.0) as u32).await;
    }
    sent.planned_ms += f64::from(count) * spacing;
    sent.took_ms += now() - began;
}

/// Both directions. Large datagrams count only if one of them arrived: a path that carries none of them has a limit of size,
/// which is not loss.
fn counted(tally: &Tally, sent: &Sent, returned: impl Fn(u8) -> u32) -> (Counted, Counted) {
    let (mut up, mut down) = (Counted::default(), Counted::default());
    for (group, sent) in [(SMALL.2, sent.small), (LARGE.2, sent.large)] {
        let arrived = tally.groups.iter().find(|tallied| tallied.group == group).copied().unwrap_or_default();
        let large = group == LARGE.2;
        if !large || arrived.received > 0 {
            up.sent += sent;
            up.arrived += arrived.received;
        }
        if !large || returned(group) > 0 {
            down.sent += arrived.echoed;
            down.arrived += returned(group).min(arrived.echoed);
        }
    }
    (up, down)
}

/// In which order they arrived at the portal.
fn order(tally: &Tally) -> Order {
    let groups = tally.groups.iter().map(|group| Order { late: group.late, gap: group.longest_gap });
    groups.fold(Order::default(), Order::with)
}

#[cfg(test)]
mod tests;
