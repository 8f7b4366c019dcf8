//! Properties: Small-study effects, three-level models, Bayesian and generalised linear mixed models of several studies.

use girth::data::{StudyEffect, StudyEffects, Unit};
use girth::result::Level;
use girth::stats::StatsError;
use girth::stats::meta::asymmetry::{FillEstimator, TrimOptions, small_study_effects, trim_and_fill};
use girth::stats::meta::bayesian::{BayesianOptions, BayesianResult, MeanPrior, SpreadPrior, bayesian_random_effects};
use girth::stats::meta::rare::{
    MantelHaenszelMeasure, combined_odds_ratio, combined_share, mantel_haenszel, peto_odds_ratio,
};
use girth::stats::meta::three_level::{ThreeLevelOptions, three_level};
use girth::stats::meta::{MetaOptions, MetaTest, TauMethod};
use girth::stats::proportion::Proportion;
use girth::stats::risk::TwoByTwo;
use proptest::prelude::*;

/// Estimate in hundredths, variance in thousandths, trial.
type Row = (i32, u32, u8);

fn of(rows: &[Row], change: impl Fn(f64) -> f64, factor: f64) -> StudyEffects {
    let study = |&(estimate, variance, trial): &Row| StudyEffect {
        label: format!("{estimate} {variance}"),
        trial: trial.to_string(),
        estimate: change(f64::from(estimate) / 100.0),
        variance: f64::from(variance) / 1000.0 * factor * factor,
    };
    StudyEffects::try_new(Unit::None, rows.iter().map(study).collect()).unwrap()
}

fn plain(rows: &[Row]) -> StudyEffects {
    of(rows, |y| y, 1.0)
}

/// From `few` rows on, with different standard errors.
fn rows(few: usize) -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec((-150_i32..150, 20_u32..400, 0_u8..4), few..9)
        .prop_filter("precisions differ", |rows| rows.iter().any(|row| row.1.abs_diff(rows[0].1) > 5))
}

fn near(left: f64, right: f64, tolerance: f64) -> bool {
    (left - right).abs() <= tolerance * left.abs().max(right.abs()).max(1.0)
}

fn common() -> MetaOptions {
    MetaOptions { method: TauMethod::CommonEffect, test: MetaTest::Z, ..MetaOptions::default() }
}

fn bayes(effects: &StudyEffects, scale: f64, mean: MeanPrior) -> BayesianResult {
    let spread = SpreadPrior::HalfNormal { scale };
    let options = BayesianOptions { mean, spread, threshold: Some(0.0), level: Level::DEFAULT };
    bayesian_random_effects(effects, &options).unwrap()
}

fn tables() -> impl Strategy<Value = Vec<TwoByTwo>> {
    let table = (0_u64..5, 5_u64..30, 0_u64..5, 5_u64..30);
    prop::collection::vec(table.prop_map(|(a, n, c, m)| TwoByTwo::try_new(a, n, c, m).unwrap()), 2..6)
}

