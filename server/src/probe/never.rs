//! For tests: addresses that no configuration may open.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;

/// The ranges that no configuration opens, written down apart from the code, as fixed bits and how many of them count.
const NEVER: [(IpAddr, u32); 20] = [
    (IpAddr::V4(Ipv4Addr::new(0, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(169, 254, 0, 0)), 16),
    (IpAddr::V4(Ipv4Addr::new(192, 0, 0, 0)), 24),
    (IpAddr::V4(Ipv4Addr::new(224, 0, 0, 0)), 4),
    (IpAddr::V4(Ipv4Addr::new(240, 0, 0, 0)), 4),
    (IpAddr::V6(Ipv6Addr::new(0, 0, 0, 0, 0, 0, 0, 0)), 96),
    (IpAddr::V6(Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0)), 96),
    (IpAddr::V6(Ipv6Addr::new(0, 0, 0, 0, 0xffff, 0, 0, 0)), 96),
    (IpAddr::V6(Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0x7f00, 0)), 104),
    (IpAddr::V6(Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0xa9fe, 0)), 112),
    (IpAddr::V6(Ipv6Addr::new(0x64, 0xff9b, 0x1, 0, 0, 0, 0, 0)), 48),
    (IpAddr::V6(Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0)), 32),
    (IpAddr::V6(Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0)), 16),
    (IpAddr::V6(Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0)), 10),
    (IpAddr::V6(Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0)), 10),
    (IpAddr::V6(Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0)), 8),
    (IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)), 128),
    (IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)), 32),
    (IpAddr::V4(Ipv4Addr::new(255, 255, 255, 255)), 32),
];

/// An address of one of these ranges.
pub(super) fn never() -> impl Strategy<Value = IpAddr> {
    (0..NEVER.len(), any::<u128>()).prop_map(|(which, random)| {
        let (first, prefix) = NEVER[which];
        match first {
            IpAddr::V4(first) => {
                let free = u32::MAX.checked_shr(prefix).unwrap_or(0);
                IpAddr::from((first.to_bits() | random as u32 & free).to_be_bytes())
            }
            IpAddr::V6(first) => {
                let free = u128::MAX.checked_shr(prefix).unwrap_or(0);
                IpAddr::from((first.to_bits() | random & free).to_be_bytes())
            }
        }
    })
}
