//! The bundled studies: files as documented, and numbers that were computed elsewhere.

use super::sandbox::{Sandbox, number};
use girth::claims::Articles;
use girth::ingest::sha256;
use girth::plan::{BUNDLED, Study};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn datasets() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/datasets"))
}

#[test]
fn the_registry_of_the_articles_claims_is_whole() {
    let articles = Articles::bundled().expect("registry");
    assert_eq!(articles.article.len(), 2);
    assert!(articles.claim.len() >= 30, "{}", articles.claim.len());
    for claim in &articles.claim {
        let article = claim.article.as_deref().expect("article");
        let known = article == "both" || articles.article.iter().any(|known| known.id == article);
        assert!(known, "{}: article {article}", claim.id);
        for (what, text) in [
            ("section", &claim.section),
            ("design", &claim.design_needed),
            ("hypothesis", &claim.hypothesis),
            ("margin source", &claim.margin_source),
            ("untestable", &claim.untestable_when),
        ] {
            assert!(text.as_ref().is_some_and(|text| !text.trim().is_empty()), "{} has no {what}", claim.id);
        }
        for other in &claim.contradicts {
            assert!(articles.claim.iter().any(|claim| claim.id == *other), "{} contradicts unknown {other}", claim.id);
        }
    }
}

#[test]
fn every_bundled_study_parses_and_its_files_are_those_of_the_folder() {
    for study in BUNDLED {
        let parsed = Study::bundled(study.name).unwrap_or_else(|cause| panic!("{}: {cause}", study.name));
        assert_eq!(parsed.claims.is_empty(), study.claims.is_none(), "{}", study.name);
        assert!(!parsed.plan.source.is_empty() && !parsed.plan.question.is_empty(), "{}", study.name);
        let read = |file: &str| fs::read_to_string(datasets().join(study.name).join(file)).ok();
        assert_eq!(read("data.csv").as_deref(), Some(study.data), "{}", study.name);
        assert_eq!(read("plan.toml").as_deref(), Some(study.plan), "{}", study.name);
        assert_eq!(read("claims.toml").as_deref(), study.claims, "{}", study.name);
        let from_folder = Study::from_folder(&datasets().join(study.name)).expect("folder");
        assert_eq!((from_folder.plan, from_folder.claims), (parsed.plan, parsed.claims), "{}", study.name);
    }
    let folders = fs::read_dir(datasets()).expect("datasets").map(|entry| entry.expect("entry").path());
    let unknown: Vec<_> = folders
        .filter(|path| path.join("plan.toml").is_file())
        .filter(|path| !BUNDLED.iter().any(|study| path.ends_with(study.name)))
        .collect();
    assert!(unknown.is_empty(), "not bundled: {unknown:?}");
}

#[test]
fn the_readme_gives_people_and_checksums() {
    let readme = fs::read_to_string(datasets().join("README.md")).expect("README.md");
    for study in BUNDLED {
        let row = readme
            .lines()
            .find(|line| line.starts_with(&format!("| {} |", study.name)))
            .unwrap_or_else(|| panic!("{} is not in the table", study.name));
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert_eq!(cells[5].trim_matches('`'), sha256(study.data.as_bytes()), "{}", study.name);
        assert!(readme.contains(&format!("## {}\n", study.name)), "{} is not described", study.name);
        if study.plan.contains("[evidence]") {
            let found = Sandbox::new().girth(&format!("evidence @{} --format json", study.name)).ok().json();
            assert_eq!(cells[3], format!("{} rows", found["inputs"][0]["rows"]), "{}", study.name);
            continue;
        }
        let audit = Sandbox::new().girth(&format!("check @{} --format json", study.name)).ok().json();
        assert_eq!(audit["participants"].as_u64(), cells[3].parse().ok(), "{}", study.name);
        assert_eq!(audit["sha256"], sha256(study.data.as_bytes()), "{}", study.name);
    }
}

/// The sample of an arm, its mean change and SD, and the 95 % interval.
struct Expected {
    arm: Option<&'static str>,
    n: u64,
    mean: f64,
    sd: Option<f64>,
    interval: Option<(f64, f64)>,
}

#[track_caller]
fn assert_close(what: &str, got: f64, expected: f64) {
    assert!((got - expected).abs() <= 5.1e-7, "{what}: {got}, expected {expected}");
}

