//! The network that a visitor comes from, as coarse as it takes to share fairly: no address is kept.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The first 24 bits of an IPv4 address or the first 56 of an IPv6 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Network(u64);

/// Keeps the two families apart.
const V4: u64 = 1 << 62;

impl Network {
    /// The network of an address. An IPv4 address inside an IPv6 one counts as itself.
    pub(crate) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(V4 | u64::from(address.to_bits() >> 8)),
            IpAddr::V6(address) => Self((address.to_bits() >> 72) as u64),
        }
    }

    /// For requests that came without an address: all share one.
    pub(crate) fn unknown() -> Self {
        Self(u64::MAX)
    }
}

/// As a range of addresses, `192.0.2.0/24` or `2001:db8:0:1200::/56`.
impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::unknown() {
            f.write_str("unknown")
        } else if self.0 & V4 == 0 {
            write!(f, "{}/56", Ipv6Addr::from_bits(u128::from(self.0) << 72))
        } else {
            write!(f, "{}/24", Ipv4Addr::from_bits(((self.0 ^ V4) << 8) as u32))
        }
    }
}

#[cfg(test)]
mod tests;
