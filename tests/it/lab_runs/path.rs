//! The path itself.

use std::time::Duration;

use super::sockets::{Echo, ping};
use crate::lab::impairment::{Direction, Impairment, Outage, Preset, Rate};
use crate::lab::network::Network;
use crate::lab::network::addresses::PORTAL_6;

const SEED: u64 = 904;

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

#[test]
fn every_preset_has_its_round_trip() {
    let Some(network) = Network::shared() else { return };
    let echo = Echo::start(&network);
    for preset in Preset::ALL {
        network.begin(preset, SEED);
        let (truth, jitter) = (preset.impairment().round_trip(), preset.impairment().up.jitter * 2);
        let count = if truth > ms(200) { 4 } else { 12 };
        let close = (0..3).any(|_| {
            let best = echo.round_trips(&network, count)[0];
            assert!(best >= truth, "{preset:?}: {best:?} is too fast");
            println!("{}: true {truth:?}, measured {best:?}", preset.name());
            best <= truth.mul_f64(1.2) + jitter + ms(20)
        });
        assert!(close, "{preset:?}: never close to {truth:?}");
    }
}

#[test]
fn what_each_direction_loses_is_counted_by_number() {
    let Some(network) = Network::shared() else { return };
    let echo = Echo::start(&network);
    for preset in Preset::ALL {
        network.begin(preset, SEED);
        let count = if preset == Preset::Lossy2 { 1_000 } else { 150 };
        let found = echo.datagrams(&network, count, ms(1), 200);
        let tally = network.tally();
        assert_eq!(
            [found.lost_up.len() as u64, found.lost_down.len() as u64],
            tally.datagrams_lost,
            "{preset:?}: {tally:?}"
        );
        match preset {
            // 20 expected of 1,000; four standard deviations are 18.
            Preset::Lossy2 => assert!(tally.datagrams_lost.iter().all(|lost| (2..=38).contains(lost)), "{tally:?}"),
            Preset::NoUdp => assert_eq!(tally.up.udp, count),
            Preset::Sat600 => {}
            _ => assert_eq!(tally.datagrams_lost, [0, 0], "{preset:?}"),
        }
    }
}

#[test]
fn the_same_seed_loses_the_same_datagrams() {
    let Some(network) = Network::shared() else { return };
    let echo = Echo::start(&network);
    let run = |seed| {
        network.begin_with(Impairment::both(Direction { loss: 0.1, ..Direction::default() }), seed);
        echo.datagrams(&network, 200, ms(1), 100).lost_up
    };
    let first = run(1);
    assert!(!first.is_empty());
    assert_eq!(first, run(1));
    assert_ne!(first, run(2));
}

#[test]
fn large_datagrams_vanish_in_the_tunnel_and_smaller_ones_pass() {
    let Some(network) = Network::shared() else { return };
    let echo = Echo::start(&network);
    network.begin(Preset::VpnMtu1400, SEED);
    let passed = [1_300, 1_400, 1_401, 1_500].map(|bytes| {
        let found = echo.datagrams(&network, 5, ms(1), bytes);
        5 - found.lost_up.len()
    });
    assert_eq!(passed, [5, 5, 0, 0]);
    assert_eq!((network.tally().up.hole, network.tally().down.hole), (10, 0));
}

#[test]
fn udp_vanishes_and_tcp_does_not() {
    let Some(network) = Network::shared() else { return };
    let echo = Echo::start(&network);
    network.begin(Preset::NoUdp, SEED);
    assert_eq!(echo.datagrams(&network, 10, ms(1), 100).lost_up.len(), 10);
    ping(&mut echo.connect(&network).unwrap(), ms(5_000)).unwrap();
    network.change(|path| path.udp_blocked = false);
    assert_eq!(echo.datagrams(&network, 10, ms(1), 100).lost_up.len(), 0, "a change in the middle of a run");
}