/// Numbers computed by other means than girth, given to six decimals.
#[track_caller]
fn study_numbers(study: &str, expected: &[Expected], verdicts: &[(&str, &str)]) {
    let json = Sandbox::new().girth(&format!("claims {study} --format json")).ok().json();
    for sample in expected {
        let of_arm = |list: &'static str| -> &Value {
            let list = json[list].as_array().expect("list");
            list.iter().find(|item| item["arm"].as_str() == sample.arm).unwrap_or_else(|| panic!("{:?}", sample.arm))
        };
        let (described, test) = (of_arm("samples"), of_arm("tests"));
        let label = format!("{study} {:?}", sample.arm);
        assert_eq!(
            (described["n"].as_u64(), test["procedure"].as_str()),
            (Some(sample.n), Some("paired-t")),
            "{label}"
        );
        assert_close(&label, number(&described["description"]["change"]["mean"]), sample.mean);
        let estimate = &test["estimates"][0];
        assert_close(&label, number(&estimate["value"]), sample.mean);
        if let Some(sd) = sample.sd {
            assert_close(&label, number(&described["description"]["change"]["sd"]), sd);
        }
        if let Some((lower, upper)) = sample.interval {
            assert_close(&label, number(&estimate["interval"]["lower"]), lower);
            assert_close(&label, number(&estimate["interval"]["upper"]), upper);
        }
    }
    let claims = json["claims"].as_array().expect("claims");
    let got: Vec<(&str, &str)> = claims
        .iter()
        .map(|claim| (claim["claim"]["id"].as_str().expect("id"), claim["verdict"].as_str().expect("verdict")))
        .collect();
    assert_eq!(got, verdicts, "{study}");
}

#[test]
fn anorexia() {
    study_numbers(
        "@anorexia",
        &[
            Expected {
                arm: Some("FT"),
                n: 17,
                mean: 7.264706,
                sd: Some(7.157421),
                interval: Some((3.584700, 10.944712)),
            },
            Expected { arm: Some("CBT"), n: 29, mean: 3.006897, sd: None, interval: Some((0.226890, 5.786903)) },
            Expected { arm: Some("Cont"), n: 26, mean: -0.45, sd: None, interval: None },
        ],
        &[
            ("family-therapy-gain-2-lb", "supported"),
            ("family-therapy-causes-2-lb", "observed-not-attributable"),
            ("family-therapy-gain-5-lb", "inconclusive"),
            ("cbt-gain-1-to-5-lb", "inconclusive"),
            ("untreated-stay-within-2-lb", "inconclusive"),
            ("untreated-gain-3-lb", "refuted"),
        ],
    );
}

#[test]
fn nhefs_weight() {
    study_numbers(
        "@nhefs-weight",
        &[
            Expected { arm: Some("1"), n: 403, mean: 4.524913, sd: None, interval: Some((3.668208, 5.381619)) },
            Expected { arm: Some("0"), n: 1163, mean: 1.984359, sd: None, interval: None },
        ],
        &[
            ("quitters-gain-3-kg", "supported"),
            ("quitting-causes-3-kg", "inconclusive"),
            ("quitters-keep-their-weight", "refuted"),
            ("smokers-keep-their-weight", "inconclusive"),
            ("smokers-within-wider-margin", "supported"),
        ],
    );
    let audit = Sandbox::new().girth("check @nhefs-weight --format json").ok().json();
    let excluded: u64 = audit["samples"]
        .as_array()
        .expect("samples")
        .iter()
        .map(|sample| sample["exclusions"].as_array().expect("exclusions").len() as u64)
        .sum();
    assert_eq!(excluded, 63);
}

#[test]
fn sleep() {
    study_numbers(
        "@sleep",
        &[Expected { arm: None, n: 10, mean: 1.58, sd: Some(1.229995), interval: None }],
        &[
            ("second-drug-half-an-hour", "supported"),
            ("second-drug-causes-half-an-hour", "observed-not-attributable"),
            ("second-drug-one-hour", "inconclusive"),
            ("drugs-alike", "refuted"),
            ("second-drug-range", "supported"),
        ],
    );
    // Exact over all sign patterns of the ten changes, with ties and without the zero: 2 of 512.
    let json = Sandbox::new().girth("test @sleep --format json").ok().json();
    assert_close("signed-rank", number(&json["tests"][1]["p_value"]), 0.003_906_25);
}

#[test]
fn shoes() {
    study_numbers(
        "@shoes",
        &[Expected { arm: None, n: 10, mean: 0.41, sd: None, interval: None }],
        &[
            ("b-wears-more", "supported"),
            ("b-causes-more-wear", "supported"),
            ("b-costs-little-wear", "inconclusive"),
            ("materials-alike", "refuted"),
            ("b-range", "supported"),
        ],
    );
}

#[test]
fn bdims_is_for_check_and_has_nothing_to_pair() {
    let sandbox = Sandbox::new();
    let audit = sandbox.girth("check @bdims --format json").ok().json();
    assert_eq!((audit["rows"].as_u64(), audit["participants"].as_u64()), (Some(507), Some(507)));
    assert_eq!(audit["grids"].as_array().expect("grids").len(), 9);
    let loud = audit["findings"].as_array().expect("findings").iter().any(|found| found["severity"] != "info");
    assert!(!loud && audit["notes"].to_string().contains("nothing to pair"), "{}", audit["findings"]);
    for line in ["test @bdims", "report @bdims"] {
        let run = sandbox.girth(line);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains("@bdims") && run.stderr.contains("a pair needs two"), "{}", run.stderr);
    }
    assert!(sandbox.files().is_empty());
}
