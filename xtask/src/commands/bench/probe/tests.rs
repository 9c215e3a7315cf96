use serde_json::json;

use super::*;

fn measured() -> Value {
    let times = |median: f64, worst: f64| json!({ "looks": 30, "failed": 0, "median_ms": median, "worst_ms": worst });
    json!({
        "tools": [
            { "tool": "ours", "version": "1.0", "xrdp": times(20.0, 80.0), "freerdp": times(90.0, 99.0), "many": times(400.0, 400.0) },
            { "tool": "nmap", "version": "", "xrdp": times(1000.0, 2000.0), "freerdp": null, "many": times(800.0, 800.0) },
            { "tool": "sslyze", "version": "6", "xrdp": times(500.0, 10.0), "freerdp": null, "many": null },
            { "tool": "other", "version": null, "xrdp": null, "freerdp": null, "many": null },
        ],
        "faults": [
            { "peer": "silent", "said": [
                { "tool": "ours", "words": "silent-early", "ms": 3000.0 },
                { "tool": "nmap", "words": "w".repeat(100), "ms": 60000.0 },
            ] },
        ],
    })
}

#[test]
fn each_program_stands_beside_ours_or_is_said_to_be_missing() {
    let rows = rows(&measured()).unwrap();
    let ours = ["ours 1.0", "20.0 ms (1.00)", "80.0 ms (1.00)", "90.0 ms (1.00)", "99.0 ms (1.00)", "400 ms (1.00)"];
    assert_eq!(rows[1][..6], ours);
    assert_eq!(rows[1][6], "0 of 30, 0 of 30, 0 of 30");
    assert_eq!(rows[2][..3], ["nmap", "1.00 s (50.0)", "2.00 s (25.0)"]);
    assert_eq!(rows[2][3..], ["-", "-", "800 ms (2.00)", "0 of 30, 0 of 30"]);
    assert_eq!(rows[4], ["other", "not installed"]);
    assert!(super::rows(&json!({ "tools": [] })).is_err());
}

#[test]
fn a_budget_is_kept_or_missed_and_what_was_not_measured_has_none() {
    let figures = budgets(&measured()).unwrap();
    let short: Vec<(&str, bool)> =
        figures.iter().map(|figure| (figure.measured.as_str(), figure.budget.as_ref().unwrap().1)).collect();
    assert_eq!(short, [("20.0 ms", true), ("90.0 ms", false), ("400 ms", true), ("50.0", false), ("25.0", true)]);

    let mut failed = measured();
    failed["tools"][0]["xrdp"]["failed"] = json!(1);
    assert!(!budgets(&failed).unwrap()[0].budget.as_ref().unwrap().1, "a look that failed keeps no budget");
}

#[test]
fn what_is_said_of_a_fault_is_cut_and_timed() {
    let rows = faults(&measured());
    assert_eq!(rows[0], ["server", "ours", "nmap"]);
    assert_eq!(rows[1][..2], ["silent", "silent-early (3.00 s)"]);
    assert_eq!(rows[1][2], format!("{}… (60.0 s)", "w".repeat(LONGEST_WORDS)));
}
