//! Margins on every scale, with two bounds or one.

use super::brute_force;
use super::degenerate::edges;
use super::generate::{Readings, Settings, readings, readings_of, settings};
use super::view::View;
use girth::data::{Decimal, PairedSample, Unit};
use girth::result::{Alternative, Level, TestResult};
use girth::stats::{
    Margin, MarginScale, PairedValues, SignedRankMethod, StatsError, TestOptions, ZeroHandling, registry,
};
use proptest::prelude::*;

const IDS: [&str; 4] = ["equivalence-t", "minimum-effect-t", "equivalence-signed-rank", "equivalence-ratio"];

fn run(id: &str, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
    registry::paired(id).unwrap().run(sample, options)
}

/// A margin in tenths of a unit, a percent or an SD.
fn margin(scale: MarginScale, lower: Option<i128>, upper: Option<i128>) -> Option<Margin> {
    let decimal = |ticks: i128| Decimal::new(ticks, 1).unwrap();
    Margin::of(scale, lower.map(decimal), upper.map(decimal))
}

fn scales() -> impl Strategy<Value = MarginScale> {
    prop_oneof![Just(MarginScale::Amount), Just(MarginScale::PercentOfBaseline), Just(MarginScale::SdOfChange)]
}

fn bounds() -> impl Strategy<Value = (Option<i128>, Option<i128>)> {
    let bound = || -40i128..40;
    prop_oneof![
        (bound(), 1i128..60).prop_map(|(lower, width)| (Some(lower), Some(lower + width))),
        bound().prop_map(|lower| (Some(lower), None)),
        bound().prop_map(|upper| (None, Some(upper))),
    ]
}

