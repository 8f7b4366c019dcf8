//! One trial, written in every way that a spreadsheet writes it, gives the same numbers.

use super::facts::{Exchange, facts};
use super::sandbox::Sandbox;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Participant, waist before and after in millimetres; with ties, a zero and a gain.
const TRIAL: [(&str, i32, i32); 12] = [
    ("P01", 923, 909),
    ("P02", 715, 701),
    ("P03", 1004, 998),
    ("P04", 880, 880),
    ("P05", 951, 938),
    ("P06", 842, 847),
    ("P07", 799, 779),
    ("P08", 1112, 1086),
    ("P09", 903, 897),
    ("P10", 768, 760),
    ("P11", 1037, 1023),
    ("P12", 865, 848),
];

fn cm(millimetres: i32) -> String {
    format!("{}.{}", millimetres / 10, millimetres % 10)
}

/// The trial in wide form, fields joined by `separator`, lines ended by `end`, each field written by `field`.
fn wide(separator: &str, end: &str, field: impl Fn(&str) -> String) -> String {
    let mut text = ["id", "arm", "note", "waist_before", "waist_after"].map(&field).join(separator) + end;
    for (id, before, after) in TRIAL {
        text += &([id, "Körper", "", &cm(before), &cm(after)].map(&field).join(separator) + end);
    }
    text
}

fn plain() -> String {
    wide(",", "\n", str::to_owned)
}

fn long() -> String {
    let row = |(id, before, after): (&str, i32, i32)| {
        format!("{id},Körper,V0,{}\n{id},Körper,V1,{}\n", cm(before), cm(after))
    };
    "id,arm,visit,waist\n".to_owned() + &TRIAL.map(row).concat()
}

/// The JSON of `girth test` on these bytes.
#[track_caller]
fn results(bytes: impl AsRef<[u8]>, flags: &str) -> Value {
    let sandbox = Sandbox::with(&[("data.csv", bytes)]);
    sandbox.girth(&format!("test data.csv --arm arm --unit cm --margin 1cm --format json {flags}")).ok().json()
}

fn numbers(results: &Value) -> Value {
    json!([results["tests"], results["effects"], results["samples"][0]["description"]])
}

fn note(results: &Value, id: &str) -> Option<String> {
    let notes = results["notes"].as_array().expect("notes");
    notes.iter().find(|note| note["id"] == id).map(|note| note["text"].as_str().expect("text").to_owned())
}

#[track_caller]
fn same_numbers(bytes: impl AsRef<[u8]>) -> Value {
    let (expected, got) = (results(plain(), ""), results(bytes, ""));
    assert_eq!(numbers(&got), numbers(&expected));
    assert_eq!(got["tests"][0]["arm"], "Körper");
    got
}

#[test]
fn the_trial_itself() {
    let results = results(plain(), "");
    let test = &results["tests"][0];
    assert_eq!(test["procedure"], "paired-t");
    assert_eq!(test["analysed"]["n"], 12);
    // Sum of the changes: -133 mm.
    let mean = test["estimates"][0]["value"].as_f64().expect("mean");
    assert!((mean + 13.3 / 12.0).abs() < 1e-14, "{mean}");
    let procedures: Vec<&str> =
        results["tests"].as_array().expect("tests").iter().filter_map(|test| test["procedure"].as_str()).collect();
    assert_eq!(procedures, ["paired-t", "signed-rank", "equivalence-t"]);
    // Ties are found on the grid: -14 three times, -6 twice; in floating point 92.3 - 90.9 and 71.5 - 70.1 differ.
    assert!(results["tests"][1]["notes"].to_string().contains("5 changes share their size"), "{}", results["tests"][1]);
    assert_eq!(results["notes"], json!([]));
}

#[test]
fn semicolons_and_decimal_commas() {
    let got = same_numbers(wide(";", "\n", |field| field.replace('.', ",")));
    assert!(note(&got, "delimiter").expect("said").contains("semicolon"));
    assert!(note(&got, "decimal").expect("said").contains("comma"));
}

