//! The unrolling, on a case worked out by hand.

use super::answer;

/// One cause needs the first remedy, the other the second; a sure question tells them apart.
const FILE: &str = r#"{"format": "ts-oracle-1", "vectors": [{"id": "v", "model": {
    "causes": [{"id": "c0", "prior": 0.5}, {"id": "c1", "prior": 0.5}],
    "observations": [{"id": "q", "cost": 1.0, "answers": ["yes", "no"], "likelihood": [[1.0, 0.0], [0.0, 1.0]]}],
    "actions": [{"id": "a", "cost": 20.0, "success": [1.0, 0.0]}, {"id": "b", "cost": 20.0, "success": [0.0, 1.0]}],
    "service_cost": 100.0}, "evidence": [], "expect": {"optimal_ecr": 21.0}}]}"#;

#[test]
fn a_sure_question_before_a_sure_remedy() {
    let (_, ratios) = answer(FILE).unwrap();
    // Ask for 1, then do the one right remedy for 20; without asking it would be 20 + 0.5 * 20 = 30.
    assert!((ratios.policy[0] - 1.0).abs() < 1e-12 && (ratios.one_step[0] - 1.0).abs() < 1e-12);
}

#[test]
fn what_a_model_does_not_have_is_named() {
    for (wrong, named) in [
        (FILE.replace("ts-oracle-1", "other"), "other"),
        (
            FILE.replace(r#""evidence": []"#, r#""evidence": [{"type": "dont_know", "observation": "x"}]"#),
            "observation x",
        ),
        (FILE.replace(r#""evidence": []"#, r#""evidence": [{"type": "action_failed", "action": "x"}]"#), "action x"),
        ("[]".to_string(), "not a file of vectors"),
    ] {
        let error = format!("{:#}", answer(&wrong).err().unwrap());
        assert!(error.contains(named), "{error}");
    }
}