fn p_of(result: &TestResult) -> Option<f64> {
    result.p_value.map(|p| p.value())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Equivalent exactly when the interval is inside, beyond exactly when it is outside, on every scale.
    #[test]
    fn the_interval_decides_as_the_test_does(
        readings in readings(), settings in settings(), scale in scales(), (lower, upper) in bounds(),
    ) {
        let options = TestOptions { margin: margin(scale, lower, upper), ..settings.options() };
        let margin = options.margin.unwrap();
        let (lower, upper) = (margin.lower.map(Decimal::to_f64), margin.upper.map(Decimal::to_f64));
        for id in ["equivalence-t", "minimum-effect-t"] {
            let Ok(result) = run(id, &readings.sample(), &options) else { continue };
            let Some(interval) = &result.estimates[0].interval else { continue };
            if scale == MarginScale::PercentOfBaseline && interval.lower.is_infinite() && interval.upper.is_infinite() {
                continue;
            }
            let decided = if id == "equivalence-t" {
                lower.is_none_or(|lower| lower < interval.lower) && upper.is_none_or(|upper| interval.upper < upper)
            } else {
                lower.is_some_and(|lower| interval.upper < lower) || upper.is_some_and(|upper| upper < interval.lower)
            };
            let Some(p) = p_of(&result) else { continue };
            // At the very edge, rounding decides.
            let alpha = options.level.alpha();
            prop_assert!((p < alpha) == decided || (p - alpha).abs() < 1e-9 * alpha, "{id}: {result:?}");
            prop_assert!(interval.lower <= result.estimates[0].value && result.estimates[0].value <= interval.upper);
        }
    }

    /// A margin in SDs of the changes is the inversion of the interval of d_z.
    #[test]
    fn the_interval_is_that_of_d_z(readings in readings(), settings in settings()) {
        let options = TestOptions { margin: margin(MarginScale::SdOfChange, Some(-5), Some(5)), ..settings.options() };
        if let Ok(result) = run("equivalence-t", &readings.sample(), &options) {
            let two_sided = TestOptions { level: options.level.two_one_sided(), ..options };
            let d_z = registry::effect("d_z").unwrap().run(&readings.sample(), &two_sided).unwrap();
            let (one, other) = (&result.estimates[0], &d_z.estimate);
            let limits = |estimate: &girth::result::Estimate| {
                let interval = estimate.interval.clone().unwrap();
                [estimate.value, interval.lower, interval.upper]
            };
            for (x, y) in limits(one).into_iter().zip(limits(other)) {
                prop_assert!((x - y).abs() <= 1e-9 * x.abs().max(y.abs()).max(1.0), "{one:?} {other:?}");
            }
        }
    }

    /// One bound is the one-sided t test against it; two bounds turned outwards are two of them.
    #[test]
    fn bounds_are_one_sided_t_tests(readings in readings(), settings in settings(), lower in -40i128..40, width in 1i128..60) {
        let sample = readings.sample();
        let tenths = |ticks: i128| Decimal::new(ticks, 1).unwrap();
        let t = |null: i128, alternative| {
            let options = TestOptions { null_value: tenths(null), alternative, ..settings.options() };
            p_of(&run("paired-t", &sample, &options).unwrap())
        };
        let p = |id: &str, lower, upper| {
            let margin = margin(MarginScale::Amount, lower, upper);
            p_of(&run(id, &sample, &TestOptions { margin, ..settings.options() }).unwrap())
        };
        let upper = lower + width;
        prop_assert_eq!(p("equivalence-t", Some(lower), None), t(lower, Alternative::Greater));
        prop_assert_eq!(p("equivalence-t", None, Some(upper)), t(upper, Alternative::Less));
        prop_assert_eq!(p("minimum-effect-t", Some(lower), None), t(lower, Alternative::Less));
        let both = t(lower, Alternative::Less).zip(t(upper, Alternative::Greater)).map(|(x, y)| x.min(y));
        prop_assert_eq!(p("minimum-effect-t", Some(lower), Some(upper)), both);
    }

    /// Exact p-values against all sign patterns, bounds taken off on the grid.
    #[test]
    fn signed_rank_bounds_equal_all_sign_patterns(
        readings in (1usize..=10).prop_flat_map(readings_of), (lower, upper) in bounds(),
    ) {
        for zeros in [ZeroHandling::Wilcoxon, ZeroHandling::Pratt] {
            let options = TestOptions {
                margin: margin(MarginScale::Amount, lower, upper),
                zeros,
                signed_rank: SignedRankMethod::Exact,
                ..TestOptions::default()
            };
            let against = |bound: i128, alternative| {
                let shifted: Vec<i128> = readings.changes().iter().map(|change| change - bound).collect();
                brute_force::signed_rank(&shifted, zeros, alternative).1
            };
            let p = [lower.map(|bound| against(bound, Alternative::Greater)), upper.map(|bound| against(bound, Alternative::Less))];
            let expected = p.into_iter().flatten().fold(0.0, f64::max);
            let result = run("equivalence-signed-rank", &readings.sample(), &options).unwrap();
            prop_assert_eq!(p_of(&result), Some(expected));
        }
    }

    /// In percent of the baseline, the rest d - bound before is compared in whole ticks of a finer grid.
    #[test]
    fn signed_rank_percentages_equal_all_sign_patterns(
        readings in (1usize..=8).prop_flat_map(readings_of), lower in -40i128..40, width in 1i128..60,
    ) {
        let options = TestOptions {
            margin: margin(MarginScale::PercentOfBaseline, Some(lower), Some(lower + width)),
            signed_rank: SignedRankMethod::Exact,
            ..TestOptions::default()
        };
        let against = |bound: i128, alternative| {
            // Tenths of a percent are thousandths.
            let rest = readings.before.iter().zip(&readings.after).map(|(before, after)| 1000 * (after - before) - bound * before);
            brute_force::signed_rank(&rest.collect::<Vec<_>>(), ZeroHandling::Wilcoxon, alternative).1
        };
        if let Ok(result) = run("equivalence-signed-rank", &readings.sample(), &options) {
            let expected = against(lower, Alternative::Greater).max(against(lower + width, Alternative::Less));
            prop_assert_eq!(p_of(&result), Some(expected));
        }
    }

    /// The geometric ratio of after to before is one over that of before to after, and 0.8 to 1.25 its own mirror.
    #[test]
    fn exchanging_before_and_after_turns_the_ratio_over(readings in readings(), settings in settings()) {
        // Ticks near 1e10 give logarithms near 1e-10 that differ by 1e-18: a double keeps seven digits of their spread.
        prop_assume!(readings.before[0] < 1_000_000_000);
        let positive = Readings {
            before: readings.before.iter().map(|ticks| ticks + 1).collect(),
            after: readings.after.iter().map(|ticks| ticks.abs() + 1).collect(),
        };
        let options = TestOptions {
            margin: margin(MarginScale::PercentOfBaseline, Some(-200), Some(250)), ..settings.options()
        };
        let view = |readings: &Readings| View::of_test(&run("equivalence-ratio", &readings.sample(), &options));
        let turned = view(&positive.swapped()).mapped(super::view::Number::reciprocal);
        prop_assert!(view(&positive).close(&turned), "{:?} {turned:?}", view(&positive));
    }

    /// What has no unit does not depend on it, the order of rows on nothing.
    #[test]
    fn percentages_and_sds_do_not_depend_on_the_unit(
        readings in readings(), scale in scales(), (lower, upper) in bounds(),
    ) {
        if scale == MarginScale::Amount {
            return Ok(());
        }
        let options = TestOptions { margin: margin(scale, lower, upper), ..TestOptions::default() };
        let backwards: Vec<usize> = (0..readings.before.len()).rev().collect();
        for id in IDS {
            let view = |sample: PairedSample| View::of_test(&run(id, &sample, &options));
            let one = view(readings.sample());
            prop_assert!(one.close(&view(readings.scaled(10))), "{id}: {one:?} {:?}", view(readings.scaled(10)));
            prop_assert!(one.close(&view(readings.reordered(&backwards).sample())), "{id}: {one:?}");
        }
    }

    /// On the data themselves, the statistic that is resampled is the estimate.
    #[test]
    fn the_point_is_the_estimate(readings in readings(), scale in scales()) {
        let options = TestOptions { margin: margin(scale, Some(-50), Some(50)), ..TestOptions::default() };
        let sample = readings.sample();
        let [before, after, change] = [sample.before(), sample.after(), sample.change()].map(|column| column.values());
        let pairs = PairedValues { before: &before, after: &after, change: &change };
        for id in IDS {
            let (Ok(result), Some(point)) = (run(id, &sample, &options), registry::paired(id).unwrap().point(&pairs, &options)) else {
                continue;
            };
            let value = result.estimates[0].value;
            prop_assert!((value - point).abs() <= 1e-9 * value.abs().max(1e-6), "{id}: {value} {point}");
        }
    }

    #[test]
    fn a_rebased_sample_has_the_rest_of_its_change(readings in readings(), percent in -300i128..300) {
        let rebased = readings.sample().rebased(Decimal::new(percent, 3).unwrap()).unwrap();
        let rest = |(before, after): (&i128, &i128)| (1000 * (after - before) - percent * before) as f64 / 1e4;
        let expected: Vec<f64> = readings.before.iter().zip(&readings.after).map(rest).collect();
        for (found, expected) in rebased.change().values().into_iter().zip(expected) {
            prop_assert!((found - expected).abs() <= 1e-15 * expected.abs(), "{found} {expected}");
        }
    }
}

