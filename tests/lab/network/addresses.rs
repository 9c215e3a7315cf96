//! Where everything is. Ranges for documentation (RFC 5737, RFC 3849) stand for the internet: browsers take them for public.
//! `10.0.0.0/8` and `fd00::/8` are private, as in a home or an office.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The device on both sides.
pub(crate) const DEVICE: &str = "lab0";
/// The client's addresses; it has one at a time.
pub(crate) const CLIENT: [Ipv4Addr; 2] = [Ipv4Addr::new(10, 90, 0, 2), Ipv4Addr::new(10, 90, 0, 3)];
/// The same for IPv6.
pub(crate) const CLIENT_6: [Ipv6Addr; 2] =
    [Ipv6Addr::new(0xFD90, 0, 0, 0, 0, 0, 0, 2), Ipv6Addr::new(0xFD90, 0, 0, 0, 0, 0, 0, 3)];
/// What the portal's side sees of a client behind NAT.
pub(crate) const PUBLIC: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 7);
/// The portal, and its second address: whoever asks for NAT mappings needs two.
pub(crate) const PORTAL: [Ipv4Addr; 2] = [Ipv4Addr::new(203, 0, 113, 1), Ipv4Addr::new(203, 0, 113, 2)];
/// The portal over IPv6.
pub(crate) const PORTAL_6: Ipv6Addr = Ipv6Addr::new(0x2001, 0x0DB8, 0x90, 0, 0, 0, 0, 1);
/// Where names are asked for.
pub(crate) const NAMES: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 53);
/// Where pages leave their results. The path passes its packets on at once, or a black hole would swallow the proof of itself.
pub(crate) const COLLECTOR: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 250);
/// The name of that place.
pub(crate) const COLLECTOR_NAME: &str = "collector.lab.test";

/// The address of the host of this number, below 100.
pub(crate) fn host(number: usize) -> Ipv4Addr {
    let last = u8::try_from(number).ok().filter(|number| *number < 100).expect("there is room for 100 hosts");
    Ipv4Addr::new(203, 0, 113, 100 + last)
}

/// The stand-in of this number, as a host in the internet and as one in the private network.
pub(crate) fn stand_in(number: u8) -> [IpAddr; 2] {
    [Ipv4Addr::new(203, 0, 113, 20 + number).into(), Ipv4Addr::new(10, 90, 4, 20 + number).into()]
}

/// For `ip -batch` on the client's side.
pub(crate) fn client_side() -> String {
    format!("link set lo up\nlink set {DEVICE} mtu 1500 up\n{}", client_address(0))
}

/// The lines that give the client one of its addresses, and a way out.
pub(crate) fn client_address(number: usize) -> String {
    let (four, six) = (CLIENT[number], CLIENT_6[number]);
    format!(
        "addr add {four}/32 dev {DEVICE}\naddr add {six}/128 dev {DEVICE} nodad\n\
         route replace default dev {DEVICE} src {four}\nroute replace ::/0 dev {DEVICE} src {six}\n"
    )
}

/// The lines that take it away again.
pub(crate) fn no_client_address(number: usize) -> String {
    let (four, six) = (CLIENT[number], CLIENT_6[number]);
    format!("addr del {four}/32 dev {DEVICE}\naddr del {six}/128 dev {DEVICE}\n")
}

/// For `ip -batch` on the portal's side. Whole ranges are local, so every listener can have an address of its own.
pub(crate) fn portal_side() -> String {
    format!(
        "link set lo up\nlink set {DEVICE} mtu 1500 up\naddr add {}/32 dev {DEVICE}\naddr add {PORTAL_6}/128 dev {DEVICE} nodad\n\
         route add local 203.0.113.0/24 dev lo\nroute add local 10.90.4.0/24 dev lo\n\
         route add 10.90.0.0/24 dev {DEVICE}\nroute add {PUBLIC}/32 dev {DEVICE}\nroute add fd90::/64 dev {DEVICE}\n",
        PORTAL[0]
    )
}
