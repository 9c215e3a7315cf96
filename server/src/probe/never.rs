//! For tests: addresses that no configuration may open.

use std::net::IpAddr;

use proptest::prelude::*;

/// The ranges that no configuration opens, written down apart from the code, as fixed bits and how many of them count.
const NEVER: [(&str, u32); 20] = [
    ("0.0.0.0", 8),
    ("127.0.0.0", 8),
    ("169.254.0.0", 16),
    ("192.0.0.0", 24),
    ("224.0.0.0", 4),
    ("240.0.0.0", 4),
    ("::", 96),
    ("::ffff:0:0", 96),
    ("::ffff:0:0:0", 96),
    ("64:ff9b::127.0.0.0", 104),
    ("64:ff9b::169.254.0.0", 112),
    ("64:ff9b:1::", 48),
    ("2001::", 32),
    ("2002::", 16),
    ("fe80::", 10),
    ("fec0::", 10),
    ("ff00::", 8),
    ("fd00:ec2::254", 128),
    ("169.254.169.254", 32),
    ("255.255.255.255", 32),
];

/// An address of one of these ranges.
pub(super) fn never() -> impl Strategy<Value = IpAddr> {
    (0..NEVER.len(), any::<u128>()).prop_map(|(which, random)| {
        let (text, prefix) = NEVER[which];
        match text.parse().unwrap() {
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
