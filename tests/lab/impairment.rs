//! What a path does to packets, and the paths that are measured by name.

use std::time::Duration;

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// From client to portal.
    Up,
    /// From portal to client.
    Down,
}

impl Way {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Up, Self::Down];
}

/// What happens to packets of one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Direction {
    /// One way.
    pub(crate) delay: Duration,
    /// Each packet takes up to this much longer, evenly drawn. The order is kept: a packet waits for the one before it.
    pub(crate) jitter: Duration,
    /// Share of the packets that vanish, from 0 to 1, each one by itself.
    pub(crate) loss: f64,
    /// Packets of more bytes than this, IP header included, vanish without a word to the sender: a black hole.
    pub(crate) hole_above: Option<usize>,
    pub(crate) rate: Option<Rate>,
}

/// A line of a certain width with a buffer before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rate {
    pub(crate) bits_per_second: u64,
    /// Bytes that may wait; what comes when it is full vanishes. None: as many as come.
    pub(crate) queue: Option<u64>,
}

/// A line that is dead again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outage {
    /// From the beginning of one outage to that of the next. A run begins with a line that works.
    pub(crate) every: Duration,
    /// Shorter than `every`.
    pub(crate) lasts: Duration,
}

/// What a path does to packets.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Impairment {
    /// From client to portal.
    pub(crate) up: Direction,
    /// From portal to client.
    pub(crate) down: Direction,
    /// UDP vanishes, except to and from port 53: without names no page would open, and real firewalls know it as well.
    pub(crate) udp_blocked: bool,
    pub(crate) outage: Option<Outage>,
    /// TCP connections that were silent for longer are forgotten: from then on their packets vanish.
    pub(crate) idle_kill: Option<Duration>,
}

impl Impairment {
    /// The same in both directions.
    pub(crate) fn both(direction: Direction) -> Self {
        Self { up: direction, down: direction, ..Self::default() }
    }

    /// The shortest time from sending a small packet to the arrival of its answer.
    pub(crate) fn round_trip(&self) -> Duration {
        self.up.delay + self.down.delay
    }
}

/// A path with a name. The figures are ours: round numbers of the kind that such lines are known for, so that each one shows
/// one fault clearly; they claim nothing about how often that fault is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Preset {
    /// Nothing is done to a packet.
    Clean,
    /// An office: one millisecond of round trip.
    Lan,
    /// At home: 30 ms, 16 Mbit/s down, 2.4 Mbit/s up, deep buffers.
    Dsl,
    /// 40 ms, and 2 % of the packets vanish in each direction.
    Lossy2,
    /// 50 ms through a tunnel that drops packets of more than 1,400 bytes in silence.
    VpnMtu1400,
    /// 40 ms, UDP vanishes.
    NoUdp,
    /// A satellite: 600 ms, some loss, a narrow way up.
    Sat600,
    /// 40 ms and a firewall that forgets a silent connection after 60 s.
    IdleKill,
    /// 40 ms, and every 8 s the line is dead for 0.8 s.
    FlakyBurst,
    /// 10 ms up and 90 ms down.
    Asym,
    /// 40 ms, and a way up that is narrow and has room for two seconds of what waits.
    NarrowUp,
}

impl Preset {
    /// All of them, mildest first.
    pub(crate) const ALL: [Self; 11] = [
        Self::Clean,
        Self::Lan,
        Self::Dsl,
        Self::Lossy2,
        Self::VpnMtu1400,
        Self::NoUdp,
        Self::Sat600,
        Self::IdleKill,
        Self::FlakyBurst,
        Self::Asym,
        Self::NarrowUp,
    ];

    /// As it stands in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Lan => "lan",
            Self::Dsl => "dsl",
            Self::Lossy2 => "lossy2",
            Self::VpnMtu1400 => "vpn_mtu1400",
            Self::NoUdp => "no_udp",
            Self::Sat600 => "sat600",
            Self::IdleKill => "idle_kill",
            Self::FlakyBurst => "flaky_burst",
            Self::Asym => "asym",
            Self::NarrowUp => "narrow_up",
        }
    }

    /// What it does to packets.
    pub(crate) fn impairment(self) -> Impairment {
        let way = |milliseconds| Direction { delay: Duration::from_millis(milliseconds), ..Direction::default() };
        let rate = |kilobits: u64, queue| Some(Rate { bits_per_second: kilobits * 1000, queue: Some(queue) });
        let usual = Impairment::both(way(20));
        match self {
            Self::Clean => Impairment::default(),
            Self::Lan => Impairment::both(Direction { delay: Duration::from_micros(500), ..Direction::default() }),
            Self::Dsl => {
                let line = Direction { jitter: Duration::from_millis(3), ..way(15) };
                Impairment {
                    up: Direction { rate: rate(2_400, 96_000), ..line },
                    down: Direction { rate: rate(16_000, 256_000), ..line },
                    ..Impairment::default()
                }
            }
            Self::Lossy2 => Impairment::both(Direction { loss: 0.02, ..way(20) }),
            Self::VpnMtu1400 => Impairment::both(Direction { hole_above: Some(1_400), ..way(25) }),
            Self::NoUdp => Impairment { udp_blocked: true, ..usual },
            Self::Sat600 => {
                let space = Direction { jitter: Duration::from_millis(15), loss: 0.005, ..way(300) };
                Impairment {
                    up: Direction { rate: rate(3_000, 256_000), ..space },
                    down: Direction { rate: rate(20_000, 1_000_000), ..space },
                    ..Impairment::default()
                }
            }
            Self::IdleKill => Impairment { idle_kill: Some(Duration::from_secs(60)), ..usual },
            Self::FlakyBurst => {
                let outage = Outage { every: Duration::from_secs(8), lasts: Duration::from_millis(800) };
                Impairment { outage: Some(outage), ..usual }
            }
            Self::Asym => Impairment { up: way(10), down: way(90), ..Impairment::default() },
            Self::NarrowUp => Impairment {
                up: Direction { rate: rate(600, 150_000), ..way(20) },
                down: Direction { rate: rate(10_000, 250_000), ..way(20) },
                ..Impairment::default()
            },
        }
    }
}
