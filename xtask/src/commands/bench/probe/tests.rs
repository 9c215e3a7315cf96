use serde_json::json;

use super::*;

#[test]
fn each_program_stands_beside_ours_or_is_said_to_be_missing() {
    let times = |median: f64, worst: f64| json!({ "looks": 30, "failed": 1, "median_ms": median, "worst_ms": worst });
    let figures = json!([
        { "tool": "ours", "version": "1.0", "one": times(50.0, 80.0), "many": times(400.0, 400.0) },
        { "tool": "theirs", "version": "7", "one": times(500.0, 40.0), "many": times(800.0, 800.0) },
        { "tool": "other", "version": null, "one": null, "many": null },
    ]);
    let rows = rows(&figures).unwrap();
    assert_eq!(rows[1], ["ours 1.0", "50.0 ms (1.00)", "80.0 ms (1.00)", "400 ms (1.00)", "1 of 30, 1 of 30"]);
    assert_eq!(rows[2], ["theirs 7", "500 ms (10.0)", "40.0 ms (0.50)", "800 ms (2.00)", "1 of 30, 1 of 30"]);
    assert_eq!(rows[3], ["other", "not installed"]);
    assert!(super::rows(&json!([])).is_err());
}
