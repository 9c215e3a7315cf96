//! Damages good messages in the ways that matter to a reader: changed bytes, wrong lengths, cuts, repeats. The same seed damages
//! alike.

/// A stream of damage.
pub(crate) struct Mutations(u64);

impl Mutations {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`, by xorshift.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    /// The message with one to four damages; one in eight stays whole.
    pub(crate) fn of(&mut self, message: &[u8]) -> Vec<u8> {
        let mut bytes = message.to_vec();
        if self.below(8) == 0 {
            return bytes;
        }
        for _ in 0..=self.below(4) {
            let place = self.below(bytes.len());
            match self.below(6) {
                _ if bytes.is_empty() => bytes.push(self.below(256) as u8),
                0 => bytes[place] ^= 1 << self.below(8),
                1 => bytes[place] = self.below(256) as u8,
                2 => bytes.truncate(place),
                3 => bytes.insert(place, self.below(256) as u8),
                4 => drop(bytes.remove(place)),
                _ => bytes.extend_from_within(place..),
            }
        }
        bytes
    }
}
