//! The folder that `girth report` writes.

use super::sandbox::Sandbox;
use girth::ingest::sha256;
use serde_json::Value;

const TRIAL: &str =
    "id,waist_before_cm,waist_after_cm\nA,92.3,90.9\nB,88.0,87.1\nC,101.2,100.0\nD,79.5,79.9\nE,95.0,NA\n";

const CLAIM: &str = "[[claim]]\nid = \"c\"\nstatement = \"s\"\noutcome = \"waist\"\ndirection = \"decrease\"\n\
                     criterion = { kind = \"at-least\", value = \"1 cm\" }\n";

/// A sandbox with the report of the trial in `out`.
fn reported() -> Sandbox {
    let sandbox = Sandbox::with(&[("data.csv", TRIAL), ("claims.toml", CLAIM)]);
    sandbox.girth("report data.csv --claims claims.toml --out out").ok();
    sandbox
}

fn json(sandbox: &Sandbox, name: &str) -> Value {
    serde_json::from_str(&sandbox.read(name)).expect("JSON")
}

#[test]
fn all_files_are_there() {
    let sandbox = reported();
    let files = sandbox.files();
    for name in [
        "index.html",
        "report.md",
        "results.json",
        "manifest.json",
        "tables/claims.csv",
        "tables/article-claims.csv",
        "tables/audit.csv",
        "tables/description.csv",
        "tables/effect-sizes.csv",
        "tables/participants.csv",
        "tables/results.csv",
        "tables/tests-waist.csv",
        "charts/claims.svg",
        "charts/claims.png",
        "charts/estimation-waist.svg",
        "charts/paired-lines-waist.svg",
        "charts/scatter-waist.svg",
        "charts/consonance-waist.svg",
        "charts/histogram-waist.svg",
        "charts/qq-waist.svg",
        "charts/waterfall-waist.svg",
        "charts/waterfall-waist.png",
    ] {
        assert!(files.get(&format!("out/{name}")).is_some_and(|bytes| !bytes.is_empty()), "no {name}");
    }
    assert!(files.keys().all(|name| !name.contains("/.") && !name.starts_with('.')), "{:?}", files.keys());
    for (name, bytes) in &files {
        if name.ends_with(".png") {
            assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{name}");
        }
    }
}

#[test]
fn the_default_folder_is_named_after_the_study() {
    let sandbox = Sandbox::with(&[("my-study/data.csv", TRIAL), ("my-study/plan.toml", "title = \"x\"\n")]);
    sandbox.girth("report my-study/").ok();
    sandbox.girth("report my-study/data.csv").ok();
    for name in ["reports/my-study/index.html", "reports/data/index.html"] {
        assert!(sandbox.path(name).is_file(), "{name}: {:?}", sandbox.files().keys());
    }
}

