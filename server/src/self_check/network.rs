//! The network that a visitor comes from, as coarse as it takes to share fairly: no address is kept.

use std::net::IpAddr;

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

#[cfg(test)]
mod tests;
