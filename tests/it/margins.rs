//! Margins and adjustments from the command line and from plans.

use crate::sandbox::{Sandbox, number};
use serde_json::Value;

/// Two sites of seven people, one of whom has no hip.
const SITES: &str = "id,site,before,after\n1,waist,92.3,90.9\n1,hip,101.0,100.1\n2,waist,88.0,87.1\n2,hip,99.5,99.7\n\
    3,waist,79.4,79.0\n3,hip,97.2,96.1\n4,waist,95.1,93.2\n5,waist,84.6,84.9\n5,hip,93.3,92.9\n6,waist,90.2,89.0\n6,hip,104.0,103.2\n\
    7,waist,86.7,85.8\n7,hip,98.8,98.1\n";

const FLAGS: &str = "--id id --site site --before before --after after --unit cm";

fn test<'a>(json: &'a Value, procedure: &str) -> &'a Value {
    let tests = json["tests"].as_array().expect("tests");
    tests.iter().find(|test| test["procedure"] == procedure).unwrap_or_else(|| panic!("no {procedure}"))
}

#[test]
fn every_way_to_state_a_margin() {
    let sandbox = Sandbox::with(&[("data.csv", SITES)]);
    let json = |margin: &str| {
        let line = format!("test data.csv {FLAGS} --where site=waist --format json --margin={margin}");
        sandbox.girth(&line).ok().json()
    };
    let unit = |margin: &str| test(&json(margin), "equivalence-t")["estimates"][0]["unit"].clone();
    assert_eq!((unit("1cm"), unit("5%"), unit("0.3sd")), ("cm".into(), "percent".into(), "none".into()));
    let one_sided = json("..0.5cm");
    let result = test(&one_sided, "equivalence-t");
    assert_eq!(result["title"], "one-sided t test (non-inferiority)");
    assert_eq!(number(&result["estimates"][0]["interval"]["lower"]), f64::NEG_INFINITY);
    assert_eq!(one_sided["samples"][0]["conclusion"], "different-but-trivial");
    assert_eq!(json("0.1cm")["samples"][0]["conclusion"], "different");
    assert!(json("5%")["tests"].to_string().contains("percent of the mean before"));
    assert_eq!(json("0.95..1.05ratio")["tests"], json("5%")["tests"]);
    assert_eq!(json("-10mm..10mm")["tests"], json("1cm")["tests"]);
}

