//! Reads numbers and lists off the front of some bytes. What is missing is none, never a panic.

/// Bytes that are still to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn rest(self) -> &'a [u8] {
        self.0
    }

    pub(super) fn take(&mut self, length: usize) -> Option<Self> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(Self(taken))
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        let (&value, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(value)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        let (&value, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u16::from_be_bytes(value))
    }

    pub(super) fn with_u8_length(&mut self) -> Option<Self> {
        let length = self.u8()?;
        self.take(length.into())
    }

    pub(super) fn with_u16_length(&mut self) -> Option<Self> {
        let length = self.u16()?;
        self.take(length.into())
    }

    /// All that is left, as numbers of two bytes; none if there is half of one, or more than `most`.
    pub(super) fn all_u16(self, most: usize) -> Option<Vec<u16>> {
        let whole = self.0.len().is_multiple_of(2) && self.0.len() / 2 <= most;
        whole.then(|| self.0.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect())
    }
}
