//! `girth photos`: the best pictures beside everybody.

use super::sandbox::Sandbox;
use serde_json::Value;

fn json(sandbox: &Sandbox, line: &str) -> Value {
    serde_json::from_str(&sandbox.girth(line).ok().stdout).expect("JSON")
}

/// Changes -3, -1, 0, +2: the best two have the mean -2 and everybody -0.5. With an error of 1 cm a change by noise alone has the SD
/// sqrt 2; the two largest of four standard normals are 1.0294 and 0.2970 on average (Teichroew 1956), so picking gives
/// -sqrt 2 x 0.66319.
#[test]
fn the_best_two_of_four_by_hand() {
    let text = "id,before,after\nA,90.0,87.0\nB,85.0,84.0\nC,80.0,80.0\nD,95.0,97.0\n";
    let sandbox = Sandbox::with(&[("waist.csv", text)]);
    let found =
        json(&sandbox, "photos waist.csv --unit cm --shown 2 --reading-error 1cm --responder=-1cm --format json");
    let gallery = &found["photos"][0]["gallery"];
    let value = |estimate: &Value| estimate["value"].as_f64().expect("value");
    assert!((value(&gallery["observed"]) + 2.0).abs() < 1e-12 && (value(&gallery["everybody"]) + 0.5).abs() < 1e-12);
    assert_eq!(gallery["picked"], serde_json::json!([0, 1]));
    let alone = value(&gallery["noise"]["expected"]);
    assert!((alone + 2_f64.sqrt() * (1.029_375_37 + 0.297_011_38) / 2.0).abs() < 1e-7, "{alone}");
    // 2 cm or more on a tape read to 1 cm counts from 1.5 cm on: one client in 1 / P(Z > 1.5 / sqrt 2) = 6.927...
    let chance = found["photos"][0]["until"][0]["chance"].as_f64().expect("chance");
    assert!((chance - 0.144_422).abs() < 1e-5, "{chance}");
}

#[test]
fn without_an_error_the_spread_of_the_study_stands_for_the_noise_and_is_named() {
    let text = "id,before,after\nA,90.0,87.0\nB,85.0,84.0\nC,80.0,80.0\nD,95.0,97.0\n";
    let sandbox = Sandbox::with(&[("change.csv", text)]);
    let found = json(&sandbox, "photos change.csv --shown 1 --format json");
    assert_eq!(found["photos"][0]["gallery"]["noise"]["source"], "own-spread");
    let text = sandbox.girth("photos change.csv --shown 1 --format md").ok().stdout;
    assert!(text.contains("spread of these changes around no change at all"), "{text}");
}

/// 52 of 60 in the committed file; the counts are those of the file.
#[test]
fn rated_pairs_are_counted_as_they_stand() {
    let sandbox = Sandbox::new();
    let found = json(&sandbox, "photos @spa-series --format json");
    let one = &found["photos"][0];
    assert_eq!((one["gallery"]["shown"].as_u64(), one["gallery"]["people"].as_u64()), (Some(12), Some(76)));
    let rows: Vec<&str> = include_str!("../../datasets/spa-series/ratings.csv").lines().skip(1).collect();
    let right = rows.iter().filter(|row| row.split(',').nth(2) == Some("yes")).count();
    assert_eq!(one["rated"]["pooled"]["right"], right);
    assert_eq!(one["rated"]["pooled"]["answers"], rows.len());
    assert_eq!(one["rated"]["by_rater"].as_array().expect("raters").len(), 5);
    let text = sandbox.girth("photos @spa-series").ok().stdout;
    assert!(text.contains("Which picture is later?") && text.contains("How many clients until a picture"), "{text}");
}

/// 17 girls had family therapy, 29 cognitive behavioural therapy.
#[test]
fn a_gallery_is_of_the_group_asked_for() {
    let drawn = |group: &str| Sandbox::new().girth(&format!("chart gallery @anorexia --group {group}")).ok().stdout;
    assert!(drawn("FT").contains("6 of 17 pairs") && drawn("CBT").contains("6 of 29 pairs"));
    assert_eq!(Sandbox::new().girth("chart gallery @anorexia --group XY").code, 2);
}

#[test]
fn mistakes_are_named() {
    let sandbox = Sandbox::with(&[
        ("waist.csv", "id,before,after\nA,90,87\nB,85,84\n"),
        ("ratings.csv", "pair,rater,right\nA,R1,maybe\n"),
    ]);
    let refused = |line: &str| {
        let run = sandbox.girth(line);
        assert_eq!(run.code, 2, "{}", run.stderr);
        run.stderr
    };
    assert!(refused("photos waist.csv --shown 0").contains("--shown"));
    assert!(refused("photos waist.csv --unit cm --ratings ratings.csv").contains("maybe is neither yes nor no"));
    assert!(refused("photos waist.csv --unit cm --amount 2kg").contains("[photos] amount"));
    assert!(refused("photos waist.csv --unit cm --reading-error 0cm").contains("above zero"));
    assert!(refused("test waist.csv --unit cm --reading-error 1kg").contains("fits no outcome"));
    assert!(refused("test waist.csv --unit cm --reading-error published").contains("fits no outcome"));
}
