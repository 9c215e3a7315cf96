use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{Line, MOST_LINES, Rank, Understood, chosen, counting};
use crate::knowledge_base::{ObservationIndex, OutcomeIndex};

const RANKS: [Rank; 4] = [Rank::Healthy, Rank::Weak, Rank::Fault, Rank::Root];

fn line(observation: Option<usize>, rank: Rank) -> Line {
    let derived = observation.map(|place| (ObservationIndex::at(place), OutcomeIndex::at(0)));
    Line { what: String::new(), value: String::new(), rule: "read", derived, rank }
}

/// Lines that differ, by steps that share no factor with the counts.
fn drawn(many: usize) -> Vec<Line> {
    (0..many).map(|i| line(Some(i * 7 % 23).filter(|place| *place > 2), RANKS[i * 11 / 3 % 4])).collect()
}

/// As the rule is written: no other line of the observation is better, or as good and earlier.
fn plainly(lines: &[Line]) -> Vec<usize> {
    let observation = |i: &usize| lines[*i].derived.map(|found| found.0);
    let beaten = |i: &usize| {
        let better = |j: usize| lines[j].rank > lines[*i].rank || (lines[j].rank == lines[*i].rank && j < *i);
        (0..lines.len()).any(|j| observation(&j) == observation(i) && better(j))
    };
    (0..lines.len()).filter(|i| observation(i).is_some() && !beaten(i)).collect()
}

#[test]
fn of_each_observation_the_first_of_the_highest_rank_counts() {
    for many in [0, 1, 2, 5, 40, 300] {
        let lines = drawn(many);
        assert_eq!(counting(&lines), plainly(&lines), "{many} lines");
    }
    assert_eq!(counting(&drawn(300)).len(), 20);
}

#[test]
fn each_line_is_compared_once_at_most() {
    let lines = drawn(20_000);
    let mut compared = 0;
    let places = chosen(&lines, |rank, other| {
        compared += 1;
        rank > other
    });
    assert_eq!(places.len(), 20);
    assert!(compared < lines.len(), "{compared} comparisons");
}

#[test]
fn lines_end_at_the_limit_and_findings_go_before_notes() {
    let mut understood = Understood::default();
    (0..MOST_LINES + 7).for_each(|i| understood.note(alloc::format!("errors[{i}]"), "-", "read"));
    assert_eq!((understood.lines.len(), understood.left_out), (MOST_LINES, 7));
    understood.push(line(Some(3), Rank::Fault));
    assert_eq!((understood.lines.len(), understood.left_out), (MOST_LINES, 8));
    assert_eq!(understood.counting(), vec![MOST_LINES - 1]);
    assert_eq!(understood.lines[MOST_LINES - 2].what, alloc::format!("errors[{}]", MOST_LINES - 2));
    assert_eq!(understood.without(&[0]).left_out, 8);

    // Findings alone end there too.
    (0..MOST_LINES).for_each(|i| understood.push(line(Some(i), Rank::Weak)));
    assert_eq!((understood.lines.len(), understood.left_out), (MOST_LINES, 8 + MOST_LINES));
}
