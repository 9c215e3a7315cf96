use alloc::string::String;

use super::{MOST_SAMPLES, median, samples};

fn chart(line: impl Fn(usize) -> String, lines: usize) -> String {
    (0..lines).map(|i| alloc::format!("08:{:02}:{:02}, {}\n", i / 60 % 60, i % 60, line(i))).collect()
}

#[test]
fn of_a_long_chart_so_many_samples_are_looked_at_and_no_more() {
    // The later samples say something else, and are more.
    let text = chart(|i| alloc::format!("{}00.0206779s", if i < MOST_SAMPLES { '+' } else { '-' }), 20_000);
    let (offsets, failed) = samples(&text);
    assert_eq!((offsets.len(), failed), (MOST_SAMPLES, 0));
    assert_eq!(median(&offsets), Some(0.020_677_9));

    let (offsets, failed) = samples(&chart(|_| "error: 0x800705B4".into(), 20_000));
    assert_eq!((offsets.len(), failed), (0, MOST_SAMPLES));
}

#[test]
fn the_middle_one_counts() {
    assert_eq!(median(&[7.0, -2.0, 0.5]), Some(0.5));
    assert_eq!(median(&[2.0, 1.0]), Some(2.0));
    assert_eq!(median(&[]), None);
}
