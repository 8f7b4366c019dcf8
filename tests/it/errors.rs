//! Bad input: exit code 2 (or a defined outcome), one message that says where, what and what to do, and nothing half-written.

use super::sandbox::{Run, Sandbox};

/// A report that was there before; no failure may touch it.
const PREVIOUS: [(&str, &str); 2] = [("out/manifest.json", "{}"), ("out/index.html", "the previous report")];

const GOOD: &str = "id,waist_before_cm,waist_after_cm\nA,92.3,90.9\nB,88.0,87.1\nC,101.2,100.0\n";

/// Asserts that a run refused with one message that holds all these parts.
#[track_caller]
fn assert_refused(run: &Run, parts: &[&str]) {
    assert_eq!(run.code, 2, "{run:?}");
    assert_eq!(run.stdout, "", "{run:?}");
    assert!(run.stderr.starts_with("error: ") && run.stderr.matches("error:").count() == 1, "{run:?}");
    assert!(run.stderr.ends_with('\n') && !run.stderr.contains("panicked"), "{run:?}");
    for part in parts {
        assert!(run.stderr.contains(part), "no `{part}` in: {}", run.stderr);
    }
}

/// Runs `girth test` and `girth report` on data.csv with these bytes and flags; both must refuse, in the same words, and leave every
/// file as it was.
#[track_caller]
fn refuses(bytes: impl AsRef<[u8]>, flags: &str, parts: &[&str]) {
    let sandbox = Sandbox::with(&PREVIOUS);
    sandbox.write("data.csv", bytes);
    let before = sandbox.files();
    for line in [format!("test data.csv {flags}"), format!("report data.csv --out out {flags}")] {
        assert_refused(&sandbox.girth(&line), parts);
        assert!(sandbox.files() == before, "{line} left something behind: {:?}", sandbox.files().keys());
    }
}

// ---- the file ----

#[test]
fn missing_file() {
    let sandbox = Sandbox::with(&PREVIOUS);
    let before = sandbox.files();
    for line in ["test no.csv", "check no.csv", "init no.csv", "report no.csv --out out", "chart scatter no.csv"] {
        assert_refused(&sandbox.girth(line), &["no.csv: no such file", "check the path"]);
    }
    assert_refused(&sandbox.girth("test out"), &["out", "plan.toml", "no such file"]);
    assert!(sandbox.files() == before);
}

#[test]
fn empty_file() {
    refuses("", "", &["data.csv: the file is empty", "expected a header line"]);
}

#[test]
fn binary_file() {
    refuses(b"id,before,after\n1,\0\0,2\n", "", &["data.csv: the file is a binary file", "line 2", "export the table"]);
    refuses(b"PK\x03\x04rest of a workbook", "", &["data.csv", "not a text table"]);
}

#[test]
fn header_only() {
    refuses("id,before,after\n", "", &["data.csv:1:", "header but no rows", "expected one line per record"]);
}

#[test]
fn ragged_row() {
    refuses(
        "id,before,after\n1,2,3\n2,3\n",
        "",
        &["data.csv:3:", "found 2 fields, expected 3", "correct the line, or name the separator with --delimiter"],
    );
}

#[test]
fn text_in_a_number_column() {
    let parts = ["data.csv:3:3:", "\"abc\" in column before is not a number", "correct it, or leave the cell empty"];
    refuses("id,before,after\n1,92.3,90.1\n2,abc,91\n3,88,87\n4,90,89\n", "", &parts);
    refuses("id,before,after\n1,92.3,90.1\n2,abc,91\n", "", &parts);
    refuses("id,before,after\n1,92.3,90.1\n2,abc,91\n", "--before before --after after", &parts);
    refuses("id,before,after\nJörg,92.3,90.1\nZoë,91,9o\n", "", &["data.csv:3:8:", "\"9o\" in column after"]);
}