#[test]
fn a_silent_connection_dies_and_a_talking_one_lives() {
    let Some(network) = Network::shared() else { return };
    let echo = Echo::start(&network);
    let idle = ms(2_000);
    assert_eq!(Preset::IdleKill.impairment().idle_kill, Some(ms(60_000)), "the same, but for people");
    network.begin_with(Impairment { idle_kill: Some(idle), ..Preset::IdleKill.impairment() }, SEED);
    let (mut silent, mut talking) = (echo.connect(&network).unwrap(), echo.connect(&network).unwrap());
    ping(&mut silent, ms(5_000)).unwrap();
    for _ in 0..55 {
        // It speaks each 40 ms, the time of its round trip.
        ping(&mut talking, ms(5_000)).unwrap();
    }
    assert!(network.tally().up.idle == 0 && network.tally().down.idle == 0);
    // Nobody writes, so this waits until the firewall has forgotten.
    silent.set_read_timeout(Some(idle * 2)).unwrap();
    assert!(std::io::Read::read(&mut silent, &mut [0]).is_err());
    assert!(ping(&mut silent, ms(500)).is_err(), "it came through");
    assert!(network.tally().up.idle > 0);
    ping(&mut echo.connect(&network).unwrap(), ms(5_000)).unwrap();
}

#[test]
fn an_outage_loses_all_for_its_time_and_nothing_else() {
    let Some(network) = Network::shared() else { return };
    let echo = Echo::start(&network);
    let outage = Outage { every: ms(300), lasts: ms(90) };
    network.begin_with(Impairment { outage: Some(outage), ..Impairment::default() }, SEED);
    let found = echo.datagrams(&network, 400, ms(3), 100);
    let tally = network.tally();
    assert_eq!([found.lost_up.len() as u64, found.lost_down.len() as u64], tally.datagrams_lost);
    assert!(tally.up.outage > 0 && tally.up.all() - tally.up.passed == tally.up.outage, "{tally:?}");
}

#[test]
fn a_narrow_line_is_not_faster_than_it_may_and_hardly_slower() {
    let Some(network) = Network::shared() else { return };
    let rate = Rate { bits_per_second: 8_000_000, queue: Some(128_000) };
    let down = Direction { delay: ms(5), rate: Some(rate), ..Direction::default() };
    network.begin_with(Impairment { down, ..Impairment::default() }, SEED);
    let truth = rate.bits_per_second as f64;
    let close = (0..3).any(|_| {
        let measured = super::sockets::download(&network, 1_000_000);
        println!("true {truth}, measured {measured}");
        assert!(measured <= truth, "{measured} is too fast");
        measured >= truth * 0.6
    });
    assert!(close, "never close to {truth}");
}

#[test]
fn after_a_change_of_address_old_connections_are_dead_and_new_ones_are_not() {
    let Some(network) = Network::shared() else { return };
    let echo = Echo::start(&network);
    network.begin(Preset::Lan, SEED);
    let mut before = echo.connect(&network).unwrap();
    ping(&mut before, ms(5_000)).unwrap();
    let address = network.flap();
    assert!(ping(&mut before, ms(500)).is_err(), "it came through");
    let mut after = echo.connect(&network).unwrap();
    assert_eq!(after.local_addr().unwrap().ip(), address);
    ping(&mut after, ms(5_000)).unwrap();
}

#[test]
fn both_families_go_the_same_way() {
    let Some(network) = Network::shared() else { return };
    network.begin(Preset::Lan, SEED);
    let listener = network.portal().run(|| std::net::TcpListener::bind((PORTAL_6, 0))).unwrap();
    let address = listener.local_addr().unwrap();
    let stream = network.client().run(|| std::net::TcpStream::connect_timeout(&address, ms(10_000))).unwrap();
    assert_eq!(listener.accept().unwrap().1, stream.local_addr().unwrap());
    assert_eq!(network.tally().attempts[&address], 1);
}

#[test]
fn networks_side_by_side_do_not_meet_and_leave_nothing() {
    let Some(network) = Network::shared() else { return };
    let other = Network::open().unwrap();
    network.begin(Preset::Lan, SEED);
    other.begin(Preset::NoUdp, SEED);
    let echoes = [Echo::start(&network), Echo::start(&other)];
    assert_eq!(echoes[0].datagrams(&network, 10, ms(1), 100).lost_up.len(), 0);
    assert_eq!(echoes[1].datagrams(&other, 10, ms(1), 100).lost_up.len(), 10);
    assert!(echoes[1].round_trips(&other, 2)[0] >= ms(40));
    assert_eq!(network.tally().attempts.len(), 0, "connections of the other network were seen here");
    let folder = other.folder().to_path_buf();
    assert!(folder.exists());
    drop(other);
    assert!(!folder.exists());
    assert_eq!(echoes[0].datagrams(&network, 10, ms(1), 100).lost_up.len(), 0);
}
