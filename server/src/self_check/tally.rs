//! What arrived of a visitor's numbered datagrams and size classes: counts, and nothing else.
//!
//! A counted datagram begins with its group in one byte and its number in four; the rest is filling. Loss in each direction
//! comes from these counts: upwards against what the page sent, downwards against what was echoed.

use diagnosis::self_check_plan::{DATAGRAM_GROUPS, DATAGRAM_HEAD, DATAGRAM_NUMBERS, GroupTally, SIZE_CLASSES, Tally};

use super::limits::DATAGRAM;

/// Words of the set of numbers that arrived.
const WORDS: usize = DATAGRAM_NUMBERS as usize / 64;

/// Counts of one visitor, in a fixed number of bytes.
#[derive(Debug, Default)]
pub(crate) struct Counting {
    began: bool,
    ended: bool,
    groups: [Group; DATAGRAM_GROUPS],
    strange: u32,
    sizes_up: [bool; SIZE_CLASSES.len()],
}

#[derive(Clone, Copy, Debug, Default)]
struct Group {
    seen: [u64; WORDS],
    repeated: u32,
    late: u32,
    highest: Option<u32>,
    echoed: u32,
}

/// Group and number of a datagram; none if it is not one to count.
pub(crate) fn read(datagram: &[u8]) -> Option<(usize, u32)> {
    let head: &[u8; DATAGRAM_HEAD] = datagram.first_chunk().filter(|_| datagram.len() <= DATAGRAM)?;
    let [group, number @ ..] = *head;
    let (group, number) = (usize::from(group), u32::from_be_bytes(number));
    (group < DATAGRAM_GROUPS && number < DATAGRAM_NUMBERS).then_some((group, number))
}

impl Counting {
    /// Begins the session; false if it began before, because a tally is for one session.
    pub(crate) fn begin(&mut self) -> bool {
        !std::mem::replace(&mut self.began, true)
    }

    pub(crate) fn end(&mut self) {
        self.ended = true;
    }

    /// Counts a datagram. It is to be echoed if it is new: then its group is returned.
    pub(crate) fn arrived(&mut self, datagram: &[u8]) -> Option<usize> {
        let Some((place, number)) = read(datagram) else {
            self.strange = self.strange.saturating_add(1);
            return None;
        };
        self.groups[place].add(number).then_some(place)
    }

    /// Counts an echo that was handed to the network.
    pub(crate) fn echoed(&mut self, group: usize) {
        if let Some(group) = self.groups.get_mut(group) {
            group.echoed += 1;
        }
    }

    /// Notes that a size class arrived whole.
    pub(crate) fn size(&mut self, class: usize) {
        if let Some(arrived) = self.sizes_up.get_mut(class) {
            *arrived = true;
        }
    }

    /// The counts as they are told.
    pub(crate) fn tally(&self) -> Tally {
        let used = |group: &&(usize, &Group)| group.1.highest.is_some();
        let groups = self.groups.iter().enumerate();
        Tally {
            began: self.began,
            ended: self.ended,
            groups: groups.filter(|group| used(&group)).map(|(number, group)| group.tally(number)).collect(),
            strange: self.strange,
            sizes_up: SIZE_CLASSES.iter().zip(self.sizes_up).filter(|(_, is)| *is).map(|(class, _)| *class).collect(),
        }
    }
}

impl Group {
    /// Adds a number below [`DATAGRAM_NUMBERS`]; false if it was there.
    fn add(&mut self, number: u32) -> bool {
        let (word, bit) = (number as usize / 64, 1 << (number % 64));
        if self.seen[word] & bit != 0 {
            self.repeated = self.repeated.saturating_add(1);
            return false;
        }
        self.seen[word] |= bit;
        if self.highest.is_some_and(|highest| number < highest) {
            self.late += 1;
        }
        self.highest = self.highest.max(Some(number));
        true
    }

    fn has(&self, number: u32) -> bool {
        self.seen[number as usize / 64] & 1 << (number % 64) != 0
    }

    fn tally(&self, number: usize) -> GroupTally {
        let highest = self.highest.unwrap_or(0);
        let gap = (0..highest).fold((0, 0), |(longest, now): (u32, u32), number| {
            let now = if self.has(number) { 0 } else { now + 1 };
            (longest.max(now), now)
        });
        GroupTally {
            group: number as u8,
            received: self.seen.iter().map(|word| word.count_ones()).sum(),
            repeated: self.repeated,
            late: self.late,
            highest,
            longest_gap: gap.0,
            echoed: self.echoed,
        }
    }
}

#[cfg(test)]
mod tests;
