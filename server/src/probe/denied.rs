//! Addresses that the portal never connects to, whatever its configuration allows: its own machine, its neighbours on the
//! cable, groups, services of clouds that give away keys, and every form in which one address hides another.
//!
//! Ranges: IANA's registries of special-purpose addresses (RFC 6890) and the documents beside them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// First address and how many of its bits count.
const V4: [([u8; 4], u8); 9] = [
    ([0, 0, 0, 0], 8),          // This network, this host (RFC 1122).
    ([127, 0, 0, 0], 8),        // Loopback (RFC 1122).
    ([169, 254, 0, 0], 16),     // Link-local (RFC 3927), and with it the metadata of clouds, 169.254.169.254.
    ([192, 0, 0, 0], 24),       // Protocol assignments (RFC 6890), and the metadata of Oracle's cloud.
    ([192, 88, 99, 0], 24),     // Relays of 6to4 (RFC 7526).
    ([100, 100, 100, 200], 32), // Metadata of Alibaba's cloud.
    ([168, 63, 129, 16], 32),   // Services of Azure for its own machines.
    ([224, 0, 0, 0], 4),        // Multicast (RFC 5771).
    ([240, 0, 0, 0], 4),        // Reserved (RFC 1112), and the broadcast 255.255.255.255 (RFC 919).
];
const V6: [([u16; 8], u8); 14] = [
    ([0, 0, 0, 0, 0, 0, 0, 0], 96),      // Unspecified, loopback, IPv4-compatible (RFC 4291).
    ([0, 0, 0, 0, 0, 0xffff, 0, 0], 96), // IPv4-mapped (RFC 4291).
    ([0, 0, 0, 0, 0xffff, 0, 0, 0], 96), // IPv4-translated (RFC 2765).
    ([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48), // NAT64 of one's own (RFC 8215): where the IPv4 address stands is not said.
    ([0x100, 0, 0, 0, 0, 0, 0, 0], 64),  // Discard (RFC 6666).
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), // Protocol assignments (RFC 2928), and with them Teredo (RFC 4380).
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16), // 6to4 (RFC 3056).
    ([0x3ffe, 0, 0, 0, 0, 0, 0, 0], 16), // 6bone, given back (RFC 3701).
    ([0x5f00, 0, 0, 0, 0, 0, 0, 0], 16), // Segment routing (RFC 9602).
    ([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254], 128), // Metadata of Amazon's cloud.
    ([0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254], 128), // Metadata of Google's cloud.
    ([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10), // Link-local (RFC 4291).
    ([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10), // Site-local, given up (RFC 3879).
    ([0xff00, 0, 0, 0, 0, 0, 0, 0], 8),  // Multicast (RFC 4291).
];

/// Whether an address is one of them, or holds one of them.
pub(super) fn is_denied(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let first = |bytes: &[u8; 4]| Ipv4Addr::from(*bytes).to_bits();
            V4.iter().any(|(bytes, prefix)| (first(bytes) ^ address.to_bits()) >> (32 - prefix) == 0)
        }
        IpAddr::V6(address) => {
            let first = |words: &[u16; 8]| Ipv6Addr::from(*words).to_bits();
            V6.iter().any(|(words, prefix)| (first(words) ^ address.to_bits()) >> (128 - prefix) == 0)
                || inside(address).is_some_and(|inside| is_denied(inside.into()))
        }
    }
}

/// The IPv4 address that a packet to an IPv6 address may go to in the end: behind NAT64 (RFC 6052), or by ISATAP (RFC 5214).
pub(super) fn inside(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let words = address.segments();
    let nat64 = words[..6] == [0x64, 0xff9b, 0, 0, 0, 0];
    let isatap = matches!(words[4], 0 | 0x200) && words[5] == 0x5efe;
    (nat64 || isatap).then(|| Ipv4Addr::from_bits(address.to_bits() as u32))
}

#[cfg(test)]
mod tests;