#[test]
fn number_out_of_range() {
    let parts = ["data.csv:3:3:", "\"1e400\" in column before", "outside what a measurement can be", "correct it"];
    refuses("id,before,after\n1,92.3,90.1\n2,1e400,91\n", "", &parts);
}

#[test]
fn lone_quote() {
    let parts = ["data.csv:3:3:", "quotation mark is never closed", "close it or remove it"];
    refuses("id,before,after\n1,92.3,90.1\n2,\"93,91\n3,1,2\n", "", &parts);
    refuses("id,before,after\n1,9\"2,90.1\n", "", &["data.csv:2:4:", "a quotation mark within a field", "remove it"]);
}

#[test]
fn duplicated_header() {
    let parts = ["data.csv:1:", "column name before occurs twice (columns 2 and 3)", "rename one"];
    refuses("id,before,before\n1,92.3,90.1\n", "", &parts);
}

// ---- who is who ----

#[test]
fn duplicated_participant_in_wide_data() {
    let parts =
        ["data.csv", "several records where one was expected", "1 at before (lines 2, 4)", "--where", "--id A,B"];
    refuses("id,before,after\n1,92.3,90.1\n2,91,90\n1,92,90\n", "", &parts);
}

#[test]
fn duplicated_record_in_long_data() {
    let parts =
        ["data.csv", "waist: several records", "1 at V1 (lines 3, 4)", "keep one record per participant and visit"];
    refuses("id,visit,waist\n1,V0,92.3\n1,V1,90\n1,V1,91\n2,V0,91\n2,V1,90\n", "", &parts);
}

#[test]
fn missing_id_column() {
    let parts = [
        "data.csv",
        "joined by participant, not by row order",
        "--id COLUMN",
        "--rows-are-participants",
        "before, after",
    ];
    refuses("before,after\n92.3,90.1\n91,90\n", "", &parts);
}

#[test]
fn missing_id_cell() {
    let parts = ["data.csv:3:1:", "the participant (id) is missing in this row", "fill it in or remove the row"];
    refuses("id,before,after\n1,92.3,90.1\n,91,90\n", "", &parts);
}

#[test]
fn participant_in_two_arms() {
    let parts = ["data.csv:3:", "participant 1 is in arm B, but in arm A on line 2", "a participant has one arm"];
    refuses("id,arm,visit,waist\n1,A,V0,92\n1,B,V1,90\n2,A,V0,91\n2,A,V1,90\n", "--arm arm", &parts);
}

// ---- columns ----

#[test]
fn unknown_column_with_near_names() {
    let flags = "--before waist_befor_cm --after waist_after_cm";
    let parts =
        ["data.csv: there is no column waist_befor_cm", "asked for as --before", "did you mean waist_before_cm"];
    refuses(GOOD, flags, &parts);
    refuses(GOOD, "--id xyz", &["there is no column xyz", "the columns are id, waist_before_cm, waist_after_cm"]);
    refuses(GOOD, "--where sex=f", &["there is no column sex", "--where"]);
}

#[test]
fn ambiguous_header() {
    let parts =
        ["data.csv", "more than two columns", "weight1, weight2, weight3", "--before COLUMN and --after COLUMN"];
    refuses("id,weight1,weight2,weight3\n1,92.3,90.1,90\n2,91,90,89\n", "", &parts);
}

#[test]
fn no_readings_in_the_header() {
    let parts = ["data.csv: no readings found", "--before COLUMN --after COLUMN", "the columns are id, height, age"];
    refuses("id,height,age\n1,170,40\n2,180,50\n", "", &parts);
}

#[test]
fn more_visits_than_two() {
    let parts = ["data.csv", "which visits make the pair", "V0, V1, V2", "--baseline VISIT and --followup VISIT"];
    refuses("id,visit,waist\n1,V0,92\n1,V1,91\n1,V2,90\n2,V0,92\n2,V1,91\n2,V2,90\n", "", &parts);
}

// ---- units ----