#[test]
fn the_manifest_is_true() {
    let sandbox = reported();
    let manifest = json(&sandbox, "out/manifest.json");
    assert_eq!(manifest["program"], "girth");
    assert_eq!(manifest["command"], "girth report data.csv --claims claims.toml");
    assert_eq!(manifest["settings"]["seed"], 20_261_122);
    let hashes = manifest["files"].as_object().expect("files");
    let files = sandbox.files();
    let written: Vec<&str> = files.keys().filter_map(|name| name.strip_prefix("out/")).collect();
    assert_eq!(written.len(), hashes.len() + 1);
    for name in written.into_iter().filter(|name| *name != "manifest.json") {
        // A PNG is known by the drawing that it was made from.
        let original = name.replace(".png", ".svg");
        assert_eq!(hashes[name], sha256(&files[&format!("out/{original}")]), "{name}");
    }
    let inputs = manifest["inputs"].as_array().expect("inputs");
    let expected = [("data.csv", TRIAL, Some(5)), ("claims.toml", CLAIM, None)];
    assert_eq!(inputs.len(), expected.len());
    for (input, (path, text, rows)) in inputs.iter().zip(expected) {
        assert_eq!((input["path"].as_str(), input["rows"].as_u64()), (Some(path), rows));
        assert_eq!(input["sha256"], sha256(text.as_bytes()));
    }
    // SHA-256 of the empty text, as everybody knows it.
    assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

#[test]
fn the_same_bytes_again_and_with_any_number_of_threads() {
    let sandbox = Sandbox::with(&[("data.csv", TRIAL)]);
    let mut reports = Vec::new();
    for folder in ["one --threads 1", "two --threads 2", "three"] {
        sandbox.girth(&format!("report data.csv --seed 7 --out {folder}")).ok();
        let name = folder.split(' ').next().expect("name").to_owned() + "/";
        let files = sandbox.files().into_iter();
        let report: Vec<(String, Vec<u8>)> =
            files.filter_map(|(path, bytes)| Some((path.strip_prefix(&name)?.to_owned(), bytes))).collect();
        assert!(report.len() > 10, "{}", report.len());
        reports.push(report);
    }
    assert!(reports[0] == reports[1] && reports[1] == reports[2]);
    // The seed is not an ornament.
    sandbox.girth("report data.csv --seed 8 --out other").ok();
    assert_ne!(sandbox.read("one/charts/estimation-waist.svg"), sandbox.read("other/charts/estimation-waist.svg"));
}

#[test]
fn a_new_report_replaces_the_old_one_whole() {
    let sandbox = reported();
    sandbox.write("out/charts/stale.svg", "old");
    sandbox.girth("report data.csv --claims claims.toml --out out").ok();
    assert!(!sandbox.path("out/charts/stale.svg").exists());
    let before = sandbox.files();
    assert_eq!(before.keys().filter(|name| !name.starts_with("out/")).count(), 2);
    // A failure leaves it as it was.
    sandbox.write("data.csv", "id,waist_before_cm,waist_after_cm\nA,92.3,\n");
    assert_eq!(sandbox.girth("report data.csv --out out").code, 2);
    sandbox.write("data.csv", TRIAL);
    assert!(sandbox.files() == before);
}

#[test]
fn the_page_needs_nobody_else() {
    let page = reported().read("out/index.html");
    let lower = page.to_lowercase();
    for bad in [
        "<script",
        "<iframe",
        "<link",
        "<object",
        "<embed",
        "@import",
        "src=\"http",
        "src=\"//",
        "javascript:",
        "<base",
    ] {
        assert!(!lower.contains(bad), "index.html has {bad}");
    }
    // What a browser would fetch: src, href of anything but a place on the page, url() in styles.
    for attribute in [" src=\"", " href=\"", " xlink:href=\"", " srcset=\"", " poster=\"", " action=\"", "url("] {
        for (at, _) in lower.match_indices(attribute) {
            let target = lower[at + attribute.len()..].trim_start_matches(['"', '\'']);
            assert!(target.starts_with('#') || target.starts_with("data:"), "{attribute}{}", &target[..40]);
        }
    }
    assert!(lower.contains("default-src 'none'"));
    assert!(lower.matches("<svg").count() >= 5 && lower.contains("<style"));
    assert!(lower.contains("prefers-color-scheme: dark") && lower.contains("@media print"));
    // Charts are for those too who do not see them.
    assert_eq!(lower.matches("<svg").count(), lower.matches("role=\"img\"").count());
}

#[test]
fn the_pictures_of_the_markdown_are_there() {
    let sandbox = reported();
    let markdown = sandbox.read("out/report.md");
    let links: Vec<&str> =
        markdown.match_indices("](").map(|(at, _)| markdown[at + 2..].split(')').next().expect("link")).collect();
    assert!(links.len() >= 5, "{links:?}");
    for link in links {
        assert!(sandbox.path(&format!("out/{link}")).is_file(), "{link}");
    }
}

#[test]
fn the_report_says_who_was_left_out_and_how_to_make_it_again() {
    let sandbox = reported();
    for name in ["out/index.html", "out/report.md"] {
        let text = sandbox.read(name);
        assert!(text.contains("girth report data.csv --claims claims.toml"), "{name}");
        assert!(text.contains("reading after missing"), "{name}");
    }
    assert!(sandbox.read("out/tables/participants.csv").contains('4'));
}

// ---- the contract ----

/// Checks a value against a JSON Schema as far as girth's own schema goes: references, types, enums, required fields, items.
fn violations(value: &Value, schema: &Value, root: &Value, place: &str, found: &mut Vec<String>) {
    let problems = |schema: &Value| {
        let mut inner = Vec::new();
        violations(value, schema, root, place, &mut inner);
        inner
    };
    if schema == &Value::Bool(true) {
        return;
    }
    if let Some(target) = schema["$ref"].as_str() {
        let target = root.pointer(target.trim_start_matches('#')).unwrap_or_else(|| panic!("{target} leads nowhere"));
        violations(value, target, root, place, found);
    }
    for (key, least, most) in [("anyOf", 1, usize::MAX), ("oneOf", 1, 1)] {
        if let Some(choices) = schema[key].as_array() {
            let all: Vec<Vec<String>> = choices.iter().map(problems).collect();
            let fitting = all.iter().filter(|inner| inner.is_empty()).count();
            if fitting < least || fitting > most {
                found.push(format!("{place}: {fitting} of {key} fit: {all:?}"));
            }
        }
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        found.extend(problems(part));
    }
    if !schema["const"].is_null() && &schema["const"] != value {
        found.push(format!("{place}: {value} is not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|choices| !choices.contains(value)) {
        found.push(format!("{place}: {value} is not in {}", schema["enum"]));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    let is = |name: &str| match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("type {other}"),
    };
    if !types.is_empty() && !types.iter().any(|name| is(name)) {
        found.push(format!("{place}: {value} is not {types:?}"));
    }
    if let Some(object) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                found.push(format!("{place}: no {name}"));
            }
        }
        for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
            if let Some(inner) = object.get(name) {
                violations(inner, schema, root, &format!("{place}.{name}"), found);
            }
        }
    }
    if let (Some(items), false) = (value.as_array(), schema["items"].is_null()) {
        for (at, item) in items.iter().enumerate() {
            violations(item, &schema["items"], root, &format!("{place}[{at}]"), found);
        }
    }
}

