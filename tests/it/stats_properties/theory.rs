//! What theory says of estimates, intervals and p-values.

use super::generate::{readings, settings};
use girth::result::{Alternative, Estimate};
use girth::stats::registry;
use proptest::prelude::*;

/// The estimate lies within its limits, up to rounding.
fn inside(estimate: &Estimate) -> bool {
    let slack = 1e-12 * estimate.value.abs();
    estimate.interval.as_ref().is_none_or(|interval| {
        interval.lower <= estimate.value + slack
            && estimate.value <= interval.upper + slack
            && interval.lower < f64::INFINITY
            && interval.upper > f64::NEG_INFINITY
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A NaN anywhere fails the writing of the result.
    #[test]
    fn every_result_is_made_of_numbers(readings in readings(), settings in settings()) {
        let (sample, options) = (readings.sample(), settings.options());
        for procedure in registry::PAIRED {
            if let Ok(result) = procedure.run(&sample, &options) {
                prop_assert!(serde_json::to_string(&result).is_ok(), "{}: {result:?}", procedure.id());
                let p = result.p_value.map_or(0.5, |p| p.value());
                prop_assert!((0.0..=1.0).contains(&p), "{}: {p}", procedure.id());
                prop_assert!(!result.estimates.is_empty(), "{}", procedure.id());
                prop_assert_eq!(result.p_value.is_some(), result.statistic.is_some(), "{}", procedure.id());
                for estimate in &result.estimates {
                    prop_assert!(inside(estimate), "{}: {estimate:?}", procedure.id());
                }
            }
        }
        for procedure in registry::EFFECTS {
            if let Ok(result) = procedure.run(&sample, &options) {
                prop_assert!(serde_json::to_string(&result).is_ok(), "{}: {result:?}", procedure.id());
                prop_assert!(inside(&result.estimate), "{}: {:?}", procedure.id(), result.estimate);
            }
        }
    }

    /// No procedure fails numerically on readings as people take them.
    #[test]
    fn nothing_fails_to_converge(readings in readings(), settings in settings()) {
        let (sample, options) = (readings.sample(), settings.options());
        let tests = registry::PAIRED.iter().filter_map(|procedure| procedure.run(&sample, &options).err());
        let effects = registry::EFFECTS.iter().filter_map(|procedure| procedure.run(&sample, &options).err());
        for error in tests.chain(effects) {
            prop_assert!(!matches!(error, girth::stats::StatsError::Numerical { .. }), "{error}");
        }
    }

    #[test]
    fn t_rejects_exactly_when_the_interval_excludes_the_null(readings in readings(), settings in settings()) {
        let options = settings.options();
        let result = registry::paired("paired-t").unwrap().run(&readings.sample(), &options).unwrap();
        if let (Some(p), Some(interval)) = (result.p_value, &result.estimates[0].interval) {
            let null = options.null_value.to_f64();
            let excluded = null < interval.lower || interval.upper < null;
            prop_assert_eq!(p.value() < options.level.alpha(), excluded, "{:?}", result);
        }
    }

    #[test]
    fn equivalence_holds_exactly_when_the_interval_is_inside_the_margin(readings in readings(), settings in settings()) {
        let options = settings.options();
        let result = registry::paired("equivalence-t").unwrap().run(&readings.sample(), &options).unwrap();
        if let (Some(p), Some(interval), Some(margin)) = (result.p_value, &result.estimates[0].interval, options.margin) {
            let inside = margin.lower.to_f64() < interval.lower && interval.upper < margin.upper.to_f64();
            prop_assert_eq!(p.value() < options.level.alpha(), inside, "{:?}", result);
        }
    }

    /// The two-sided p is twice the smaller one-sided one.
    #[test]
    fn one_sided_p_values_are_consistent(readings in readings(), settings in settings()) {
        let sample = readings.sample();
        for procedure in registry::PAIRED.iter().filter(|procedure| procedure.id() != "equivalence-t") {
            let p = |alternative| {
                let options = girth::stats::TestOptions { alternative, ..settings.options() };
                procedure.run(&sample, &options).ok()?.p_value.map(|p| p.value())
            };
            let (two, less, greater) = (p(Alternative::TwoSided), p(Alternative::Less), p(Alternative::Greater));
            if let (Some(two), Some(less), Some(greater)) = (two, less, greater) {
                prop_assert!((two - (2.0 * less.min(greater)).min(1.0)).abs() <= 1e-12 * two, "{}", procedure.id());
                prop_assert!(less + greater >= 1.0 - 1e-12, "{}: {less} {greater}", procedure.id());
            }
        }
    }
}
