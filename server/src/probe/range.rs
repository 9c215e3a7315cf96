//! A range of addresses, as an operator writes it.

use std::net::{IpAddr, Ipv4Addr};

/// An address and how many of its first bits count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    first: IpAddr,
    prefix: u8,
}

impl Range {
    /// Reads `10.20.0.0/16` or a single address. None if it is neither, or if bits behind the prefix are set: such a range
    /// is a slip of the pen, and nobody knows whether it is meant wider or narrower.
    pub fn read(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let first: IpAddr = address.parse().ok()?;
        let width = if first.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(digits) if digits.len() <= 3 && digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok()?,
            Some(_) => return None,
            None => width,
        };
        let range = Self { first, prefix };
        (prefix <= width && range.network(first) == Some(bits(first))).then_some(range)
    }

    /// Whether an address lies in it. Addresses of the other family never do.
    pub fn holds(&self, address: IpAddr) -> bool {
        self.network(address) == Some(bits(self.first))
    }

    /// Whether an address is the first or last of a range of IPv4: the range itself, and everybody in it.
    pub(super) fn is_end(&self, address: Ipv4Addr) -> bool {
        if self.prefix >= 31 || !self.holds(address.into()) {
            return false;
        }
        let behind = u32::MAX >> self.prefix;
        let rest = address.to_bits() & behind;
        rest == 0 || rest == behind
    }

    /// The bits of an address that count, the others being 0; none for the other family.
    fn network(&self, address: IpAddr) -> Option<u128> {
        if address.is_ipv4() != self.first.is_ipv4() {
            return None;
        }
        let width = if address.is_ipv4() { 32 } else { 128 };
        let behind = width - u32::from(self.prefix).min(width);
        Some(if behind >= 128 { 0 } else { bits(address) >> behind << behind })
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

#[cfg(test)]
mod tests;
