//! `netsh interface ipv4 show subinterfaces`: the size of packets of each interface. The head is partly translated; the row
//! of dashes and four numbers before each name are not.

use alloc::vec::Vec;

use super::{Part, Tool};

/// What the loopback interface shows: no limit.
const NO_LIMIT: u64 = u32::MAX as u64;
/// The state of an interface that is connected.
const CONNECTED: u64 = 1;

/// Reads the table, if there is one.
///
/// It gives no finding: a small size is no fault, and a size as such does not tell whether the way takes it.
pub(super) fn read(text: &str) -> Option<Part> {
    let dashes = |line: &str| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        columns.len() == 5 && columns.iter().all(|column| column.len() > 3 && column.chars().all(|c| c == '-'))
    };
    let mut sizes: Vec<u64> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if dashes(line) {
            inside = true;
        } else if let Some((size, state)) = row(line).filter(|_| inside) {
            if state == CONNECTED && size < NO_LIMIT {
                sizes.push(size);
            }
        } else if !line.trim().is_empty() {
            inside = false;
        }
    }
    sizes.sort_unstable();
    let (least, most) = (sizes.first()?, sizes.last()?);
    let mut part = Part::new(Tool::Interfaces);
    let rule = if *most < 1500 {
        "packets-all-small"
    } else if least < most {
        "packets-some-small"
    } else {
        "packets-usual"
    };
    sizes.dedup();
    let shown: Vec<alloc::string::String> = sizes.iter().take(8).map(|size| alloc::format!("{size}")).collect();
    part.understood.note("MTU", &shown.join(", "), rule);
    Some(part)
}

fn row(line: &str) -> Option<(u64, u64)> {
    let mut words = line.split_whitespace();
    let mut number = || words.next()?.parse::<u64>().ok();
    let (size, state, _, _) = (number()?, number()?, number()?, number()?);
    words.next().map(|_| (size, state))
}
