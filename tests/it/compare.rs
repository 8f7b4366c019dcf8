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
    told("test @anorexia --method welch-t", "welch-t compares groups: girth compare @anorexia --method welch-t");
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
    // The sentence is about the procedure that was asked for, not about a model beside it.
    let ranks = sandbox.girth("compare @anorexia --method mann-whitney").ok().stdout;
    assert!(ranks.lines().take(12).any(|line| line.contains("Mann-Whitney")), "{ranks}");
    // Table 1 counts everybody in the file.
    assert_eq!(found["baseline"]["groups"][0]["n"], 26);
}

#[test]
fn several_sites_of_one_person_are_not_pooled() {
    // Twelve people whose three sites move together: the person is what varies.
    let mut rows = "id,visit,site,girth_cm\n".to_owned();
    for person in 0..12_i32 {
        let change = (person * 7) % 12 - 8;
        for (at, site) in ["waist", "hip", "thigh"].into_iter().enumerate() {
            let (before, wobble) = (900 + 10 * person, (person + at as i32) % 2);
            rows.push_str(&format!("{person},V0,{site},{:.1}\n", f64::from(before) / 10.0));
            rows.push_str(&format!("{person},V1,{site},{:.1}\n", f64::from(before + 3 * change + wobble) / 10.0));
        }
    }
    let sandbox = Sandbox::with(&[("sites.csv", rows)]);
    let found = json(&sandbox, "compare sites.csv");
    let pooled = &found["sites"][0]["pooled"];
    assert_eq!((pooled["readings"].as_u64(), pooled["people"].as_u64()), (Some(36), Some(12)));
    assert!(
        pooled["icc"].as_f64().expect("icc") > 0.9 && pooled["design_effect"].as_f64().expect("effect") > 2.8,
        "{pooled}"
    );
    let degrees = pooled["degrees"].as_f64().expect("degrees");
    assert!((10.9..11.1).contains(&degrees), "12 people have 11 degrees of freedom, not {degrees}");
    let text = sandbox.girth("compare sites.csv").ok().stdout;
    assert!(text.contains("36 readings are of 12 people, so they are not pooled"), "{text}");
}

#[test]
fn clinics_and_subgroups_enter_the_comparison() {
    let mut rows = "id,arm,clinic,sex,waist1,waist2\n".to_owned();
    for person in 0..24_i32 {
        let (arm, clinic) =
            (["control", "drug"][(person % 2) as usize], ["north", "south", "east"][(person / 8) as usize]);
        let change = (person * 5) % 7 - 10 * (person % 2) + 4 * (person / 8);
        rows.push_str(&format!(
            "{person},{arm},{clinic},{},90.0,{:.1}\n",
            ["f", "m"][(person % 3 % 2) as usize],
            90.0 + f64::from(change) / 10.0
        ));
    }
    let plan = "title = \"Waist\"\n[design]\nkind = \"parallel-arms\"\ncontrol = \"control\"\nrandomised = true\n[columns]\nid = \"id\"\n\
                arm = \"arm\"\ncluster = \"clinic\"\ncovariates = [\"sex\"]\n[[outcome]]\nname = \"waist\"\nunit = \"cm\"\nbefore = \"waist1\"\n\
                after = \"waist2\"\n[analysis]\nsubgroups = [\"sex\"]\n";
    let sandbox = Sandbox::with(&[("study/plan.toml", plan.to_owned()), ("study/data.csv", rows)]);
    let found = json(&sandbox, "compare study");
    let notes: Vec<&str> = found["comparisons"][0]["models"]
        .as_array()
        .expect("models")
        .iter()
        .flat_map(|model| model["notes"].as_array().expect("notes"))
        .filter_map(|note| note["id"].as_str())
        .collect();
    assert!(notes.contains(&"exploratory") && notes.contains(&"assignment"), "{notes:?}");
    sandbox.girth("chart forest study --out forest.svg").ok();
    assert!(sandbox.read("forest.svg").contains("Everybody"));
    sandbox.write("study/plan.toml", plan.replace("subgroups = [\"sex\"]", "subgroups = [\"age\"]"));
    let run = sandbox.girth("compare study");
    assert!(run.code == 2 && run.stderr.contains("subgroups: age is not among [columns] covariates"), "{}", run.stderr);
}