/// Edges on every scale: a result that explains what it lacks, or a reason.
#[test]
fn every_margin_has_an_outcome() {
    let both = [(Some(-10), Some(10)), (None, Some(10)), (Some(-10), None), (Some(500), Some(2000))];
    for (name, readings) in edges() {
        for scale in [MarginScale::Amount, MarginScale::PercentOfBaseline, MarginScale::SdOfChange] {
            for (lower, upper) in both {
                for level in [0.3, 0.95, 0.999] {
                    let level = Level::try_new(level).unwrap();
                    let options = TestOptions { margin: margin(scale, lower, upper), level, ..TestOptions::default() };
                    for id in IDS {
                        match run(id, &readings.sample(), &options) {
                            Ok(result) => {
                                assert!(serde_json::to_string(&result).is_ok(), "{name}: {result:?}");
                                let explained = result.p_value.is_some()
                                    || result.notes.iter().any(|note| note.id == "constant-change");
                                assert!(explained, "{name}: {id} has no p-value and does not say why");
                            }
                            Err(error) => {
                                assert!(!matches!(error, StatsError::Numerical { .. }), "{name}: {id}: {error}");
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A percentage of nothing has no meaning.
#[test]
fn a_mean_before_of_zero_or_less_is_refused() {
    let readings = Readings { before: vec![-10, 5, 5], after: vec![1, 2, 4] };
    let options = TestOptions {
        margin: margin(MarginScale::PercentOfBaseline, Some(-50), Some(50)),
        ..Settings::PLAIN.options()
    };
    for id in ["equivalence-t", "minimum-effect-t", "equivalence-signed-rank"] {
        let error = run(id, &readings.sample(), &options).unwrap_err().to_string();
        assert!(error.contains("the mean before is 0"), "{error}");
    }
    let error = run("equivalence-ratio", &readings.sample(), &options).unwrap_err().to_string();
    assert!(error.contains("zero or below"), "{error}");
    assert_eq!(readings.sample().outcome().unit, Unit::Cm);
}