#[test]
fn semicolons_and_decimal_points() {
    assert!(note(&same_numbers(wide(";", "\n", str::to_owned)), "decimal").is_none());
}

#[test]
fn tabs() {
    let got = same_numbers(wide("\t", "\n", str::to_owned));
    assert!(note(&got, "delimiter").expect("said").contains("tab"));
}

#[test]
fn byte_order_mark() {
    same_numbers("\u{feff}".to_owned() + &plain());
}

#[test]
fn latin_1_is_read_and_said() {
    let bytes: Vec<u8> = plain().chars().map(|letter| u8::try_from(u32::from(letter)).expect("Latin-1")).collect();
    assert!(String::from_utf8(bytes.clone()).is_err());
    let got = same_numbers(bytes);
    assert!(note(&got, "latin-1").expect("said").contains("not UTF-8 and was read as Latin-1"));
}

#[test]
fn quoted_fields_with_line_breaks_and_separators() {
    let text = wide(",", "\n", |field| match field {
        "" => "\"he said \"\"hm\"\",\nthen left\"".to_owned(),
        other => format!("\"{other}\""),
    });
    assert!(text.contains("\"\"hm\"\",\nthen"));
    same_numbers(text);
}

#[test]
fn windows_line_ends_and_empty_lines() {
    same_numbers(wide(",", "\r\n", str::to_owned));
    let got = same_numbers(plain() + "\n,,,,\n\n");
    assert!(note(&got, "empty-rows").is_some());
}

#[test]
fn long_form() {
    same_numbers(long());
    // Rows in any order: the visits are in order of time all the same.
    let text = long();
    let mut rows: Vec<&str> = text.lines().skip(1).collect();
    rows.sort_by_key(|row| row.bytes().rev().map(u64::from).fold(7, |hash, byte| (hash * 31 + byte) % 1009));
    assert_ne!(rows, text.lines().skip(1).collect::<Vec<_>>());
    let shuffled = results("id,arm,visit,waist\n".to_owned() + &rows.join("\n"), "");
    assert_eq!(numbers(&shuffled), numbers(&results(plain(), "")));
}

#[test]
fn standard_input() {
    let line = "test - --arm arm --unit cm --margin 1cm --format json";
    let got = Sandbox::new().girth_fed(line, plain().as_bytes()).ok().json();
    assert_eq!(numbers(&got), numbers(&results(plain(), "")));
    assert_eq!(got["inputs"][0]["path"], "-");
    let report = Sandbox::new();
    report.girth_fed("report - --arm arm --unit cm", plain().as_bytes()).ok();
    assert!(report.path("reports/stdin/index.html").is_file());
}

#[test]
fn the_order_of_the_rows_does_not_matter() {
    let text = plain();
    let mut rows: Vec<&str> = text.lines().skip(1).collect();
    rows.reverse();
    rows.swap(2, 9);
    let shuffled = "id,arm,note,waist_before,waist_after\n".to_owned() + &rows.join("\n");
    same_numbers(shuffled);
}

#[test]
fn the_order_of_the_columns_does_not_matter() {
    let mut text = "waist_after,note,id,waist_before,arm\n".to_owned();
    for (id, before, after) in TRIAL {
        text += &format!("{},,{id},{},Körper\n", cm(after), cm(before));
    }
    same_numbers(text);
}

