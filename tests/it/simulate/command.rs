use super::SMALL;
use crate::sandbox::Sandbox;
use girth::simulate::BUNDLED_SPECS;

#[test]
fn data_and_truth_go_where_they_are_wanted() {
    let sandbox = Sandbox::with(&[("small.toml", SMALL.replace("8000", "4"))]);
    let printed = sandbox.girth("simulate small.toml").ok().stdout;
    assert_eq!(printed.lines().count(), 9);
    let run = sandbox.girth("simulate small.toml --out data.csv --truth truth.toml").ok();
    assert_eq!((run.stdout.as_str(), sandbox.read("data.csv")), ("", printed.clone()));
    assert!(sandbox.read("truth.toml").contains("expected-change = 0.0000\n"));
    let fed = sandbox.girth_fed("simulate -", SMALL.replace("8000", "4").as_bytes()).ok();
    assert_eq!(fed.stdout, printed);
    assert_ne!(sandbox.girth("simulate small.toml --seed 2").ok().stdout, printed);
    assert_eq!(sandbox.girth("simulate small.toml --seed 1").ok().stdout, printed);
    assert_eq!(sandbox.files().into_keys().collect::<Vec<_>>(), ["data.csv", "small.toml", "truth.toml"]);
}

#[test]
fn what_raters_said_goes_to_a_file_of_its_own() {
    let sandbox = Sandbox::new();
    let data = sandbox.girth("simulate @spa-series").ok().stdout;
    assert_eq!(sandbox.girth("simulate @spa-series --photos ratings.csv").ok().stdout, data);
    let ratings = sandbox.read("ratings.csv");
    assert_eq!((ratings.lines().next(), ratings.lines().count()), (Some("pair,rater,right,simulated"), 61));
}

#[test]
fn mistakes_end_with_code_2_and_leave_nothing() {
    let sandbox = Sandbox::with(&[("bad.toml", "title = 1\n"), ("small.toml", SMALL)]);
    for (line, words) in [
        ("simulate bad.toml --out data.csv", "bad.toml:1:9: "),
        ("simulate none.toml", "none.toml"),
        ("simulate @none", "there is no bundled specification @none; there are @thigh-trial, @spa-series"),
        ("simulate small.toml --out x --truth x", "--out and --truth name the same file"),
        ("simulate @spa-series --truth x --photos x", "--truth and --photos name the same file"),
        ("simulate small.toml --photos x", "small.toml: --photos needs [photos] in the specification"),
    ] {
        let run = sandbox.girth(line);
        assert!(run.code == 2 && run.stdout.is_empty() && run.stderr.contains(words), "{line}: {run:?}");
    }
    assert_eq!(sandbox.files().len(), 2);
}

#[test]
fn a_copied_study_makes_its_data_again() {
    for spec in BUNDLED_SPECS.iter().filter(|spec| spec.path.ends_with("simulation.toml")) {
        let sandbox = Sandbox::new();
        sandbox.girth(&format!("datasets {} --out copy", spec.name)).ok();
        sandbox.girth("simulate copy/simulation.toml --out again.csv").ok();
        assert_eq!(sandbox.read("again.csv"), sandbox.read("copy/data.csv"), "{}", spec.name);
    }
}

#[test]
fn the_data_are_read_without_help() {
    let sandbox = Sandbox::new();
    sandbox.girth("simulate @thigh-trial --out thigh.csv").ok();
    let roles = ["--id", "participant", "--visit", "visit", "--value", "treated_thigh_cm", "--baseline", "baseline"];
    let with = |command: &'static str| {
        [&[command, "thigh.csv", "--followup", "week 12", "--format", "json"], &roles[..]].concat()
    };
    let results = sandbox.run(&with("test")).ok().stdout;
    assert!(results.contains("treated_thigh"), "{results}");
    assert_eq!(sandbox.run(&with("check")).ok().json()["participants"], 20);
}
