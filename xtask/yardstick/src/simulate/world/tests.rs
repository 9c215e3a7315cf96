//! The content itself has no noise; another world has, for one cause and for two.

use diagnosis::knowledge_base::{ObservationIndex, OutcomeIndex, Role};
use diagnosis::pairs;
use yardstick::dice::Dice;

use super::{Difference, World, fall};

#[test]
fn a_world_with_noise_differs_for_one_cause_and_for_two() {
    let base = knowledge::base();
    let noisy = Difference { noise: 0.5, priors: 3.0, dependent: true };
    let (same, other) =
        (World::new(&base, Difference::NONE, &mut Dice::new(1)), World::new(&base, noisy, &mut Dice::new(1)));
    assert_eq!(same.priors, base.priors());
    let mut off = Vec::new();
    for o in (0..base.observations.len()).filter(|o| base.observations[*o].role == Role::Symptom) {
        let (index, outcome) = (ObservationIndex::at(o), OutcomeIndex(0));
        assert_eq!(same.row(o, &[0])[0], base.likelihood(index, outcome)[0]);
        assert_eq!(same.row(o, &[0, 1])[0], pairs::likelihood(&base, index, outcome, 0, 1));
        for causes in [&[0][..], &[0, 1]] {
            off.push((other.row(o, causes)[0] / same.row(o, causes)[0]).ln());
        }
    }
    let deviation = |off: &mut dyn Iterator<Item = f64>| {
        let squares: Vec<f64> = off.map(|x| x * x).collect();
        (squares.iter().sum::<f64>() / squares.len() as f64).sqrt()
    };
    for start in [0, 1] {
        let deviation = deviation(&mut off.iter().skip(start).step_by(2).copied());
        assert!((0.35..0.65).contains(&deviation), "{deviation}");
    }
}

#[test]
fn chances_fall_where_they_should() {
    assert_eq!([0.0, 0.19, 0.21, 0.99].map(|at| fall(&[1.0, 3.0, 1.0], at)), [0, 0, 1, 2]);
    assert_eq!(fall(&[0.0, 2.0], 0.0), 1);
}
