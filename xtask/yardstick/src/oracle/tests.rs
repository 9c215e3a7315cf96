//! The unrolling, on a case worked out by hand.

use super::{Answer, Vector};
use crate::vectors::Vectors;

/// One cause needs the first remedy, the other the second; a sure question tells them apart.
const FILE: &str = r#"{"format": "ts-oracle-1", "vectors": [{"id": "v", "model": {
    "causes": [{"id": "c0", "prior": 0.5}, {"id": "c1", "prior": 0.5}],
    "observations": [{"id": "q", "cost": 1.0, "answers": ["yes", "no"], "likelihood": [[1.0, 0.0], [0.0, 1.0]]}],
    "actions": [{"id": "a", "cost": 20.0, "success": [1.0, 0.0]}, {"id": "b", "cost": 20.0, "success": [0.0, 1.0]}],
    "service_cost": 100.0}, "evidence": [], "expect": {"optimal_ecr": 21.0}}]}"#;

fn first(text: &str) -> (Vector, anyhow::Result<Answer>) {
    let Vectors::OneCause { mut vectors } = Vectors::read(text).unwrap() else { panic!("several causes") };
    let vector = vectors.remove(0);
    let answer = vector.answer();
    (vector, answer)
}

#[test]
fn a_sure_question_before_a_sure_remedy() {
    let (vector, answer) = first(FILE);
    let ratio = vector.ratio(&answer.unwrap()).unwrap();
    // Ask for 1, then do the one right remedy for 20; without asking it would be 20 + 0.5 * 20 = 30.
    assert!((ratio.policy - 1.0).abs() < 1e-12 && (ratio.one_step - 1.0).abs() < 1e-12);
}

#[test]
fn what_a_model_does_not_have_is_named() {
    let given = |text: &str| FILE.replace(r#""evidence": []"#, &format!(r#""evidence": [{text}]"#));
    for (wrong, named) in [
        (given(r#"{"type": "dont_know", "observation": "x"}"#), "observation x"),
        (given(r#"{"type": "action_failed", "action": "x"}"#), "action x"),
        (given(r#"{"type": "answer", "observation": "q", "answer": "x"}"#), "no answer x"),
    ] {
        let error = format!("{:#}", first(&wrong).1.err().unwrap());
        assert!(error.contains(named), "{error}");
    }
}

#[test]
fn a_model_whose_lists_do_not_fit_is_refused() {
    for (from, to, named) in [
        ("[[1.0, 0.0], [0.0, 1.0]]", "[[1.0, 0.0], [0.0]]", "likelihoods of q"),
        ("[[1.0, 0.0], [0.0, 1.0]]", "[[1.0, 0.0]]", "likelihoods of q"),
        (r#"["yes", "no"]"#, "[]", "q has no answers"),
        (r#""success": [1.0, 0.0]"#, r#""success": [1.0]"#, "successes of a"),
    ] {
        let error = format!("{:#}", first(&FILE.replace(from, to)).1.err().unwrap());
        assert!(error.contains(named), "{error}");
    }
}
