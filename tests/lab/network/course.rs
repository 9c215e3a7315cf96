//! Both directions of a path together: what needs to know of both, and of time.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::packet::{Carries, Head};
use crate::lab::impairment::{Impairment, Way};
use crate::lab::lane::{Counts, Lane};

/// Names are asked for here; see [`Impairment::udp_blocked`].
const NAMES: u16 = 53;

/// What the path has counted since the run began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) up: Counts,
    pub(crate) down: Counts,
    /// Datagrams of UDP that were lost up and down, for whatever reason. Both other counts hold packets of TCP as well, which come
    /// when they like.
    pub(crate) datagrams_lost: [u64; 2],
    /// TCP connections that the client tried to open, by their destination. Repeated first packets count once.
    pub(crate) attempts: BTreeMap<SocketAddr, usize>,
}

/// One direction with what is on its way: when it is due, and what it is.
struct Side {
    lane: Lane,
    datagrams_lost: u64,
    on_the_way: VecDeque<(Duration, Vec<u8>)>,
}

/// A TCP connection, the client's end first.
type Flow = (SocketAddr, SocketAddr);

/// Packets on both ways, and what is remembered of them. Times count from the beginning of the run.
pub(crate) struct Course {
    pub(crate) impairment: Impairment,
    up: Side,
    down: Side,
    /// When a connection was last heard.
    heard: BTreeMap<Flow, Duration>,
    attempts: BTreeMap<SocketAddr, BTreeSet<SocketAddr>>,
}

impl Course {
    /// A run. The same seed loses the same packets.
    pub(crate) fn new(impairment: Impairment, seed: u64) -> Self {
        // Any other number would do: both directions must not lose in step.
        let [up, down] =
            [seed, !seed].map(|seed| Side { lane: Lane::new(seed), datagrams_lost: 0, on_the_way: VecDeque::new() });
        Self { impairment, up, down, heard: BTreeMap::new(), attempts: BTreeMap::new() }
    }

    /// Takes over the connections of the run before, as if each had just been heard: what was open stays open.
    pub(crate) fn keep_connections_of(&mut self, before: &Self) {
        self.heard = before.heard.keys().map(|flow| (*flow, Duration::ZERO)).collect();
    }

    /// Takes a packet in, or loses it. What is no IP packet is lost uncounted.
    pub(crate) fn take(&mut self, now: Duration, way: Way, packet: &[u8]) {
        let Some(head) = Head::read(packet) else { return };
        let remembered = self.remember(now, way, head);
        let datagram = head.carries == Carries::Udp;
        let blocked = self.impairment.udp_blocked
            && datagram
            && ![head.source, head.destination].iter().any(|end| end.port() == NAMES);
        // The dead time ends each period, so that a run begins with a line that works.
        let dead = self.impairment.outage.is_some_and(|outage| {
            let into = Duration::from_nanos((now.as_nanos() % outage.every.as_nanos().max(1)) as u64);
            into + outage.lasts >= outage.every
        });
        let (side, direction) = match way {
            Way::Up => (&mut self.up, &self.impairment.up),
            Way::Down => (&mut self.down, &self.impairment.down),
        };
        let counts = &mut side.lane.counts;
        if blocked {
            counts.udp += 1;
        } else if dead {
            counts.outage += 1;
        } else if !remembered {
            counts.idle += 1;
        } else if let Some(due) = side.lane.admit(now, direction, packet.len(), datagram) {
            side.on_the_way.push_back((due, packet.to_vec()));
            return;
        }
        side.datagrams_lost += u64::from(datagram);
    }

    /// Keeps the book of TCP connections; false if a firewall on the way would not know this one any more.
    fn remember(&mut self, now: Duration, way: Way, head: Head) -> bool {
        let Carries::Tcp { opens } = head.carries else { return true };
        let flow = match way {
            Way::Up => (head.source, head.destination),
            Way::Down => (head.destination, head.source),
        };
        if opens && way == Way::Up {
            self.attempts.entry(flow.1).or_default().insert(flow.0);
        }
        if let Some(limit) = self.impairment.idle_kill
            && !opens
        {
            let silent_since = self.heard.get(&flow).copied();
            if silent_since.is_none_or(|last| now.saturating_sub(last) > limit) {
                self.heard.remove(&flow);
                return false;
            }
        }
        self.heard.insert(flow, now);
        true
    }

    /// When the next packet of either direction is due.
    pub(crate) fn next_due(&self) -> Option<Duration> {
        [&self.up, &self.down].into_iter().filter_map(|side| Some(side.on_the_way.front()?.0)).min()
    }

    /// The next packet of this direction that has arrived by now.
    pub(crate) fn arrived(&mut self, now: Duration, way: Way) -> Option<Vec<u8>> {
        let side = match way {
            Way::Up => &mut self.up,
            Way::Down => &mut self.down,
        };
        side.on_the_way.pop_front_if(|(due, _)| *due <= now).map(|(_, packet)| packet)
    }

    /// What was counted.
    pub(crate) fn tally(&self) -> Tally {
        let attempts = self.attempts.iter().map(|(target, from)| (*target, from.len())).collect();
        Tally {
            up: self.up.lane.counts,
            down: self.down.lane.counts,
            datagrams_lost: [&self.up, &self.down].map(|side| side.datagrams_lost),
            attempts,
        }
    }
}

/// Whether one end of this packet is the given host.
pub(crate) fn concerns(packet: &[u8], host: IpAddr) -> bool {
    Head::read(packet).is_some_and(|head| head.source.ip() == host || head.destination.ip() == host)
}

#[cfg(test)]
mod tests;