#[test]
fn results_have_the_fields_of_the_contract() {
    let sandbox = reported();
    let results = json(&sandbox, "out/results.json");
    for (field, is_list) in [
        ("schema_version", false),
        ("program", false),
        ("command", false),
        ("inputs", true),
        ("settings", false),
        ("tests", true),
        ("effects", true),
        ("claims", true),
        ("notes", true),
    ] {
        assert!(!results[field].is_null() && results[field].is_array() == is_list, "{field}: {}", results[field]);
    }
    assert_eq!((results["program"]["name"].as_str(), results["schema_version"].as_u64()), (Some("girth"), Some(1)));
    assert_eq!(results["program"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(results["command"], "girth report data.csv --claims claims.toml");
    let input = &results["inputs"][0];
    assert_eq!((input["path"].as_str(), input["rows"].as_u64()), (Some("data.csv"), Some(5)));
    assert_eq!(input["sha256"], sha256(TRIAL.as_bytes()));
    assert!(results["tests"].as_array().expect("tests").len() >= 2 && results["claims"][0]["verdict"].is_string());
}

#[test]
fn results_fit_the_printed_schema() {
    let sandbox = reported();
    let schema = sandbox.girth("schema").ok().json();
    let required: Vec<&str> =
        schema["required"].as_array().expect("required").iter().filter_map(Value::as_str).collect();
    for field in ["schema_version", "program", "command", "inputs", "settings", "tests", "effects", "claims", "notes"] {
        assert!(required.contains(&field), "the schema does not require {field}");
    }
    let mut all = vec![json(&sandbox, "out/results.json")];
    for line in [
        "claims @anorexia --format json",
        "test @sleep --format json --margin 1 --alternative less --null 0.5",
        "test data.csv --format json --level 0.99",
    ] {
        all.push(sandbox.girth(line).ok().json());
    }
    for results in all {
        let mut found = Vec::new();
        violations(&results, &schema, &schema, "results", &mut found);
        assert!(found.is_empty(), "{found:#?}");
        // Every field that is written is in the schema.
        for field in results.as_object().expect("object").keys() {
            assert!(schema["properties"][field].is_object(), "{field} is not in the schema");
        }
    }
    // The check sees what is wrong.
    let mut broken = json(&sandbox, "out/results.json");
    broken["tests"][0]["p_value"] = Value::String("small".to_owned());
    broken["program"].as_object_mut().expect("program").remove("name");
    let mut found = Vec::new();
    violations(&broken, &schema, &schema, "results", &mut found);
    assert!(
        found.iter().any(|what| what.contains("p_value")) && found.iter().any(|what| what.contains("no name")),
        "{found:?}"
    );
}
