//! Figures counted by hand.

use super::{Figures, plot, reliability, table};
use crate::simulate::visit::Visit;

/// The cause is at this place, and the first one was told with this probability.
fn visit(place: usize, first: f64) -> Visit {
    Visit {
        place,
        all_in_three: place < 3,
        family: place == 0,
        first,
        of_truth: if place == 0 { first } else { 0.1 },
        something_else: 0.4 * f64::from(u8::from(place > 2)),
        conflict: 0.5,
        right_step: place < 2,
        questions: place + 2,
        capped: place > 2,
        minutes: 10.0,
        minutes_all: 8.0,
        minutes_web: 40.0,
        minutes_bound: 5.0,
        first_after_all: place < 2,
        wrong_heading: place > 1,
        wrongly_sure: place > 0 && first > 0.8,
        pair: place == 1,
        right_in_pair: usize::from(place == 1),
    }
}

#[test]
fn shares_and_quantiles_are_counted() {
    // Four visitors: their cause is first, second, third, fourth.
    let visits: Vec<Visit> = [(0, 0.9), (1, 0.9), (2, 0.3), (3, 0.3)].map(|(place, first)| visit(place, first)).into();
    let figures = Figures::of(&visits);
    let of = |title: &str| figures.columns.iter().find(|(t, _)| *t == title).unwrap().1.as_str();
    let expected = [
        ("top-1", "0.250"),
        ("top-3", "0.750"),
        ("family", "0.250"),
        ("step-3", "0.500"),
        ("questions", "3"),
        ("at cap", "0.250"),
        ("regret", "+0.250"),
        ("minutes", "10"),
        ("ours/web", "0.25"),
        ("else", "0.250"),
        ("wrong head", "0.500"),
        ("wrong>0.8", "0.250"),
        ("pair", "0.250"),
        ("1 right", "0.250"),
        ("2 right", "0.000"),
        // (-ln 0.9 - 3 ln 0.1) / 4.
        ("log loss", "1.75"),
    ];
    for (title, value) in expected {
        assert_eq!(of(title), value, "{title}");
    }
    let table = table(&[("asked".to_string(), figures)]);
    assert_eq!(table.lines().count(), 3, "{table}");
    assert!(table.lines().all(|line| line.matches('|').count() == 25), "{table}");
}

#[test]
fn calibration_is_the_distance_from_the_diagonal() {
    // Told 0.7 to everybody: right for seven of ten, in each of the ten bins.
    let well: Vec<Visit> = (0..100).map(|i| visit(usize::from(i % 10 >= 7), 0.7)).collect();
    let off: f64 = reliability(&well).iter().map(|(p, hit, weight)| weight * (p - hit).abs()).sum();
    assert!(off < 1e-9, "{off}");
    // Told 0.7, and never right.
    let badly: Vec<Visit> = (0..100).map(|_| visit(1, 0.7)).collect();
    let off: f64 = reliability(&badly).iter().map(|(p, hit, weight)| weight * (p - hit).abs()).sum();
    assert!((off - 0.7).abs() < 1e-9, "{off}");
    let picture = plot(&[("asked".to_string(), reliability(&well))]);
    assert!(picture.starts_with("<svg") && picture.contains(">asked</text>") && picture.ends_with("</svg>\n"));
}