#[test]
fn unit_of_the_header_against_the_flag() {
    let parts =
        ["data.csv", "the unit given for waist is kg, but waist_before_cm says cm", "correct --unit or the header"];
    refuses(GOOD, "--unit kg", &parts);
}

#[test]
fn two_columns_in_two_units() {
    let flags = "--before waist_before_cm --after waist_after_in";
    let parts = ["data.csv", "waist_before_cm is in cm but waist_after_in in in", "convert one of them"];
    refuses("id,waist_before_cm,waist_after_in\n1,92.3,36\n2,91,35\n", flags, &parts);
}

#[test]
fn null_and_margin_in_a_unit_of_something_else() {
    let what = ["data.csv", "-1.5 kg fits no outcome (waist in cm)", "give it in the outcome's unit"];
    refuses(GOOD, "--null -1.5kg", &what);
    refuses(GOOD, "--margin 1kg", &["data.csv", "margin 1 kg fits no outcome (waist in cm)"]);
}

#[test]
fn mixed_units() {
    let parts = ["data.csv:3:", "unit in, but cm on line 2 (column unit)", "convert the readings", "--where unit=cm"];
    refuses("id,visit,waist,unit\n1,V0,92.3,cm\n1,V1,36,in\n2,V0,91,cm\n2,V1,90,cm\n", "", &parts);
}

#[test]
fn a_girth_in_kilograms() {
    let parts = ["data.csv", "girth is not measured in kg", "correct the unit or the kind"];
    refuses("id,waist_before,waist_after\n1,92.3,90\n2,91,90\n", "--unit kg", &parts);
}

// ---- few pairs, no variation ----

#[test]
fn nobody_with_both_readings() {
    let parts = [
        "data.csv",
        "nobody has both readings (before and after)",
        "reading before missing (1)",
        "reading after missing (1)",
    ];
    refuses("id,before,after\n1,92.3,\n2,,90\n", "", &parts);
}

/// Runs test and report on the data, both of which must go well, and gives the results.
#[track_caller]
fn defined(data: &str) -> serde_json::Value {
    let sandbox = Sandbox::with(&[("data.csv", data)]);
    sandbox.girth("report data.csv --out out --unit cm").ok();
    let json = sandbox.girth("test data.csv --unit cm --format json").ok().json();
    for (name, bytes) in sandbox.files() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(name.ends_with(".png") || !text.contains("NaN"), "NaN in {name}");
    }
    sandbox.girth("test data.csv --unit cm").ok();
    json
}

fn procedures(json: &serde_json::Value, list: &str) -> Vec<String> {
    json[list].as_array().expect(list).iter().map(|test| test["procedure"].as_str().expect("name").to_owned()).collect()
}

#[test]
fn one_pair() {
    let json = defined("id,before,after\n1,92.3,90.1\n2,,90\n");
    assert_eq!(procedures(&json, "tests"), ["signed-rank"]);
    assert_eq!(json["tests"][0]["p_value"], 1.0);
    assert_eq!(procedures(&json, "effects"), ["rank_biserial", "probability_of_increase"]);
    let refusals = json["samples"][0]["not_computed"].as_array().expect("list");
    assert_eq!(refusals[0]["why"], "paired t test needs at least 2 complete pairs; there is 1");
    assert_eq!(json["samples"][0]["exclusions"][0]["reason"], "missing-before");
}

#[test]
fn two_pairs() {
    let json = defined("id,before,after\n1,92.3,90.1\n2,91,90\n");
    let test = &json["tests"][0];
    // Changes -2.2 and -1.0: mean -1.6, standard error 0.6, t = -8/3 with 1 degree of freedom.
    assert_eq!((test["procedure"].as_str(), test["analysed"]["n"].as_u64()), (Some("paired-t"), Some(2)));
    let t = test["statistic"]["value"].as_f64().expect("t");
    assert!((t + 8.0 / 3.0).abs() < 1e-12, "{t}");
    // p of t with 1 degree of freedom is 1 - 2 atan(|t|) / pi.
    let p = 1.0 - 2.0 * (8.0_f64 / 3.0).atan() / std::f64::consts::PI;
    assert!((test["p_value"].as_f64().expect("p") - p).abs() < 1e-12);
    assert_eq!(json["tests"][1]["p_value"], 0.5);
}