fn is_undefined<T>(found: Result<T, StatsError>) -> bool {
    matches!(found, Err(StatsError::Undefined { .. }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Order is nothing; a shift moves the limit alone; mirroring turns the sign.
    #[test]
    fn egger_is_equivariant(rows in rows(4), shift in -5.0_f64..5.0, turn in 1_usize..8) {
        let Ok(here) = small_study_effects(&plain(&rows), Level::DEFAULT) else { return Ok(()) };
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        let turned = small_study_effects(&plain(&turned), Level::DEFAULT).unwrap();
        prop_assert!(near(here.egger.asymmetry.value, turned.egger.asymmetry.value, 1e-8));
        prop_assert!(near(here.mixed.p_value.value(), turned.mixed.p_value.value(), 1e-6));
        let tau = |found: &girth::stats::meta::asymmetry::SmallStudyResult| {
            found.rank_correlation.as_ref().map(|rank| rank.tau.value)
        };
        let mirrored = small_study_effects(&of(&rows, |y| -y, 1.0), Level::DEFAULT).unwrap();
        prop_assert!(near(here.egger.asymmetry.value, -mirrored.egger.asymmetry.value, 1e-8));
        prop_assert_eq!(tau(&here), tau(&mirrored).map(|tau| -tau));
        let moved = small_study_effects(&of(&rows, |y| y + shift, 1.0), Level::DEFAULT).unwrap();
        prop_assert!(near(here.egger.asymmetry.value, moved.egger.asymmetry.value, 1e-7));
        prop_assert!(near(here.egger.limit.value + shift, moved.egger.limit.value, 1e-7));
    }

    /// A symmetric funnel lacks nothing; what is filled are mirror images; a mirrored funnel lacks the same on the other side.
    #[test]
    fn trimming_mirrors(rows in rows(3)) {
        let both: Vec<Row> = rows.iter().flat_map(|&(y, v, t)| [(y, v, t), (-y, v, t)]).collect();
        for estimator in [FillEstimator::L0, FillEstimator::R0] {
            let options = TrimOptions { estimator, side: None, meta: common() };
            prop_assert!(trim_and_fill(&plain(&both), &options).unwrap().filled.is_empty());
            let Ok(here) = trim_and_fill(&plain(&rows), &options) else { continue };
            prop_assert_eq!(here.adjusted.k, rows.len() + here.filled.len());
            let mirrored = trim_and_fill(&of(&rows, |y| -y, 1.0), &options).unwrap();
            prop_assert!(mirrored.side != here.side, "{:?}", here.side);
            prop_assert!(near(here.adjusted.estimate.value, -mirrored.adjusted.estimate.value, 1e-9));
        }
    }

    /// Order is nothing; a shift moves the mean; a scale carries over to all; no likelihood is above that of the maximum.
    #[test]
    fn three_levels_are_equivariant(rows in rows(3), shift in -9.0_f64..9.0) {
        let options = ThreeLevelOptions { rho: 0.3, ..ThreeLevelOptions::default() };
        let Ok(here) = three_level(&plain(&rows), &options) else {
            let trials: std::collections::BTreeSet<u8> = rows.iter().map(|row| row.2).collect();
            prop_assert!(trials.len() == 1 || trials.len() == rows.len());
            return Ok(());
        };
        let reversed: Vec<Row> = rows.iter().rev().copied().collect();
        let reversed = three_level(&plain(&reversed), &options).unwrap();
        prop_assert!(near(here.log_likelihood, reversed.log_likelihood, 1e-9));
        prop_assert!(near(here.estimate.value, reversed.estimate.value, 1e-5));
        let moved = three_level(&of(&rows, |y| 2.0 * (y + shift), 2.0), &options).unwrap();
        prop_assert!(near(2.0 * (here.estimate.value + shift), moved.estimate.value, 1e-5));
        prop_assert!(near(4.0 * here.between.variance.value, moved.between.variance.value, 1e-5));
        for component in [&here.between, &here.within] {
            let ends = component.variance.interval.as_ref().unwrap();
            prop_assert!(component.likelihood_ratio >= 0.0 && ends.lower <= component.variance.value);
            prop_assert!(ends.upper >= component.variance.value);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    /// Order, shift and scale carry over; intervals hold the median.
    #[test]
    fn posteriors_are_equivariant(rows in rows(2), shift in -9.0_f64..9.0) {
        let here = bayes(&plain(&rows), 0.5, MeanPrior::Flat);
        let reversed: Vec<Row> = rows.iter().rev().copied().collect();
        let reversed = bayes(&plain(&reversed), 0.5, MeanPrior::Flat);
        prop_assert!(near(here.mean.median, reversed.mean.median, 1e-9));
        let moved = bayes(&of(&rows, |y| 3.0 * (y + shift), 3.0), 1.5, MeanPrior::Flat);
        prop_assert!(near(3.0 * (here.mean.median + shift), moved.mean.median, 1e-8));
        prop_assert!(near(3.0 * here.tau.median, moved.tau.median, 1e-8));
        for summary in [&here.mean, &here.tau, &here.prediction] {
            prop_assert!(summary.central.lower < summary.median && summary.median < summary.central.upper);
            prop_assert!(summary.shortest.lower < summary.median && summary.median < summary.shortest.upper);
        }
    }

    /// A sharp prior of the mean wins; next to no spread allowed is the common effect.
    #[test]
    fn sharp_priors_win(rows in rows(2)) {
        let sharp = bayes(&plain(&rows), 0.5, MeanPrior::Normal { mean: 0.7, sd: 1e-4 });
        prop_assert!((sharp.mean.median - 0.7).abs() < 1e-3);
        let common = bayes(&plain(&rows), 1e-5, MeanPrior::Flat);
        let weight: f64 = rows.iter().map(|row| 1000.0 / f64::from(row.1)).sum();
        let sum: f64 = rows.iter().map(|row| f64::from(row.0) / 100.0 * 1000.0 / f64::from(row.1)).sum();
        prop_assert!(near(common.mean.median, sum / weight, 1e-6));
        prop_assert!(near(common.mean.sd.unwrap(), weight.sqrt().recip(), 1e-6));
    }

    /// Exchanging the groups turns every ratio over; studies without events change nothing.
    #[test]
    fn ratios_turn_over(tables in tables()) {
        let exchanged: Vec<TwoByTwo> = tables.iter().map(TwoByTwo::exchanged).collect();
        let mut silent = tables.clone();
        silent.push(TwoByTwo::try_new(0, 12, 0, 9).unwrap());
        let level = Level::DEFAULT;
        if let Ok(here) = combined_odds_ratio(&tables, level) {
            let other = combined_odds_ratio(&exchanged, level).unwrap();
            prop_assert!(near(here.effect.value, -other.effect.value, 1e-6), "{} {}", here.effect.value, other.effect.value);
            prop_assert!(near(here.tau, other.tau, 1e-5));
            let more = combined_odds_ratio(&silent, level).unwrap();
            prop_assert_eq!(here.effect.value, more.effect.value);
            prop_assert_eq!((more.studies, more.informative), (here.studies + 1, here.informative));
        }
        if let Ok(here) = peto_odds_ratio(&tables, level) {
            let other = peto_odds_ratio(&exchanged, level).unwrap();
            prop_assert!(near(here.estimate.value * other.estimate.value, 1.0, 1e-12));
            prop_assert_eq!(here.estimate, peto_odds_ratio(&silent, level).unwrap().estimate);
        }
        for measure in [MantelHaenszelMeasure::OddsRatio, MantelHaenszelMeasure::RiskRatio] {
            if let Ok(here) = mantel_haenszel(&tables, measure, level) {
                let other = mantel_haenszel(&exchanged, measure, level).unwrap();
                prop_assert!(near(here.estimate.value * other.estimate.value, 1.0, 1e-12));
            }
        }
    }

    /// Events and their absence are told apart by the sign of the log odds alone.
    #[test]
    fn shares_turn_over(counts in prop::collection::vec((0_u64..6, 6_u64..40), 2..7)) {
        let shares = |none: bool| -> Vec<Proportion> {
            let share = |&(x, n): &(u64, u64)| Proportion::try_new(if none { n - x } else { x }, n).unwrap();
            counts.iter().map(share).collect()
        };
        let Ok(here) = combined_share(&shares(false), Level::DEFAULT) else { return Ok(()) };
        let other = combined_share(&shares(true), Level::DEFAULT).unwrap();
        prop_assert!(near(here.effect.value, -other.effect.value, 1e-6));
        prop_assert!(near(here.average.unwrap() + other.average.unwrap(), 1.0, 1e-6));
    }
}

#[test]
fn degenerate_studies_have_a_say() {
    let alike = |variances: &[u32]| -> Vec<Row> { variances.iter().map(|&v| (40, v, 0)).collect() };
    for rows in [alike(&[100]), alike(&[100, 200]), alike(&[100, 200, 300]), vec![(1, 50, 0), (9, 50, 1), (30, 50, 1)]]
    {
        assert!(is_undefined(small_study_effects(&plain(&rows), Level::DEFAULT)), "{rows:?}");
    }
    let one = bayes(&plain(&[(40, 100, 0)]), 0.5, MeanPrior::Flat);
    assert!((one.mean.median - 0.4).abs() < 1e-12 && one.mean.mean.is_some());
    let same =
        trim_and_fill(&plain(&alike(&[100, 200, 300])), &TrimOptions { meta: common(), ..TrimOptions::default() });
    assert!(same.unwrap().filled.is_empty());
    let far = |offset: f64| {
        let rows = [(40, 100, 0), (-20, 50, 0), (90, 200, 1), (10, 70, 2)];
        bayes(&of(&rows, |y| y + offset, 1.0), 0.5, MeanPrior::Flat).tau.median
    };
    assert!((far(1e9) - far(0.0)).abs() < 1e-6);
}
