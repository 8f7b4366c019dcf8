//! Readings at the edge: every registered procedure has an outcome, never a panic and never a NaN.

use super::generate::{Readings, Settings};
use super::view::{View, views};
use girth::result::Alternative;
use girth::stats::{SignedRankMethod, ZeroHandling, registry};

fn readings(before: &[i128], after: &[i128]) -> Readings {
    Readings { before: before.to_vec(), after: after.to_vec() }
}

pub fn edges() -> Vec<(&'static str, Readings)> {
    let far = 9_999_999_990;
    vec![
        ("one pair", readings(&[923], &[909])),
        ("one pair without change", readings(&[923], &[923])),
        ("two pairs", readings(&[923, 800], &[909, 805])),
        ("two pairs, equal changes", readings(&[923, 800], &[909, 786])),
        ("two pairs, opposite changes", readings(&[923, 800], &[913, 810])),
        ("no change", readings(&[30, 50, 80, 20], &[30, 50, 80, 20])),
        ("nothing varies", readings(&[30; 5], &[30; 5])),
        ("everybody changes alike", readings(&[30, 50, 80, 20], &[27, 47, 77, 17])),
        ("before is constant", readings(&[50; 4], &[51, 49, 48, 55])),
        ("after is constant", readings(&[51, 49, 48, 55], &[50; 4])),
        ("after is twice before", readings(&[10, 20, 30, 45], &[20, 40, 60, 90])),
        ("after is before turned over", readings(&[10, 20, 30, 45], &[45, 35, 25, 10])),
        ("all tied in size", readings(&[50; 6], &[55, 45, 55, 45, 55, 55])),
        ("near 1e9", readings(&[far, far + 1, far + 7, far - 3], &[far + 1, far, far + 9, far - 3])),
        ("a change of 1e9", readings(&[0, 1, 2, 5], &[far, far + 3, far + 2, far])),
        ("one outlier", readings(&[900, 910, 905, 907, 903], &[901, 909, 904, 909, 99_999_999])),
    ]
}

#[test]
fn every_procedure_has_an_outcome() {
    let alternatives = [Alternative::TwoSided, Alternative::Less, Alternative::Greater];
    let methods = [SignedRankMethod::Auto, SignedRankMethod::Asymptotic, SignedRankMethod::AsymptoticContinuity];
    for (name, readings) in edges() {
        let sample = readings.sample();
        for alternative in alternatives {
            for signed_rank in methods {
                for zeros in [ZeroHandling::Wilcoxon, ZeroHandling::Pratt, ZeroHandling::Split] {
                    let options = Settings { alternative, signed_rank, zeros, ..Settings::PLAIN }.options();
                    for procedure in registry::PAIRED {
                        if let Ok(result) = procedure.run(&sample, &options) {
                            assert!(serde_json::to_string(&result).is_ok(), "{name}: {result:?}");
                            let explained = result.p_value.is_some() || !result.notes.is_empty();
                            assert!(explained, "{name}: {} has no p-value and does not say why", procedure.id());
                        }
                    }
                    for procedure in registry::EFFECTS {
                        if let Ok(result) = procedure.run(&sample, &options) {
                            assert!(serde_json::to_string(&result).is_ok(), "{name}: {result:?}");
                            let explained = result.estimate.interval.is_some() || !result.notes.is_empty();
                            assert!(explained, "{name}: {} has no interval and does not say why", procedure.id());
                        }
                    }
                    for (id, view) in views(&sample, &options) {
                        assert_ne!(view, View::Refused("numerical"), "{name}: {id}");
                    }
                }
            }
        }
    }
}

/// Without variation no t, no standardised size, and no significance of a change of nothing.
#[test]
fn constant_changes_are_never_significant_by_t_and_never_standardised() {
    for (name, readings) in edges() {
        let changes = readings.changes();
        let constant = changes.iter().all(|change| *change == changes[0]);
        let sample = readings.sample();
        for (id, view) in views(&sample, &Settings::PLAIN.options()) {
            match (id, view) {
                ("equivalence-signed-rank", View::Result { p, .. }) => assert!(p.is_some(), "{name}"),
                ("signed-rank" | "sign-test" | "sign-flip", View::Result { p, .. }) => {
                    let nothing = changes.iter().all(|&change| change == 0);
                    assert!(!nothing || p == Some(1.0), "{name}: {p:?}");
                }
                ("paired-t" | "equivalence-t" | "minimum-effect-t", View::Result { p, estimates }) => {
                    assert_eq!(p.is_none(), constant, "{name}: {id}");
                    assert_eq!(estimates[0].limits.is_none(), constant, "{name}: {id}");
                }
                ("yuen" | "trimmed-mean", View::Result { p, estimates }) => {
                    // Trimming may leave no variation where there was some.
                    assert!(!constant || p.is_none(), "{name}: {id}");
                    assert_eq!(estimates[0].limits.is_none(), p.is_none(), "{name}: {id}");
                }
                ("geometric-ratio", View::Result { p, estimates }) => {
                    let ratios = || readings.before.iter().zip(&readings.after);
                    let same = ratios().all(|(b, a)| a * readings.before[0] == readings.after[0] * b);
                    assert_eq!(p.is_none(), same, "{name}");
                    assert_eq!(estimates[0].limits.is_none(), same, "{name}");
                }
                // Counts and ranks of the changes do not need them to vary.
                (
                    "probability_of_increase"
                    | "rank_biserial"
                    | "cliffs_delta_paired"
                    | "share_rose"
                    | "share_unchanged"
                    | "share_fell",
                    View::Result { .. },
                ) => {}
                (id, View::Result { estimates, .. }) => {
                    assert!(!constant, "{name}: {id} gives {estimates:?} without variation");
                }
                (_, View::Refused(_)) => {}
            }
        }
    }
}