#[test]
fn all_differences_zero() {
    let json = defined("id,before,after\n1,92.3,92.3\n2,91,91\n3,80,80\n");
    let (t, ranks) = (&json["tests"][0], &json["tests"][1]);
    assert!(t["p_value"].is_null() && t["statistic"].is_null() && t["estimates"][0]["interval"].is_null());
    assert_eq!(t["estimates"][0]["value"], 0.0);
    assert!(t["notes"][0]["text"].as_str().expect("why").contains("changed by exactly 0"));
    assert_eq!((ranks["p_value"].as_f64(), ranks["estimates"][0]["value"].as_f64()), (Some(1.0), Some(0.0)));
    // Without an SD there is no standardised size; how often a reading rose is known all the same.
    assert_eq!(procedures(&json, "effects"), ["rank_biserial", "probability_of_increase"]);
    assert_eq!(
        (&json["effects"][0]["estimate"]["value"], &json["effects"][1]["estimate"]["value"]),
        (&0.0.into(), &0.5.into())
    );
    assert!(json["samples"][0]["not_computed"].as_array().expect("list").len() >= 4);
}

#[test]
fn all_differences_equal() {
    let json = defined("id,before,after\n1,92.3,91.3\n2,91,90\n3,80,79\n");
    let (t, ranks) = (&json["tests"][0], &json["tests"][1]);
    assert!(t["p_value"].is_null() && t["estimates"][0]["interval"].is_null());
    assert_eq!(t["estimates"][0]["value"], -1.0);
    // Three changes of one sign: 2 of 8 sign patterns are as extreme.
    assert_eq!((ranks["p_value"].as_f64(), ranks["estimates"][0]["value"].as_f64()), (Some(0.25), Some(-1.0)));
    assert_eq!(procedures(&json, "effects"), ["rank_biserial", "probability_of_increase"]);
    assert_eq!(json["effects"][1]["estimate"]["value"], 0.0);
}

// ---- plans and claims ----

#[test]
fn plan_with_an_unknown_key() {
    let plan = "title = \"x\"\ndata = \"data.csv\"\n\n[columns]\nid = \"id\"\n  subject = \"id\"\n";
    let sandbox = Sandbox::with(&PREVIOUS);
    sandbox.write("data.csv", GOOD);
    sandbox.write("plan.toml", plan);
    let before = sandbox.files();
    for line in ["report plan.toml --out out", "report . --out out", "test data.csv --plan plan.toml"] {
        assert_refused(&sandbox.girth(line), &["plan.toml:6:3:", "unknown field `subject`", "expected one of `id`"]);
    }
    assert!(sandbox.files() == before);
}

#[test]
fn plan_that_contradicts_itself() {
    let outcome = "title = \"x\"\n[[outcome]]\nname = \"waist\"\nunit = \"cm\"\n";
    for (more, parts) in [
        ("margin = \"1 cm\"\n", ["plan.toml", "outcome waist", "margin-source"]),
        ("margin = \"1 kg\"\nmargin-source = \"why\"\n", ["plan.toml", "outcome waist", "margin 1 kg"]),
        ("before = \"a\"\n", ["plan.toml", "outcome waist", "`before` and `after` go together"]),
        ("unit = \"parsec\"\n", ["plan.toml:5:1:", "duplicate key", ""]),
    ] {
        let sandbox = Sandbox::with(&[("data.csv", GOOD), ("plan.toml", &format!("{outcome}{more}"))]);
        assert_refused(&sandbox.girth("test plan.toml"), &parts);
    }
}

