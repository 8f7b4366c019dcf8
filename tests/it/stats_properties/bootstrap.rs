//! Bootstrap intervals of everything that is registered.

use super::generate::{Readings, Settings, readings};
use girth::data::{Sample, Unit};
use girth::result::{Alternative, Interval, Level};
use girth::stats::resample::{Bootstrap, Bootstrapped, Columns, Replicates, Statistic, Wanted};
use girth::stats::resample::{bootstrap_intervals, bootstrap_means};
use girth::stats::{BootstrapMethod, PairedValues, registry};
use proptest::prelude::*;

const METHODS: [BootstrapMethod; 3] = [BootstrapMethod::Percentile, BootstrapMethod::Bca, BootstrapMethod::Studentized];

/// Every procedure's statistic by its name, with the estimate that its run gives.
fn statistics(readings: &Readings) -> Vec<(&'static str, Box<dyn Statistic>, Option<f64>)> {
    let (sample, options) = (readings.sample(), Settings::PLAIN.options());
    let tests = registry::PAIRED.iter().map(|procedure| {
        let point = move |pairs: &PairedValues<'_>| procedure.point(pairs, &options);
        let estimate = procedure.run(&sample, &options).ok().map(|result| result.estimates[0].value);
        (procedure.id(), Box::new(point) as Box<dyn Statistic>, estimate)
    });
    let effects = registry::EFFECTS.iter().map(|procedure| {
        let point = move |pairs: &PairedValues<'_>| procedure.point(pairs, &options);
        let estimate = procedure.run(&sample, &options).ok().map(|result| result.estimate.value);
        (procedure.id(), Box::new(point) as Box<dyn Statistic>, estimate)
    });
    tests.chain(effects).collect()
}

