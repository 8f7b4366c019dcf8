//! girth against reference values: one driver for every case of `tests/golden`, or of another folder of the same format:
//! `GIRTH_GOLDEN=<folder> cargo test golden -- --nocapture`.
//!
//! A case passes when every expected field is within its tolerance. A procedure, argument or field that girth does not have makes a
//! case "not covered", never passed. See `tests/golden/README.md`.

mod agreement;
mod arguments;
mod binary;
mod bootstrap;
mod case;
pub(crate) mod data;
mod effects;
mod equivalence;
mod evidence;
mod explain;
mod formula;
mod gallery;
mod individual;
mod linear;
mod location;
mod meta;
mod missing;
mod mixed;
mod mmrm;
mod mmrm_model;
mod multiplicity;
mod procedures;
mod repeated;
mod risk;
mod slopes;
mod small_study;
mod spread;
mod study_measures;
mod summary_data;
mod trials;
mod two_sample;

use case::Case;
use data::Table;
use girth::stats::{StatsError, registry};
use procedures::Runner;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What girth computed, by the reference's field name.
type Fields = Map<String, Value>;

/// Why there are no fields to compare.
enum Stop {
    /// girth has no such procedure.
    NoProcedure,
    /// girth has the procedure, but not this use of it.
    NotCovered(String),
    /// girth says why there is no result.
    Refused(String),
}

impl From<StatsError> for Stop {
    fn from(error: StatsError) -> Stop {
        Stop::Refused(error.to_string())
    }
}

enum Outcome {
    Passed,
    Failed(Vec<String>),
    NotCovered(String),
}

/// Counts and lines of one procedure.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    not_covered: usize,
    lines: Vec<String>,
}

/// The folder of reference cases.
fn folder() -> PathBuf {
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    std::env::var_os("GIRTH_GOLDEN").map_or_else(own, PathBuf::from)
}

/// The cases of `expected.json`, and of the files beside it in `cases/` if there are any, in the order of their names.
fn cases(folder: &Path) -> Vec<Case> {
    let mut files = vec![folder.join("expected.json")];
    if let Ok(entries) = std::fs::read_dir(folder.join("cases")) {
        files.extend(entries.map(|entry| entry.expect("entry").path()));
        files[1..].sort();
    }
    let read = |path: PathBuf| -> Vec<Case> {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()));
        serde_json::from_str(&text).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()))
    };
    files.into_iter().flat_map(read).collect()
}

fn judge(case: &Case, answer: Result<Fields, Stop>) -> Outcome {
    if case.expected.contains_key("status") {
        return judge_undefined(case, answer);
    }
    let fields = match answer {
        Ok(fields) => fields,
        Err(Stop::NoProcedure) => return Outcome::NotCovered(NO_PROCEDURE.to_owned()),
        Err(Stop::NotCovered(why)) => return Outcome::NotCovered(why),
        Err(Stop::Refused(why)) => return Outcome::Failed(vec![format!("girth refused: {why}")]),
    };
    let comparison = case.compare(&fields);
    if !comparison.mismatches.is_empty() {
        let line = |mismatch: &case::Mismatch| {
            let error = mismatch.relative_error.map_or(String::new(), |error| format!(" (relative error {error:.2e})"));
            format!("{}: expected {}, got {}{error}", mismatch.field, mismatch.expected, mismatch.got)
        };
        return Outcome::Failed(comparison.mismatches.iter().map(line).collect());
    }
    if !comparison.missing.is_empty() || comparison.compared == 0 {
        return Outcome::NotCovered(format!("girth does not compute {}", comparison.missing.join(", ")));
    }
    Outcome::Passed
}

/// The data define no result: girth must refuse, or give neither statistic nor p-value; the signed-rank test of no change at all may
/// say p = 1.
fn judge_undefined(case: &Case, answer: Result<Fields, Stop>) -> Outcome {
    let fields = match answer {
        Ok(fields) => fields,
        Err(Stop::NoProcedure) => return Outcome::NotCovered(NO_PROCEDURE.to_owned()),
        Err(Stop::NotCovered(why)) => return Outcome::NotCovered(why),
        Err(Stop::Refused(_)) => return Outcome::Passed,
    };
    let p = fields.get("p_value").unwrap_or(&Value::Null);
    let nothing_to_rank = case.procedure == "wilcoxon_signed_rank" && p.as_f64() == Some(1.0);
    let no_statistic = fields.get("t").is_none_or(Value::is_null);
    if nothing_to_rank || (p.is_null() && no_statistic) {
        return Outcome::Passed;
    }
    Outcome::Failed(vec![format!("a made-up result where none is defined: {}", Value::Object(fields))])
}

const NO_PROCEDURE: &str = "girth has no such procedure";

/// Runs every case; the second part is which procedures of girth took part in a passed case.
fn run(folder: &Path) -> (BTreeMap<String, Tally>, std::collections::BTreeSet<&'static str>) {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut confirmed = std::collections::BTreeSet::new();
    let open = |case: &Case| {
        let name = case.dataset.as_str().ok_or_else(|| Stop::NotCovered("no single data set".to_owned()))?;
        Table::read(&folder.join("data").join(format!("{name}.csv"))).map_err(Stop::NotCovered)
    };
    for case in cases(folder) {
        let mut runner = Runner::default();
        let outcome = judge(&case, runner.answer(&case, &open));
        let tally = tallies.entry(case.procedure.clone()).or_default();
        match outcome {
            Outcome::Passed => {
                tally.passed += 1;
                confirmed.extend(runner.used);
            }
            Outcome::Failed(lines) => {
                tally.failed += 1;
                tally.lines.extend(lines.iter().map(|line| format!("    FAILED {}: {line}", case.id)));
            }
            Outcome::NotCovered(why) => {
                tally.not_covered += 1;
                let line = format!("    not covered: {why}");
                let named = format!("    not covered {}: {why}", case.id);
                let line = if why == NO_PROCEDURE { line } else { named };
                if !tally.lines.contains(&line) {
                    tally.lines.push(line);
                }
            }
        }
    }
    (tallies, confirmed)
}

#[test]
fn golden_cases() {
    let folder = folder();
    let (tallies, _) = run(&folder);
    println!("\ngirth against {}", folder.display());
    for (procedure, tally) in &tallies {
        println!(
            "{procedure:32} {:4} passed {:4} failed {:4} not covered",
            tally.passed, tally.failed, tally.not_covered
        );
        for line in &tally.lines {
            println!("{line}");
        }
    }
    let total = |count: fn(&Tally) -> usize| tallies.values().map(count).sum::<usize>();
    let (passed, failed) = (total(|tally| tally.passed), total(|tally| tally.failed));
    println!("golden: {passed} passed, {failed} failed, {} not covered", total(|tally| tally.not_covered));
    assert_eq!(failed, 0, "{failed} reference cases failed; the lines above name them");
}

/// Adding a procedure needs a reference case for it.
#[test]
fn every_registered_procedure_has_a_passing_reference_case() {
    let (_, confirmed) = run(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden"));
    let without: Vec<&str> = registry::ids().filter(|id| !confirmed.contains(id)).collect();
    assert!(without.is_empty(), "no passing reference case in tests/golden for {without:?}");
}
