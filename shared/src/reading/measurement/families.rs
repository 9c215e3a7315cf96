//! Address families: a name with IPv4 only, one with IPv6 only, and one with both.

use super::report::{Finished, unclear};
use super::{Reason, Verdict};

#[cfg(test)]
mod tests;

/// Milliseconds after which a name counts as not reached.
pub const REACH_MS: u32 = 4_000;
/// Browsers try the other family a quarter of a second after the first (RFC 8305, section 5). A name with both that is slower
/// by nearly this much than IPv4 alone has waited for it.
const FALLBACK_MS: f64 = 200.0;

/// A failure within this time came from this machine, its resolver or the first router.
const AT_ONCE_MS: f64 = 1_000.0;

/// How a name was reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reach {
    /// After this many milliseconds.
    After(f64),
    /// Refused at once: there is no such way from here, and nobody waits for it.
    AtOnce,
    /// Nothing came until the time was up.
    Silent,
}

impl Reach {
    /// A name that was not reached, and how many milliseconds it took to learn that.
    pub fn failed_after(ms: f64) -> Self {
        if ms < AT_ONCE_MS { Self::AtOnce } else { Self::Silent }
    }
}

/// What the check saw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FamilySamples {
    /// The name with IPv4 only.
    pub ipv4: Reach,
    /// The name with IPv6 only.
    pub ipv6: Reach,
    /// The name with both; none if the portal has none.
    pub dual: Option<Reach>,
}

/// Reads what the check saw.
pub fn families(samples: &FamilySamples) -> Finished {
    use Reach::{After, AtOnce, Silent};
    let waits = |four: f64| match samples.dual {
        Some(After(both)) => both - four > FALLBACK_MS,
        Some(AtOnce | Silent) => true,
        None => false,
    };
    match (samples.ipv4, samples.ipv6) {
        (After(four), Silent) if waits(four) => Finished::found(Verdict::Warn, "six-broken").saying("six-broken", &[]),
        // Without the name that has both, nobody can say whether the silence of IPv6 does harm.
        (After(_), Silent) if samples.dual.is_none() => unclear(Reason::NoControl),
        (After(_), After(_)) => match samples.dual {
            Some(AtOnce | Silent) => unclear(Reason::Disturbed),
            Some(After(_)) | None => Finished::found(Verdict::Ok, "fine").saying("both", &[]),
        },
        (After(_), AtOnce | Silent) => Finished::found(Verdict::Ok, "fine").saying("four", &[]),
        (AtOnce | Silent, After(_)) => Finished::found(Verdict::Warn, "six-only").saying("six", &[]),
        (AtOnce | Silent, AtOnce | Silent) => unclear(Reason::NoConnection),
    }
}
