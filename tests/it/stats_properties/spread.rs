//! Variability and shape.

use super::generate::{Settings, readings, settings};
use girth::result::{Alternative, Level};
use girth::stats::registry;
use girth::stats::spread::{OutlierRule, outliers, qq, shapiro_wilk};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// The interval of the SD ratio is what its test does not reject.
    #[test]
    fn pitman_morgan_rejects_exactly_when_the_interval_excludes_one(readings in readings(), settings in settings()) {
        let options = settings.options();
        if let Ok(result) = registry::paired("pitman-morgan").unwrap().run(&readings.sample(), &options) {
            let interval = result.estimates[0].interval.as_ref().unwrap();
            let excluded = 1.0 < interval.lower || interval.upper < 1.0;
            prop_assert_eq!(result.p_value.unwrap().value() < options.level.alpha(), excluded, "{:?}", result);
        }
    }

    /// W is 1 less a share, and p a probability, whatever the sample.
    #[test]
    fn shapiro_wilk_is_in_range(readings in readings()) {
        if let Ok((w, p)) = shapiro_wilk(readings.sample().change()) {
            prop_assert!(0.0 < w && w <= 1.0 && (0.0..=1.0).contains(&p), "{w} {p}");
        }
    }

    /// The points ascend, and the band is around the line.
    #[test]
    fn quantile_plots_ascend(readings in readings()) {
        if let Ok(plot) = qq(readings.sample().change(), Level::DEFAULT) {
            let ascending = |of: fn(&girth::stats::spread::QqPoint) -> f64| plot.points.windows(2).all(|two| of(&two[0]) <= of(&two[1]));
            prop_assert!(ascending(|point| point.theoretical) && ascending(|point| point.observed));
            prop_assert!(plot.points.iter().all(|point| point.lower < point.upper));
            prop_assert!(0.0 < plot.correlation && plot.correlation <= 1.0);
        }
    }

    /// Flags point at participants of the sample, each with a reason; the quartiles themselves are never outside.
    #[test]
    fn outliers_are_few(readings in readings()) {
        let sample = readings.sample();
        let flags = outliers(&sample);
        prop_assert!(flags.iter().all(|flag| flag.row < sample.n() && !flag.rules.is_empty()));
        let outside = flags.iter().filter(|flag| flag.rules.contains(&OutlierRule::Fence)).count();
        prop_assert!(2 * outside <= sample.n());
    }
}

/// Three readings: W has a known distribution, P(W < w) = 6 / pi (asin(sqrt w) - asin(sqrt 3/4)).
#[test]
fn shapiro_wilk_of_three_is_exact() {
    let w = |ticks: [i128; 3]| {
        let sample = girth::data::Sample::from_ticks(ticks.to_vec(), 1, girth::data::Unit::Cm).unwrap();
        shapiro_wilk(&sample).unwrap()
    };
    let (straight, p) = w([1, 2, 3]);
    assert!((straight - 1.0).abs() < 1e-15 && (p - 1.0).abs() < 1e-6, "{straight} {p}");
    let (bent, p) = w([0, 0, 1]);
    assert!((bent - 0.75).abs() < 1e-15 && p < 1e-6, "{bent} {p}");
    let (between, p) = w([0, 1, 4]);
    let expected = 6.0 / std::f64::consts::PI * ((12.0f64 / 13.0).sqrt().asin() - 0.75f64.sqrt().asin());
    assert!((between - 12.0 / 13.0).abs() < 1e-14 && (p - expected).abs() < 1e-12, "{between} {p}");
}

#[test]
fn one_sided_intervals_of_the_ratio_stay_above_zero() {
    let readings = super::generate::Readings { before: vec![900, 905, 930, 880], after: vec![890, 900, 902, 889] };
    let interval = |alternative| {
        let options = Settings { alternative, ..Settings::PLAIN }.options();
        let result = registry::paired("pitman-morgan").unwrap().run(&readings.sample(), &options).unwrap();
        result.estimates[0].interval.clone().unwrap()
    };
    assert_eq!(interval(Alternative::Less).lower, 0.0);
    assert_eq!(interval(Alternative::Greater).upper, f64::INFINITY);
}
