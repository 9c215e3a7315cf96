use std::net::Ipv4Addr;
use std::time::Duration;

use super::{Course, concerns};
use crate::lab::impairment::{Impairment, Outage, Preset, Way};

const CLIENT: Ipv4Addr = Ipv4Addr::new(10, 90, 0, 2);
const PORTAL: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 1);
const SYN: u8 = 0x02;
const ACK: u8 = 0x10;
const TCP: u8 = 6;
const UDP: u8 = 17;

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// A packet between client (port 50,000) and portal.
fn packet(way: Way, protocol: u8, portal_port: u16, flags: u8) -> Vec<u8> {
    let mut packet = vec![0; 40];
    packet[0] = 0x45;
    packet[9] = protocol;
    let ends = [(CLIENT, 50_000_u16), (PORTAL, portal_port)];
    let [source, destination] = if way == Way::Up { ends } else { [ends[1], ends[0]] };
    packet[12..16].copy_from_slice(&source.0.octets());
    packet[16..20].copy_from_slice(&destination.0.octets());
    packet[20..22].copy_from_slice(&source.1.to_be_bytes());
    packet[22..24].copy_from_slice(&destination.1.to_be_bytes());
    packet[33] = flags;
    packet
}

#[test]
fn a_silent_connection_is_forgotten_and_a_new_one_is_not() {
    let mut course = Course::new(Impairment { idle_kill: Some(ms(100)), ..Impairment::default() }, 1);
    let mut send = |at, way, flags| {
        let before = course.tally();
        course.take(ms(at), way, &packet(way, TCP, 443, flags));
        let after = course.tally();
        after.up.passed + after.down.passed > before.up.passed + before.down.passed
    };
    assert!(!send(0, Way::Up, ACK), "nobody opened it");
    assert!(send(1, Way::Up, SYN) && send(2, Way::Down, SYN | ACK) && send(90, Way::Up, ACK));
    assert!(send(185, Way::Down, ACK), "either end keeps it alive");
    assert!(!send(290, Way::Up, ACK) && !send(291, Way::Up, ACK) && !send(292, Way::Down, ACK));
    assert!(send(300, Way::Up, SYN) && send(301, Way::Down, SYN | ACK));
    let tally = course.tally();
    assert_eq!((tally.up.idle, tally.down.idle), (3, 1));
    assert_eq!(tally.attempts.into_values().collect::<Vec<_>>(), [1], "both came from the same port");
}

#[test]
fn connections_of_the_run_before_stay_known() {
    let mut before = Course::new(Impairment::default(), 1);
    before.take(ms(5_000), Way::Up, &packet(Way::Up, TCP, 443, SYN));
    let mut course = Course::new(Impairment { idle_kill: Some(ms(100)), ..Impairment::default() }, 1);
    course.keep_connections_of(&before);
    course.take(ms(90), Way::Up, &packet(Way::Up, TCP, 443, ACK));
    course.take(ms(90), Way::Up, &packet(Way::Up, TCP, 80, ACK));
    course.take(ms(200), Way::Up, &packet(Way::Up, TCP, 443, ACK));
    assert_eq!((course.tally().up.passed, course.tally().up.idle), (1, 2));
}

#[test]
fn udp_vanishes_but_not_names_nor_tcp() {
    let mut course = Course::new(Preset::NoUdp.impairment(), 1);
    for (protocol, port) in [(UDP, 443), (UDP, 53), (TCP, 443)] {
        course.take(ms(0), Way::Up, &packet(Way::Up, protocol, port, SYN));
    }
    let tally = course.tally();
    assert_eq!((tally.up.udp, tally.up.passed, tally.datagrams_lost), (1, 2, [1, 0]));
}

#[test]
fn an_outage_ends_each_period() {
    let outage = Outage { every: ms(100), lasts: ms(10) };
    let mut course = Course::new(Impairment { outage: Some(outage), ..Impairment::default() }, 1);
    for at in 0..1_000 {
        course.take(ms(at), Way::Down, &packet(Way::Down, UDP, 443, 0));
        let dead = course.arrived(ms(at), Way::Down).is_none();
        assert_eq!(dead, at % 100 >= 90, "after {at} ms");
    }
    assert_eq!((course.tally().down.outage, course.tally().down.passed), (100, 900));
}

#[test]
fn directions_have_their_own_delay_and_their_own_chance() {
    let mut course = Course::new(Preset::Asym.impairment(), 1);
    course.take(ms(0), Way::Up, &packet(Way::Up, UDP, 443, 0));
    course.take(ms(0), Way::Down, &packet(Way::Down, UDP, 443, 0));
    assert_eq!(course.next_due(), Some(ms(10)));
    assert!(course.arrived(ms(89), Way::Down).is_none() && course.arrived(ms(90), Way::Down).is_some());
    assert!(course.arrived(ms(9), Way::Up).is_none() && course.arrived(ms(10), Way::Up).is_some());
    let mut lossy = Course::new(Preset::Lossy2.impairment(), 1);
    let mut lost = [Vec::new(), Vec::new()];
    for number in 0..1_000_u64 {
        for (way, lost) in Way::ALL.into_iter().zip(&mut lost) {
            let before = lossy.tally();
            lossy.take(ms(number), way, &packet(way, UDP, 443, 0));
            let after = lossy.tally();
            if after.up.lost + after.down.lost > before.up.lost + before.down.lost {
                lost.push(number);
            }
        }
    }
    assert!(!lost[0].is_empty() && lost[0] != lost[1], "{lost:?}");
}

#[test]
fn a_host_is_recognised_at_either_end() {
    let packet = packet(Way::Up, UDP, 443, 0);
    assert!(concerns(&packet, CLIENT.into()) && concerns(&packet, PORTAL.into()));
    assert!(!concerns(&packet, Ipv4Addr::LOCALHOST.into()) && !concerns(&[], CLIENT.into()));
}