#[test]
fn before_and_after_exchanged_turn_every_sign() {
    let straight = results(plain(), "--before waist_before --after waist_after --method all");
    let turned = results(plain(), "--before waist_after --after waist_before --method all");
    let number = |value: &Value| value.as_f64().expect("number");
    for at in 0..2 {
        let (a, b) = (&straight["tests"][at], &turned["tests"][at]);
        assert_eq!(a["procedure"], b["procedure"]);
        assert_eq!(a["p_value"], b["p_value"]);
        let (a, b) = (&a["estimates"][0], &b["estimates"][0]);
        assert_eq!(number(&a["value"]), -number(&b["value"]));
        assert_eq!(number(&a["interval"]["lower"]), -number(&b["interval"]["upper"]));
        assert_eq!(number(&a["interval"]["upper"]), -number(&b["interval"]["lower"]));
    }
    assert_eq!(number(&straight["tests"][0]["statistic"]["value"]), -number(&turned["tests"][0]["statistic"]["value"]));
    let sizes = |results: &Value| -> BTreeMap<String, f64> {
        let effects = results["effects"].as_array().expect("list").iter();
        effects
            .map(|size| (size["procedure"].as_str().expect("name").to_owned(), number(&size["estimate"]["value"])))
            .collect()
    };
    let (straight, turned) = (sizes(&straight), sizes(&turned));
    assert!(straight.len() >= 6 && straight.keys().eq(turned.keys()));
    for (name, size) in straight {
        let (got, expected) = match facts(&name).exchange {
            Exchange::Mirror(centre) => (turned[&name], 2.0 * centre - size),
            Exchange::Partner(partner) => (turned[partner], -size),
            Exchange::Reciprocal => (turned[&name], 1.0 / size),
            Exchange::Keep => (turned[&name], size),
            Exchange::OwnTest => continue,
        };
        assert!((got - expected).abs() <= 1e-14 * expected.abs(), "{name}: {got}, expected {expected}");
    }
}

#[test]
fn missing_markers_are_excluded_and_listed() {
    for (at, marker) in ["NA", "N/A", ".", "NaN", "", "na", "n/a"].into_iter().enumerate() {
        let text =
            format!("{}X1,Körper,,90.1,{marker}\nX2,Körper,,{marker},88.0\nX3,Körper,,{marker},{marker}\n", plain());
        let got = results(&text, "");
        assert_eq!(got["tests"], excluded_aside(&got, 3), "{marker}");
        let list = got["samples"][0]["exclusions"].as_array().expect("list");
        let listed: Vec<(&str, &str, u64)> = list
            .iter()
            .map(|out| {
                let text = |key: &str| out[key].as_str().expect("text");
                (text("participant"), text("reason"), out["line"].as_u64().expect("line"))
            })
            .collect();
        let expected = [("X1", "missing-after", 14), ("X2", "missing-before", 15), ("X3", "missing-both", 16)];
        assert_eq!(listed, expected, "marker {at}: `{marker}`");
        let sandbox = Sandbox::with(&[("data.csv", &text)]);
        let printed = sandbox.girth("check data.csv --arm arm --unit cm").ok().stdout;
        for words in ["X1", "X2", "X3", "reading after missing", "reading before missing", "both readings missing"] {
            assert!(printed.contains(words), "no `{words}` in {printed}");
        }
    }
}

/// The tests of the complete trial, with this many excluded.
fn excluded_aside(got: &Value, excluded: usize) -> Value {
    let mut tests = results(plain(), "")["tests"].clone();
    for (test, other) in tests.as_array_mut().expect("tests").iter_mut().zip(got["tests"].as_array().expect("tests")) {
        let counted = other["analysed"]["excluded"].as_array().expect("reasons");
        let sum: u64 = counted.iter().map(|count| count["n"].as_u64().expect("count")).sum();
        assert_eq!((sum, counted.len()), (excluded as u64, 3), "{other}");
        test["analysed"]["excluded"] = other["analysed"]["excluded"].clone();
    }
    tests
}

#[test]
fn unmatched_records_of_long_data_are_listed() {
    let got = results(long() + "X1,Körper,V0,90.1\nX2,Körper,V1,88.0\n", "");
    let reasons: Vec<&str> = got["samples"][0]["exclusions"]
        .as_array()
        .expect("list")
        .iter()
        .map(|out| out["reason"].as_str().expect("reason"))
        .collect();
    assert_eq!(reasons, ["no-followup-record", "no-baseline-record"]);
    assert_eq!(got["tests"][0]["analysed"]["n"], 12);
}