#[track_caller]
fn refuses_claims(claims: &str, parts: &[&str]) {
    let sandbox = Sandbox::with(&PREVIOUS);
    sandbox.write("data.csv", GOOD);
    sandbox.write("claims.toml", claims);
    let before = sandbox.files();
    for line in ["claims data.csv --claims claims.toml", "report data.csv --claims claims.toml --out out"] {
        assert_refused(&sandbox.girth(line), parts);
        assert!(sandbox.files() == before, "{line}");
    }
}

#[test]
fn claim_without_a_direction() {
    refuses_claims(
        "[[claim]]\nid = \"a\"\nstatement = \"s\"\ncriterion = { kind = \"not-measurable\", missing = \"x\" }\n\n\
         [[claim]]\nid = \"b\"\nstatement = \"s\"\noutcome = \"waist\"\ncriterion = { kind = \"at-least\", value = \"1 cm\" }\n",
        &["claims.toml:6:", "claim `b`", "direction is missing", "write direction = \"decrease\" or \"increase\""],
    );
}

#[test]
fn claim_with_an_empty_range() {
    for range in ["from = \"2 cm\", to = \"1 cm\"", "from = \"1 cm\", to = \"10 mm\""] {
        refuses_claims(
            &format!(
                "[[claim]]\nid = \"a\"\nstatement = \"s\"\noutcome = \"waist\"\ndirection = \"decrease\"\n\
                 criterion = {{ kind = \"within-range\", {range} }}\n"
            ),
            &["claims.toml:1:", "claim `a`", "is empty", "`from` is the smaller size"],
        );
    }
}

#[test]
fn claim_of_an_unknown_kind() {
    refuses_claims(
        "[[claim]]\nid = \"a\"\nstatement = \"s\"\noutcome = \"waist\"\ncriterion = { kind = \"more-or-less\", value = \"2 cm\" }\n",
        &["claims.toml:5:", "unknown variant `more-or-less`", "expected one of `at-least`"],
    );
}

#[test]
fn claim_that_is_negative_or_repeated() {
    let claim = |id: &str, value: &str| {
        format!(
            "[[claim]]\nid = \"{id}\"\nstatement = \"s\"\noutcome = \"waist\"\ndirection = \"decrease\"\n\
             criterion = {{ kind = \"at-least\", value = \"{value}\" }}\n"
        )
    };
    refuses_claims(&claim("a", "-1 cm"), &["claims.toml:1:", "claim `a`", "is not above zero", "give a size"]);
    let twice = claim("a", "1 cm") + &claim("a", "2 cm");
    refuses_claims(&twice, &["claims.toml:7:", "claim `a`", "used twice", "give each claim its own"]);
    refuses_claims(&claim("a", "1 parsec"), &["claims.toml:6:", "is not a number with a unit"]);
}

#[test]
fn claim_in_a_unit_of_something_else() {
    refuses_claims(
        "[[claim]]\nid = \"a\"\nstatement = \"s\"\noutcome = \"waist\"\ndirection = \"decrease\"\n\
         criterion = { kind = \"at-least\", value = \"1 kg\" }\n",
        &["claims.toml: claim `a`", "kg cannot be expressed in cm", "give it in the unit of waist"],
    );
}

// ---- usage ----

#[test]
fn unknown_bundled_set() {
    let parts = ["there is no bundled study @nope", "@anorexia", "@sleep", "girth datasets"];
    for line in ["test @nope", "report @nope", "check @nope", "claims @nope", "chart scatter @nope"] {
        assert_refused(&Sandbox::new().girth(line), &parts);
    }
    let sandbox = Sandbox::new();
    assert_refused(&sandbox.girth("datasets nope --out x"), &["no bundled study nope", "anorexia"]);
    assert!(sandbox.files().is_empty());
}