#[test]
fn the_conclusion_follows_the_finding() {
    let sandbox = Sandbox::with(&[("data.csv", SITES)]);
    let line = format!("test data.csv {FLAGS} --where site=waist --margin");
    let words = |margin: &str| {
        sandbox.girth(&format!("{line} {margin}")).ok().stdout.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(words("0.1cm").contains("Different: the mean change differs from 0 cm"), "{}", words("0.1cm"));
    assert!(words("5cm").contains("Different but trivial"), "{}", words("5cm"));
}

#[test]
fn the_other_tests_of_a_margin_run_when_asked_for() {
    let sandbox = Sandbox::with(&[("data.csv", SITES)]);
    let line = format!("test data.csv {FLAGS} --where site=waist --format json --method all --margin");
    let of = |margin: &str| -> Vec<String> {
        let json = sandbox.girth(&format!("{line} {margin}")).ok().json();
        let tests = json["tests"].as_array().expect("tests").iter();
        tests.filter_map(|test| test["procedure"].as_str().map(str::to_owned)).collect()
    };
    let has = |margin: &str, id: &str| of(margin).iter().any(|name| name == id);
    assert!(
        has("1cm", "equivalence-signed-rank") && has("1cm", "minimum-effect-t") && !has("1cm", "equivalence-ratio")
    );
    assert!(has("5%", "equivalence-signed-rank") && has("5%", "equivalence-ratio"));
    assert!(has("0.3sd", "minimum-effect-t") && !has("0.3sd", "equivalence-signed-rank"));
}

#[test]
fn a_plan_states_margins_and_the_adjustment() {
    let plan = "title = \"t\"\n[columns]\nid = \"id\"\nsite = \"site\"\n[[outcome]]\nbefore = \"before\"\nafter = \"after\"\nunit = \"cm\"\n\
        margin = \"-2cm..0.5cm\"\nmargin-source = \"a test\"\n[analysis]\nadjust = \"holm\"\n";
    let sandbox = Sandbox::with(&[("plan.toml", plan), ("data.csv", SITES)]);
    let json = sandbox.girth("test . --format json").ok().json();
    let result = test(&json, "equivalence-t");
    let detail = |id: &str| {
        result["details"]
            .as_array()
            .expect("details")
            .iter()
            .find(|detail| detail["id"] == id)
            .map(|detail| number(&detail["value"]))
    };
    assert_eq!((detail("lower_bound"), detail("upper_bound")), (Some(-2.0), Some(0.5)));
    assert_eq!(json["adjusted"].as_array().map(Vec::len), Some(2));
    let bad = [
        ("margin = \"1cm..-1cm\"\nmargin-source = \"x\"", "is empty: the lower end comes first"),
        ("margin = \"1cm..2kg\"\nmargin-source = \"x\"", "has two units"),
        ("margin = \"..2kg\"\nmargin-source = \"x\"", "margin ..2 kg"),
    ];
    for (line, why) in bad {
        sandbox.write(
            "plan.toml",
            format!("title = \"t\"\n[[outcome]]\nbefore = \"before\"\nafter = \"after\"\nunit = \"cm\"\n{line}\n"),
        );
        let run = sandbox.girth("test .");
        assert!(run.code == 2 && run.stderr.contains(why), "{line}: {}", run.stderr);
    }
    sandbox.write("plan.toml", "title = \"t\"\n[analysis]\nadjust = \"luck\"\n");
    let run = sandbox.girth("test .");
    assert!(run.code == 2 && run.stderr.contains("`luck` is no adjustment; there are bonferroni"), "{}", run.stderr);
}

#[test]
fn several_hypotheses_at_once() {
    let sandbox = Sandbox::with(&[("data.csv", SITES)]);
    let plain = sandbox.girth(&format!("test data.csv {FLAGS}")).ok().stdout;
    assert!(!plain.contains("Several hypotheses at once") && plain.contains("without correction for"), "{plain}");
    for adjustment in girth::stats::multiplicity::ADJUSTMENTS {
        let id = adjustment.id();
        let printed = sandbox.girth(&format!("test data.csv {FLAGS} --adjust {id}")).ok().stdout;
        assert!(
            printed.contains("Several hypotheses at once") && !printed.contains("without correction for"),
            "{printed}"
        );
        let json = sandbox.girth(&format!("test data.csv {FLAGS} --adjust {id} --format json")).ok().json();
        let rows = json["adjusted"].as_array().expect("rows");
        assert_eq!(rows.iter().map(|row| row["site"].as_str()).collect::<Vec<_>>(), [Some("waist"), Some("hip")]);
        for row in rows {
            assert_eq!((row["adjustment"].as_str(), row["procedure"].as_str()), (Some(id), Some("paired-t")));
            assert!(number(&row["adjusted_p_value"]) >= number(&row["p_value"]), "{row}");
            assert!(row["estimate"]["interval"].is_object(), "{row}");
        }
        assert_eq!(json["settings"]["adjust"], id);
    }
    let run = sandbox.girth(&format!("test data.csv {FLAGS} --adjust luck"));
    assert!(run.code == 2 && run.stderr.contains("--adjust: `luck` is no adjustment"), "{}", run.stderr);
}

#[test]
fn adjustments_do_not_depend_on_the_order_of_rows() {
    let (head, rows) = SITES.split_once('\n').expect("rows");
    let mut rows: Vec<&str> = rows.lines().collect();
    let sandbox = Sandbox::with(&[("data.csv", SITES)]);
    let adjusted = |sandbox: &Sandbox| {
        let json = sandbox.girth(&format!("test data.csv {FLAGS} --adjust max-t --format json")).ok().json();
        let mut rows: Vec<(String, String)> = json["adjusted"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| (row["site"].to_string(), row["adjusted_p_value"].to_string()))
            .collect();
        rows.sort();
        rows
    };
    let expected = adjusted(&sandbox);
    rows.reverse();
    rows.swap(1, 6);
    sandbox.write("data.csv", format!("{head}\n{}\n", rows.join("\n")));
    assert_eq!(adjusted(&sandbox), expected);
}