fn bootstrapped(readings: &Readings, method: BootstrapMethod, resamples: usize) -> Vec<Option<Bootstrapped>> {
    let statistics = statistics(readings);
    let wanted: Vec<Wanted<'_>> = statistics
        .iter()
        .map(|(_, statistic, _)| Wanted {
            statistic: &**statistic,
            level: Level::DEFAULT,
            alternative: Alternative::TwoSided,
        })
        .collect();
    bootstrap_intervals(&readings.sample(), &wanted, Bootstrap { method, resamples, seed: 1 })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// On the data themselves, what is resampled is what is reported. Readings near zero: a large offset costs doubles their digits.
    #[test]
    fn the_point_of_the_data_is_the_estimate(readings in readings()) {
        let readings = readings.shifted(-readings.before[0]);
        let columns = Columns::of(&readings.sample());
        for (id, statistic, estimate) in statistics(&readings) {
            if let (Some(point), Some(estimate)) = (statistic.point(&columns.pairs()), estimate) {
                prop_assert!((point - estimate).abs() <= 1e-12 * estimate.abs().max(1.0), "{id}: {point} {estimate}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn limits_are_numbers_in_order_or_there_is_a_reason(readings in readings()) {
        for method in METHODS {
            for found in bootstrapped(&readings, method, 99).into_iter().flatten() {
                prop_assert!(!found.note.text.is_empty());
                if let Some(Interval { lower, upper, monte_carlo_errors: Some(errors), .. }) = found.interval {
                    prop_assert!(lower.is_finite() && upper.is_finite() && lower <= upper, "{method:?}: {lower} {upper}");
                    prop_assert!(errors.iter().all(|error| error.is_finite() && *error >= 0.0), "{errors:?}");
                }
            }
        }
    }
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let readings = Readings {
        before: (0..40).map(|row| 900 + 7 * row % 83).collect(),
        after: (0..40).map(|row| 890 + 11 * row % 97).collect(),
    };
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("pool");
    let many = rayon::ThreadPoolBuilder::new().num_threads(3).build().expect("pool");
    let intervals = || -> Vec<Option<Interval>> {
        bootstrapped(&readings, BootstrapMethod::Bca, 500).into_iter().map(|found| found?.interval).collect()
    };
    assert_eq!(one.install(intervals), many.install(intervals));
    let sample = readings.sample();
    let means = || bootstrap_means(sample.change(), 20_000, 9);
    assert_eq!(one.install(means), many.install(means));
}

/// Where BCa is not defined, the percentile interval stands in and the note says why; where too many resamples do not define the
/// statistic, or all of them give the same, there is no interval, and the note says why.
#[test]
fn fallbacks_have_a_reason() {
    let readings = Readings { before: vec![900; 8], after: vec![901, 902, 903, 904, 905, 906, 907, 908] };
    let sample = readings.sample();
    let ask = |statistic: &dyn Statistic, method| {
        let wanted = Wanted { statistic, level: Level::DEFAULT, alternative: Alternative::TwoSided };
        let how = Bootstrap { method, resamples: 999, seed: 3 };
        bootstrap_intervals(&sample, &[wanted], how).remove(0)
    };
    let largest = |pairs: &PairedValues<'_>| pairs.change.iter().copied().reduce(f64::max);
    let constant = |_: &PairedValues<'_>| Some(2.5);
    let rare = |pairs: &PairedValues<'_>| pairs.change.contains(&0.1).then_some(1.0);
    let found = ask(&largest, BootstrapMethod::Bca).expect("defined");
    assert!(found.interval.is_some_and(|interval| interval.lower <= interval.upper));
    // Leaving out one of eight pairs does not change whether most changes are above 0.15 cm, but some resamples do.
    let few =
        |pairs: &PairedValues<'_>| Some(f64::from(pairs.change.iter().filter(|change| **change > 0.15).count() > 4));
    let found = ask(&few, BootstrapMethod::Bca).expect("defined");
    assert_eq!(found.interval.as_ref().map(|interval| interval.method), Some("bootstrap percentile"));
    assert!(found.note.text.contains("makes no difference"), "{}", found.note.text);
    let found = ask(&constant, BootstrapMethod::Percentile).expect("defined");
    assert!(found.interval.is_none() && found.note.text.contains("the estimate itself"), "{}", found.note.text);
    let found = ask(&rare, BootstrapMethod::Percentile).expect("defined");
    assert!(found.interval.is_none() && found.note.text.contains("more than one in twenty"), "{}", found.note.text);
}

/// The Monte-Carlo errors that an interval states, against what its ends do over 300 seeds.
#[test]
fn stated_monte_carlo_errors_are_the_spread_over_seeds() {
    let ticks = vec![-31, -24, -19, -16, -12, -11, -7, -6, -3, -2, 1, 4, 9, 13, 27, 38];
    let changes = Sample::from_ticks(ticks, 1, Unit::Cm).expect("sample");
    let estimate = changes.values().iter().sum::<f64>() / changes.n() as f64;
    let interval = |seed: u64, bca: bool| {
        let mut replicates = Replicates::try_new(bootstrap_means(&changes, 2_000, seed)).expect("defined");
        match bca {
            false => replicates.percentile(Level::DEFAULT, Alternative::TwoSided),
            true => replicates.bca(estimate, Some(0.05), Level::DEFAULT, Alternative::TwoSided).expect("defined"),
        }
    };
    for bca in [false, true] {
        let intervals: Vec<Interval> = (0..300).map(|seed| interval(seed, bca)).collect();
        for side in [0, 1] {
            let limits: Vec<f64> = intervals.iter().map(|interval| [interval.lower, interval.upper][side]).collect();
            let mean = limits.iter().sum::<f64>() / 300.0;
            let spread = (limits.iter().map(|limit| (limit - mean).powi(2)).sum::<f64>() / 299.0).sqrt();
            let stated = intervals.iter().map(|interval| interval.monte_carlo_errors.expect("drawn")[side].powi(2));
            let stated = (stated.sum::<f64>() / 300.0).sqrt();
            // The spread of 300 limits is known to 4 %.
            assert!((stated / spread - 1.0).abs() < 0.15, "BCa {bca}, side {side}: {stated} {spread}");
        }
    }
}
