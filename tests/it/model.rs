//! `girth model`: all visits in one model, on the command line.

use super::sandbox::Sandbox;
use serde_json::Value;

const PAIRS: &str = "subject,visit,waist\nA,Baseline,92.3\nA,Week 4,90.9\nB,Baseline,88.0\nB,Week 4,87.1\nC,Baseline,101.2\nC,Week 4,100.0\n\
                     D,Baseline,79.5\nD,Week 4,79.9\nE,Baseline,95.0\nE,Week 4,93.8\n";

const VISITS: &str = "subject,arm,visit,waist,diet\n1,active,Baseline,92.3,no\n1,active,Week 4,91.0,no\n1,active,Week 8,90.1,yes\n\
                      2,active,Baseline,88.0,no\n2,active,Week 4,87.5,no\n2,active,Week 8,86.0,no\n3,active,Baseline,97.0,no\n\
                      3,active,Week 4,95.5,no\n3,active,Week 8,95.9,no\n4,active,Baseline,90.4,no\n4,active,Week 4,89.0,no\n\
                      4,active,Week 8,88.1,no\n5,placebo,Baseline,91.0,no\n5,placebo,Week 4,91.2,no\n5,placebo,Week 8,90.5,no\n\
                      6,placebo,Baseline,85.5,no\n6,placebo,Week 4,84.9,yes\n6,placebo,Week 8,84.0,yes\n7,placebo,Baseline,99.2,no\n\
                      7,placebo,Week 4,99.9,no\n8,placebo,Baseline,94.0,no\n8,placebo,Week 4,93.1,no\n8,placebo,Week 8,93.5,no\n\
                      9,placebo,Baseline,89.0,no\n9,placebo,Week 4,89.4,no\n9,placebo,Week 8,88.6,no\n";

fn json(sandbox: &Sandbox, line: &str) -> Value {
    serde_json::from_str(&sandbox.girth(line).ok().stdout).expect("JSON")
}

/// Equal but for rounding. The readings before and after correlate by 0.999 here, and the information on their covariance, of which the
/// degrees of freedom are made, has a condition of some 1e7: eight digits are left of sixteen.
fn close(left: &Value, right: &Value) {
    let (left, right) = (left.as_f64().expect("number"), right.as_f64().expect("number"));
    assert!((left - right).abs() <= 1e-8 * right.abs().max(1.0), "{left} is not {right}");
}

#[test]
fn two_visits_of_one_group_are_the_paired_t_test() {
    let sandbox = Sandbox::with(&[("waist.csv", PAIRS)]);
    let model = json(&sandbox, "model waist.csv --unit cm --format json");
    let test = json(&sandbox, "test waist.csv --unit cm --method paired-t --format json");
    let of_model = &model["longitudinal"][0]["model"]["changes"][0]["test"];
    let paired = &test["tests"][0];
    for field in ["value", "standard_error"] {
        close(&of_model["estimates"][0][field], &paired["estimates"][0][field]);
    }
    for end in ["lower", "upper"] {
        close(&of_model["estimates"][0]["interval"][end], &paired["estimates"][0]["interval"][end]);
    }
    close(&of_model["statistic"]["value"], &paired["statistic"]["value"]);
    close(&of_model["p_value"], &paired["p_value"]);
}

#[test]
fn people_who_left_are_counted_and_the_answer_is_held_against_other_assumptions() {
    let sandbox = Sandbox::with(&[("visits.csv", VISITS)]);
    let found =
        json(&sandbox, "model visits.csv --unit cm --control placebo --structure compound-symmetry --format json");
    let one = &found["longitudinal"][0];
    let differences = one["model"]["differences"].as_array().expect("differences");
    assert_eq!(
        differences.iter().map(|row| row["visit"].as_str()).collect::<Vec<_>>(),
        [Some("Week 4"), Some("Week 8")]
    );
    assert_eq!(one["patterns"]["people"], serde_json::json!([5, 4]));
    let titles: Vec<&str> = one["sensitivity"]
        .as_array()
        .expect("sensitivity")
        .iter()
        .filter_map(|row| row["test"]["title"].as_str())
        .collect();
    assert!(titles.len() >= 6, "{titles:?}");
    let text = sandbox.girth("model visits.csv --unit cm --control placebo --structure compound-symmetry").ok().stdout;
    assert!(text.contains("1 of 9 people (11 %) have no reading at Week 8"), "{text}");
    assert!(text.contains("Sensitivity only"), "{text}");
}

#[test]
fn what_an_event_makes_of_the_readings_is_in_the_plan() {
    let plan = "title = \"Waist\"\ndata = \"visits.csv\"\n[design]\nkind = \"parallel-arms\"\ncontrol = \"placebo\"\n[columns]\n\
                id = \"subject\"\nvisit = \"visit\"\nvalue = \"waist\"\nbaseline = \"Baseline\"\nfollowup = \"Week 8\"\nunit = \"cm\"\n\
                [[intercurrent]]\nname = \"diet\"\nlabel = \"Diet begun\"\ncolumn = \"diet\"\nstrategy = \"hypothetical\"\n\
                [longitudinal]\nstructure = \"compound-symmetry\"\n";
    let sandbox = Sandbox::with(&[("visits.csv", VISITS), ("plan.toml", plan)]);
    let found = json(&sandbox, "model plan.toml --format json");
    let one = &found["longitudinal"][0];
    assert_eq!(one["intercurrent"][0]["people"], serde_json::json!([1, 1]));
    assert_eq!(one["intercurrent"][0]["readings"], 3);
    assert_eq!(one["intercurrent"][0]["strategy"], "hypothetical");
    let at_last: Vec<&Value> = one["patterns"]["retention"]
        .as_array()
        .expect("retention")
        .iter()
        .filter(|row| row["visit"] == "Week 8")
        .collect();
    assert_eq!(at_last.iter().map(|row| row["read"].as_u64()).collect::<Vec<_>>(), [Some(3), Some(3)]);
    let policy = plan.replace("hypothetical", "treatment-policy");
    let sandbox = Sandbox::with(&[("visits.csv", VISITS), ("plan.toml", &policy)]);
    let other = json(&sandbox, "model plan.toml --format json");
    assert_ne!(other["longitudinal"][0]["model"], one["model"]);
}

#[test]
fn mistakes_are_said() {
    let sandbox = Sandbox::with(&[("visits.csv", VISITS), ("wide.csv", "id,only\n1,2\n2,3\n")]);
    assert_eq!(sandbox.girth("model visits.csv --structure diagonal").code, 2);
    let message = sandbox.girth("model visits.csv --structure diagonal").stderr;
    assert!(message.contains("use one of unstructured"), "{message}");
    let message = sandbox.girth("model visits.csv --degrees none").stderr;
    assert!(message.contains("satterthwaite"), "{message}");
    let message = sandbox.girth("test visits.csv --method mmrm").stderr;
    assert!(message.contains("girth model visits.csv --method mmrm"), "{message}");
    assert_eq!(sandbox.girth("model wide.csv").code, 2);
}

#[test]
fn no_model_at_all_is_a_failure_with_its_reasons() {
    let same: String = (1..=6).map(|id| format!("{id},Baseline,90\n{id},Week 4,89\n")).collect();
    let sandbox = Sandbox::with(&[("waist.csv", format!("id,visit,waist\n{same}"))]);
    let run = sandbox.girth("model waist.csv --unit cm");
    assert_eq!(run.code, 3, "{}", run.stdout);
    assert!(run.stderr.contains("no model could be fitted") && run.stderr.contains("no variance"), "{}", run.stderr);
}
