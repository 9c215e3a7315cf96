//! The few fields of an IP packet that decide its fate.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// What a packet carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carries {
    Tcp {
        /// The first packet of a connection: SYN without ACK.
        opens: bool,
    },
    Udp,
    /// ICMP, and what a path has no opinion of.
    Other,
}

/// What is read of a packet. Ports are 0 where there are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) carries: Carries,
    pub(crate) source: SocketAddr,
    pub(crate) destination: SocketAddr,
}

impl Head {
    /// Reads a packet; none if it is no IP packet or cut short. Extension headers of IPv6 are not followed.
    pub(crate) fn read(packet: &[u8]) -> Option<Self> {
        let (protocol, source, destination, body) = match packet.first()? >> 4 {
            4 => {
                let address = |at: usize| {
                    let bytes: [u8; 4] = packet.get(at..at + 4)?.try_into().ok()?;
                    Some(IpAddr::from(Ipv4Addr::from(bytes)))
                };
                // Only the first piece of a cut packet begins with ports.
                let later_piece = u16::from_be_bytes(packet.get(6..8)?.try_into().ok()?) & 0x1FFF != 0;
                let protocol = if later_piece { 0 } else { *packet.get(9)? };
                (protocol, address(12)?, address(16)?, packet.get(usize::from(packet[0] & 0xF) * 4..)?)
            }
            6 => {
                let address = |at: usize| {
                    let bytes: [u8; 16] = packet.get(at..at + 16)?.try_into().ok()?;
                    Some(IpAddr::from(Ipv6Addr::from(bytes)))
                };
                (*packet.get(6)?, address(8)?, address(24)?, packet.get(40..)?)
            }
            _ => return None,
        };
        let port = |at: usize| Some(u16::from_be_bytes(body.get(at..at + 2)?.try_into().ok()?));
        let (carries, ports) = match protocol {
            6 => (Carries::Tcp { opens: body.get(13)? & 0x12 == 0x02 }, [port(0)?, port(2)?]),
            17 => (Carries::Udp, [port(0)?, port(2)?]),
            _ => (Carries::Other, [0, 0]),
        };
        Some(Self {
            carries,
            source: SocketAddr::new(source, ports[0]),
            destination: SocketAddr::new(destination, ports[1]),
        })
    }
}

#[test]
fn heads_of_both_families_are_read_and_pieces_have_no_ports() {
    let mut four = vec![0; 40];
    four[0] = 0x45;
    four[9] = 6;
    four[12..20].copy_from_slice(&[10, 90, 0, 2, 203, 0, 113, 1]);
    four[20..24].copy_from_slice(&[0xC0, 0x00, 0x0D, 0x3D]);
    four[33] = 0x02;
    let head = Head::read(&four).unwrap();
    assert_eq!(head.carries, Carries::Tcp { opens: true });
    assert_eq!((head.source.to_string(), head.destination.port()), ("10.90.0.2:49152".to_string(), 3389));
    four[33] = 0x12;
    assert_eq!(Head::read(&four).unwrap().carries, Carries::Tcp { opens: false });
    four[7] = 1;
    assert_eq!(Head::read(&four).unwrap().carries, Carries::Other);
    let mut six = vec![0; 48];
    six[0] = 0x60;
    six[6] = 17;
    six[24..28].copy_from_slice(&[0x20, 0x01, 0x0D, 0xB8]);
    six[43] = 53;
    let head = Head::read(&six).unwrap();
    assert_eq!((head.carries, head.destination.port()), (Carries::Udp, 53));
    assert_eq!(Head::read(&six[..41]), None);
    assert_eq!(Head::read(&[]), None);
}
