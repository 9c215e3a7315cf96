//! Files of both kinds, and files that are none. The committed vectors are those of seed 904.

use serde_json::Value;

use super::Vectors;

const ONE_CAUSE: &str = include_str!("../../../../tests/cases/vectors/one-cause.json");
const SEVERAL_CAUSES: &str = include_str!("../../../../tests/cases/vectors/several-causes.json");

/// Values of each vector that both know.
const OF_ONE_CAUSE: usize = 11;
const OF_SEVERAL_CAUSES: usize = 4;

#[test]
fn what_is_no_file_of_vectors_is_refused() {
    for (text, named) in [
        (r#"{"format": "other", "vectors": []}"#, "other"),
        (r#"{"vectors": []}"#, "format"),
        ("[]", "not a file of vectors"),
    ] {
        let error = format!("{:#}", Vectors::read(text).err().unwrap());
        assert!(error.contains(named), "{error}");
    }
}

/// Largest difference, relative to the expected value where that is above 1, over all values that the reference gives.
fn difference(expected: &Value, ours: &Value) -> f64 {
    match (expected, ours) {
        (Value::Number(e), Value::Number(o)) => {
            let (e, o) = (e.as_f64().unwrap(), o.as_f64().unwrap());
            (e - o).abs() / e.abs().max(1.0)
        }
        (Value::Array(e), Value::Array(o)) if e.len() == o.len() => {
            e.iter().zip(o).map(|(e, o)| difference(e, o)).fold(0.0, f64::max)
        }
        (Value::Object(e), Value::Object(o)) => {
            let of = |key: &String| o.get(key).map_or(f64::INFINITY, |o| difference(&e[key], o));
            e.keys().map(of).fold(0.0, f64::max)
        }
        _ if expected == ours => 0.0,
        _ => f64::INFINITY,
    }
}

/// The worst difference of one file over the values that both know, of which there must be so many for each vector.
fn worst(text: &str, answers: &[(String, Value)], least: usize) -> f64 {
    let file: Value = serde_json::from_str(text).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), answers.len());
    let mut worst = 0.0_f64;
    for (vector, (id, ours)) in vectors.iter().zip(answers) {
        assert_eq!(vector["id"], id.as_str());
        let ours = ours.as_object().unwrap();
        let common: Vec<&String> = ours.keys().filter(|key| vector["expect"].get(key).is_some()).collect();
        assert!(common.len() >= least, "{id}: only {common:?} are compared");
        worst = common.iter().map(|key| difference(&vector["expect"][key], &ours[*key])).fold(worst, f64::max);
    }
    worst
}

#[test]
fn the_engine_agrees_with_the_exact_solver_to_1e_9() {
    let Vectors::OneCause { vectors } = Vectors::read(ONE_CAUSE).unwrap() else { panic!("several causes") };
    assert_eq!(vectors.len(), 200);
    let mut answers: Vec<(String, Value)> =
        vectors.iter().map(|v| (v.id.clone(), serde_json::to_value(v.answer().unwrap()).unwrap())).collect();
    let found = worst(ONE_CAUSE, &answers, OF_ONE_CAUSE);
    assert!(found <= 1e-9, "{found}");
    // And it would be seen if it did not.
    answers[150].1["posterior"][0] = Value::from(0.3);
    assert!(worst(ONE_CAUSE, &answers, OF_ONE_CAUSE) > 1e-9);
}

#[test]
fn the_policy_stays_near_the_best_possible_one() {
    let Vectors::OneCause { vectors } = Vectors::read(ONE_CAUSE).unwrap() else { panic!("several causes") };
    let ratios: Vec<f64> =
        vectors.iter().filter_map(|v| v.ratio(&v.answer().unwrap())).map(|ratio| ratio.policy).collect();
    assert!(ratios.len() > 150);
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    let worst = ratios.iter().copied().fold(0.0, f64::max);
    // Over 1,000 models of other seeds: 1.0003 and 1.024 (docs/engine.md).
    assert!((1.0 - 1e-9..=1.0005).contains(&mean) && worst <= 1.05, "mean {mean}, worst {worst}");
}

#[test]
fn several_causes_are_enumerated_as_by_the_exact_solver() {
    let Vectors::SeveralCauses { vectors } = Vectors::read(SEVERAL_CAUSES).unwrap() else { panic!("one cause") };
    assert_eq!(vectors.len(), 60);
    let answers: Vec<(String, Value)> =
        vectors.iter().map(|v| (v.id.clone(), serde_json::to_value(v.answer().unwrap()).unwrap())).collect();
    let found = worst(SEVERAL_CAUSES, &answers, OF_SEVERAL_CAUSES);
    assert!(found <= 1e-9, "{found}");
}