#[test]
fn the_simulated_trial_says_what_is_true_of_it() {
    let sandbox = Sandbox::new();
    sandbox.girth("report @thigh-trial --out out").ok();
    let found: Value = serde_json::from_str(&sandbox.read("out/results.json")).expect("JSON");
    let truth = found["truth"].as_array().expect("truth");
    assert!(truth.len() >= 12 && truth.iter().all(|check| check["right"] != false), "{truth:?}");
    let of = |id: &str| truth.iter().find(|check| check["claim"] == id).expect("claim");
    assert_eq!(
        (&of("injections-thin-the-thigh")["holds"], &of("injections-thin-the-thigh")["right"]),
        (&true.into(), &true.into())
    );
    assert_eq!(of("session-1.5-to-2-cm")["holds"], false);
    assert_eq!(of("no-allergy")["right"], Value::Null, "no event in 20 people proves nothing");
    let allergy = found["harms"].as_array().expect("harms").iter().find(|harm| harm["name"] == "allergic-reaction");
    let group = &allergy.expect("harm")["groups"][0];
    assert_eq!((&group["counts"]["people"], &group["counts"]["with_event"]), (&20.into(), &0.into()));
    // 1 - 0.05^(1/20), and the first line says what the data are.
    assert!((group["risk_at_most"].as_f64().expect("bound") - 0.139_108_3).abs() < 1e-6, "{group}");
    assert!(sandbox.read("out/report.md").starts_with("# SIMULATED"));
    let charts = sandbox.files().into_keys().filter(|name| name.ends_with(".svg")).collect::<Vec<_>>();
    assert!(charts.len() > 10 && charts.iter().all(|chart| sandbox.read(chart).contains("SIMULATED DATA")));
}

#[test]
fn a_crossover_is_free_of_the_period() {
    // The treatment takes 1.0 off, the second period adds 0.4 whatever is given; wobbles cancel within each order.
    let mut rows = "id,order,first_waist_cm,second_waist_cm\n".to_owned();
    for person in 0..8_i32 {
        let wobble = f64::from([-2, -1, 1, 2][(person / 2) as usize]) / 10.0;
        let (order, first, second) =
            if person % 2 == 0 { ("treated first", 79.0, 80.4) } else { ("control first", 80.0, 79.4) };
        rows.push_str(&format!("{person},{order},{first:.1},{:.1}\n", second + wobble));
    }
    let sandbox = Sandbox::with(&[("cross.csv", rows)]);
    let run = sandbox.run(&[
        "compare",
        "cross.csv",
        "--design",
        "crossover",
        "--arm",
        "order",
        "--control",
        "control first",
        "--before",
        "first_waist_cm",
        "--after",
        "second_waist_cm",
        "--unit",
        "cm",
        "--format",
        "json",
    ]);
    let found: Value = serde_json::from_str(&run.ok().stdout).expect("JSON");
    let comparison = &found["comparisons"][0];
    assert_eq!(comparison["between"], "sequences");
    let model = &comparison["models"][0];
    let estimate = &model["contrasts"][0]["test"]["estimates"][0];
    assert!((estimate["value"].as_f64().expect("value") + 1.0).abs() < 1e-12, "{estimate}");
    let period =
        model["terms"].as_array().expect("terms").iter().find(|term| term["name"] == "period").expect("period");
    assert!((period["estimate"]["value"].as_f64().expect("value") - 0.4).abs() < 1e-12, "{period}");
}

#[test]
fn whole_clinics_assigned_by_chance_carry_no_cause_and_two_arms_have_one_direction() {
    let mut rows = "id,arm,clinic,waist1_cm,waist2_cm,rash\n".to_owned();
    for person in 0..20_i32 {
        let treated = person % 2 == 1;
        let (arm, clinic) = if treated { ("drug", "south") } else { ("plain", "north") };
        let after = 90.0 + f64::from(person % 5) / 10.0 - if treated { 3.0 } else { 0.0 };
        rows.push_str(&format!("{person},{arm},{clinic},90.0,{after:.1},{}\n", i32::from(treated)));
    }
    let plan = "title = \"Waist\"\n[design]\nkind = \"parallel-arms\"\nrandomised = true\n[columns]\nid = \"id\"\narm = \"arm\"\n\
                cluster = \"clinic\"\n[[outcome]]\nname = \"waist\"\nunit = \"cm\"\nbefore = \"waist1_cm\"\nafter = \"waist2_cm\"\n\
                [[harm]]\nname = \"rash\"\ncolumn = \"rash\"\n";
    let sandbox = Sandbox::with(&[("study/plan.toml", plan.to_owned()), ("study/data.csv", rows)]);
    let text = sandbox.girth("compare study").ok().stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("Whole groups of people were assigned together"), "{text}");
    assert!(!text.contains("can be credited to the treatment"), "{text}");
    // No control is declared: the first arm in the file is what the other is held against, for girths and for harms.
    let found = json(&sandbox, "compare study");
    assert!(found["comparisons"][0]["tests"][0]["estimates"][0]["value"].as_f64().expect("value") < -2.0);
    assert_eq!(found["harms"][0]["comparison"]["difference"]["value"], 1.0);
}
