//! `girth reliability`: repeated readings, on the command line and in a study.

use super::sandbox::Sandbox;
use girth::plan::{Ask, Basis, Silent, Study, run};
use serde_json::Value;

fn json(sandbox: &Sandbox, line: &str) -> Value {
    serde_json::from_str(&sandbox.girth(line).ok().stdout).expect("JSON")
}

/// The value of the technical error of a scope, of one observer or of all.
fn tem(figures: &Value, scope: &str, observer: Option<&str>) -> f64 {
    let errors = figures["technical_errors"].as_array().expect("errors");
    let found = errors.iter().find(|error| error["scope"] == scope && error["observer"].as_str() == observer);
    found.expect(scope)["absolute"]["value"].as_f64().expect("value")
}

/// sqrt(sum d^2 / 2N) of three people by hand: d = 0.2, -0.4, 0.
#[test]
fn duplicates_give_the_technical_error_by_hand() {
    let wide = "id,arm_1,arm_2\nA,30.1,30.3\nB,28.4,28.0\nC,31.0,31.0\n";
    let long = "id,reading,arm\nA,1,30.1\nC,1,31.0\nB,2,28.0\nA,2,30.3\nB,1,28.4\nC,2,31.0\n";
    let sandbox = Sandbox::with(&[("wide.csv", wide), ("long.csv", long)]);
    for file in ["wide.csv", "long.csv"] {
        let found = json(&sandbox, &format!("reliability {file} --unit cm --format json"));
        let one = &found["outcomes"][0];
        let expected = (0.2_f64 / 6.0).sqrt();
        assert!((tem(&one["everything"], "within-observer", None) - expected).abs() < 1e-12, "{file}: {one}");
        let change = one["everything"]["detectable"][0]["mdc95"]["value"].as_f64().expect("MDC");
        assert!((change - 1.959_963_984_540_054 * 2_f64.sqrt() * expected).abs() < 1e-12, "{file}");
        assert_eq!(one["gross_errors"], serde_json::json!([]), "{file}");
    }
    let text = sandbox.girth("reliability wide.csv --unit cm").ok().stdout;
    assert!(text.contains("a single reading errs by 0.18 cm"), "{text}");
    assert!(text.contains("What this cannot show"), "{text}");
}

/// What the specification of the bundled study planted is found, by line and cause, and nothing else; the errors are near their truth.
#[test]
fn the_bundled_study_of_a_tape_is_found_as_it_was_made() {
    let found = json(&Sandbox::new(), "reliability @thigh-trial --format json");
    let outcomes = found["outcomes"].as_array().expect("outcomes");
    let flagged: Vec<(&str, &str, &str)> = outcomes
        .iter()
        .flat_map(|one| one["gross_errors"].as_array().expect("errors"))
        .map(|error| {
            let text = |field: &Value| field.as_str().map(str::to_owned).unwrap_or_default().leak() as &str;
            (text(&error["outcome"]), text(&error["participant"]), text(&error["cause"]["kind"]))
        })
        .collect();
    let truth = include_str!("../../datasets/thigh-trial/reliability-truth.toml");
    let truth: toml::Value = toml::from_str(truth).expect("truth");
    let planted = truth["gross-error"].as_array().expect("planted");
    for slip in planted {
        let text = |name: &str| slip[name].as_str().expect("text");
        let cause = match text("kind") {
            "unit" => "unit-slip",
            "digits" => "digits-exchanged",
            "swapped" => "swapped-columns",
            other => panic!("{other}"),
        };
        let is_this = |(outcome, who, kind): &(&str, &str, &str)| {
            text("column").starts_with(outcome) && *who == text("participant") && *kind == cause
        };
        assert!(flagged.iter().any(is_this), "{slip:?} is not among {flagged:?}");
    }
    for one in outcomes {
        let name = one["outcome"].as_str().expect("name");
        let of_this = |truth: &&toml::Value| truth["outcome"].as_str() == Some(name);
        let truth = truth["reliability"].as_array().expect("reliability").iter().find(of_this).expect("truth");
        let figures =
            if one["without_gross_errors"].is_null() { &one["everything"] } else { &one["without_gross_errors"] };
        let ratio = tem(figures, "within-observer", None) / truth["within-observer-tem"].as_float().expect("TEM");
        // 120 degrees of freedom: five standard errors of a standard deviation.
        assert!((ratio - 1.0).abs() < 5.0 / (2.0_f64 * 117.0).sqrt(), "{name}: {ratio}");
    }
}

#[test]
fn a_study_takes_its_error_from_its_own_repeated_readings() {
    let study = Study::bundled("thigh-trial").expect("study");
    let analysis = run(&study, Ask { pairs: true, hide_ids: true, ..Ask::NOTHING }, &Silent).expect("run");
    let sample = analysis.primary().expect("sample");
    let same = sample.reading_errors.same.as_ref().expect("error");
    let different = sample.reading_errors.different.as_ref().expect("error of two days");
    assert_eq!((same.basis, different.basis), (Basis::Measured, Basis::Measured));
    let thigh = &analysis.reliability.as_ref().expect("reliability").outcomes[0];
    let of_observer = thigh.study_errors[0].absolute.value;
    assert!((same.error.sd - of_observer / 2_f64.sqrt()).abs() < 1e-12, "the mean of two readings");
    assert!(different.error.sd > same.error.sd && different.source.contains("by A"), "{different:?}");
    assert!(thigh.gross_errors.iter().all(|error| error.participant.starts_with('R')), "{:?}", thigh.gross_errors);
    let found = sample.individuals.as_ref().expect("individuals");
    assert!((found.beyond.detectable_change - 1.959_963_984_540_054 * 2_f64.sqrt() * different.error.sd).abs() < 1e-9);
}

#[test]
fn what_is_no_file_of_repeats_is_refused_with_advice() {
    let sandbox = Sandbox::with(&[("once.csv", "id,arm\nA,30\nB,31\n")]);
    let refused = |line: &str| {
        let run = sandbox.girth(line);
        assert_eq!(run.code, 2, "{}", run.stderr);
        run.stderr
    };
    assert!(refused("reliability once.csv").contains("nobody was measured twice"));
    assert!(refused("reliability @anorexia").contains("has no file of repeated readings"));
    assert!(refused("reliability once.csv --readings-averaged 0").contains("a mean needs one reading"));
    assert!(refused("chart bland-altman @anorexia").contains("[reliability]"));
    assert!(refused("chart observer-differences once.csv").contains("nobody was measured twice"));
    let drawn = sandbox.girth("chart bland-altman @thigh-trial").ok().stdout;
    assert!(drawn.starts_with("<svg") && drawn.contains("SIMULATED DATA"));
}