#[test]
fn unknown_kind_of_chart() {
    let sandbox = Sandbox::with(&[("data.csv", GOOD)]);
    let parts = ["there is no chart pie", "paired-lines", "waterfall"];
    assert_refused(&sandbox.girth("chart pie data.csv --out pie.svg"), &parts);
    assert_refused(&sandbox.girth("chart scatter data.csv --out x.pdf"), &["--out", ".svg or .png"]);
    assert_eq!(sandbox.files().len(), 1);
}

#[test]
fn unknown_names_elsewhere() {
    let sandbox = Sandbox::new();
    assert_refused(&sandbox.girth("explain nope"), &["nothing is called nope", "paired-t"]);
    assert_refused(&sandbox.girth("man nope"), &["no command nope"]);
    assert_refused(&sandbox.girth("chart waterfall @anorexia"), &["which group", "--group", "FT"]);
    assert_refused(&sandbox.girth("chart waterfall @anorexia --group XX"), &["no group XX", "FT"]);
    assert_refused(&sandbox.girth("bogus"), &["bogus"]);
    assert_refused(&sandbox.girth("test @sleep --bogus"), &["--bogus"]);
}

#[test]
fn before_without_after() {
    refuses(GOOD, "--before waist_before_cm", &["--after"]);
    refuses(GOOD, "--after waist_after_cm", &["--before"]);
    refuses(
        GOOD,
        "--before waist_before_cm --before id --after waist_after_cm",
        &["--before is given 2 times and --after 1", "one of each per outcome"],
    );
}

#[test]
fn bad_level() {
    for level in ["95", "0", "1", "-0.5", "NaN", "inf"] {
        refuses(GOOD, &format!("--level={level}"), &["--level", "between 0 and 1", level]);
    }
    refuses(GOOD, "--level high", &["--level", "high"]);
}

#[test]
fn bad_measure() {
    refuses(GOOD, "--margin 1parsec", &["--margin", "`1parsec` is not a number with a unit", "1.5cm"]);
    refuses(GOOD, "--null cm", &["--null", "`cm` is not a number with a unit"]);
    refuses(GOOD, "--margin -1cm", &["--margin", "-1 cm is not above zero"]);
    refuses(GOOD, "--margin 0cm", &["--margin", "0 cm is not above zero"]);
    refuses(GOOD, "--unit furlong", &["--unit", "furlong", "cm"]);
}

#[test]
fn a_folder_that_holds_something_else() {
    let sandbox = Sandbox::with(&[("data.csv", GOOD), ("mine/letter.txt", "Dear ..."), ("plain", "a file")]);
    let before = sandbox.files();
    for folder in ["mine", "plain"] {
        let parts = [folder, "not a report of girth", "choose another with --out"];
        assert_refused(&sandbox.girth(&format!("report data.csv --out {folder}")), &parts);
        assert!(sandbox.files() == before);
    }
}

#[test]
fn existing_files_are_not_overwritten_by_init_and_datasets() {
    let sandbox = Sandbox::with(&[("data.csv", GOOD), ("plan.toml", "mine"), ("mine/letter.txt", "Dear ...")]);
    let before = sandbox.files();
    assert_refused(&sandbox.girth("init data.csv --out plan.toml"), &["plan.toml: exists already"]);
    assert_refused(&sandbox.girth("datasets sleep --out mine"), &["mine: exists already"]);
    assert!(sandbox.files() == before);
}

#[test]
fn an_output_that_cannot_be_written() {
    let sandbox = Sandbox::with(&[("data.csv", GOOD), ("plain", "a file")]);
    let before = sandbox.files();
    for line in [
        "test data.csv --out no/such/folder.txt",
        "chart scatter data.csv --out no/such/x.svg",
        "report data.csv --out plain/inside",
        "test data.csv --out plain/inside.txt",
    ] {
        assert_refused(
            &sandbox.girth(line),
            &[line.rsplit(' ').next().expect("path").split('/').next().expect("part")],
        );
        assert!(sandbox.files() == before, "{line} left {:?}", sandbox.files().keys());
    }
}
