//! A small calibration: the large one is `cargo bench --bench calibration`, its table reports/calibration.md.

#[path = "../../benches/simulation.rs"]
mod simulation;

use simulation::{Count, Design, cell, populations};

/// Trials in each cell; the seed is fixed, so that the rates are the same in every run.
const TRIALS: usize = 1_000;

fn rate(count: Option<&Count>) -> (f64, f64) {
    let count = count.expect("a count");
    assert!(count.trials as usize >= TRIALS * 9 / 10, "{} trials", count.trials);
    count.percent()
}

/// Normal changes on a 0.5 cm grid: t holds its level and coverage from both sides, exact tests hold theirs from above.
#[test]
fn tests_hold_their_level_and_intervals_cover() {
    let normal = &populations()[0];
    for n in [5, 20] {
        let tally =
            cell(n, Design::Change, normal, TRIALS, |id| ["paired-t", "signed-rank", "equivalence-t"].contains(&id));
        let (rejected, error) = rate(tally.rejections.get("paired-t"));
        assert!((rejected - 5.0).abs() < 4.0 * error, "paired-t, n = {n}: {rejected} %");
        let (covered, error) = rate(tally.coverage.get(&("paired-t", "mean_change")));
        assert!((covered - 95.0).abs() < 4.0 * error, "paired-t, n = {n}: {covered} %");
        let (rejected, error) = rate(tally.rejections.get("signed-rank"));
        assert!(rejected < 5.0 + 4.0 * error, "signed-rank, n = {n}: {rejected} %");
        let (rejected, error) = rate(tally.rejections.get("equivalence-t"));
        assert!(rejected < 5.0 + 4.0 * error, "equivalence-t, n = {n}: {rejected} %");
    }
}

/// Normal errors in both readings: nothing but chance makes their spread differ.
#[test]
fn equal_spread_is_rejected_as_often_as_stated() {
    let tally = cell(20, Design::Exchangeable, &populations()[0], TRIALS, |id| id == "pitman-morgan");
    let (rejected, error) = rate(tally.rejections.get("pitman-morgan"));
    assert!((rejected - 5.0).abs() < 4.0 * error, "{rejected} %");
}

/// The t interval of five skewed changes misses more often than it says: the simulation can tell.
#[test]
fn skewed_changes_are_seen_to_break_the_t_interval() {
    let tally = cell(5, Design::Change, &populations()[1], TRIALS, |id| id == "paired-t");
    let (covered, error) = rate(tally.coverage.get(&("paired-t", "mean_change")));
    assert!(covered < 95.0 - 4.0 * error, "{covered} %");
}
