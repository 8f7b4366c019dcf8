//! What is held against what: arms, sites as outcomes, sites as rows; facts beside the readings.

use super::sandbox::Sandbox;
use serde_json::Value;

/// Five people, both thighs; the fourth has no second reading of the right one.
const THIGHS: &str = "id,visit,sessions,sex,left_thigh_cm,right_thigh_cm,bruises\n\
    1,V0,0,f,57.1,57.0,\n1,V1,4,f,55.6,56.8,2\n2,V0,0,f,60.2,60.4,\n2,V1,4,f,59.0,60.1,0\n3,V0,0,m,52.0,52.3,\n3,V1,4,m,51.1,52.4,1\n\
    4,V0,0,f,55.5,55.5,\n4,V1,4,f,55.0,,0\n5,V0,0,m,61.0,60.7,\n5,V1,4,m,60.4,60.2,0\n";

/// The same readings with one row for each site.
fn as_rows() -> String {
    let mut rows = "id,visit,site,thigh_cm\n".to_owned();
    for line in THIGHS.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        for (site, at) in [("left", 4), ("right", 5)] {
            rows.push_str(&format!("{},{},{site},{}\n", cells[0], cells[1], cells[at]));
        }
    }
    rows
}

fn json(sandbox: &Sandbox, line: &str) -> Value {
    serde_json::from_str(&sandbox.girth(&format!("{line} --format json")).ok().stdout).expect("JSON")
}

#[test]
fn two_sites_of_one_person_are_compared_by_their_changes() {
    let sandbox = Sandbox::with(&[("thighs.csv", THIGHS.to_owned()), ("rows.csv", as_rows())]);
    let columns = json(&sandbox, "compare thighs.csv --treated left_thigh --control right_thigh");
    let rows = json(&sandbox, "compare rows.csv --treated left --control right");
    // Changes left -1.5 -1.2 -0.9 -0.6, right -0.2 -0.3 0.1 -0.5: differences -1.3 -0.9 -1.0 -0.1.
    let mean = (-1.3 - 0.9 - 1.0 - 0.1) / 4.0;
    for found in [&columns, &rows] {
        let [comparison] = found["comparisons"].as_array().expect("comparisons").as_slice() else { panic!("one") };
        assert_eq!((&comparison["between"], &comparison["n"]), (&"sites".into(), &serde_json::json!([4, 4])));
        let estimate = &comparison["tests"][0]["estimates"][0];
        assert_eq!(estimate["quantity"]["id"], "difference_of_changes");
        assert!((estimate["value"].as_f64().expect("number") - mean).abs() < 1e-12, "{estimate}");
        assert_eq!(found["study"]["design"]["kind"], "split-body");
        assert_eq!(found["flow"]["groups"][0]["analysed"], 4);
    }
    assert_eq!(columns["comparisons"][0]["tests"], rows["comparisons"][0]["tests"]);
    // The difference of the changes is what the paired test of the same differences says.
    let paired = sandbox.girth("compare thighs.csv --treated left_thigh --control right_thigh").ok().stdout;
    assert!(paired.contains("It is not stated that chance decided what was treated"), "{paired}");
}

#[test]
fn a_declared_split_body_needs_no_flags() {
    let plan = "title = \"Thighs\"\n[design]\nkind = \"split-body\"\ncontrol = \"right\"\nrandomised = true\n[columns]\nid = \"id\"\n";
    let sandbox = Sandbox::with(&[("study/plan.toml", plan.to_owned()), ("study/data.csv", as_rows())]);
    let found = json(&sandbox, "compare study");
    assert_eq!(found["comparisons"][0]["comparison"], "left against right");
    assert_eq!(found["samples"].as_array().expect("samples").len(), 2, "each site has its before and after");
    let text = sandbox.girth("compare study").ok().stdout;
    assert!(text.contains("Chance decided what was treated"), "{text}");
}

#[test]
fn facts_events_and_sessions_come_from_the_plan() {
    let plan = "title = \"Thighs\"\n[columns]\nid = \"id\"\ncovariates = [\"sex\"]\nsessions = \"sessions\"\n\
                [[contrast]]\nname = \"treated\"\ntreated = \"left_thigh\"\ncontrol = \"right_thigh\"\n\
                [[harm]]\nname = \"bruise\"\ncolumn = \"bruises\"\n";
    let sandbox = Sandbox::with(&[("study/plan.toml", plan), ("study/data.csv", THIGHS)]);
    let found = json(&sandbox, "compare study");
    let names: Vec<&str> =
        found["samples"].as_array().expect("samples").iter().filter_map(|one| one["outcome"].as_str()).collect();
    assert_eq!(names, ["left_thigh", "right_thigh"], "events and sessions are no readings");
    let sex: Vec<&Value> =
        found["baseline"]["rows"].as_array().expect("rows").iter().filter(|row| row["label"] == "sex").collect();
    assert_eq!(sex[0]["values"][0], serde_json::json!({"kind": "count", "count": 3, "known": 5}));
    for (wrong, told) in [
        (
            "column = \"bruises\"\ntreated = \"left_thigh_cm\"",
            "harm bruise: give either `column`, or `treated` and `control`",
        ),
        ("column = \"bruise\"", "bruise"),
    ] {
        sandbox.write("study/plan.toml", plan.replace("column = \"bruises\"", wrong));
        let run = sandbox.girth("compare study");
        assert!(run.code == 2 && run.stderr.contains(told), "{}", run.stderr);
    }
}

#[test]
fn what_cannot_be_compared_is_said() {
    let sandbox = Sandbox::with(&[("thighs.csv", THIGHS)]);
    let told = |line: &str, told: &str| {
        let run = sandbox.girth(line);
        assert!(run.code == 2 && run.stderr.contains(told), "{line}: {}", run.stderr);
    };
    told("compare @sleep", "these data have nothing to compare");
    told(
        "compare thighs.csv --treated left_thigh --control arm",
        "left_thigh and arm are not two arms, two sites or two outcomes of these data; found left_thigh, right_thigh",
    );
    told("compare thighs.csv --treated left_thigh --control left_thigh", "both left_thigh");
    told("compare thighs.csv --treated left_thigh", "--control");
}

#[test]
fn arms_are_held_against_the_control() {
    let sandbox = Sandbox::new();
    let found = json(&sandbox, "compare @anorexia");
    let labels: Vec<&str> = found["comparisons"]
        .as_array()
        .expect("comparisons")
        .iter()
        .filter_map(|one| one["comparison"].as_str())
        .collect();
    assert_eq!(labels, ["cognitive behavioural therapy against control", "family therapy against control"]);
    let chosen = json(&sandbox, "compare @anorexia --treated FT --control CBT");
    assert_eq!(chosen["comparisons"][0]["n"], serde_json::json!([17, 29]));
    assert_eq!(chosen["comparisons"].as_array().map(Vec::len), Some(1));
    // Table 1 counts everybody in the file.
    assert_eq!(found["baseline"]["groups"][0]["n"], 26);
}
