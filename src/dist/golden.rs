//! Reads the golden values and compares by relative error, with no absolute tolerance unless the truth is 0.

use serde_json::Value;

/// Calls `found(function, arguments)` for each case of a golden file and demands `tolerance` relative, reporting the worst.
pub(super) fn check(json: &str, tolerance: f64, found: impl Fn(&str, &[f64]) -> f64) {
    let file: Value = serde_json::from_str(json).unwrap();
    let cases = file["cases"].as_array().unwrap();
    let mut failures = Vec::new();
    let mut worst = (0.0, String::new());
    for case in cases {
        let case = case.as_array().unwrap();
        let function = case[0].as_str().unwrap();
        let arguments: Vec<f64> = case[1..case.len() - 1].iter().map(|v| v.as_f64().unwrap()).collect();
        let truth: f64 = case[case.len() - 1].as_str().unwrap().parse().unwrap();
        let value = found(function, &arguments);
        let error = relative_error(value, truth);
        let line = format!("{function}{arguments:?}: {value:e} for {truth:e}, relative error {error:.2e}");
        if error.is_nan() || error > tolerance {
            failures.push(line.clone());
        }
        if error > worst.0 {
            worst = (error, line);
        }
    }
    println!("{} cases, worst {}", cases.len(), worst.1);
    assert!(!cases.is_empty());
    assert!(
        failures.is_empty(),
        "{} of {} beyond {tolerance:e}:\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}

/// |found / truth - 1|, 0 when both are equal, infinite when only the truth is 0.
pub(super) fn relative_error(found: f64, truth: f64) -> f64 {
    if found == truth {
        0.0
    } else if truth == 0.0 {
        f64::INFINITY
    } else {
        (found - truth).abs() / truth.abs()
    }
}
